"""One column: its type and its constraints, as CREATE TABLE and ADD COLUMN write them."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.drafting.widths import expect_room
from designer.importers.postgres.draft import Column, Table
from designer.importers.postgres.elements import (
    SERIALS,
    collation,
    constraint_tail,
    default_text,
    parenthesised,
    type_text,
)
from designer.importers.postgres.keys import Spec, check_spec, key_spec
from designer.importers.postgres.names import choose
from designer.importers.postgres.own_sequences import add_identity, add_serial
from designer.importers.postgres.references import reference
from designer.importers.postgres.sequence_options import identity_options
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor

STORAGES = ("plain", "external", "extended", "main")


@dataclass(eq=False, slots=True)
class ColumnSpec:
    """A column as written, with the constraints that become objects of their own."""

    column: Column
    not_null: dict[str, object] | None = None
    nullable: bool = False
    constraints: list[Spec] = field(default_factory=list)


def column_spec(cursor: Cursor, workspace: Workspace) -> ColumnSpec:
    """`name type constraint…`."""
    found = bare_column(cursor, workspace)
    column_constraints(cursor, workspace, found)
    return found


def bare_column(cursor: Cursor, workspace: Workspace) -> ColumnSpec:
    """`name type`."""
    place = workspace.place(cursor)
    name = cursor.name()
    if cursor.done or cursor.key() in (",", ")"):
        raise cursor.error(f"column {name} has no type")
    found = ColumnSpec(Column(name, type_text(cursor, workspace), place))
    under = SERIALS.get(found.column.type.lower().removeprefix("pg_catalog."))
    if under is not None:
        found.column.serial, found.column.type = found.column.type, under
    return found


def column_constraints(cursor: Cursor, workspace: Workspace, found: ColumnSpec) -> None:
    """Read constraints and properties up to a comma, a closing parenthesis or the end."""
    while not cursor.done and cursor.key() not in (",", ")"):
        at = cursor.index
        name = cursor.name() if cursor.take("CONSTRAINT") else None
        if not (_property(cursor, workspace, found, name) or _constraint(cursor, workspace, found, name)):
            raise cursor.error("this is no property of a column")
        if cursor.index == at:
            raise cursor.error("this is no property of a column")


def _property(cursor: Cursor, workspace: Workspace, found: ColumnSpec, name: str | None) -> bool:
    column = found.column
    if cursor.take("NOT", "NULL"):
        found.not_null = {"name": name}
        while True:
            if cursor.take("NO", "INHERIT"):
                found.not_null["no_inherit"] = True
            elif cursor.take("NOT", "VALID"):
                found.not_null["validated"] = False
            else:
                break
    elif cursor.take("NULL"):
        found.nullable = True
    elif cursor.take("DEFAULT"):
        column.default = default_text(cursor, workspace)
    elif cursor.take("GENERATED"):
        generated(cursor, workspace, column)
    elif cursor.take("COLLATE"):
        column.collation = collation(cursor)
    elif cursor.take("STORAGE"):
        column.storage = storage(cursor)
    elif cursor.take("COMPRESSION"):
        column.compression = compression(cursor)
    else:
        return False
    return True


def storage(cursor: Cursor) -> str | None:
    """A storage mode; DEFAULT is None."""
    said = cursor.name()
    if said not in (*STORAGES, "default"):
        raise cursor.error(f"{said} is no storage mode", cursor.index - 1)
    return None if said == "default" else said


def compression(cursor: Cursor) -> str | None:
    said = cursor.name()
    return None if said == "default" else said


def generated(cursor: Cursor, workspace: Workspace, column: Column) -> None:
    """What follows GENERATED: an identity, or an expression."""
    mode = "always" if cursor.take("ALWAYS") else "by default"
    if mode == "by default":
        cursor.expect("BY", "DEFAULT")
    cursor.expect("AS")
    if cursor.take("IDENTITY"):
        column.identity = model.Identity(mode=mode)
        if cursor.at("("):
            column.identity, column.identity_persistence = identity_options(cursor, column.identity)
        return
    expression = parenthesised(cursor, workspace)
    stored = not cursor.take("VIRTUAL") and cursor.take("STORED")
    column.generated = model.Generated(expression=expression, stored=stored)


def _constraint(cursor: Cursor, workspace: Workspace, found: ColumnSpec, name: str | None) -> bool:
    key = cursor.key()
    columns = [found.column.name]
    if key in ("PRIMARY", "UNIQUE"):
        found.constraints.append(key_spec(cursor, workspace, name, columns))
    elif key == "CHECK":
        found.constraints.append(check_spec(cursor, workspace, name, inline=True))
    elif key == "REFERENCES":
        spec = Spec("foreign", workspace.place(cursor), cursor.tokens[cursor.index].start, name, columns)
        spec.reference = reference(cursor)
        found.constraints.append(spec)
    else:
        # DEFERRABLE and the like belong to the constraint before them.
        tail = constraint_tail(cursor)
        if found.constraints:
            found.constraints[-1].tail.update(tail)
        elif tail:
            raise cursor.error("there is no constraint for this to belong to", cursor.index - 1)
        return bool(tail) or cursor.keys[cursor.index - 1] in ("IMMEDIATE", "DEFERRABLE", "ENFORCED")
    return True


def add_column(workspace: Workspace, cursor: Cursor, table: Table, spec: ColumnSpec, at: int) -> None:
    """Give the table the column, with the sequence behind a serial one; its constraints come afterwards."""
    column = spec.column
    if table.column(column.name) is not None:
        raise cursor.error_at(f"{table.name} already has a column {column.name}", at)
    expect_room(table.columns, cursor, at)
    table.columns.append(column)
    if column.serial is not None:
        add_serial(workspace, table, column)
    add_identity(workspace, table, column)
    finish_column(table, spec)


def finish_column(table: Table, spec: ColumnSpec) -> None:
    """What a column's properties imply: no nulls where it was said, or behind a serial or an identity."""
    from_identity = spec.column.identity is not None or spec.column.serial is not None
    if spec.not_null is not None:
        set_column_not_null(table, spec.column, spec.not_null)
    elif from_identity and spec.column.not_null is None:
        spec.column.not_null = model.NotNull()


def set_column_not_null(table: Table, column: Column, said: dict[str, object]) -> None:
    from_name = said.get("name")
    natural = choose(table.name, column.name, "not_null", lambda name: False)
    column.not_null = model.NotNull(
        name=from_name if isinstance(from_name, str) and from_name != natural else None,
        validated=bool(said.get("validated", True)),
        no_inherit=bool(said.get("no_inherit", False)),
    )
