"""LIKE … INCLUDING STATISTICS: the statistics of several columns that were made for the other table."""

from __future__ import annotations

from designer.importers.postgres.draft import OpaqueDraft, Table
from designer.importers.postgres.like import Like
from designer.importers.postgres.names import choose, column_part, spelled
from designer.importers.postgres.opaque import carry_text
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.tokens import Kind

_REASON = "a statistics is not modelled; LIKE copies it"


def copy_statistics(workspace: Workspace, table: Table, like: Like) -> None:
    """Carry, for this table, a copy of each CREATE STATISTICS on the other, under the name the server makes up."""
    if "STATISTICS" not in like.including:
        return
    for one in [one for one in workspace.opaque if one.kind == "statistics"]:
        body = _body(workspace, one, like.source)
        if body is None:
            continue
        label, text = body
        name = choose(table.name, label, "stat", lambda made: _taken(workspace, table.schema, made))
        shown, target = spelled((table.schema, name)), spelled((table.schema, table.name))
        sql = f"CREATE STATISTICS {shown} {text} FROM {target}"
        copy = carry_text(workspace, "statistics", shown, sql, table.place.line, _REASON, on=table)
        copy.key, copy.provides = ("statistics", table.schema, name), (shown,)


def _body(workspace: Workspace, one: OpaqueDraft, source: Table) -> tuple[str, str] | None:
    """The columns' part of a made-up name and what stands between name and FROM; None for another table's."""
    cursor = Cursor.over(one.sql)
    try:
        cursor.expect("CREATE", "STATISTICS")
        cursor.take("IF", "NOT", "EXISTS")
        if cursor.on_name and not cursor.at("ON"):
            cursor.qualified()
        first = cursor.index
        if cursor.at("("):
            cursor.skip()
        cursor.expect("ON")
        columns = cursor.index
        while not cursor.done and not cursor.at("FROM"):
            cursor.skip()
        last = cursor.index
        cursor.expect("FROM")
        if workspace.find(cursor.qualified()) is not source:
            return None
        return _label(cursor.part(columns, last)), cursor.text(first, last)
    except Unreadable:
        return None


def _label(columns: Cursor) -> str:
    """Columns by their names, expressions as `expr`."""
    names = (
        one.name() if one.size == 1 and one.tokens[0].kind in (Kind.WORD, Kind.QUOTED) else "expr"
        for one in columns.split()
    )
    return column_part(names)


def _taken(workspace: Workspace, schema: str, name: str) -> bool:
    return any(one.key == ("statistics", schema, name) for one in workspace.opaque)
