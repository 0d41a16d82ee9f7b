"""B-trees and other indexes of a table as rules compare them: keys, order, uniqueness, predicate."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from designer.analysis.expressions import spelled
from designer.schema.model import Check, Entity, Index, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.parsing import SqlError, parse_one, sqlglot_dialect
from designer.sql.tokens import Kind


@dataclass(frozen=True, slots=True)
class PathKey:
    """One key: an attribute's id, or an expression's tokens. nulls_first is what happens, written or not."""

    column: str | None
    expression: tuple[str, ...] = ()
    descending: bool = False
    nulls_first: bool = False
    operator_class: str | None = None
    collation: str | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """An index, or the one that a key or unique constraint makes. constraint: whether it is the latter."""

    object_id: str
    name: str
    keys: tuple[PathKey, ...]
    unique: bool = False
    constraint: bool = False
    where: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    method: str = "btree"

    @property
    def columns(self) -> tuple[str, ...]:
        """The leading plain columns."""
        found: list[str] = []
        for key in self.keys:
            if key.column is None:
                break
            found.append(key.column)
        return tuple(found)


def said_of(schema: Schema, one: PrimaryKey | Unique | Check | Relationship) -> str:
    """A constraint's name, or what it is where it has none: `the unique key over (tenant_id, email)`."""
    if one.name:
        return one.name
    if isinstance(one, PrimaryKey):
        return "the primary key"
    if isinstance(one, Check):
        return "a check without a name"
    kind = "unique key" if isinstance(one, Unique) else "foreign key"
    return f"the {kind} over ({', '.join(schema.names(one.columns))})"


def paths_of(schema: Schema, entity: Entity) -> tuple[Path, ...]:
    """Every path of a table that queries may use, keys first."""
    return (*_constraints(schema, entity), *(path_of(schema, index) for index in entity.indexes if index.visible))


def path_of(schema: Schema, index: Index) -> Path:
    """An index as a path."""
    dialect = schema.dialect.name
    keys = tuple(
        PathKey(
            key.column,
            spelled(key.expression, dialect) if key.expression else (),
            key.descending,
            key.nulls == "first" if key.nulls else key.descending,
            _last(key.operator_class),
            _last(key.collation),
        )
        for key in index.keys
    )
    return Path(
        index.id,
        index.name or ", ".join(shown_keys(schema, keys)),
        keys,
        index.unique,
        False,
        spelled(index.where, dialect) if index.where else (),
        index.include,
        method_of(index),
    )


def method_of(index: Index) -> str:
    """How an index finds rows: SQL Server's columnstore is read whole, and finds none by its first columns; Oracle's
    bitmaps are another kind than its B-trees, and neither stands for the other."""
    if (index.options.get("tsql") or {}).get("columnstore"):
        return "columnstore"
    return "bitmap" if (index.options.get("oracle") or {}).get("bitmap") else index.method.lower()


def shown_keys(schema: Schema, keys: Iterable[PathKey]) -> Iterator[str]:
    """The keys as people write them: `placed_at DESC`, `lower(email)`."""
    for key in keys:
        text = schema.attribute(key.column).name if key.column else _joined(key.expression)
        yield f"{text} DESC" if key.descending else text


def _joined(tokens: tuple[str, ...]) -> str:
    text = " ".join(tokens)
    for blank, tight in ((" ( ", "("), (" )", ")"), (" ,", ","), (" :: ", "::"), (" . ", ".")):
        text = text.replace(blank, tight)
    return text


def same_expression(one: str, tokens: tuple[str, ...], dialect: str) -> bool:
    """Whether a condition or expression of a query is that of an index, as far as spelling goes.

    Blanks, case, parentheses and casts to text, which servers add when they print, make no difference; nor do
    `flag`, `flag = true` and `flag IS TRUE`.
    """
    return _canonical(one, dialect) == _canonical(" ".join(tokens), dialect)


@lru_cache(maxsize=16384)
def _canonical(text: str, dialect: str) -> tuple[str, ...]:
    with suppress(SqlError):  # what cannot be read is compared as it is
        text = parse_one(text, dialect).transform(_without_noise).sql(dialect=sqlglot_dialect(dialect))
    kept = [token if token[:1] in "'\"" else token.lower() for token in spelled(text, dialect) if token not in "()"]
    if len(kept) == 3 and kept[1:] in (["is", "true"], ["is", "false"]):
        return kept[0], "=", kept[2]
    if len(kept) == 2 and kept[0] == "not":
        return kept[1], "=", "false"
    return (kept[0], "=", "true") if len(kept) == 1 else tuple(kept)


def _without_noise(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren) or (isinstance(node, exp.Cast) and node.to.this in exp.DataType.TEXT_TYPES):
        node = node.this
    return node


def _constraints(schema: Schema, entity: Entity) -> Iterator[Path]:
    for key in entity.keys:
        yield Path(key.id, said_of(schema, key), tuple(map(PathKey, key.columns)), True, True, include=key.include)


def _last(name: str | None) -> str | None:
    """The last part of a qualified name, unquoted: `public.gin_trgm_ops` is gin_trgm_ops."""
    if name is None:
        return None
    words = [token.text for token in tokenize(name, "postgres").tokens if token.kind in (Kind.WORD, Kind.QUOTED)]
    return words[-1].strip('"') if words else name
