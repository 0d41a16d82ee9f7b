"""Synthetic rows for MySQL and MariaDB that a design's constraints accept, and that its changes of type let pass."""

from __future__ import annotations

import contextlib

import pymysql

from designer.exporters.mysql.text import name, names, qualified
from designer.lab.mariadb.loading import said
from designer.lab.mariadb.server import Session
from designer.lab.measuring.tables import parents_first
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.types import DataType, parse_type
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_TRIES = 6
_WHOLE = ("tinyint", "smallint", "mediumint", "int", "bigint", "bool", "boolean", "serial")
_PARTS = ("decimal", "float", "double", "real", "numeric", "fixed", "dec")
_SHAPES = {
    "point": "POINT({0}, {0})", "linestring": "LINESTRING(POINT(0, 0), POINT({0}, {0}))",
    "polygon": "ST_GeomFromText('POLYGON((0 0, {0} 0, {0} {0}, 0 0))')",
    "multipoint": "ST_GeomFromText('MULTIPOINT(0 0, {0} {0})')",
    "multilinestring": "ST_GeomFromText('MULTILINESTRING((0 0, {0} {0}))')",
    "multipolygon": "ST_GeomFromText('MULTIPOLYGON(((0 0, {0} 0, {0} {0}, 0 0)))')",
    "geometrycollection": "ST_GeomFromText('GEOMETRYCOLLECTION(POINT({0} {0}))')", "geometry": "POINT({0}, {0})",
    "inet6": "'::{0}'", "inet4": "'10.0.0.{0}'", "uuid": "'00000000-0000-4000-8000-{0:012}'",
    "json": "'{{\"n\": {0}}}'", "year": "{1}",
}  # fmt: skip


def fill(session: Session, schema: Schema, later: Schema, rows: int) -> tuple[int, tuple[str, ...]]:
    """(how many rows were inserted, a sentence for each table that stays empty)."""
    total = 0
    sentences: list[str] = []
    with contextlib.closing(session.cursor()) as cursor:
        for entity in parents_first(schema):
            accepted, words = 0, "it has no columns to fill"
            for number in range(1, rows + 1):
                for attempt in range(_TRIES):
                    try:
                        cursor.execute(_insert(schema, later, entity, number, attempt))
                    except pymysql.Error as error:
                        words = said(error)
                    else:
                        accepted += 1
                        break
                if accepted == 0 and number >= 2:
                    break
            total += accepted
            if not accepted:
                sentences.append(f"{schema.qualified(entity)} is proved without rows: {words}")
    return total, tuple(sentences)


def _insert(schema: Schema, later: Schema, entity: Entity, number: int, attempt: int) -> str:
    values: dict[str, str] = {}
    for link in schema.references_from(entity.id) if attempt < _TRIES - 1 else ():
        parent = schema.entity(link.parent)
        columns = schema.names(link.parent_columns)
        for own, theirs in zip(schema.names(link.columns), columns, strict=True):
            place = (number - 1) % 7 if attempt < 2 else 0
            rows = f"SELECT {name(theirs)} AS v FROM {qualified(schema, parent)} ORDER BY {names(columns)}"
            values[own] = f"(SELECT v FROM ({rows} LIMIT 1 OFFSET {place}) AS d)"
    constants = _constants(entity)
    then = {one.id: one for one in later.located[entity.id].value.attributes} if entity.id in later.located else {}
    for one in entity.attributes:
        if one.generated or one.name in values or "row" in one.options.get("mysql", {}):
            continue
        if one.identity is not None and attempt % 2 == 0:
            continue
        pool = constants.get(one.name.lower()) if attempt % 3 else None
        plain = value_of(one, then.get(one.id), number + (attempt // 2) * 40)
        values[one.name] = pool[(number + attempt) % len(pool)] if pool else plain
    return f"INSERT INTO {qualified(schema, entity)} ({names(values)}) VALUES ({', '.join(values.values())})"


def value_of(attribute: Attribute, later: Attribute | None, number: int) -> str:
    """A constant that the column takes, and the later one if it is of another type."""
    kind = parse_type(attribute.type, "mysql")
    target = parse_type(later.type, "mysql") if later is not None else kind
    base, wanted = _base(kind), _base(target)
    if base in ("enum", "set"):
        both = [one for one in kind.modifiers if wanted != base or one in target.modifiers] or list(kind.modifiers)
        return _as_string(both[number % len(both)])
    if wanted in ("enum", "set") and target.modifiers:
        return _as_string(target.modifiers[number % len(target.modifiers)])
    if base in _SHAPES:
        return _SHAPES[base].format(number, 1970 + number % 100)
    if base.startswith(("date", "time")):
        return _moment(base, number)
    if wanted.startswith(("date", "time")) and base not in _WHOLE:
        return _moment(wanted, number)
    if base == "bit":
        return str(number % (1 << min(kind.length or 1, 16)))
    if base in _WHOLE:
        return str(number % 128 if "tinyint" in (base, wanted) else number)
    if base in _PARTS:
        return _fraction(kind, number) if wanted in _PARTS else str(number)
    if "bin" in base or "blob" in base:
        text = f"{number:x}"[: kind.length or 8]
        return f"'{text}'"
    if wanted in (*_WHOLE, *_PARTS):
        return f"'{number}'"
    if wanted == "json":
        return "'{}'"
    return _text(min(_room(kind), _room(target)), number)


def _base(kind: DataType) -> str:
    return kind.base.partition(" ")[0].partition("(")[0]


def _room(kind: DataType) -> int:
    base = _base(kind)
    return kind.length or (1 if base in ("char", "character") else 255)


def _text(room: int, number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = f"text {number}"
    if len(text) > room:
        text = f"{digits[number // 36 % 36]}{digits[number % 36]}"[-room:]
    return f"'{text}'"


def _as_string(modifier: str) -> str:
    return modifier if modifier.startswith(("'", '"')) else f"'{modifier}'"


def _fraction(kind: DataType, number: int) -> str:
    scale = kind.scale or 0
    whole = (kind.length or 10) - scale
    return f"{number % 10 ** max(whole, 1)}{'.5' if scale else ''}" if whole > 0 else f"0.{number % 10}"


def _moment(base: str, number: int) -> str:
    if base.startswith(("datetime", "timestamp")):
        return f"'2024-01-{number % 28 + 1:02} {number // 28 % 24:02}:00:00'"
    return f"'2024-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}'" if base == "date" else f"'{number % 24:02}:00:00'"


def _constants(entity: Entity) -> dict[str, list[str]]:
    """For each column that a check names, the constants beside it and their neighbours."""
    found: dict[str, list[str]] = {}
    for check in entity.checks:
        tokens = tokenize(check.expression, "mysql").tokens
        pool = [one.text for one in tokens if one.kind is Kind.STRING]
        pool += [f"{one.text}{plus}" for one in tokens if one.kind is Kind.NUMBER for plus in ("", " + 1", " - 1")]
        words = {one.text.strip("`").lower() for one in tokens}
        for attribute in entity.attributes:
            if pool and attribute.name.lower() in words:
                found.setdefault(attribute.name.lower(), []).extend(pool)
    return found
