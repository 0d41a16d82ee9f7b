"""Synthetic rows that a design's constraints accept.

Values follow the type and the number of the row, so that keys differ; foreign keys take a row that is there; what
checks compare with is tried as a value. What the server refuses is tried again with other values; a table for which
nothing is accepted stays empty, and that is said.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
from psycopg import Connection, errors, sql

from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.types import DataType, parse_type
from designer.sql.identifiers import read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_TRIES = 12
_EPOCH_YEAR = 2020
_REFUSALS = (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError, psycopg.InternalError)


def fill(connection: Connection[tuple[object, ...]], schema: Schema, rows: int) -> tuple[str, ...]:
    """Inserts up to `rows` rows into every table; a sentence for each table that stays empty."""
    generator = random.Random(7)
    sentences = []
    for entity in _parents_first(schema):
        if entity.partition_by or entity.partition_of or entity.persistence == "temporary":
            continue
        refused = _fill_table(connection, schema, entity, rows, generator)
        if refused:
            sentences.append(f"{schema.qualified(entity)} is proved without rows: {refused}")
    for entity in schema.entities:
        if entity.partition_by and not entity.partition_of:
            refused = _fill_table(connection, schema, entity, rows, generator)
            if refused:
                sentences.append(f"{schema.qualified(entity)} is proved without rows: {refused}")
    return tuple(sentences)


def _parents_first(schema: Schema) -> Iterator[Entity]:
    done: set[str] = set()

    def visit(entity: Entity, path: tuple[str, ...]) -> Iterator[Entity]:
        if entity.id in done or entity.id in path:
            return
        for link in schema.references_from(entity.id):
            yield from visit(schema.entity(link.parent), (*path, entity.id))
        if entity.id not in done:
            done.add(entity.id)
            yield entity

    for entity in schema.entities:
        yield from visit(entity, ())


def _fill_table(
    connection: Connection[tuple[object, ...]], schema: Schema, entity: Entity, rows: int, generator: random.Random
) -> str | None:
    """The server's words where no row at all was accepted."""
    table = sql.Identifier(*filter(None, (schema.namespace(entity.schema), entity.name)))
    columns = [one for one in entity.attributes if not _is_computed(one)]
    words: str | None = None
    accepted = 0
    for number in range(1, rows + 1):
        for attempt in range(_TRIES):
            values = _row(connection, schema, entity, columns, number, attempt, generator)
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
    generator: random.Random,
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
            values[one.name] = value_of(schema, one.type, number + attempt * 1000, generator)
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


def value_of(schema: Schema, type_text: str, number: int, generator: random.Random) -> sql.Composable:
    """A value of the type that differs with the number."""
    parsed = parse_type(type_text)
    own = _of_design(schema, type_text, number, generator)
    if parsed.dimensions:
        inside = value_of(
            schema, type_text[: type_text.rindex("[")] if "[" in type_text else parsed.base, number, generator
        )
        return sql.SQL("ARRAY[{}]::{}").format(inside, sql.SQL(type_text))
    if own is not None:
        return own
    return sql.Literal(_text(parsed, number))


def _of_design(schema: Schema, type_text: str, number: int, generator: random.Random) -> sql.Composable | None:
    bare = type_text.replace('"', "").rpartition(".")[2].split("(")[0].strip()
    for enum in schema.enums:
        if enum.name == bare and enum.values:
            return sql.Literal(enum.values[number % len(enum.values)].value)
    for domain in schema.domains:
        if domain.name == bare:
            return value_of(schema, domain.type, number, generator)
    for composite in schema.composites:
        if composite.name == bare:
            parts = [value_of(schema, one.type, number, generator) for one in composite.attributes]
            return sql.SQL("ROW({})").format(sql.SQL(", ").join(parts))
    return None


def _text(parsed: DataType, number: int) -> str:
    """The text of a value of a built-in type."""
    base, length = parsed.base, parsed.length
    match parsed.family:
        case "integer":
            return str(number % 30_000 if base == "smallint" else number)
        case "numeric":
            return str(number % 10 ** max(1, (length or 9) - (parsed.scale or 0)))
        case "float":
            return f"{number}.5"
        case "text":
            return str(number)[-length:] if length else f"text {number}"
        case "boolean":
            return ("true", "false")[number % 2] if base == "boolean" else "1" * (length or 1)
        case "timestamp" | "date":
            return f"{_EPOCH_YEAR + number % 5}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        case "time":
            return f"{number % 24:02}:{number % 60:02}:00"
        case "interval":
            return f"{number} hours"
        case "uuid":
            return f"{number:032x}"
        case "json":
            return json.dumps({"number": number})
        case "binary":
            return f"\\x{number:08x}"
        case "network" if base in ("inet", "cidr"):
            return f"10.0.{number // 250 % 250}.{number % 250}"
        case "network":
            return f"08:00:2b:01:{number // 90 % 90 + 10}:{number % 90 + 10}{':00:00' if base == 'macaddr8' else ''}"
        case "range":
            return _range(base, number)
        case "search":
            return f"word{number}"
        case "bits":
            return "1" * (length or 1)
        case "xml":
            return f"<a>{number}</a>"
        case "geometry":
            return f"({number},{number})"
    return str(number)


def _range(base: str, number: int) -> str:
    """One that overlaps no other number's."""
    if base.removesuffix("multirange").removesuffix("range") in ("date", "ts", "tstz"):
        first, last = (date(_EPOCH_YEAR, 1, 1) + timedelta(days=2 * number + one) for one in (0, 1))
        text = f"[{first},{last})"
    else:
        text = f"[{2 * number},{2 * number + 1})"
    return f"{{{text}}}" if "multi" in base else text
