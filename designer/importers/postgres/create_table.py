"""CREATE TABLE in all its forms but OF a type, which is carried, as is AS a query whose columns are not known."""

from __future__ import annotations

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled
from designer.importers.drafting.widths import TooWide
from designer.importers.postgres.columns import ColumnSpec
from designer.importers.postgres.constraints import add_constraint, in_order_of_server
from designer.importers.postgres.draft import Table
from designer.importers.postgres.index_parts import PartSpec, resolved
from designer.importers.postgres.inheritance import apply_override, inherit_columns, own_column
from designer.importers.postgres.keys import Spec
from designer.importers.postgres.like import Like, copy_indexes, like_columns
from designer.importers.postgres.like_statistics import copy_statistics
from designer.importers.postgres.names import spelled
from designer.importers.postgres.partitions import adopt, partition_bound
from designer.importers.postgres.table_body import Body, table_body, table_tail
from designer.importers.postgres.table_from_query import Queried, queried_columns, say_missing, say_unresolved
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


def create_table(cursor: Cursor, workspace: Workspace) -> None:
    """CREATE TABLE; the cursor stands at its first word."""
    persistence = _head(cursor)
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    place, name_at = workspace.place(cursor), cursor.index
    parts = cursor.qualified()
    query = _query(cursor)
    if len(parts) > 1 and parts[-2].startswith("pg_temp"):
        persistence = "temporary"
    schema, name = workspace.target(parts)
    existing = workspace.relations.get((schema, name))
    if existing is not None:
        where = f" on line {existing.place.line}" if existing.place.line else ""
        if exists_ok:
            raise AlreadyThere(f"{spelled(parts)} is already defined{where}")
        raise cursor.error(f"{spelled(parts)} is defined a second time, first{where}", name_at)
    table = Table(schema, name, place, persistence=persistence)
    if query is not None:
        _refuse_temporary(persistence)
        with say_unresolved(cursor, workspace, spelled(parts)):
            table.columns, missing = _queried(cursor, workspace, query)
        _build(workspace, cursor, table, Body(), [])
        say_missing(cursor, workspace, spelled(parts), missing)
        return
    partition = cursor.take("PARTITION", "OF")
    if partition:
        table.partition_of = workspace.table(cursor)
        body = table_body(cursor, workspace, partition=True) if cursor.at("(") else Body()
        table.bound = partition_bound(cursor)
    else:
        body = table_body(cursor, workspace, partition=False)
    keys = table_tail(cursor, workspace, table)
    cursor.end()
    _build(workspace, cursor, table, body, keys)


def _head(cursor: Cursor) -> str:
    cursor.expect("CREATE")
    cursor.take_one_of("GLOBAL", "LOCAL")
    said = cursor.take_one_of("TEMPORARY", "TEMP", "UNLOGGED")
    cursor.expect("TABLE")
    return {None: "permanent", "UNLOGGED": "unlogged"}.get(said, "temporary")


def _query(cursor: Cursor) -> int | None:
    """Where the query begins that the table is made by. NotModelled for a table of a type."""
    if cursor.at("OF"):
        raise NotModelled("a table of a composite type is not modelled")
    place = cursor.closing() + 1 if cursor.at("(") else cursor.index
    while place < cursor.size:
        if cursor.keys[place] == "AS":
            return place + 1
        place = cursor.behind(place)
    return None


def _queried(cursor: Cursor, workspace: Workspace, place: int) -> Queried:
    names = cursor.names() if cursor.at("(") else []
    if cursor.index != place - 1:
        raise NotModelled("a table made by a query is not modelled with settings of its own")
    return queried_columns(cursor.part(place, cursor.size), workspace, names)


def _refuse_temporary(persistence: str) -> None:
    """What a script makes for itself along the way is no part of the design."""
    if persistence == "temporary":
        raise NotModelled("a temporary table made by a query is not modelled")


def select_into(cursor: Cursor, workspace: Workspace, at: int) -> None:
    """SELECT … INTO a new table; `at`: where INTO stands. Unreadable if there is one of the name already."""
    inner = cursor.part(at + 1, cursor.size)
    said = inner.take_one_of("TEMPORARY", "TEMP", "UNLOGGED")
    inner.take("TABLE")
    name_at = at + 1 + inner.index
    schema, name = workspace.target(inner.qualified())
    behind = at + 1 + inner.index
    query = Cursor(cursor.source, [*cursor.tokens[:at], *cursor.tokens[behind:]])
    if (schema, name) in workspace.relations:
        raise cursor.error(f"{spelled((schema, name))} is defined a second time", name_at)
    persistence = {None: "permanent", "UNLOGGED": "unlogged"}.get(said, "temporary")
    _refuse_temporary(persistence)
    table = Table(schema, name, workspace.place(cursor), persistence=persistence)
    with say_unresolved(cursor, workspace, spelled((schema, name))):
        table.columns, missing = queried_columns(query, workspace, [])
    _build(workspace, cursor, table, Body(), [])
    say_missing(cursor, workspace, spelled((schema, name)), missing)


def _build(workspace: Workspace, cursor: Cursor, table: Table, body: Body, keys: list[PartSpec]) -> None:
    """Fill the table in the server's order; what fails leaves the workspace as it was."""
    mark = workspace.mark()
    try:
        _fill(workspace, cursor, table, body, keys)
    except (Unreadable, NotModelled):
        workspace.undo(mark)
        raise


def _fill(workspace: Workspace, cursor: Cursor, table: Table, body: Body, keys: list[PartSpec]) -> None:
    constraints, likes = _columns(workspace, cursor, table, body)
    table.partition_keys = [resolved(cursor, table, key) for key in keys]
    workspace.add(table.schema, table.name, table)
    workspace.tables.append(table)
    for spec in in_order_of_server(constraints):
        spec.tail.pop("validated", None)  # a new table has no rows that were not looked at
        try:
            add_constraint(workspace, cursor, table, spec)
        except Unreadable as error:
            workspace.report(error, cursor)
    for one in likes:
        copy_indexes(workspace, table, one)
        copy_statistics(workspace, table, one)
    for column in table.columns:
        column.inherited = False
    if table.partition_of is not None:
        adopt(workspace, table.partition_of, table)


def _columns(workspace: Workspace, cursor: Cursor, table: Table, body: Body) -> tuple[list[Spec], list[Like]]:
    """Give the table its columns; what must wait for them is given back."""
    constraints: list[Spec] = []
    likes: list[Like] = []
    for parent in [*table.inherits, *([table.partition_of] if table.partition_of else [])]:
        inherit_columns(table, parent)
        workspace.families = True
    for at, element in body.elements:
        match element:
            case ColumnSpec():
                try:
                    own_column(workspace, cursor, table, element, at)
                except TooWide as error:
                    workspace.report(error, cursor)
                    break
                except Unreadable as error:
                    workspace.report(error, cursor)
                else:
                    constraints += element.constraints
            case Like():
                like_columns(workspace, cursor, table, element)
                likes.append(element)
            case Spec():
                constraints.append(element)
    for at, override in body.overrides:
        apply_override(workspace, cursor, table, override, at)
        constraints += override.constraints
    return constraints, likes
