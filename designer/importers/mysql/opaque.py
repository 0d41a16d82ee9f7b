"""Statements that are carried: views, routines, triggers, events, grants; and dropping them."""

from __future__ import annotations

from designer.importers.drafting.draft import Opaque, Place
from designer.importers.drafting.outcomes import Skip
from designer.importers.mysql.conditionals import Seen, without
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

KINDS = ("VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SEQUENCE", "PACKAGE", "TABLE", "SERVER", "TABLESPACE")
_NAMELESS = ("grant", "alter", "statement", "database")
_REASONS = {
    "table": "its columns come from a query",
    "grant": "privileges are not modelled",
    "alter": "this change is not modelled",
}


def carry(cursor: Cursor, work: Workspace, seen: Seen, reason: str | None = None) -> None:
    """Keep the statement as it is, in its place."""
    first, last = cursor.tokens[0].start, cursor.tokens[-1].end
    text = without(cursor.source, first, last, seen.cuts)
    kind, at = _kind(cursor)
    cursor.index = at
    name: tuple[str | None, str] = (work.home, " ".join(text.split())[:60])
    if kind not in _NAMELESS:
        cursor.take("IF", "NOT", "EXISTS")
        name = work.target(cursor.qualified())
    found = Opaque(
        kind,
        name[1],
        text,
        Place(cursor.tokens[0].line, work.file),
        0,
        reason or _REASONS.get(kind, f"{_a(kind)} is not modelled"),
        home=name[0],
        sql_mode=work.sql_mode,
        words=_names(cursor),
    )
    if kind == "trigger":
        found.on = _table_of_trigger(cursor, work)
    if kind == "view" and cursor.at("("):
        found.columns = tuple(cursor.names())
    earlier = work.opaque_called(name, kind) if kind not in _NAMELESS else None
    if earlier is not None:
        if "REPLACE" not in cursor.keys[:3] and earlier.sql != text:
            raise cursor.error(f"the {kind} {name[1]} is defined a second time", at)
        work.drop_opaque(earlier, "replaced further down")
    if kind == "view" and work.find(name) is not None:
        raise cursor.error(f"there is a table {name[1]} already", at)
    work.keep(found)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _kind(cursor: Cursor) -> tuple[str, int]:
    """What a statement makes, and the index behind that word."""
    verb = cursor.keys[0]
    if verb in ("GRANT", "REVOKE"):
        return "grant", 1
    if verb == "ALTER":
        return ("alter" if cursor.keys[1:2] not in (["DATABASE"], ["SCHEMA"]) else "database"), 1
    if verb != "CREATE":
        return "statement", 1
    place = 1
    while place < min(cursor.size, 40):
        key = cursor.keys[place]
        if key == "DEFINER" and cursor.keys[place + 1 : place + 2] == ["="]:
            place = _behind_definer(cursor, place)
            continue
        if key in KINDS:
            body = place + 2 if key == "PACKAGE" and cursor.keys[place + 1 : place + 2] == ["BODY"] else place + 1
            return ("package body" if body > place + 1 else key.lower()), body
        place += 1
    return "statement", 1


def _behind_definer(cursor: Cursor, place: int) -> int:
    """Past `DEFINER = user@host`; the host comes as a token of its own or with its @."""
    place += 2 if cursor.keys[place + 1 : place + 2] == ["="] else 1
    place += 1
    while place < cursor.size and (
        cursor.keys[place] in ("@", "(", ")") or cursor.tokens[place].kind in (Kind.PARAMETER,)
        or cursor.keys[place - 1] == "@"
    ):  # fmt: skip
        place += 1
    return place


def _names(cursor: Cursor) -> frozenset[str]:
    return frozenset(
        read_identifier(token.text, cursor.dialect).casefold()
        for token in cursor.tokens
        if token.kind in (Kind.WORD, Kind.QUOTED)
    )


def _table_of_trigger(cursor: Cursor, work: Workspace) -> tuple[str | None, str] | None:
    for place in range(cursor.index, min(cursor.size, cursor.index + 12)):
        if cursor.keys[place] == "ON":
            cursor.index = place + 1
            table = work.find(name := work.name_of(cursor.qualified()))
            if table is None:
                raise cursor.error(f"there is no table {name[1]} for the trigger", place + 1)
            return table.home, table.name
    return None


# DROP


def drop(cursor: Cursor, work: Workspace) -> None:
    """DROP TABLE and DROP of what is carried."""
    cursor.index = 1
    cursor.take("TEMPORARY")
    word = cursor.take_one_of(*KINDS, "TABLES")
    if word is None:
        raise Skip("it drops what is no part of a design")
    kind = "table" if word == "TABLES" else word.lower()
    missing_ok = cursor.take("IF", "EXISTS")
    for part in cursor.part(cursor.index, _end_of_names(cursor)).split():
        name = work.name_of(part.qualified())
        if not _drop_one(work, kind, name) and not missing_ok:
            raise part.error(f"there is no {kind} {name[1]}", 0)


def _end_of_names(cursor: Cursor) -> int:
    last = cursor.size
    while last > cursor.index and cursor.keys[last - 1] in ("CASCADE", "RESTRICT"):
        last -= 1
    return last


def _drop_one(work: Workspace, kind: str, name: tuple[str | None, str]) -> bool:
    table = work.find(name) if kind == "table" else None
    if table is not None:
        own = (table.home, table.name)
        for other, key in work.foreign_keys_to(table):
            if other is not table:
                # With checks switched off, as dumps do, the server keeps the key and waits for the table.
                key.parent = own
        work.drop_table(table)
        return True
    found = work.opaque_called(name, kind)
    if found is not None:
        work.drop_opaque(found, "dropped further down")
        return True
    return kind == "sequence" and work.sequences.pop(name, None) is not None
