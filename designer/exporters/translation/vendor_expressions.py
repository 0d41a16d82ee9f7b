"""Expressions between PostgreSQL and the two dialects that no server here speaks: T-SQL and Oracle."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, SqlglotError

from designer.exporters.translation.expressions import any_to_in, parsed_expression
from designer.exporters.translation.forms import NoForm
from designer.exporters.translation.naming import Fold

_KNOWN = frozenset(
    "upper lower coalesce abs round replace nullif length substring trim ltrim rtrim floor ceiling power sqrt sign"
    " concat mod nvl isnull len datalength substr greatest least isjson".split()
)
_OF_VENDORS = frozenset("nvl isnull len datalength isjson".split())
_NEVER = (
    exp.Concat,  # nulls are left out in some dialects, and it is not immutable in PostgreSQL
    exp.Command, exp.Subquery, exp.Select, exp.RegexpLike, exp.RegexpILike, exp.ILike, exp.SimilarTo, exp.Array,
    exp.Interval, exp.Extract, exp.AtTimeZone, exp.JSONExtract, exp.JSONExtractScalar, exp.Any, exp.All, exp.Cast,
    exp.TryCast, exp.Dot, exp.Boolean, exp.Collate, exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime,
)  # fmt: skip

_TEMPORAL = ("date", "time", "datetime", "timestamp")


def said_in(
    text: str, read: str, write: str, fold: Fold = str, texts: Collection[str] = (), *, columns: bool = True
) -> str | None:
    """An expression in another dialect; None where no faithful form is known.

    fold: how names are spelled there; texts: the columns that hold text, between which T-SQL's + joins;
    columns: whether it may name columns, as a default may not.
    """
    try:
        tree = parsed_expression(text, read)
        if tree is None:
            return None
        tree = tree.transform(any_to_in).transform(_plain_constant)
        if tree.find(*_NEVER) or any(one.name.lower() not in _KNOWN for one in tree.find_all(exp.Anonymous)):
            return None
        if write == "postgres" and any(one.name.lower() in _OF_VENDORS for one in tree.find_all(exp.Anonymous)):
            return None
        if not columns and tree.find(exp.Column):
            return None
        tree = tree.transform(lambda node: _faithful(node, read, write, texts))
        for one in tree.find_all(exp.Identifier):
            _respell(one, read, fold)
        writer = Dialect.get_or_raise(write).generator_class(
            dialect=write, unsupported_level=ErrorLevel.RAISE, identify=True
        )
        return str(writer.generate(tree))
    except (SqlglotError, RecursionError, ValueError, NoForm):
        return None


def _plain_constant(node: exp.Expression) -> exp.Expression:
    """A constant without the cast that a server prints around it."""
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal | exp.Null | exp.National):
        return node.this
    if isinstance(node, exp.Cast) and node.to.is_type("text", "varchar") and isinstance(node.this, exp.Column):
        return node.this
    return exp.Literal.string(node.name) if isinstance(node, exp.National) else node


def _faithful(node: exp.Expression, read: str, write: str, texts: Collection[str]) -> exp.Expression:
    if isinstance(node, exp.Convert) and not node.this.is_type(*_TEMPORAL):
        raise NoForm
    if isinstance(node, exp.Like) and read == "tsql" and "[" in str(node.args.get("expression")):
        raise NoForm  # sets of characters
    if isinstance(node, exp.Add) and read == "tsql" and _joins(node, texts):
        return exp.DPipe(this=node.this, expression=node.expression)
    if isinstance(node, exp.DPipe) and write == "tsql":
        return exp.Add(this=node.this, expression=node.expression)
    if isinstance(node, exp.And | exp.Or | exp.Not) and write in ("tsql", "oracle"):
        sides: list[Any] = [node.this, node.args.get("expression")]
        if any(isinstance(side.unnest(), exp.Column) for side in sides if side is not None):
            raise NoForm  # a column that is a truth value
    if isinstance(node, exp.Literal) and node.is_string and not node.this and "oracle" in (read, write):
        raise NoForm  # an empty string is null in Oracle
    return node


def _joins(node: exp.Add, texts: Collection[str]) -> bool:
    parts = [node.this.unnest(), node.expression.unnest()]
    return any(
        (isinstance(part, exp.Literal) and part.is_string)
        or isinstance(part, exp.DPipe | exp.Upper | exp.Lower | exp.Substring | exp.Concat)
        or (isinstance(part, exp.Column) and part.name.casefold() in texts)
        or (isinstance(part, exp.Add) and _joins(part, texts))
        for part in parts
    )


def _respell(one: exp.Identifier, read: str, fold: Fold) -> None:
    name = one.name
    if read == "oracle" and not one.args.get("quoted"):
        name = name.upper()
    if read == "postgres" and not one.args.get("quoted"):
        name = name.lower()
    one.set("this", fold(name))
