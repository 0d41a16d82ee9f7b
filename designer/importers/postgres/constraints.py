"""Giving a table the constraints that a statement says, under the names that the server would choose."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.postgres.draft import Check, Column, Exclusion, Index, Key, Table
from designer.importers.postgres.index_parts import label_of, resolved
from designer.importers.postgres.keys import Spec, check_spec, exclusion_spec, key_spec
from designer.importers.postgres.names import column_part, object_name
from designer.importers.postgres.references import add_foreign_key, foreign_key_spec
from designer.importers.postgres.tokens_in import column_names_in
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor

STARTS = {"CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "EXCLUDE"}


def on_table_constraint(cursor: Cursor) -> bool:
    """Whether a table constraint begins here rather than a column of such a name."""
    key = cursor.key()
    if key == "EXCLUDE":
        return cursor.key(1) in ("(", "USING")
    return key in STARTS or cursor.at("NOT", "NULL")


def table_constraint(cursor: Cursor, workspace: Workspace) -> Spec:
    """A table constraint as written."""
    name = cursor.name() if cursor.take("CONSTRAINT") else None
    match cursor.key():
        case "PRIMARY" | "UNIQUE":
            return key_spec(cursor, workspace, name)
        case "CHECK":
            return check_spec(cursor, workspace, name)
        case "FOREIGN":
            return foreign_key_spec(cursor, workspace, name)
        case "EXCLUDE":
            return exclusion_spec(cursor, workspace, name)
        case "NOT":
            return _not_null_spec(cursor, workspace, name)
    raise cursor.error("a constraint was expected here")


def _not_null_spec(cursor: Cursor, workspace: Workspace, name: str | None) -> Spec:
    spec = Spec("not null", workspace.place(cursor), cursor.tokens[cursor.index].start, name)
    cursor.expect("NOT", "NULL")
    spec.columns = [cursor.name()]
    spec.tail = not_null_tail(cursor)
    return spec


def not_null_tail(cursor: Cursor) -> dict[str, bool]:
    """NO INHERIT and NOT VALID after NOT NULL."""
    found: dict[str, bool] = {}
    while True:
        if cursor.take("NO", "INHERIT"):
            found["no_inherit"] = True
        elif cursor.take("NOT", "VALID"):
            found["validated"] = False
        else:
            return found


def add_constraint(workspace: Workspace, cursor: Cursor, table: Table, spec: Spec) -> None:
    """Give the table one constraint. Unreadable if it does not fit the table."""
    if spec.name is not None and any(one.name == spec.name for one in table.constraints()):
        raise cursor.error_at(f"{table.name} already has a constraint {spec.name}", spec.at)
    columns = [_column(cursor, table, name, spec.at) for name in spec.columns]
    match spec.kind:
        case "primary" | "unique":
            add_key(workspace, cursor, table, spec, columns)
        case "check":
            add_check(workspace, table, spec)
        case "exclusion":
            _add_exclusion(workspace, cursor, table, spec)
        case "foreign":
            add_foreign_key(workspace, cursor, table, spec, columns)
        case "not null":
            set_not_null(table, columns[0], spec.name, **spec.tail)


def _column(cursor: Cursor, table: Table, name: str, at: int) -> Column:
    found = table.column(name)
    if found is None:
        raise cursor.error_at(f"{table.name} has no column {name}", at)
    return found


def set_not_null(
    table: Table, column: Column, name: str | None, *, validated: bool = True, no_inherit: bool = False
) -> None:
    """Forbid nulls; a name that the server would choose itself is left out."""
    if name == not_null_name(table.name, column.name):
        name = None
    if column.not_null is None or name is not None or not column.not_null.validated:
        column.not_null = model.NotNull(name=name, validated=validated, no_inherit=no_inherit)


def not_null_taken_over(source: Table, column: Column, table: Table) -> model.NotNull | None:
    """NOT NULL as a child or a copy has it: under the name that it has in the table it comes from."""
    held = column.not_null
    if held is None:
        return None
    name = held.name or not_null_name(source.name, column.name)
    return replace(held, name=None if name == not_null_name(table.name, column.name) else name)


def not_null_name(table: str, column: str) -> str:
    """The name that the server gives a NOT NULL constraint."""
    return object_name(table, column, "not_null")


def add_key(workspace: Workspace, cursor: Cursor, table: Table, spec: Spec, columns: list[Column]) -> None:
    primary = spec.kind == "primary"
    if primary and table.primary_key is not None:
        raise cursor.error_at(f"{table.name} already has a primary key", spec.at)
    if spec.using_index is not None:
        _key_from_index(workspace, cursor, table, spec)
        return
    include = [_column(cursor, table, name, spec.at) for name in spec.include]
    second = None if primary else column_part([*(one.name for one in columns), *(one.name for one in include)])
    if spec.name is not None and (table.schema, spec.name) in workspace.relations:
        raise cursor.error_at(f"there is already something called {spec.name} in {table.schema}", spec.at)
    name = workspace.index_name(table, spec.name, second, "pkey" if primary else "key", constraint=True)
    key = Key(
        primary, name, columns, spec.place, include, spec.without_overlaps, spec.nulls_not_distinct,
        spec.tail.get("deferrable"), spec.options, tablespace=spec.tablespace,
    )  # fmt: skip
    _join_key(workspace, table, key)


def _join_key(workspace: Workspace, table: Table, key: Key) -> None:
    workspace.add(table.schema, key.name, key)
    if key.primary:
        table.primary_key = key
        for column in key.columns:
            if column.not_null is None or (column.inherited and not column.local):
                column.not_null = model.NotNull()
            column.inherited = False
    else:
        table.uniques.append(key)


def _key_from_index(workspace: Workspace, cursor: Cursor, table: Table, spec: Spec) -> None:
    """ADD CONSTRAINT … USING INDEX: the index becomes the key, under the constraint's name."""
    index = workspace.relations.get((table.schema, spec.using_index or ""))
    if not isinstance(index, Index) or index.table is not table:
        raise cursor.error_at(f"{table.name} has no index {spec.using_index}", spec.at)
    columns = [part.column for part in index.parts if part.column is not None]
    if len(columns) != len(index.parts) or index.where is not None or not index.unique:
        raise cursor.error_at(f"the index {index.name} cannot be a key: it is not unique or not on columns", spec.at)
    table.indexes.remove(index)
    workspace.forget(table.schema, index.name)
    name = workspace.index_name(table, spec.name or index.name, None, "", constraint=True)
    key = Key(
        spec.kind == "primary", name, columns, index.place, index.include, False, index.nulls_not_distinct,
        spec.tail.get("deferrable"), dict(index.options), index.comment, tablespace=index.tablespace,
    )  # fmt: skip
    _join_key(workspace, table, key)


def add_check(workspace: Workspace, table: Table, spec: Spec) -> None:
    second = None
    if spec.name is None:
        mentioned = column_names_in(spec.expression, {column.name for column in table.columns})
        second = next(iter(mentioned)) if len(mentioned) == 1 else None
    name = workspace.constraint_name(table, spec.name, second, "check")
    tail = spec.tail
    table.checks.append(
        Check(
            name, spec.expression, spec.place, tail.get("validated", True), tail.get("enforced", True),
            tail.get("no_inherit", False),
        )
    )  # fmt: skip


def _add_exclusion(workspace: Workspace, cursor: Cursor, table: Table, spec: Spec) -> None:
    parts = [resolved(cursor, table, part) for part in spec.parts]
    include = [_column(cursor, table, name, spec.at) for name in spec.include]
    name = workspace.index_name(table, spec.name, label_of(spec.parts, spec.include), "excl", constraint=True)
    exclusion = Exclusion(
        name, spec.method, parts, spec.place, include, spec.where, spec.tail.get("deferrable"), spec.options
    )
    table.exclusions.append(exclusion)
    workspace.add(table.schema, name, exclusion)


def copied_check(check: Check, *, comment: bool = False) -> Check:
    """A check that a partition or a LIKE takes over, name and all but the comment."""
    return replace(check, comment=check.comment if comment else None, id="")


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
