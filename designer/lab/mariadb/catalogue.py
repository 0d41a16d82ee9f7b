"""The catalogue as SHOW CREATE says it, line by line: exact, and in the server's own words.

Each line of SHOW CREATE TABLE is an object of its own (a column, a key, a foreign key, a check), so that what
differs is named. Names that the server makes up for checks are not compared: it numbers them as it meets them.
"""

import contextlib
from collections.abc import Iterator

from designer.lab.catalogue.model import Catalogue, Detail, Key, frozen_detail
from designer.lab.mariadb.server import Session
from designer.sql.cursor import Cursor
from designer.sql.identifiers import quote_identifier

_SYSTEM = ("information_schema", "mysql", "performance_schema", "sys")


def read_catalogue(session: Session, *, checks_apart: bool = False) -> Catalogue:
    """Every database of the session's server but the system's own.

    checks_apart: a check at a column counts as the table's, as it does in MySQL.
    """
    objects: dict[Key, Detail] = {}
    parents: dict[Key, tuple[Key, ...]] = {}
    for database in databases(session):
        for key, properties, owners in _database(session, database):
            for one, detail, its in _apart(key, properties, owners) if checks_apart else ((key, properties, owners),):
                objects[one] = frozen_detail(detail)
                parents[one] = its
    return Catalogue(10, objects, parents)


def databases(session: Session) -> list[str]:
    """The databases that are not the system's."""
    return [row[0] for row in _rows(session, "SHOW DATABASES") if row[0] not in _SYSTEM]


def _rows(session: Session, text: str) -> list[tuple[str, ...]]:
    with contextlib.closing(session.cursor()) as cursor:
        cursor.execute(text)
        return [tuple("" if value is None else str(value) for value in row) for row in cursor.fetchall()]


Found = tuple[Key, dict[str, object], tuple[Key, ...]]


def _apart(key: Key, properties: dict[str, object], owners: tuple[Key, ...]) -> Iterator[Found]:
    """A column, and the check that stands in its definition."""
    cursor = Cursor.over(str(properties.get("definition", "")), "mariadb")
    if key[0] != "column" or "CHECK" not in cursor.keys:
        yield key, properties, owners
        return
    at = cursor.keys.index("CHECK")
    condition = cursor.text(at, cursor.closing(at + 1) + 1)
    yield key, properties | {"definition": cursor.text(0, at)}, owners
    yield ("check", f"{owners[0][1]}.{condition}"), {"definition": condition}, owners


def _database(session: Session, database: str) -> Iterator[Found]:
    home = _name(database)
    own: Key = ("database", database)
    yield own, {"definition": _rows(session, f"SHOW CREATE DATABASE {home}")[0][1]}, ()
    listed = _rows(session, f"SHOW FULL TABLES FROM {home}")
    for table, kind in listed:
        called = f"{home}.{_name(table)}"
        if kind == "VIEW":
            text = _rows(session, f"SHOW CREATE VIEW {called}")[0][1]
            yield ("view", f"{database}.{table}"), {"definition": text}, (own,)
        elif kind == "SEQUENCE":
            text = _rows(session, f"SHOW CREATE SEQUENCE {called}")[0][1]
            yield ("sequence", f"{database}.{table}"), {"definition": text}, (own,)
        else:
            text = _rows(session, f"SHOW CREATE TABLE {called}")[0][1]
            yield from _table(f"{database}.{table}", text, own)
    yield from _code(session, database, own)


def _table(name: str, text: str, own: Key) -> Iterator[Found]:
    key: Key = ("table", name)
    cursor = Cursor.over(text, "mariadb")
    cursor.expect("CREATE")
    while not cursor.at("("):
        cursor.index += 1
    body = cursor.part(cursor.index + 1, cursor.closing())
    cursor.index = cursor.closing() + 1
    tail = text[cursor.tokens[cursor.index - 1].end :]
    yield key, {"options": " ".join(tail.split())}, (own,)
    place = 0
    for part in body.split():
        definition = part.text(0, part.size)
        word = part.key()
        if word in ("PRIMARY", "UNIQUE", "KEY", "FULLTEXT", "SPATIAL"):
            yield ("key", f"{name}.{_named(part)}"), {"definition": definition}, (key,)
        elif word == "CONSTRAINT":
            yield from _constraint(part, name, definition, key)
        elif word == "PERIOD":
            yield ("period", f"{name}.{definition}"), {}, (key,)
        else:
            place += 1
            called = part.name()
            yield ("column", f"{name}.{called}"), {"definition": definition, "position": str(place)}, (key,)


def _named(part: Cursor) -> str:
    while part.key() in ("PRIMARY", "UNIQUE", "FULLTEXT", "SPATIAL", "KEY"):
        part.index += 1
    return part.name() if part.on_name else "PRIMARY"


def _constraint(part: Cursor, table: str, definition: str, key: Key) -> Iterator[Found]:
    part.index += 1
    name = part.name()
    if part.at("CHECK"):
        condition = part.rest()
        made_up = name.startswith("CONSTRAINT_") or "_chk_" in name
        yield ("check", f"{table}.{condition if made_up else name}"), {"definition": condition}, (key,)
    else:
        yield ("foreign key", f"{table}.{name}"), {"definition": definition}, (key,)


def _code(session: Session, database: str, own: Key) -> Iterator[Found]:
    """Routines, triggers and events, with the sql_mode each was made under."""
    home = _name(database)
    for kind in ("PROCEDURE", "FUNCTION"):
        listed = _rows(session, f"SHOW {kind} STATUS WHERE Db = {_text(session, database)}")
        for row in listed:
            name = row[1]
            made = _rows(session, f"SHOW CREATE {kind} {home}.{_name(name)}")[0]
            yield (kind.lower(), f"{database}.{name}"), {"definition": made[2], "mode": made[1]}, (own,)
    for row in _rows(session, f"SHOW TRIGGERS FROM {home}"):
        made = _rows(session, f"SHOW CREATE TRIGGER {home}.{_name(row[0])}")[0]
        table: Key = ("table", f"{database}.{row[2]}")
        yield ("trigger", f"{database}.{row[0]}"), {"definition": made[2], "mode": made[1]}, (table,)
    for row in _rows(session, f"SHOW EVENTS FROM {home}"):
        made = _rows(session, f"SHOW CREATE EVENT {home}.{_name(row[1])}")[0]
        yield ("event", f"{database}.{row[1]}"), {"definition": made[3], "mode": made[1]}, (own,)


def _name(text: str) -> str:
    return quote_identifier(text, "mariadb", always=True)


def _text(session: Session, text: str) -> str:
    return str(session.escape(text))
