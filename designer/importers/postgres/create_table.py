"""CREATE TABLE in all its forms but OF a type and AS a query, which are carried."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from designer.importers.postgres.columns import (
    ColumnSpec,
    add_column,
    column_constraints,
    column_spec,
    finish_column,
)
from designer.importers.postgres.constraints import (
    add_constraint,
    copied_check,
    not_null_taken_over,
    on_table_constraint,
    table_constraint,
)
from designer.importers.postgres.draft import Column, Table
from designer.importers.postgres.elements import options
from designer.importers.postgres.index_parts import PartSpec, index_part, resolved
from designer.importers.postgres.keys import Spec
from designer.importers.postgres.like import Like, copy_indexes, like, like_columns
from designer.importers.postgres.names import spelled
from designer.importers.postgres.outcomes import AlreadyThere, NotModelled
from designer.importers.postgres.partitions import adopt
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


@dataclass(eq=False, slots=True)
class _Body:
    """What stands between the parentheses, in order."""

    elements: list[tuple[int, ColumnSpec | Spec | Like]] = field(default_factory=list)
    overrides: list[tuple[int, ColumnSpec]] = field(default_factory=list)


def create_table(cursor: Cursor, workspace: Workspace) -> None:
    """CREATE TABLE; the cursor stands at its first word."""
    persistence = _head(cursor)
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    place, name_at = workspace.place(cursor), cursor.index
    parts = cursor.qualified()
    _refuse_what_is_carried(cursor)
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
    partition = cursor.take("PARTITION", "OF")
    if partition:
        table.partition_of = workspace.table(cursor)
        body = _body(cursor, workspace, partition=True) if cursor.at("(") else _Body()
        table.bound = partition_bound(cursor)
    else:
        body = _body(cursor, workspace, partition=False)
    keys = _tail(cursor, workspace, table)
    cursor.end()
    _build(workspace, cursor, table, body, keys)


def _head(cursor: Cursor) -> str:
    cursor.expect("CREATE")
    cursor.take_one_of("GLOBAL", "LOCAL")
    said = cursor.take_one_of("TEMPORARY", "TEMP", "UNLOGGED")
    cursor.expect("TABLE")
    return {None: "permanent", "UNLOGGED": "unlogged"}.get(said, "temporary")


def _refuse_what_is_carried(cursor: Cursor) -> None:
    if cursor.at("OF"):
        raise NotModelled("a table of a composite type is not modelled")
    place = cursor.closing() + 1 if cursor.at("(") else cursor.index
    while place < cursor.size:
        if cursor.keys[place] == "AS":
            raise NotModelled("a table made by a query is not modelled")
        place = cursor.behind(place)


def _body(cursor: Cursor, workspace: Workspace, *, partition: bool) -> _Body:
    body = _Body()
    cursor.expect("(")
    if cursor.take(")"):
        return body
    while True:
        at = cursor.tokens[cursor.index].start if not cursor.done else 0
        if cursor.take("LIKE"):
            body.elements.append((at, like(cursor, workspace)))
        elif on_table_constraint(cursor):
            body.elements.append((at, table_constraint(cursor, workspace)))
        elif partition:
            body.overrides.append((at, _override(cursor, workspace)))
        else:
            body.elements.append((at, column_spec(cursor, workspace)))
        if not cursor.take(","):
            break
    if not cursor.take(")"):
        raise cursor.error("a comma or ) was expected here")
    return body


def _override(cursor: Cursor, workspace: Workspace) -> ColumnSpec:
    """A column of a partition: its name and what it has beside its parent's."""
    place = workspace.place(cursor)
    found = ColumnSpec(Column(cursor.name(), "", place))
    cursor.take("WITH", "OPTIONS")
    column_constraints(cursor, workspace, found)
    return found


def partition_bound(cursor: Cursor) -> str:
    """FOR VALUES … or DEFAULT, as text."""
    first = cursor.index
    if cursor.take("DEFAULT"):
        return "DEFAULT"
    cursor.expect("FOR", "VALUES")
    if cursor.take("IN"):
        cursor.skip()
    elif cursor.take("FROM"):
        cursor.skip()
        cursor.expect("TO")
        cursor.skip()
    else:
        cursor.expect("WITH")
        cursor.skip()
    return cursor.text(first, cursor.index)


def _tail(cursor: Cursor, workspace: Workspace, table: Table) -> list[PartSpec]:
    """What follows the parentheses; the partition key is given back, as its columns are not there yet."""
    keys: list[PartSpec] = []
    while not cursor.done:
        if cursor.take("INHERITS"):
            cursor.expect("(")
            table.inherits.append(workspace.table(cursor))
            while cursor.take(","):
                table.inherits.append(workspace.table(cursor))
            cursor.expect(")")
        elif cursor.take("PARTITION", "BY"):
            table.partition_strategy = cursor.name()
            if table.partition_strategy not in ("range", "list", "hash"):
                raise cursor.error("RANGE, LIST or HASH was expected here", cursor.index - 1)
            keys = _partition_key(cursor, workspace)
        elif cursor.take("USING"):
            table.options["access_method"] = cursor.name()
        elif cursor.take("WITH"):
            table.options.update(options(cursor))
            table.options.pop("oids", None)
        elif cursor.take("WITHOUT", "OIDS"):
            pass
        elif cursor.take("ON", "COMMIT"):
            words = (("DROP",), ("DELETE", "ROWS"), ("PRESERVE", "ROWS"))
            said = next((one for one in words if cursor.take(*one)), None)
            if said is None:
                raise cursor.error("DROP, DELETE ROWS or PRESERVE ROWS was expected here")
            if said != ("PRESERVE", "ROWS"):
                raise NotModelled("a table that is emptied or dropped with its transaction is not modelled")
        elif cursor.take("TABLESPACE"):
            table.tablespace = cursor.name()
        else:
            raise cursor.error("this is no part of CREATE TABLE")
    return keys


def _partition_key(cursor: Cursor, workspace: Workspace) -> list[PartSpec]:
    cursor.expect("(")
    keys = [index_part(cursor, workspace)]
    while cursor.take(","):
        keys.append(index_part(cursor, workspace))
    cursor.expect(")")
    return keys


def _build(workspace: Workspace, cursor: Cursor, table: Table, body: _Body, keys: list[PartSpec]) -> None:
    """Fill the table in the server's order; what fails leaves the workspace as it was."""
    mark = workspace.mark()
    try:
        _fill(workspace, cursor, table, body, keys)
    except (Unreadable, NotModelled):
        workspace.undo(mark)
        raise


def _fill(workspace: Workspace, cursor: Cursor, table: Table, body: _Body, keys: list[PartSpec]) -> None:
    constraints: list[Spec] = []
    likes: list[Like] = []
    for parent in [*table.inherits, *([table.partition_of] if table.partition_of else [])]:
        _inherit(table, parent)
        workspace.families = True
    for at, element in body.elements:
        match element:
            case ColumnSpec():
                _own_column(workspace, cursor, table, element, at)
                constraints += element.constraints
            case Like():
                like_columns(cursor, table, element)
                likes.append(element)
            case Spec():
                constraints.append(element)
    for at, override in body.overrides:
        _apply_override(cursor, table, override, at)
        constraints += override.constraints
    table.partition_keys = [resolved(cursor, table, key) for key in keys]
    workspace.add(table.schema, table.name, table)
    workspace.tables.append(table)
    for spec in in_order_of_server(constraints):
        spec.tail.pop("validated", None)  # a new table has no rows that were not looked at
        add_constraint(workspace, cursor, table, spec)
    for one in likes:
        copy_indexes(workspace, table, one)
    for column in table.columns:
        column.inherited = False
    if table.partition_of is not None:
        adopt(workspace, table.partition_of, table)


def in_order_of_server(constraints: list[Spec]) -> list[Spec]:
    """Checks, the primary key, the other indexes, foreign keys: the order in which names are made up.

    Of two equal keys in one statement the server makes one.
    """
    rank = {"check": 0, "not null": 0, "primary": 1, "unique": 2, "exclusion": 2, "foreign": 3}
    ordered = sorted(constraints, key=lambda spec: rank[spec.kind])
    kept: list[Spec] = []
    keys: list[Spec] = []
    for spec in ordered:
        if spec.kind in ("primary", "unique"):
            twin = next((key for key in keys if _equal_keys(key, spec)), None)
            if twin is not None:
                twin.name = twin.name or spec.name
                continue
            keys.append(spec)
        kept.append(spec)
    return kept


def _equal_keys(one: Spec, other: Spec) -> bool:
    return (
        one.using_index is None
        and other.using_index is None
        and one.columns == other.columns
        and one.include == other.include
        and one.without_overlaps == other.without_overlaps
        and one.nulls_not_distinct == other.nulls_not_distinct
        and one.tail.get("deferrable") == other.tail.get("deferrable")
    )


def _inherit(table: Table, parent: Table) -> None:
    """Take over the parent's columns; a partition also shows its parent's checks, as pg_dump does."""
    for column in parent.columns:
        mine = table.column(column.name)
        if mine is None:
            table.columns.append(inherited(parent, column, table))
        elif column.not_null is not None and mine.not_null is None:
            mine.not_null = not_null_taken_over(parent, column, table)
    if table.partition_of is parent:
        table.checks += [copied_check(check) for check in parent.checks if not check.no_inherit]


def inherited(parent: Table, column: Column, child: Table) -> Column:
    """A column as a child has it: with its default and generation, without identity and comment."""
    not_null = not_null_taken_over(parent, column, child)
    return replace(
        column,
        identity=None,
        serial=None,
        comment=None,
        options={},
        storage=None,
        not_null=not_null if not_null is None or not not_null.no_inherit else None,
        local=False,
        inherited=not child.partition_of,
        id="",
    )


def _own_column(workspace: Workspace, cursor: Cursor, table: Table, spec: ColumnSpec, at: int) -> None:
    """Add a column, or merge it with the one of the same name that comes from a parent."""
    mine = table.column(spec.column.name)
    if mine is None or not table.inherits:
        add_column(workspace, cursor, table, spec, at)
        return
    column = spec.column
    column.local = True
    column.not_null = mine.not_null
    column.default = column.default if column.default is not None else mine.default
    column.generated = column.generated or mine.generated
    column.collation = column.collation or mine.collation
    table.columns[table.columns.index(mine)] = column
    finish_column(table, spec)


def _apply_override(cursor: Cursor, table: Table, spec: ColumnSpec, at: int) -> None:
    said = spec.column
    mine = table.column(said.name)
    if mine is None:
        raise cursor.error_at(f"the parent has no column {said.name}", at)
    for name in ("default", "generated", "identity", "collation", "storage", "compression"):
        value = getattr(said, name)
        if value is not None:
            setattr(mine, name, value)
    spec.column = mine
    finish_column(table, spec)
