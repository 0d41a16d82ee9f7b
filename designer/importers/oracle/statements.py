"""Which reader a statement is for."""

from __future__ import annotations

from designer.importers.drafting.counting import sequence_options, with_words
from designer.importers.drafting.draft import Key, Sequence
from designer.importers.drafting.key_parts import key_parts
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.workspace import Workspace
from designer.importers.oracle.tables import alter_table, create_table, rename_table
from designer.sql.cursor import Cursor

_DATA = "rows are not part of a design"
_TRANSACTION = "begins or ends a transaction"
_SERVER = "belongs to the server, not to a design"
_CLIENT = "a line for the client program"
_PLSQL = "a PL/SQL block, which is not run here"
_SKIPPED = {
    "INSERT": _DATA, "UPDATE": _DATA, "DELETE": _DATA, "MERGE": _DATA, "TRUNCATE": _DATA, "COMMIT": _TRANSACTION,
    "ROLLBACK": _TRANSACTION, "SAVEPOINT": _TRANSACTION, "SET": "a setting of the session", "SELECT": "a query",
    "WITH": "a query", "BEGIN": _PLSQL, "DECLARE": _PLSQL,
    "EXECUTE": "runs a procedure; it is not run here", "EXEC": "runs a procedure; it is not run here",
    "CALL": "runs a procedure; it is not run here", "ANALYZE": "upkeep of a running database", "EXPLAIN": "a query",
    "LOCK": _TRANSACTION, "PURGE": "upkeep of a running database", "AUDIT": _SERVER, "NOAUDIT": _SERVER,
    "DESC": _CLIENT, "DESCRIBE": _CLIENT, "VARIABLE": _CLIENT, "PRINT": _CLIENT, "COL": _CLIENT, "BREAK": _CLIENT,
    "EXIT": _CLIENT, "QUIT": _CLIENT, "CONNECT": _CLIENT, "START": _CLIENT,
}  # fmt: skip
_OF_SERVER = (
    "USER", "ROLE", "TABLESPACE", "DATABASE", "PROFILE", "DIRECTORY", "SESSION", "SYSTEM", "PLUGGABLE", "CONTROLFILE",
    "DISKGROUP", "ROLLBACK", "PFILE", "SPFILE", "BIGFILE", "CONTEXT",
)  # fmt: skip
_CARRIED = {
    "VIEW": "view", "FUNCTION": "function", "PROCEDURE": "procedure", "TRIGGER": "trigger", "PACKAGE": "package",
    "TYPE": "type", "SYNONYM": "synonym", "MATERIALIZED": "materialized view", "CLUSTER": "cluster", "JAVA": "java",
    "LIBRARY": "library", "DIMENSION": "dimension", "OPERATOR": "operator", "INDEXTYPE": "index type", "TABLE": "table",
    "ATTRIBUTE": "attribute dimension", "HIERARCHY": "hierarchy", "ANALYTIC": "analytic view", "DOMAIN": "domain",
    "INDEX": "index",
}  # fmt: skip
_MODIFIERS = (
    "OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE", "FORCE", "NO", "EDITIONING", "PUBLIC", "GLOBAL", "TEMPORARY",
    "UNIQUE", "BITMAP", "PRIVATE", "AND", "COMPILE", "RESOLVE", "MULTIVALUE",
)  # fmt: skip


def dispatch(cursor: Cursor, work: Workspace) -> None:
    """One statement into the workspace."""
    verb = cursor.key()
    if verb in _SKIPPED:
        raise Skip(_SKIPPED[verb])
    if verb in ("GRANT", "REVOKE"):
        raise NotModelled("privileges are not modelled")
    if cursor.at("COMMENT", "ON"):
        _comment(cursor, work)
    elif verb == "RENAME":
        rename_table(cursor, work)
    elif verb in ("CREATE", "ALTER", "DROP"):
        _define(verb, cursor, work)
    else:
        raise cursor.error("Oracle has no statement that begins like this", 0)


def _object(cursor: Cursor) -> str:
    place = 1
    while place < cursor.size and cursor.keys[place] in _MODIFIERS:
        place += 1
    return cursor.keys[place] if place < cursor.size else ""


def _define(verb: str, cursor: Cursor, work: Workspace) -> None:
    word = _object(cursor)
    if word in _OF_SERVER:
        raise Skip(_SERVER)
    reader = _READERS.get((verb, word))
    if reader is not None:
        reader(cursor, work)
    elif verb == "DROP":
        _drop(word, cursor, work)
    elif verb == "CREATE" or word in ("TRIGGER", "VIEW", "INDEX"):
        raise NotModelled(f"this kind of object is not modelled: {_CARRIED.get(word, word.lower())}")
    else:
        raise Skip("upkeep of a running database")


def _create_index(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 1
    word = cursor.take_one_of("UNIQUE", "BITMAP", "MULTIVALUE")
    cursor.expect("INDEX")
    missing_only = cursor.take("IF", "NOT", "EXISTS")
    place, at = work.place(cursor), cursor.index
    name = cursor.qualified()[-1]
    cursor.expect("ON")
    if cursor.at("CLUSTER"):
        raise NotModelled("the index of a cluster is not modelled")
    table = work.table(cursor)
    if cursor.on_name and not cursor.at("("):
        cursor.name()  # an alias of the table
    key = Key("index", name, key_parts(cursor, table), place, unique=word == "UNIQUE")
    missing = next((one.column for one in key.parts if one.column and table.column(one.column) is None), None)
    if missing is not None:
        raise cursor.error(f"{table.path} has no column {missing}", at)
    if work.index(name) is not None and any(one.name == name and one.kind == "index" for one in table.keys):
        if missing_only:
            raise Skip("the index is there already")
        raise cursor.error(f"{table.path} has an index {name} already", at)
    if word in ("BITMAP", "MULTIVALUE"):
        key.options[word.lower()] = True
    if not cursor.done:
        key.options["storage"] = cursor.rest()
    table.keys.append(key)


def _create_sequence(cursor: Cursor, work: Workspace) -> None:
    cursor.index = cursor.keys.index("SEQUENCE") + 1
    cursor.take("IF", "NOT", "EXISTS")
    place = work.place(cursor)
    home, name = work.target(cursor.qualified(), place)
    options, words = sequence_options(cursor)
    cursor.end()
    work.sequences[work.key((home, name))] = Sequence(home, name, place, {**options, **with_words(words)})


def _comment(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 2
    word = cursor.take_one_of("TABLE", "COLUMN")
    if word is None:
        raise NotModelled("only comments of tables and columns are modelled")
    at = cursor.index
    parts = cursor.qualified()
    cursor.expect("IS")
    text = cursor.string() or None
    cursor.end()
    owner = parts if word == "TABLE" else parts[:-1]
    table = work.find(work.name_of(owner)) if owner else None
    if table is None:
        if owner and work.opaque_called(work.name_of(owner), "view", "materialized view", "table") is not None:
            raise NotModelled("what it describes is carried")
        raise cursor.error(f"there is no table {'.'.join(owner)}", at)
    if word == "TABLE":
        table.comment = text
        return
    column = table.column(parts[-1])
    if column is None:
        raise cursor.error(f"{table.path} has no column {parts[-1]}", at)
    column.comment = text


def carry(cursor: Cursor, work: Workspace, reason: str) -> None:
    """Keep what is not modelled, under its name."""
    verb, word = cursor.key(), _object(cursor)
    if verb in ("GRANT", "REVOKE", "COMMENT", "ALTER") or word not in _CARRIED:
        kind = "grant" if verb in ("GRANT", "REVOKE") else "comment" if verb == "COMMENT" else "statement"
        work.carry(cursor, kind, cursor.text(0, min(cursor.size, 7)), reason)
        return
    cursor.index = cursor.keys.index(word) + 1
    body = cursor.take("BODY")
    cursor.take_one_of("VIEW", "SOURCE", "CLASS", "DIMENSION")
    cursor.take("LOG", "ON")
    cursor.take("IF", "NOT", "EXISTS")
    parts = cursor.qualified() if not cursor.done and cursor.on_name else (cursor.text(0, min(cursor.size, 6)),)
    kind = f"{_CARRIED[word]} body" if body else _CARRIED[word]
    found = work.opaque_called(work.name_of(parts), kind)
    if found is not None and cursor.keys[1] == "OR":
        work.drop_opaque(found, "replaced further down")
    work.carry(cursor, kind, ".".join(parts), reason)


def _drop(word: str, cursor: Cursor, work: Workspace) -> None:
    cursor.index = cursor.keys.index(word) + 1 if word in cursor.keys else cursor.size
    cursor.take_one_of("BODY", "VIEW")
    cursor.take("IF", "EXISTS")
    parts = cursor.qualified()
    name = work.name_of(parts)
    table = work.find(name) if word == "TABLE" else None
    index = work.index(parts[-1]) if word == "INDEX" else None
    opaque = work.opaque_called(name, _CARRIED.get(word, word.lower()))
    if table is not None:
        work.drop_table(table)
    elif index is not None:
        index[0].remove(index[1])
    elif opaque is not None:
        work.drop_opaque(opaque, "dropped further down")
    elif word == "SEQUENCE" and work.key(name) in work.sequences:
        del work.sequences[work.key(name)]
    else:
        raise Skip(f"there is no {word.lower()} {'.'.join(parts)} yet")


_READERS = {
    ("CREATE", "TABLE"): create_table, ("ALTER", "TABLE"): alter_table, ("CREATE", "INDEX"): _create_index,
    ("CREATE", "SEQUENCE"): _create_sequence,
}  # fmt: skip
