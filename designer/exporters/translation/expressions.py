"""Expressions of one dialect said in another, by sqlglot, with what it gets wrong or leaves to the server put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.generators.mysql import MySQLGenerator
from sqlglot.generators.postgres import PostgresGenerator

TEXT = (exp.DataType.Type.TEXT, exp.DataType.Type.VARCHAR, exp.DataType.Type.CHAR, exp.DataType.Type.BPCHAR)
_KNOWN_TO_MYSQL = frozenset(
    "length char_length lower upper trim ltrim rtrim coalesce nullif greatest least abs round floor ceil ceiling concat"
    " substring left right replace mod sign power sqrt md5 sha1 json_valid json_length json_type uuid now year month"
    " day hour minute second date time locate position reverse lpad rpad if ifnull octet_length bit_length"
    " char_length character_length json_extract json_unquote cast convert regexp_like".split()
)
_KNOWN_TO_POSTGRES = frozenset(
    "length char_length lower upper trim ltrim rtrim coalesce nullif greatest least abs round floor ceil ceiling concat"
    " substring left right replace mod sign power sqrt md5 now position reverse lpad rpad octet_length bit_length"
    " to_tsvector gen_random_uuid regexp_replace strpos extract".split()
)


class _MysqlText(MySQLGenerator):
    TRANSFORMS = {
        **MySQLGenerator.TRANSFORMS,
        # MariaDB has the operator only, MySQL has both.
        exp.RegexpLike: lambda self, node: f"{self.sql(node, 'this')} REGEXP {self.sql(node, 'expression')}",
        exp.CurrentDate: lambda self, node: "CURRENT_DATE",
    }


def to_mysql(text: str) -> str | None:
    """A PostgreSQL expression for MySQL and MariaDB; None where no faithful form is known."""
    return _translated(text, "postgres", (any_to_in, _for_mysql), _mysql_text, _KNOWN_TO_MYSQL)


def to_postgres(text: str) -> str | None:
    """A MySQL or MariaDB expression for PostgreSQL; None where no faithful form is known."""
    return _translated(text, "mysql", (_for_postgres,), postgres_text, _KNOWN_TO_POSTGRES)


def _translated(
    text: str,
    read: str,
    changes: tuple[Callable[[exp.Expression], exp.Expression], ...],
    write: Callable[[exp.Expression], str],
    known: frozenset[str],
) -> str | None:
    try:
        tree = parsed_expression(text, read)
        if (
            tree is None
            or tree.find(exp.Command, exp.Subquery, exp.Select)
            or any(node.name.lower() not in known for node in tree.find_all(exp.Anonymous))
        ):
            return None
        for change in changes:
            tree = tree.transform(change)
        return write(tree)
    except (SqlglotError, RecursionError, ValueError, NoForm):
        return None


def parsed_expression(text: str, read: str) -> exp.Expression | None:
    """The tree of one expression; behind SELECT, where no word of it can be taken for a statement's."""
    query = parse_one(f"SELECT {text}", read=read)
    if not isinstance(query, exp.Select) or len(query.expressions) != 1:
        return None
    if any(value for key, value in query.args.items() if key != "expressions"):
        return None
    found = query.expressions[0]
    return found.copy() if isinstance(found, exp.Expression) and not isinstance(found, exp.Alias) else None


class NoForm(Exception):
    """There is no form of a part of the expression that means the same."""


def _mysql_text(tree: exp.Expression) -> str:
    return str(_MysqlText(dialect="mysql", unsupported_level=ErrorLevel.RAISE, identify=True).generate(tree))


def postgres_text(tree: exp.Expression) -> str:
    return str(PostgresGenerator(dialect="postgres", unsupported_level=ErrorLevel.RAISE, identify=True).generate(tree))


def _for_mysql(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Cast) and (node.to.this in TEXT or isinstance(node.this, exp.Literal)):
        return bare(node.this)
    if isinstance(node, exp.Array | exp.Interval | exp.ArrayContainsAll | exp.RegexpILike | exp.ILike):
        raise NoForm
    return node


def bare(node: Any) -> exp.Expression:
    assert isinstance(node, exp.Expression)
    return node


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


def _for_postgres(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Cast) and node.to.is_type(exp.DataType.Type.ARRAY):
        raise NoForm  # one entry per element of a JSON document
    if isinstance(node, exp.JSONExtract | exp.JSONExtractScalar | exp.Interval | exp.Introducer | exp.Xor):
        raise NoForm
    return node
