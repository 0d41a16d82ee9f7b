"""Which reader a statement is for."""

from __future__ import annotations

from designer.importers.drafting.draft import Key
from designer.importers.drafting.key_parts import key_parts
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.workspace import Workspace
from designer.importers.sqlite.tables import INTERNAL, alter_table, create_table, own_name
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_DATA = "rows are not part of a design"
_SETTING = "a setting of the session or the file"
_TRANSACTION = "begins or ends a transaction"
_SKIPPED = {
    "INSERT": _DATA, "REPLACE": _DATA, "UPDATE": _DATA, "DELETE": _DATA, "PRAGMA": _SETTING, "BEGIN": _TRANSACTION,
    "COMMIT": _TRANSACTION, "END": _TRANSACTION, "ROLLBACK": _TRANSACTION, "SAVEPOINT": _TRANSACTION,
    "RELEASE": _TRANSACTION, "ANALYZE": "upkeep of a database", "VACUUM": "upkeep of a database",
    "REINDEX": "upkeep of a database", "ATTACH": "another file, which is not read", "DETACH": "another file",
    "SELECT": "a query", "WITH": "a query", "VALUES": "a query", "EXPLAIN": "a query",
}  # fmt: skip
_CATALOGUE = ("sqlite_master", "sqlite_schema")


def dispatch(cursor: Cursor, work: Workspace) -> None:
    """One statement into the workspace."""
    verb = cursor.key()
    if verb == "INSERT" and cursor.key(1) == "INTO" and _named(cursor, 2) in _CATALOGUE:
        _written_to_catalogue(cursor, work)
    elif verb in _SKIPPED:
        raise Skip(_SKIPPED[verb])
    elif verb == "CREATE":
        _create(cursor, work)
    elif cursor.at("ALTER", "TABLE"):
        alter_table(cursor, work)
    elif verb == "DROP":
        _drop(cursor, work)
    else:
        raise cursor.error("SQLite has no statement that begins like this", 0)


def _named(cursor: Cursor, place: int) -> str:
    token = cursor.tokens[place] if place < cursor.size else None
    return token.text.strip('"[]`').lower() if token else ""


def _create(cursor: Cursor, work: Workspace) -> None:
    word = cursor.key(2) if cursor.key(1) in ("TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL") else cursor.key(1)
    if cursor.key(1) == "VIRTUAL":
        raise NotModelled("its module decides what a virtual table holds")
    if word == "TABLE":
        create_table(cursor, work)
    elif word == "INDEX":
        _create_index(cursor, work)
    elif word in ("VIEW", "TRIGGER"):
        raise NotModelled(f"a {word.lower()} is not modelled")
    else:
        raise cursor.error("SQLite makes tables, indexes, views and triggers", 1)


def _create_index(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 1
    unique = cursor.take("UNIQUE")
    cursor.expect("INDEX")
    missing_only = cursor.take("IF", "NOT", "EXISTS")
    place, at = work.place(cursor), cursor.index
    name = own_name(cursor)
    cursor.expect("ON")
    table = work.table(cursor)
    if work.index(name) is not None:
        if missing_only:
            raise Skip("the index is there already")
        raise cursor.error(f"there is an index {name} already", at)
    key = Key("index", name, key_parts(cursor, table), place, unique=unique)
    missing = next((one.column for one in key.parts if one.column and table.column(one.column) is None), None)
    if missing is not None:
        raise cursor.error(f"{table.path} has no column {missing}", at)
    if cursor.take("WHERE"):
        key.where = cursor.rest()
    cursor.end()
    table.keys.append(key)


def carry(cursor: Cursor, work: Workspace, reason: str) -> None:
    """Keep a view, a trigger, a virtual table or a table made from a query."""
    cursor.index = 1
    cursor.take_one_of("TEMP", "TEMPORARY")
    kind = "virtual table" if cursor.take("VIRTUAL") else ""
    word = cursor.take_one_of("VIEW", "TRIGGER", "TABLE", "INDEX")
    if word is None:
        work.carry(cursor, "statement", cursor.text(0, min(cursor.size, 6)), reason)
        return
    missing_only = cursor.take("IF", "NOT", "EXISTS")
    at = cursor.index
    name = own_name(cursor)
    kind = kind or word.lower()
    if work.opaque_called((None, name), kind) is not None:
        if missing_only:
            raise Skip(f"the {kind} is there already")
        raise cursor.error(f"there is a {kind} {name} already", at)
    work.carry(cursor, kind, name, reason, (None, _trigger_table(cursor)) if kind == "trigger" else None)


def _trigger_table(cursor: Cursor) -> str:
    while not cursor.done and not cursor.take("ON"):
        cursor.index += 1
    return own_name(cursor)


def _written_to_catalogue(cursor: Cursor, work: Workspace) -> None:
    """A dump makes virtual tables by writing their statement into the catalogue."""
    strings = [index for index, token in enumerate(cursor.tokens) if token.kind is Kind.STRING]
    if not strings:
        raise Skip(_DATA)
    cursor.index = strings[-1]
    line = cursor.line
    inner = Cursor.over(cursor.string(), "sqlite")
    inner = Cursor(inner.source, [token._replace(line=line) for token in inner.tokens], "sqlite")
    if not inner.at("CREATE", "VIRTUAL"):
        raise Skip(_DATA)
    carry(inner, work, "its module decides what a virtual table holds")


def _drop(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 1
    word = cursor.take_one_of("TABLE", "INDEX", "VIEW", "TRIGGER")
    if word is None:
        raise cursor.error("TABLE, INDEX, VIEW or TRIGGER was expected here")
    missing_ok = cursor.take("IF", "EXISTS")
    at = cursor.index
    name = own_name(cursor)
    found = work.find((None, name)) if word == "TABLE" else None
    index = work.index(name) if word == "INDEX" else None
    opaque = work.opaque_called((None, name), word.lower(), "virtual table" if word == "TABLE" else word.lower())
    if found is not None:
        work.drop_table(found)
    elif index is not None:
        index[0].remove(index[1])
    elif opaque is not None:
        work.drop_opaque(opaque, "dropped further down")
    elif missing_ok or name.lower().startswith(INTERNAL):
        raise Skip(f"there is no such {word.lower()} yet")
    else:
        raise cursor.error(f"there is no {word.lower()} {name}", at)
