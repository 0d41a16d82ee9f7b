"""Rows for the tables that queries read: few values, so that they tie, null wherever nothing forbids it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from designer.analysis.facts import Facts
from designer.analysis.rewriting.elsewhere.values import pool, unique
from designer.analysis.rewriting.sources import holds_no_null
from designer.analysis.workload import ParsedStatement
from designer.lab.measuring.ground import parents_first
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_name, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_NULLS = 0.2
_AT_ONCE = 200
_SKEW = 3
_IGNORING = {"sqlite": "INSERT OR IGNORE", "mysql": "INSERT IGNORE", "mariadb": "INSERT IGNORE"}

Wanted = Mapping[str, tuple[str, ...]]
"""Texts of the constants that each column, by its id, is compared with."""


@dataclass(frozen=True, slots=True)
class Made:
    """inserts: statements; columns: the values of a column by its id, row by row; rows: how many of all tables."""

    inserts: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    rows: int


def wanted_by(facts: Facts, statements: Iterable[ParsedStatement]) -> Wanted:
    """What the queries compare columns with, and what the checks of these tables do."""
    found: dict[str, list[str]] = {}
    entities = set[str]()
    for statement in statements:
        entities |= statement.entities
        for one in statement.predicates:
            if one.constant:
                found.setdefault(one.attribute, []).extend(_constants(one.value, facts.schema.dialect.name))
    for entity in facts.schema.entities if entities else ():
        for check in entity.checks:
            texts = list(_constants(check.expression, facts.schema.dialect.name))
            words = {
                one.text.strip('"`[]').casefold()
                for one in tokenize(check.expression, facts.schema.dialect.name).tokens
            }
            for attribute in entity.attributes:
                if attribute.name.casefold() in words:
                    found.setdefault(attribute.id, []).extend(texts)
    return {key: tuple(dict.fromkeys(texts)) for key, texts in found.items()}


def made_rows(facts: Facts, part: Schema, wanted: Wanted, rows: int) -> Made:
    """Rows for all tables of a part of the design, parents first; what the server refuses it leaves out.

    rows: of each table; of one that others refer to, and that refers to none, a third.
    """
    generator = Random(rows)
    columns: dict[str, tuple[str, ...]] = {}
    inserts: list[str] = []
    total = 0
    for entity in parents_first(part):
        if entity.partition_of is not None:
            continue
        alone = part.references_to(entity.id) and not part.references_from(entity.id)
        number = -(-rows // 3) if alone else rows
        made = _table(facts, part, entity, wanted, columns, number, generator)
        columns |= made
        total += number if made else 0
        inserts += _inserts(part, entity, made, number)
    return Made(tuple(inserts), columns, total)


def _table(
    facts: Facts,
    part: Schema,
    entity: Entity,
    wanted: Wanted,
    others: Mapping[str, tuple[str, ...]],
    rows: int,
    generator: Random,
) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for link in part.references_from(entity.id):
        theirs = [others.get(one) for one in link.parent_columns]
        if link.parent == entity.id or not all(theirs):
            continue
        number = len(theirs[0] or ())
        places = [int(number * generator.random() ** _SKEW) for _ in range(rows)]  # some have many, most have few
        for own, values in zip(link.columns, theirs, strict=True):
            made[own] = tuple((values or ("NULL",))[place] for place in places)
    for attribute in entity.attributes:
        if attribute.generated or _is_set_by_server(attribute):
            continue
        values = made.get(attribute.id) or _values(facts, entity, attribute, wanted, rows, generator)
        made[attribute.id] = tuple(_with_nulls(facts, entity, attribute, values, generator))
    return made


def _values(
    facts: Facts, entity: Entity, attribute: Attribute, wanted: Wanted, rows: int, generator: Random
) -> tuple[str, ...]:
    alone = any(key.columns == (attribute.id,) for key in entity.keys)
    alone |= any(one.unique and [key.column for key in one.keys] == [attribute.id] for one in entity.indexes)
    if alone:
        textual = facts.family(attribute) == "text"  # of which no table has all, so that some match and some do not
        numbers = Random(entity.name).sample(range(1, (1 + textual) * rows + 1), rows)
        return tuple(unique(facts, attribute, one) for one in numbers)
    own = any(link.child == entity.id == link.parent and attribute.id in link.columns
              for link in facts.schema.relationships)  # fmt: skip
    values = (
        [str(one) for one in range(1, rows // 2 + 2)] if own else pool(facts, attribute, wanted.get(attribute.id, ()))
    )
    return tuple(generator.choice(values) if values else "NULL" for _ in range(rows))


def _with_nulls(
    facts: Facts, entity: Entity, attribute: Attribute, values: tuple[str, ...], generator: Random
) -> Iterator[str]:
    open_ = not holds_no_null(facts, entity, attribute)
    for one in values:
        yield "NULL" if open_ and generator.random() < _NULLS else one


def _is_set_by_server(attribute: Attribute) -> bool:
    own = attribute.options.get("mysql", {})
    return bool(own.get("row")) or (attribute.identity is not None and attribute.identity.mode == "always")


def _inserts(part: Schema, entity: Entity, made: Mapping[str, tuple[str, ...]], rows: int) -> Iterator[str]:
    dialect = part.dialect.name
    named = {one.id: one.name for one in entity.attributes}
    names = ", ".join(quote_name(named[one], dialect=dialect) for one in made)
    table = quote_name(part.namespace(entity.schema) or "", entity.name, dialect=dialect)
    listed = [f"({', '.join(row)})" for row in zip(*made.values(), strict=True)][:rows]
    size = 1 if dialect == "sqlite" else _AT_ONCE
    for first in range(0, len(listed), size):
        yield f"{_IGNORING[dialect]} INTO {table} ({names}) VALUES {', '.join(listed[first : first + size])}"


def _constants(text: str, dialect: str) -> Iterator[str]:
    for token in tokenize(text, dialect).tokens:
        if token.kind is Kind.STRING:
            yield read_string(token.text, dialect)
        elif token.kind is Kind.NUMBER:
            yield token.text
