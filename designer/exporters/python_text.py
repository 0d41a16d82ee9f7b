"""Names and constants of Python, and what simple checks say of one column; shared by the exports of models."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import expressions as exp

from designer.exporters.wording import legible


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check says of one column: `kind` least, greatest, above, below, longest, shortest, pattern or one of."""

    column: str
    kind: str
    value: Any


def class_name(table: str, taken: Container[str]) -> str:
    """`OrderLines` of `order_lines`."""
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"\W|_", table) if part)
    return _free(name if name.isidentifier() else f"Table{name}", taken)


def attribute_name(column: str, taken: Container[str], reserved: Container[str] = ()) -> str:
    """A name that Python and the framework take: one underscore at a time, none at either end."""
    name = re.sub(r"_+", "_", re.sub(r"\W", "_", column)).strip("_").lower()
    if not name.isidentifier():
        name = f"column_{name}".strip("_")
    if keyword.iskeyword(name) or name in reserved:
        name = f"{name}_column"
    return _free(name, taken)


def _free(name: str, taken: Container[str]) -> str:
    chosen, number = name, 2
    while chosen in taken:
        chosen, number = f"{name}{number}", number + 1
    return chosen


def string(text: str) -> str:
    """A string constant of Python."""
    return repr(text)


def docstring(text: str) -> str:
    """The text as a docstring, whatever is in it."""
    return '"""' + legible(text).replace("\\", "\\\\").replace('"', '\\"') + '"""'


def rules_of(expression: str) -> tuple[Rule, ...] | None:
    """What a check says, when it is nothing but simple conditions on single columns joined by AND; None otherwise."""
    try:
        tree = sqlglot.parse_one(expression, read="postgres")
    except (sqlglot.errors.SqlglotError, RecursionError):
        return None
    found: list[Rule] = []
    for condition in tree.unnest().flatten() if isinstance(tree.unnest(), exp.And) else (tree.unnest(),):
        rules = tuple(_rules(condition.unnest()))
        if not rules:
            return None
        found += rules
    return tuple(found)


_COMPARISONS = {exp.GTE: "least", exp.LTE: "greatest", exp.GT: "above", exp.LT: "below"}
_MIRRORED = {"least": "greatest", "greatest": "least", "above": "below", "below": "above"}


def _rules(condition: Any) -> Iterator[Rule]:
    if isinstance(condition, exp.Between):
        column = _column(condition.this)
        low, high = _number(condition.args["low"]), _number(condition.args["high"])
        if column is not None and low is not None and high is not None and not condition.args.get("symmetric"):
            yield Rule(column, "least", low)
            yield Rule(column, "greatest", high)
    elif type(condition) in _COMPARISONS:
        yield from _comparison(condition)
    elif isinstance(condition, exp.RegexpLike) and _column(condition.this) is not None:
        if isinstance(condition.expression, exp.Literal) and condition.expression.is_string:
            yield Rule(str(_column(condition.this)), "pattern", condition.expression.this)
    elif isinstance(condition, exp.In) and _column(condition.this) is not None:
        given = condition.expressions
        if given and all(isinstance(one, exp.Literal) and one.is_string for one in given):
            yield Rule(str(_column(condition.this)), "one of", tuple(one.this for one in given))


def _comparison(condition: Any) -> Iterator[Rule]:
    kind, left, right = _COMPARISONS[type(condition)], condition.this.unnest(), condition.expression.unnest()
    if _number(left) is not None:
        kind, left, right = _MIRRORED[kind], right, left
    bound = _number(right)
    if bound is None:
        return
    if isinstance(left, exp.Length) and _column(left.this) is not None and isinstance(bound, int):
        least = {"least": bound, "above": bound + 1}.get(kind)
        greatest = {"greatest": bound, "below": bound - 1}.get(kind)
        if least is not None:
            yield Rule(str(_column(left.this)), "shortest", least)
        elif greatest is not None:
            yield Rule(str(_column(left.this)), "longest", greatest)
    elif _column(left) is not None:
        yield Rule(str(_column(left)), kind, bound)


def _column(node: Any) -> str | None:
    node = node.unnest()
    return node.name if isinstance(node, exp.Column) and not node.table else None


def _number(node: Any) -> int | float | None:
    node = node.unnest()
    sign = -1 if isinstance(node, exp.Neg) else 1
    node = node.this if isinstance(node, exp.Neg) else node
    if not isinstance(node, exp.Literal) or node.is_string:
        return None
    try:
        return sign * int(node.this)
    except ValueError:
        return sign * float(node.this)
