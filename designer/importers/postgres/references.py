"""Foreign keys: what the statement says, and finding the table and the columns it means."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.postgres.draft import Column, ForeignKey, OpaqueDraft, Table
from designer.importers.postgres.elements import constraint_tail
from designer.importers.postgres.keys import Spec
from designer.importers.postgres.names import column_part, spelled
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.tokens import column_of


@dataclass(eq=False, slots=True)
class Reference:
    """REFERENCES and what follows it."""

    table: tuple[str, ...]
    columns: list[str] = field(default_factory=list)
    match: str | None = None
    on_delete: str = "no action"
    on_delete_columns: list[str] = field(default_factory=list)
    on_update: str = "no action"
    period: bool = False


def foreign_key_spec(cursor: Cursor, workspace: Workspace, name: str | None) -> Spec:
    """FOREIGN KEY (columns) REFERENCES …, as a table constraint."""
    spec = Spec("foreign", workspace.place(cursor), cursor.tokens[cursor.index].start, name)
    cursor.expect("FOREIGN", "KEY")
    spec.columns, period = _columns(cursor)
    spec.reference = reference(cursor)
    if spec.reference.period != period and spec.reference.columns:
        raise cursor.error("PERIOD belongs on both sides of a foreign key")
    spec.reference.period = period
    spec.tail = constraint_tail(cursor)
    return spec


def reference(cursor: Cursor) -> Reference:
    """REFERENCES table (columns) MATCH … ON DELETE … ON UPDATE …."""
    cursor.expect("REFERENCES")
    found = Reference(cursor.qualified())
    if cursor.at("("):
        found.columns, found.period = _columns(cursor)
    while True:
        if cursor.take("MATCH"):
            said = cursor.take_one_of("FULL", "SIMPLE", "PARTIAL")
            if said is None:
                raise cursor.error("FULL or SIMPLE was expected here")
            found.match = None if said == "SIMPLE" else said.lower()
        elif cursor.take("ON", "DELETE"):
            found.on_delete = _action(cursor)
            if found.on_delete.startswith("set") and cursor.at("("):
                found.on_delete_columns = cursor.names()
        elif cursor.take("ON", "UPDATE"):
            found.on_update = _action(cursor)
        else:
            return found


def _columns(cursor: Cursor) -> tuple[list[str], bool]:
    cursor.expect("(")
    found, period = [cursor.name()], False
    while cursor.take(","):
        if cursor.key() == "PERIOD" and cursor.key(1) not in (",", ")"):
            period = cursor.take("PERIOD")
        found.append(cursor.name())
    cursor.expect(")")
    return found, period


def _action(cursor: Cursor) -> str:
    for words in (("NO", "ACTION"), ("RESTRICT",), ("CASCADE",), ("SET", "NULL"), ("SET", "DEFAULT")):
        if cursor.take(*words):
            return " ".join(words).lower()
    raise cursor.error("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT was expected here")


def add_foreign_key(workspace: Workspace, cursor: Cursor, table: Table, spec: Spec, columns: list[Column]) -> None:
    """Give the table its foreign key; what it refers to may be defined later."""
    said: Reference = spec.reference
    by_name = {column.name: column for column in columns}
    for name in said.on_delete_columns:
        if name not in by_name:
            raise cursor.error_at(f"{name} is no column of this foreign key", spec.at)
    if isinstance(workspace.find(said.table), OpaqueDraft):
        raise cursor.error_at(f"{spelled(said.table)} is carried, so that no key of it is known", spec.at)
    key = ForeignKey(
        name=workspace.constraint_name(table, spec.name, column_part(column.name for column in columns), "fkey"),
        child=table,
        columns=columns,
        wanted=said.table,
        wanted_columns=said.columns,
        place=spec.place,
        column_offset=column_of(cursor.source, spec.at),
        path=workspace.path,
        on_delete=said.on_delete,
        on_delete_columns=[by_name[name] for name in said.on_delete_columns],
        on_update=said.on_update,
        match=said.match,
        deferrable=spec.tail.get("deferrable"),
        validated=spec.tail.get("validated", True),
        enforced=spec.tail.get("enforced", True),
    )
    table.foreign_keys.append(key)
    if not _resolve(workspace, key):
        workspace.waiting.append(key)


def _resolve(workspace: Workspace, key: ForeignKey) -> bool:
    """Join the key to its parent if that is there with the columns wanted."""
    parent = workspace.find(key.wanted)
    if not isinstance(parent, Table):
        return False
    if key.wanted_columns:
        found = [parent.column(name) for name in key.wanted_columns]
    else:
        found = list(parent.primary_key.columns) if parent.primary_key else []
    columns = [column for column in found if column is not None]
    if len(columns) != len(key.columns) or len(columns) != len(found):
        return False
    key.parent, key.parent_columns = parent, columns
    return True


def settle(workspace: Workspace) -> None:
    """Join the foreign keys whose parent came after them; those that have none are problems, and leave."""
    here = workspace.path
    for key in workspace.waiting:
        if key not in key.child.foreign_keys:
            continue
        workspace.path = key.path
        if key.parent is None and not _resolve(workspace, key):
            key.child.foreign_keys.remove(key)
            workspace.problem(key.place.line, key.column_offset, _why(workspace, key), key.place.file)
    workspace.path = here
    workspace.waiting.clear()


def _why(workspace: Workspace, key: ForeignKey) -> str:
    parent = workspace.find(key.wanted)
    what = f"foreign key {key.name} of {key.child.name}"
    if not isinstance(parent, Table):
        elsewhere = [table.schema for table in workspace.tables if table.name == key.wanted[-1]]
        hint = f"; there is one in the schema {elsewhere[0]}" if elsewhere else ""
        return f"{what} refers to {spelled(key.wanted)}, and no such table is defined{hint}"
    for name in key.wanted_columns:
        if parent.column(name) is None:
            return f"{what} refers to column {name}, which {parent.name} does not have"
    if not key.wanted_columns and parent.primary_key is None:
        return f"{what} refers to {parent.name}, which has no primary key"
    return f"{what} does not have as many columns as what it refers to"
