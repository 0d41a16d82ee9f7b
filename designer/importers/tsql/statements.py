"""Which reader a statement is for."""

from __future__ import annotations

from designer.importers.drafting.counting import sequence_options, with_words
from designer.importers.drafting.draft import Alias, Key, Sequence
from designer.importers.drafting.key_parts import key_parts
from designer.importers.drafting.outcomes import Clash, NotModelled, Skip
from designer.importers.drafting.workspace import Workspace
from designer.importers.tsql.comments import extended_property
from designer.importers.tsql.grammar import after_key, index_tail
from designer.importers.tsql.tables import alter_table, create_table
from designer.sql.cursor import Cursor

_DATA = "rows are not part of a design"
_BATCH = "a step of a program, which is not run here"
_SERVER = "belongs to the server, not to a design"
_SKIPPED = {
    "INSERT": _DATA, "UPDATE": _DATA, "DELETE": _DATA, "MERGE": _DATA, "TRUNCATE": _DATA, "BULK": _DATA,
    "SET": "a setting of the session", "USE": "names the database to work in", "PRINT": _BATCH, "DECLARE": _BATCH,
    "IF": _BATCH, "BEGIN": _BATCH, "END": _BATCH, "WHILE": _BATCH, "GOTO": _BATCH, "RETURN": _BATCH,
    "RAISERROR": _BATCH,
    "THROW": _BATCH, "WAITFOR": _BATCH, "ELSE": _BATCH, "OPEN": _BATCH, "CLOSE": _BATCH, "FETCH": _BATCH,
    "DEALLOCATE": _BATCH, "COMMIT": "begins or ends a transaction", "ROLLBACK": "begins or ends a transaction",
    "SAVE": "begins or ends a transaction", "SELECT": "a query", "WITH": "a query", "BACKUP": _SERVER,
    "RESTORE": _SERVER, "DBCC": _SERVER, "CHECKPOINT": _SERVER, "KILL": _SERVER, "SHUTDOWN": _SERVER,
    "RECONFIGURE": _SERVER, "DISABLE": _SERVER, "ENABLE": _SERVER, "REVERT": _BATCH,
}  # fmt: skip
_OF_SERVER = (
    "DATABASE", "LOGIN", "USER", "ROLE", "APPLICATION", "CERTIFICATE", "CREDENTIAL", "ENDPOINT", "SERVER",
    "AUTHORIZATION", "RESOURCE", "MASTER", "SYMMETRIC", "ASYMMETRIC", "EVENT", "AVAILABILITY",
)  # fmt: skip
_CARRIED = {"VIEW": "view", "PROC": "procedure", "PROCEDURE": "procedure", "FUNCTION": "function", "TRIGGER": "trigger",
            "SYNONYM": "synonym", "STATISTICS": "statistics", "RULE": "rule", "DEFAULT": "default", "TYPE": "type",
            "XML": "xml index", "SPATIAL": "spatial index", "FULLTEXT": "full-text index", "ASSEMBLY": "assembly",
            "SECURITY": "security policy", "AGGREGATE": "function", "EXTERNAL": "external table",
            "PARTITION": "partition"}  # fmt: skip
_OF_TWO_WORDS = {("XML", "SCHEMA"): "xml schema collection", ("PARTITION", "FUNCTION"): "partition function",
                 ("PARTITION", "SCHEME"): "partition scheme", ("FULLTEXT", "CATALOG"): "full-text catalog",
                 ("FULLTEXT", "STOPLIST"): "full-text stoplist"}  # fmt: skip
_MODIFIERS = ("OR", "ALTER", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "PRIMARY", "COLUMNSTORE")


def dispatch(cursor: Cursor, work: Workspace) -> None:
    """One statement into the workspace."""
    verb = cursor.key()
    if verb in ("EXEC", "EXECUTE"):
        extended_property(cursor, work)
    elif verb in _SKIPPED:
        raise Skip(_SKIPPED[verb])
    elif verb in ("GRANT", "REVOKE", "DENY"):
        raise NotModelled("privileges are not modelled")
    elif verb in ("CREATE", "ALTER", "DROP"):
        _define(verb, cursor, work)
    else:
        raise cursor.error("T-SQL has no statement that begins like this", 0)


def _object(cursor: Cursor) -> str:
    place = 1
    while place < cursor.size and cursor.keys[place] in _MODIFIERS:
        place += 1
    return cursor.keys[place] if place < cursor.size else ""


def _define(verb: str, cursor: Cursor, work: Workspace) -> None:
    word = _object(cursor)
    if word in _OF_SERVER and cursor.key(2) != "SCHEMA":
        raise Skip(_SERVER)
    if verb == "CREATE" and word == "TYPE":
        _create_type(cursor, work)
    elif (verb, word) in _READERS:
        _READERS[verb, word](cursor, work)
    elif verb == "DROP":
        _drop(word, cursor, work)
    elif verb == "CREATE" or word in _CARRIED:
        raise NotModelled(f"this kind of object is not modelled: {_CARRIED.get(word, word.lower())}")
    else:
        raise Skip("upkeep of a running database")


def _create_schema(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 2
    place = work.place(cursor)
    if not cursor.take("AUTHORIZATION"):
        work.target((cursor.name(), ""), place)
    if cursor.take("AUTHORIZATION"):
        cursor.name()
    cursor.end()


def _create_index(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 1
    unique = cursor.take("UNIQUE")
    word = cursor.take_one_of("CLUSTERED", "NONCLUSTERED")
    store = cursor.take("COLUMNSTORE")
    if cursor.at("PRIMARY"):
        raise NotModelled("an XML index is not modelled")
    cursor.expect("INDEX")
    place = work.place(cursor)
    name = cursor.name()
    cursor.expect("ON")
    table = work.table(cursor)
    key = Key("index", name, [], place, unique=unique)
    if word is not None:
        key.options["clustered"] = word == "CLUSTERED"
    if store:
        key.options["columnstore"] = True
    at = cursor.index
    if cursor.at("("):
        key.parts = key_parts(cursor, table)
    missing = next((one.column for one in key.parts if not one.column or table.column(one.column) is None), None)
    if missing is not None:
        raise Clash.of(cursor.error(f"{table.path} has no column {missing}", at))
    if not key.parts and not store:
        raise cursor.error("columns in parentheses were expected here")
    index_tail(cursor, key)
    after_key(cursor, key)
    cursor.end()
    if any(one.kind == "index" and (one.name or "").casefold() == name.casefold() for one in table.keys):
        raise Clash.of(cursor.error(f"{table.path} has an index {name} already", at))
    table.keys.append(key)


def _create_sequence(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 2
    place = work.place(cursor)
    home, name = work.target(cursor.qualified(), place)
    options: dict[str, object] = {}
    if cursor.take("AS"):
        first = cursor.index
        cursor.qualified()
        if cursor.at("("):
            cursor.skip()
        options["type"] = cursor.text(first, cursor.index)
    counting, words = sequence_options(cursor)
    options |= counting | with_words(words)
    cursor.end()
    work.sequences[work.key((home, name))] = Sequence(home, name, place, options)


def _create_type(cursor: Cursor, work: Workspace) -> None:
    cursor.index = 2
    place = work.place(cursor)
    parts = cursor.qualified()
    if not cursor.take("FROM"):
        raise NotModelled("a table type is not modelled")
    first = cursor.index
    cursor.qualified()
    if cursor.at("("):
        cursor.skip()
    text = cursor.text(first, cursor.index)
    not_null = cursor.take("NOT", "NULL")
    cursor.take("NULL")
    cursor.end()
    home, name = work.target(parts, place)
    work.aliases[work.key((home, name))] = Alias(home, name, text, place, not_null)


def carry(cursor: Cursor, work: Workspace, reason: str) -> None:
    """Keep what is not modelled, under its name."""
    verb, word = cursor.key(), _object(cursor)
    if verb in ("GRANT", "REVOKE", "DENY") or word not in _CARRIED or verb == "ALTER":
        kind = "grant" if verb in ("GRANT", "REVOKE", "DENY") else "statement"
        if verb == "ALTER" and word in _CARRIED and word != "TRIGGER":
            _replace(cursor, work, word, reason)
            return
        work.carry(cursor, kind, cursor.text(0, min(cursor.size, 7)), reason)
        return
    _named(cursor, work, word, reason)


def _replace(cursor: Cursor, work: Workspace, word: str, reason: str) -> None:
    """ALTER of a view or routine gives the whole text again; it stands beside what it alters."""
    work.carry(cursor, "statement", cursor.text(0, min(cursor.size, 5)), reason)


def _named(cursor: Cursor, work: Workspace, word: str, reason: str) -> None:
    cursor.index = cursor.keys.index(word) + 1
    kind = _OF_TWO_WORDS.get((word, cursor.key()), _CARRIED[word])
    if word in ("PARTITION", "XML", "SPATIAL", "FULLTEXT", "SECURITY", "EXTERNAL"):
        while not cursor.done and cursor.take_one_of(
            "SCHEMA", "INDEX", "POLICY", "TABLE", "CATALOG", "COLLECTION", "ON", "FUNCTION", "SCHEME", "STOPLIST"
        ):
            pass
    parts = cursor.qualified() if not cursor.done and cursor.on_name else ("",)
    on = None
    if word == "TRIGGER" and cursor.take("ON") and cursor.on_name:
        on = work.name_of(cursor.qualified())
    shown = ".".join(parts) or cursor.text(0, min(cursor.size, 6))
    work.carry(cursor, kind, shown, reason, on)


def _drop(word: str, cursor: Cursor, work: Workspace) -> None:
    cursor.index = cursor.keys.index(word) + 1 if word in cursor.keys else cursor.size
    missing_ok = cursor.take("IF", "EXISTS")
    for part in cursor.split():
        parts = part.qualified()
        _drop_one(word, work, parts, missing_ok, part)


def _drop_one(word: str, work: Workspace, parts: tuple[str, ...], missing_ok: bool, cursor: Cursor) -> None:
    name = work.name_of(parts)
    table = work.find(name) if word == "TABLE" else None
    opaque = work.opaque_called(name, _CARRIED.get(word, word.lower()))
    if table is not None:
        work.drop_table(table)
    elif word == "INDEX":
        on = cursor.qualified() if cursor.take("ON") else parts[:-1]
        owner = work.find(work.name_of(on)) if on else None
        found = owner.named(parts[-1]) if owner else None
        if owner is None or found is None:
            raise Skip("there is no such index")
        owner.remove(found)
    elif opaque is not None:
        work.drop_opaque(opaque, "dropped further down")
    elif word == "SEQUENCE" and work.key(name) in work.sequences:
        del work.sequences[work.key(name)]
    elif word == "TYPE" and work.key(name) in work.aliases:
        del work.aliases[work.key(name)]
    else:
        raise Skip(f"there is no {word.lower()} {'.'.join(parts)}" + ("" if missing_ok else " yet"))


_READERS = {
    ("CREATE", "TABLE"): create_table, ("ALTER", "TABLE"): alter_table, ("CREATE", "INDEX"): _create_index,
    ("CREATE", "SCHEMA"): _create_schema, ("CREATE", "SEQUENCE"): _create_sequence,
}  # fmt: skip
