"""CREATE TABLE … AS and SELECT … INTO: the columns of a table that a query makes, where the query says them.

The server copies names, types and collations, nothing else: no NOT NULL, no default, no key. A query whose columns
are not all columns of known tables, or casts, is not resolved here.
"""

from __future__ import annotations

from dataclasses import replace

from designer.importers.drafting.outcomes import NotModelled
from designer.importers.postgres.draft import Column, Table
from designer.importers.postgres.elements import type_text
from designer.importers.postgres.workspace import Workspace
from designer.schema.types import parse_type
from designer.sql.cursor import Cursor, Unreadable

CARRIED = "a table made by a query is not modelled where its columns are not plain ones of tables that are"

_TEXTS = ("text", "varchar", "char", "name", "citext")
_CLAUSES = frozenset(
    {"FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "WITH", ""}
)
_JOINS = frozenset({"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER", "ON"})
_REFUSED = frozenset({"UNION", "INTERSECT", "EXCEPT", "NATURAL", "USING", "LATERAL", "TABLESAMPLE", "ONLY"})


def queried_columns(cursor: Cursor, workspace: Workspace, names: list[str]) -> list[Column]:
    """The columns of the query that the cursor holds, renamed by `names` from the left. NotModelled if unresolved."""
    try:
        found = _resolved(cursor, workspace)
    except Unreadable:
        raise NotModelled(CARRIED) from None
    found = [replace(column, name=name) for column, name in zip(found, names, strict=False)] + found[len(names) :]
    if len(names) > len(found) or len({column.name for column in found}) != len(found):
        raise NotModelled(CARRIED)
    place = workspace.place(cursor)
    return [replace(column, place=place) for column in found]


def _resolved(cursor: Cursor, workspace: Workspace) -> list[Column]:
    query = _bare(cursor)
    if not query.take("SELECT"):
        raise NotModelled(CARRIED)
    if query.take("DISTINCT") and query.take("ON"):
        query.skip()
    start = query.index
    clauses = _clauses(query)
    if "FROM" not in clauses:
        raise NotModelled(CARRIED)
    items = query.part(start, clauses["FROM"])
    after = [place for place in clauses.values() if place > clauses["FROM"]]
    sources = _sources(query.part(clauses["FROM"] + 1, min(after, default=query.size)), workspace)
    return [column for item in items.split() for column in _item(item, sources, workspace)]


def _bare(cursor: Cursor) -> Cursor:
    """The query without WITH DATA behind it and parentheses around it."""
    last = cursor.size
    if cursor.keys[last - 1 :] == ["DATA"]:
        last -= 3 if cursor.keys[last - 2] == "NO" else 2
    first = cursor.index
    while cursor.keys[first : first + 1] == ["("] and cursor.closing(first) == last - 1:
        first, last = first + 1, last - 1
    return cursor.part(first, last)


def _clauses(query: Cursor) -> dict[str, int]:
    """Where each clause begins. NotModelled for what joins queries."""
    found: dict[str, int] = {}
    place = query.index
    while place < query.size:
        key = query.keys[place]
        if key in _REFUSED:
            raise NotModelled(CARRIED)
        if key in _CLAUSES and key:
            found.setdefault(key, place)
        place = query.behind(place)
    return found


def _sources(clause: Cursor, workspace: Workspace) -> dict[str, Table]:
    """The tables of FROM by the names that they have in the query."""
    found: dict[str, Table] = {}
    while not clause.done:
        table = workspace.find(clause.qualified()) if clause.on_name else None
        if not isinstance(table, Table):
            raise NotModelled(CARRIED)
        clause.take("*")
        named = clause.take("AS") or (clause.on_name and clause.key() not in _JOINS)
        alias = clause.name() if named else table.name
        if alias in found:
            raise NotModelled(CARRIED)
        found[alias] = table
        while not clause.done and clause.key() not in ("JOIN", ","):
            clause.skip()
        clause.take_one_of("JOIN", ",")
    return found


def _item(item: Cursor, sources: dict[str, Table], workspace: Workspace) -> list[Column]:
    if item.take("*"):
        item.end()
        return [_copied(column) for table in sources.values() for column in table.columns]
    if item.size == 3 and item.keys[1:] == [".", "*"]:
        table = sources.get(item.name())
        if table is None:
            raise NotModelled(CARRIED)
        return [_copied(column) for column in table.columns]
    if item.take("CAST"):
        inside = item.part(item.index + 1, item.closing())
        item.skip()
        return [_cast(inside, _column(inside, sources), "AS", workspace, _alias(item, ""))]
    column = _column(item, sources)
    if item.at("::"):
        return [_cast(item, column, "::", workspace, None)]
    return [replace(_copied(column), name=_alias(item, column.name))]


def _cast(item: Cursor, column: Column, sign: str, workspace: Workspace, name: str | None) -> Column:
    """A column as another type: it keeps its collation where that has one. name: None if it stands behind the type."""
    item.expect(sign)
    kind = type_text(item, workspace)
    called = _alias(item, column.name) if name is None else name or column.name
    item.end()
    return Column(called, kind, column.place, collation=column.collation if parse_type(kind).base in _TEXTS else None)


def _column(item: Cursor, sources: dict[str, Table]) -> Column:
    if not item.on_name:
        raise NotModelled(CARRIED)
    parts = item.qualified()
    tables = [sources[parts[0]]] if len(parts) == 2 and parts[0] in sources else list(sources.values())
    found = [column for table in tables if (column := table.column(parts[-1])) is not None]
    if len(found) != 1 or len(parts) > 2 or (len(parts) == 2 and parts[0] not in sources):
        raise NotModelled(CARRIED)
    return found[0]


def _alias(item: Cursor, name: str) -> str:
    """The name behind an item; NotModelled where more than a name stands there."""
    if item.take("AS") or (item.on_name and item.size == item.index + 1):
        name = item.name()
    if not item.done:
        raise NotModelled(CARRIED)
    return name


def _copied(column: Column) -> Column:
    return Column(column.name, column.type, column.place, collation=column.collation)
