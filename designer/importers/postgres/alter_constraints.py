"""The actions of ALTER TABLE on constraints."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled
from designer.importers.postgres.constraints import add_constraint, not_null_name, table_constraint
from designer.importers.postgres.draft import Check, Column, Exclusion, ForeignKey, Key, Table
from designer.importers.postgres.inheritance import family
from designer.importers.postgres.partitions import spread
from designer.importers.postgres.renames import rename_relation
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


def add_table_constraint(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """ADD of a table constraint; ADD was read."""
    spec = table_constraint(action, workspace)
    action.end()  # before anything changes
    add_constraint(workspace, action, table, spec)
    if spec.kind == "check":
        _spread_check(workspace, table, only)
    elif spec.kind in ("primary", "unique") and not only:
        primary = spec.kind == "primary"
        spread(workspace, table, table.primary_key if primary and table.primary_key else table.uniques[-1])


def _spread_check(workspace: Workspace, table: Table, only: bool) -> None:
    """Partitions show the checks of the table they are part of."""
    check = table.checks[-1]
    for child in family(workspace, table, only or check.no_inherit)[1:]:
        if child.partition_of is not None and all(one.name != check.name for one in child.checks):
            child.checks.append(Check(check.name, check.expression, check.place, check.validated, check.enforced))


def drop_table_constraint(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """DROP CONSTRAINT; both words were read."""
    missing_ok = action.take("IF", "EXISTS")
    at = action.index
    name = action.name()
    action.take_one_of("CASCADE", "RESTRICT")
    dropped = [drop_constraint(workspace, member, name) for member in family(workspace, table, only)]
    if any(dropped):
        return
    if missing_ok:
        raise AlreadyThere(f"{table.name} has no constraint {name}")
    raise action.error(f"{table.name} has no constraint {name}", at)


def drop_constraint(workspace: Workspace, table: Table, name: str) -> bool:
    """Take a constraint away; foreign keys that rest on a key go with it. False if there is none."""
    found = next((one for one in table.constraints() if one.name == name), None)
    if found is None:
        return _drop_not_null(table, name)
    match found:
        case Key():
            workspace.drop_key(table, found)
        case Check():
            table.checks.remove(found)
        case Exclusion():
            table.exclusions.remove(found)
            workspace.forget(table.schema, name)
        case ForeignKey():
            table.foreign_keys.remove(found)
            table.dropped.append(found)
    workspace.constraint_names.discard((table.schema, name))
    return True


def _drop_not_null(table: Table, name: str) -> bool:
    column = _column_forbidding_nulls(table, name)
    if column is not None:
        column.not_null = None
    return column is not None


def _column_forbidding_nulls(table: Table, name: str) -> Column | None:
    """The column whose NOT NULL constraint has this name."""
    for column in table.columns:
        held = column.not_null
        if held is not None and (held.name or not_null_name(table.name, column.name)) == name:
            return column
    return None


def alter_constraint(table: Table, action: Cursor) -> None:
    """ALTER CONSTRAINT; both words were read."""
    at = action.index
    name = action.name()
    key = next((one for one in table.foreign_keys if one.name == name), None)
    if key is None:
        raise NotModelled("this change of a constraint is not modelled")
    from_words = action.text(action.index, action.size).upper()
    if action.take("NOT", "DEFERRABLE"):
        key.deferrable = None
    while not action.done:
        if action.take("DEFERRABLE"):
            key.deferrable = key.deferrable or "immediate"
        elif action.take("INITIALLY"):
            key.deferrable = "deferred" if action.name() == "deferred" else key.deferrable
        elif action.take("NOT", "ENFORCED"):
            key.enforced = False
        elif action.take("ENFORCED"):
            key.enforced = True
        else:
            raise action.error(f"this change of {name} is not known: {from_words}", at)


def validate(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """VALIDATE CONSTRAINT; VALIDATE was read."""
    action.expect("CONSTRAINT")
    at = action.index
    name = action.name()
    unproved: list[Check | ForeignKey] = [*table.checks, *table.foreign_keys]
    for one in unproved:
        if one.name == name:
            one.validated = True
            return
    column = _column_forbidding_nulls(table, name)
    if column is None or column.not_null is None:
        raise action.error(f"{table.name} has no constraint {name} to validate", at)
    column.not_null = replace(column.not_null, validated=True)


def rename_constraint(workspace: Workspace, table: Table, action: Cursor) -> None:
    """RENAME CONSTRAINT; both words were read."""
    at = action.index
    name = action.name()
    found = next((one for one in table.constraints() if one.name == name), None)
    column = None if found else _column_forbidding_nulls(table, name)
    if found is None and column is None:
        raise action.error(f"{table.name} has no constraint {name}", at)
    action.expect("TO")
    new = action.name()
    if any(one.name == new for one in table.constraints()):
        raise action.error(f"{table.name} already has a constraint {new}", action.index - 1)
    if column is not None and column.not_null is not None:
        natural = not_null_name(table.name, column.name)
        column.not_null = replace(column.not_null, name=None if new == natural else new)
    elif isinstance(found, Key | Exclusion):
        rename_relation(workspace, action, found, new)
    elif found is not None:
        workspace.constraint_names.discard((table.schema, found.name))
        workspace.constraint_names.add((table.schema, new))
        found.name = new
