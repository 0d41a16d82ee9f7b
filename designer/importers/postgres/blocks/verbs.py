"""What the statements of a block are, by their first words: whether the schema could be another after one."""

from __future__ import annotations

from designer.importers.postgres.calls import may_change
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

_NAMES = (Kind.WORD, Kind.QUOTED)

DATA = frozenset(
    {"INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY", "SELECT", "WITH", "REFRESH", "ANALYZE", "ANALYSE",
     "VACUUM", "REINDEX", "LOCK", "VALUES", "TABLE", "NOTIFY", "LISTEN", "UNLISTEN", "EXPLAIN", "SHOW"}
)  # fmt: skip
"""Statements about rows, and upkeep."""
FRAME = frozenset({"NULL", "RAISE", "ASSERT", "GET", "OPEN", "FETCH", "MOVE", "CLOSE", "COMMIT"})
"""PL/pgSQL's own that change neither the schema nor which statements are run, unless they raise an error."""
JUMPS = frozenset({"RETURN", "EXIT", "CONTINUE", "ROLLBACK"})
DEFINES = frozenset(
    {"CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "SET", "RESET", "SECURITY", "CLUSTER", "IMPORT"}
)  # fmt: skip
"""Statements that say something about the schema, or how names in it are found."""
_OF_SERVER = frozenset({"ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM", "SUBSCRIPTION"})
_NO_CALL = frozenset({"IN", "AND", "OR", "NOT", "ANY", "ALL", "SOME", "VALUES", "EXISTS", "AS", "WHERE", "ON", "FROM"})
_HARMLESS = frozenset(
    {"setval", "nextval", "currval", "lastval", "coalesce", "count", "set_config", "current_setting", "now", "format",
     "lower", "upper", "max", "min", "sum", "greatest", "least", "random", "array_agg", "string_agg", "quote_ident",
     "quote_literal", "clock_timestamp", "current_database", "to_regclass", "version", "substr", "substring",
     "replace", "concat", "length", "generate_series", "floor", "md5", "unnest", "array_length"}
)  # fmt: skip
"""Functions of the server that define nothing, as PERFORM calls them; those that begin with pg_ beside."""


def assigned(cursor: Cursor) -> int | None:
    """The index of the sign in `name := value`; None for what is no assignment."""
    if not cursor.tokens or cursor.tokens[0].kind not in _NAMES:
        return None
    place = 1
    while place < cursor.size:
        key = cursor.keys[place]
        if key in (":=", "="):
            return place
        if key == "[":
            place = cursor.behind(place)
        elif key == ".":
            place += 2
        else:
            return None
    return None


def raises(cursor: Cursor) -> bool:
    """Whether RAISE ends the block, as it does unless it says otherwise."""
    milder = ("NOTICE", "WARNING", "INFO", "LOG", "DEBUG")
    return cursor.key() == "RAISE" and (cursor.size < 2 or cursor.keys[1] not in milder)


def calls(cursor: Cursor, workspace: Workspace) -> bool:
    """Whether a function is called of which it is not known that it defines nothing.

    CALL and PERFORM call for what the function does; elsewhere a function that the sources make is suspected alone.
    One of their own whose text changes nothing, and runs no text, is above suspicion.
    """
    performs = cursor.keys[:1] in (["PERFORM"], ["CALL"])
    for place in range(cursor.size - 1):
        if cursor.keys[place + 1] != "(" or cursor.tokens[place].kind not in _NAMES or cursor.keys[place] in _NO_CALL:
            continue
        name = read_identifier(cursor.tokens[place].text, "postgres")
        parts: tuple[str, ...] = (name,)
        if place > 1 and cursor.keys[place - 1] == ".":
            parts = (read_identifier(cursor.tokens[place - 2].text, "postgres"), name)
        changes = may_change(parts, workspace)
        if changes or (changes is None and performs and name not in _HARMLESS and not name.startswith("pg_")):
            return True
    return False


def of_server(cursor: Cursor) -> bool:
    """Whether a statement makes or changes what belongs to the server: roles, databases."""
    return cursor.keys[0] in ("CREATE", "ALTER", "DROP") and cursor.keys[1:2] != [] and cursor.keys[1] in _OF_SERVER


def sets_path(cursor: Cursor) -> bool:
    """Whether names mean something else from here on."""
    return "SET_CONFIG" in cursor.keys[:6] and any("search_path" in token.text for token in cursor.tokens[:10])


def into(cursor: Cursor) -> tuple[tuple[str, ...], int, int] | None:
    """The variables behind INTO, and where INTO begins and they end; None where the result goes nowhere."""
    place = 1
    while place < cursor.size:
        if cursor.keys[place] == "INTO" and cursor.keys[place - 1] not in ("INSERT", "MERGE"):
            inner = cursor.part(place + 1, cursor.size)
            inner.take("STRICT")
            names = [inner.name()] if inner.on_name else []
            while names and inner.take(",") and inner.on_name:
                names.append(inner.name())
            return tuple(names), place, place + 1 + inner.index
        place = cursor.behind(place)
    return None
