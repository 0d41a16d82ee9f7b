"""Synthetic rows that a design's constraints accept.

Values follow the type and the number of the row, so that keys differ; foreign keys take a row that is there; what
checks compare with is tried as a value. What the server refuses is tried again with other values; a table for which
nothing is accepted stays empty, and that is said.
"""

import psycopg
from psycopg import Connection, errors, sql

from designer.lab.measuring.tables import parents_first
from designer.lab.measuring.typed import value_text
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_TRIES = 12
_REFUSALS = (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError, psycopg.InternalError)


def fill(connection: Connection[tuple[object, ...]], schema: Schema, rows: int) -> tuple[str, ...]:
    """Inserts up to `rows` rows into every table; a sentence for each table that stays empty."""
    sentences = []
    for entity in parents_first(schema):
        if entity.partition_by or entity.partition_of or entity.persistence == "temporary":
            continue
        refused = _fill_table(connection, schema, entity, rows)
        if refused:
            sentences.append(f"{schema.qualified(entity)} is proved without rows: {refused}")
    for entity in schema.entities:
        if entity.partition_by and not entity.partition_of:
            refused = _fill_table(connection, schema, entity, rows)
            if refused:
                sentences.append(f"{schema.qualified(entity)} is proved without rows: {refused}")
    return tuple(sentences)


def _fill_table(connection: Connection[tuple[object, ...]], schema: Schema, entity: Entity, rows: int) -> str | None:
    """The server's words where no row at all was accepted."""
    table = sql.Identifier(*filter(None, (schema.namespace(entity.schema), entity.name)))
    columns = [one for one in entity.attributes if not _is_computed(one)]
    words: str | None = None
    accepted = 0
    for number in range(1, rows + 1):
        for attempt in range(_TRIES):
            values = _row(connection, schema, entity, columns, number, attempt)
            try:
                with connection.transaction():
                    connection.execute(_insert(table, values))
            except _REFUSALS as error:
                words = error.diag.message_primary or str(error)
                if isinstance(error, errors.UndefinedObject | errors.SyntaxError):
                    return words
                continue
            accepted += 1
            break
        else:
            if accepted == 0 and number >= 3:
                break
    return None if accepted else words or "it has no columns to fill"


def _insert(table: sql.Composable, values: dict[str, sql.Composable]) -> sql.Composed:
    if not values:
        return sql.SQL("INSERT INTO {} DEFAULT VALUES").format(table)
    names = sql.SQL(", ").join(map(sql.Identifier, values))
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(table, names, sql.SQL(", ").join(values.values()))


def _row(
    connection: Connection[tuple[object, ...]],
    schema: Schema,
    entity: Entity,
    columns: list[Attribute],
    number: int,
    attempt: int,
) -> dict[str, sql.Composable]:
    values: dict[str, sql.Composable] = {}
    for link in schema.references_from(entity.id):
        values.update(_referenced(connection, schema, link, number, attempt))
    constants = _constants(entity)
    for one in columns:
        if one.name in values:
            continue
        if attempt % 3 == 2 and not one.not_null and one.default is None and not _in_key(entity, one.id):
            continue
        if one.default is not None and attempt % 3 == 1 and not _in_key(entity, one.id):
            continue
        pool = constants.get(one.name) if attempt else None
        if pool and not _in_key(entity, one.id):
            values[one.name] = pool[(number + attempt) % len(pool)]
        else:
            values[one.name] = value_of(schema, one.type, number + attempt * 1000)
    return values


def _is_computed(attribute: Attribute) -> bool:
    return bool(attribute.generated or (attribute.identity and attribute.identity.mode == "always"))


def _in_key(entity: Entity, attribute_id: str) -> bool:
    return any(attribute_id in key.columns for key in entity.keys)


def _referenced(
    connection: Connection[tuple[object, ...]], schema: Schema, link: Relationship, number: int, attempt: int
) -> dict[str, sql.Composable]:
    """The key of a row of the parent, as text that the column's type reads; nothing where the parent has no row."""
    parent = schema.entity(link.parent)
    names = [sql.Identifier(name) for name in schema.names(link.parent_columns)]
    if not names:
        return {}
    found = connection.execute(
        sql.SQL("SELECT {} FROM {} ORDER BY 1 OFFSET {} LIMIT 1").format(
            sql.SQL(", ").join(sql.SQL("{}::text").format(name) for name in names),
            sql.Identifier(*filter(None, (schema.namespace(parent.schema), parent.name))),
            sql.Literal((number + attempt - 1) % 7 if attempt < 6 else 0),
        )
    ).fetchone()
    if found is None:
        return {}
    return {name: sql.Literal(value) for name, value in zip(schema.names(link.columns), found, strict=True)}


def _constants(entity: Entity) -> dict[str, list[sql.Composable]]:
    """For each column that a check or a partial index names, the constants beside it, and their neighbours."""
    found: dict[str, list[sql.Composable]] = {}
    for check in entity.checks:
        tokens = tokenize(check.expression, "postgres").tokens
        pool: list[sql.Composable] = []
        for token in tokens:
            if token.kind is Kind.STRING:
                pool.append(sql.Literal(read_string(token.text, "postgres")))
            elif token.kind is Kind.NUMBER:
                pool += [sql.SQL(token.text), sql.SQL(f"{token.text} + 1"), sql.SQL(f"{token.text} - 1")]
        words = {token.text.strip('"').lower() for token in tokens}
        for attribute in entity.attributes:
            if pool and attribute.name.lower() in words:
                found.setdefault(attribute.name, []).extend(pool)
    return found


def value_of(schema: Schema, type_text: str, number: int) -> sql.Composable:
    """A value of the type that differs with the number."""
    text = sql.Literal(value_text(schema, type_text, number))
    return sql.SQL("{}::{}").format(text, sql.SQL(type_text)) if parse_type(type_text).dimensions else text
