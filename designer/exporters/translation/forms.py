"""Which forms of an expression mean the same in every dialect; what is not known to is not translated.

Two servers may take the same text and mean something else by it: whole numbers divided, days added to a date, the
largest of values of which one is null. So a form is translated because it is listed here or by the direction that
asks, never because a writer has a text for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from designer.schema.types import parse_type

Families = Mapping[str, str]
"""Names of columns to the families of their types (`designer.schema.types`), `enum` for enumerations."""


class NoForm(Exception):
    """There is no form of a part of the expression that means the same."""


Forms = frozenset[Any]
"""Classes of parts of expressions."""

COMMON: Forms = frozenset({
    exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Paren, exp.Tuple, exp.DataType,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In,
    exp.Between, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Mod, exp.Abs,
    exp.Upper, exp.Lower, exp.Length, exp.Trim, exp.Substring, exp.Left, exp.Replace, exp.Round, exp.Cast, exp.DPipe,
    exp.NullSafeEQ, exp.NullSafeNEQ, exp.Anonymous,
})  # fmt: skip
_COUNTING = (exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Mod, exp.Div, exp.IntDiv, exp.Abs, exp.Round)
_ORDERING = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
_YES, _NO = ("t", "true", "y", "yes", "on", "1"), ("f", "false", "n", "no", "off", "0")
_NUMBERS = ("integer", "numeric", "float")
_FROM_FIRST = (exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.Abs, exp.Round, exp.Coalesce, exp.Nullif)


def demand(tree: exp.Expression, allowed: Forms, families: Families) -> None:
    """Raises NoForm where a part of the expression may mean something else elsewhere."""
    for node in tree.walk(prune=lambda one: isinstance(one, exp.DataType)):
        if type(node) not in allowed:
            raise NoForm
        if isinstance(node, _COUNTING):
            _only_numbers(node, families)
        elif isinstance(node, _ORDERING) and any(family_of(one, families) == "enum" for one in _operands(node)):
            raise NoForm  # the order of an enumeration's values, or of their letters
        elif isinstance(node, exp.Trim):
            _one_character(node)
        elif isinstance(node, exp.Substring | exp.Left):
            _counts_from_one(node)
        elif isinstance(node, exp.Length):
            _only_texts(node, families, ("text", None))
        elif isinstance(node, exp.DPipe):
            _only_texts(node, families)


def family_of(node: exp.Expression | None, families: Families) -> str | None:
    """The family of an expression's type, None where that is not known."""
    if isinstance(node, exp.Column):
        return families.get(node.name)
    if isinstance(node, exp.Literal):
        return "text" if node.is_string else "integer" if node.is_int else "numeric"
    if isinstance(node, exp.Cast):
        return parse_type(node.to.sql("postgres")).family
    if isinstance(node, exp.Length):
        return "integer"
    if isinstance(node, exp.DPipe | exp.Upper | exp.Lower | exp.Trim | exp.Substring | exp.Replace):
        return "text"
    if isinstance(node, _FROM_FIRST):
        known = [family_of(one, families) for one in _operands(node)]
        return "numeric" if "numeric" in known and "float" not in known else known[0] if known else None
    return None


def rewritten(node: exp.Expression, change: Callable[[exp.Expression], exp.Expression]) -> exp.Expression:
    """The tree with `change` made of each of its nodes, from the top, as often as it makes another one."""
    while (other := change(node)) is not node:
        node = other
    for child in list(node.iter_expressions()):
        made = rewritten(child, change)
        if made is not child:
            child.replace(made)
    return node


def bare(node: exp.Expression) -> exp.Expression:
    """What a cast or a pair of parentheses is around."""
    inner = node.this
    assert isinstance(inner, exp.Expression)
    return inner


def constant(node: exp.Expression) -> exp.Expression | None:
    """The value that a cast makes of a constant: a number where the type is one; None where it is no constant, or of
    a type that other dialects spell otherwise."""
    value = node.this.unnest()
    if not isinstance(node, exp.Cast) or not isinstance(value, exp.Literal | exp.Null):
        return None
    family = family_of(node, {})
    if isinstance(value, exp.Null):
        return value
    text = value.name
    if family in _NUMBERS and value.is_string:
        return exp.Literal.number(text.strip()) if _NUMBER.fullmatch(text.strip()) else None
    if family == "boolean":
        return exp.Boolean(this=text.lower() in _YES) if text.lower() in _YES + _NO else None
    plain = node.to.this == exp.DataType.Type.USERDEFINED or family in (*_NUMBERS, "text", "date", "time", "uuid")
    return value if plain or family == "timestamp" else None


def _operands(node: exp.Expression) -> list[exp.Expression]:
    return [one for one in (node.this, node.args.get("expression")) if isinstance(one, exp.Expression)]


def _only_numbers(node: exp.Expression, families: Families) -> None:
    """Days of dates, lists and lengths of time are counted otherwise everywhere."""
    if any(family_of(one, families) not in (*_NUMBERS, None) for one in _operands(node)):
        raise NoForm


def _only_texts(
    node: exp.Expression, families: Families, taken: tuple[str | None, ...] = ("text", "integer", None)
) -> None:
    """What is no text is spelled otherwise when it is joined to one; documents and lists are joined otherwise."""
    if any(family_of(one, families) not in taken for one in _operands(node)):
        raise NoForm


def _one_character(node: exp.Trim) -> None:
    """Several characters are a set here and a text there."""
    taken = node.args.get("expression")
    if taken is not None and not (isinstance(taken, exp.Literal) and taken.is_string and len(taken.name) == 1):
        raise NoForm


def _counts_from_one(node: exp.Expression) -> None:
    """What lies before the first character, and what a count below zero leaves out, differs."""
    length = node.args.get("length")
    if isinstance(node, exp.Left):
        counted = _at_least(node.args.get("expression"), 0)
    else:
        counted = _at_least(node.args.get("start"), 1) and (length is None or _at_least(length, 0))
    if not counted:
        raise NoForm


def _at_least(node: exp.Expression | None, least: int) -> bool:
    return isinstance(node, exp.Literal) and node.is_int and int(node.name) >= least
