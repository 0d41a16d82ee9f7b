"""Expressions of one dialect said in another, by sqlglot, with what it gets wrong or leaves to the server put right."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.generators.mysql import MySQLGenerator
from sqlglot.generators.postgres import PostgresGenerator

from designer.exporters.translation.forms import COMMON, Families, Forms, NoForm, demand, family_of, rewritten
from designer.exporters.translation.mysql_forms import for_mysql
from designer.schema.frozen import EMPTY

_KNOWN_TO_MYSQL = frozenset("lower upper char_length character_length octet_length nullif coalesce mod".split())
_KNOWN_TO_POSTGRES = frozenset("lower upper char_length character_length nullif coalesce mod json_valid".split())
_OF_POSTGRES = COMMON | {
    exp.Any, exp.All, exp.Array, exp.Like, exp.RegexpLike, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.Ceil,
    exp.Floor, exp.Sqrt, exp.Sign, exp.StrPosition, exp.Reverse, exp.MD5, exp.ByteLength, exp.Extract, exp.Var,
    exp.CurrentTimestamp, exp.CurrentDate, exp.Div, exp.JSONExtract, exp.JSONExtractScalar, exp.JSONPath,
    exp.JSONPathRoot, exp.JSONPathKey, exp.JSONPathSubscript,
}  # fmt: skip
_OF_MYSQL = COMMON | {
    exp.Like, exp.Concat, exp.Ceil, exp.Floor, exp.Sqrt, exp.Sign, exp.StrPosition, exp.Reverse, exp.MD5,
    exp.ByteLength, exp.Extract, exp.Var, exp.CurrentTimestamp, exp.CurrentDate, exp.BitwiseAnd, exp.BitwiseOr,
}  # fmt: skip

_KEPT_BY_POSTGRES = ("text", "integer", "numeric", "date", "timestamp")


class _MysqlText(MySQLGenerator):
    TRANSFORMS = {
        **MySQLGenerator.TRANSFORMS,
        # MariaDB has the operator only, MySQL has both.
        exp.RegexpLike: lambda self, node: f"{self.sql(node, 'this')} REGEXP {self.sql(node, 'expression')}",
        exp.CurrentDate: lambda self, node: "CURRENT_DATE",
    }


def to_mysql(text: str, families: Families = EMPTY) -> str | None:
    """A PostgreSQL expression for MySQL and MariaDB; None where no faithful form is known.

    families: of the types of the columns that it may name, as far as they are known.
    """

    def change(tree: exp.Expression) -> exp.Expression:
        return rewritten(rewritten(tree, any_to_in), lambda node: for_mysql(node, families))

    return translated(text, "postgres", _OF_POSTGRES, families, change, _mysql_text, _KNOWN_TO_MYSQL)


def to_postgres(text: str, families: Families = EMPTY, *, columns: bool = True) -> str | None:
    """A MySQL or MariaDB expression for PostgreSQL; None where no faithful form is known.

    families: as above; columns: whether it may name columns, as a default may not.
    """

    def change(tree: exp.Expression) -> exp.Expression:
        if not columns and tree.find(exp.Column):
            raise NoForm
        return rewritten(tree, lambda node: _for_postgres(node, families))

    return translated(text, "mysql", _OF_MYSQL, families, change, postgres_text, _KNOWN_TO_POSTGRES)


def translated(
    text: str,
    read: str,
    allowed: Forms,
    families: Families,
    change: Callable[[exp.Expression], exp.Expression],
    write: Callable[[exp.Expression], str],
    known: frozenset[str],
) -> str | None:
    """An expression read in one dialect and, changed, written in another; None where it says what is not allowed, or
    calls what is not known."""
    try:
        tree = parsed_expression(text, read)
        if tree is None or any(node.name.lower() not in known for node in tree.find_all(exp.Anonymous)):
            return None
        demand(tree, allowed, families)
        return write(change(tree))
    except (SqlglotError, RecursionError, ValueError, NoForm):
        return None


def parsed_expression(text: str, read: str) -> exp.Expression | None:
    """The tree of one expression, the caller's own; many tables have the same checks. Raises SqlglotError."""
    found = _parsed(text, read)
    return found.copy() if found is not None else None


@lru_cache(maxsize=4096)
def _parsed(text: str, read: str) -> exp.Expression | None:
    """Behind SELECT, where no word of it can be taken for a statement's."""
    query = parse_one(f"SELECT {text}", read=read)
    if not isinstance(query, exp.Select) or len(query.expressions) != 1:
        return None
    if any(value for key, value in query.args.items() if key != "expressions"):
        return None
    found = query.expressions[0]
    return found if isinstance(found, exp.Expression) and not isinstance(found, exp.Alias) else None


def _mysql_text(tree: exp.Expression) -> str:
    return str(_MysqlText(dialect="mysql", unsupported_level=ErrorLevel.RAISE, identify=True).generate(tree))


def postgres_text(tree: exp.Expression) -> str:
    return str(PostgresGenerator(dialect="postgres", unsupported_level=ErrorLevel.RAISE, identify=True).generate(tree))


def any_to_in(node: exp.Expression) -> exp.Expression:
    """`x = ANY (ARRAY[…])` is `x IN (…)`, and `x <> ALL (ARRAY[…])` is `x NOT IN (…)`."""
    if not isinstance(node, exp.EQ | exp.NEQ) or not isinstance(node.expression, exp.Any | exp.All):
        return node
    right = node.expression
    inside = right.this
    while isinstance(inside, exp.Paren | exp.Cast):
        inside = inside.this
    if not isinstance(inside, exp.Array):
        raise NoForm
    values = [_plain(value) for value in inside.expressions]
    found: exp.Expression = exp.In(this=node.this, expressions=values)
    if isinstance(node, exp.EQ) and isinstance(right, exp.Any):
        return found
    if isinstance(node, exp.NEQ) and isinstance(right, exp.All):
        return exp.Not(this=found)
    raise NoForm


def _plain(value: exp.Expression) -> exp.Expression:
    while isinstance(value, exp.Cast | exp.Paren):
        value = value.this
    return value.copy()


def _for_postgres(node: exp.Expression, families: Families) -> exp.Expression:
    if isinstance(node, exp.Cast) and family_of(node, {}) not in _KEPT_BY_POSTGRES:
        raise NoForm
    if isinstance(node, exp.Anonymous) and node.name.lower() == "json_valid" and len(node.expressions) == 1:
        return exp.Paren(this=exp.Is(this=node.expressions[0], expression=exp.JSON()))
    if isinstance(node, exp.Concat):  # of which one part is null, it is
        whole = _joined(node.expressions)
        return exp.Paren(this=whole) if isinstance(node.parent, exp.Binary | exp.Unary) else whole
    if isinstance(node, exp.Length) and not node.args.get("binary"):
        return node
    if isinstance(node, exp.EQ | exp.NEQ) and _is_truth(node.this, families):
        other = node.expression
        if isinstance(other, exp.Literal) and other.name in ("0", "1"):
            node.set("expression", exp.Boolean(this=other.name == "1"))
    elif isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.GT | exp.GTE | exp.LT | exp.LTE) and (
        _is_truth(node.this, families) or _is_truth(node.expression, families)
    ):
        raise NoForm  # truth values counted as numbers
    if isinstance(node, exp.Not | exp.And | exp.Or | exp.If):
        for side in ("this", "expression"):
            part = node.args.get(side)
            if isinstance(part, exp.Column) and families.get(part.name, "boolean") != "boolean":
                raise NoForm  # a number taken for a truth value
    return node


def _is_truth(node: exp.Expression, families: Families) -> bool:
    """Whether an expression is true or false there, and no number."""
    bare = node.unnest()
    if isinstance(bare, exp.Column):
        return families.get(bare.name) == "boolean"
    if isinstance(bare, exp.If):
        return _is_truth(bare.args["true"], families)
    if isinstance(bare, exp.Case):
        return _is_truth(bare.args["ifs"][0].args["true"], families)
    return isinstance(bare, exp.Predicate | exp.Not | exp.Boolean | exp.And | exp.Or | exp.Between | exp.In)


def _joined(parts: list[exp.Expression]) -> exp.Expression:
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.DPipe(this=whole, expression=part)
    return whole
