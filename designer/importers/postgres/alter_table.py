"""ALTER TABLE: each action of the statement on its own, so that one that is carried leaves the others modelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from designer.importers.postgres.alter_column import alter_column, drop_column
from designer.importers.postgres.columns import add_column, column_spec
from designer.importers.postgres.constraints import add_constraint, on_table_constraint, table_constraint
from designer.importers.postgres.create_table import in_order_of_server, inherited, partition_bound
from designer.importers.postgres.draft import Check, Exclusion, ForeignKey, Index, Key, SequenceDraft, Table
from designer.importers.postgres.elements import options
from designer.importers.postgres.names import spelled
from designer.importers.postgres.opaque import carry_text
from designer.importers.postgres.outcomes import AlreadyThere, NotModelled, Skip
from designer.importers.postgres.partitions import adopt, spread
from designer.importers.postgres.renames import rename_column, rename_relation
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable

OWNERS = "who owns it is no part of a design"


def alter_table(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER TABLE; also what PostgreSQL lets it do to indexes, sequences and views."""
    cursor.expect("ALTER", "TABLE")
    if cursor.at("ALL", "IN", "TABLESPACE"):
        raise Skip("moves data, and changes nothing in a design")
    missing_ok = cursor.take("IF", "EXISTS")
    only = cursor.take("ONLY")
    name_at = cursor.index
    parts = cursor.qualified()
    cursor.take("*")
    head, resume = cursor.text(0, cursor.index), cursor.index
    if cursor.done:
        raise cursor.error("an action was expected here")
    actions = cursor.split()
    cursor.index = resume
    if all(action.at("OWNER", "TO") for action in actions):
        raise Skip(OWNERS)
    found = workspace.find(parts)
    if isinstance(found, Index | Key | Exclusion | SequenceDraft):
        _alter_other(cursor, workspace, found)
        return
    cursor.index = name_at
    table = workspace.table(cursor, missing_ok=missing_ok)
    for action in actions:
        _one(workspace, table, action, head, only=only, alone=len(actions) == 1)


def _one(workspace: Workspace, table: Table, action: Cursor, head: str, *, only: bool, alone: bool) -> None:
    """One action; what goes wrong with it is noted here unless it is the statement's only one."""
    mark = workspace.mark()
    try:
        _act(workspace, table, action, only=only)
    except Unreadable as error:
        workspace.undo(mark)
        if alone:
            raise
        workspace.report(error, action)
    except (AlreadyThere, Skip) as note:
        workspace.skip(action.tokens[0].line, f"{head} {action.text(0, action.size)}", note.reason)
    except NotModelled as note:
        text = f"{head} {action.text(0, action.size)}"
        name = f"{table.name}: {' '.join(action.text(0, action.size).split())}"
        carry_text(workspace, "alter table", name, text, action.tokens[0].line, note.reason, on=table)


def _act(workspace: Workspace, table: Table, action: Cursor, *, only: bool) -> None:
    word = action.key()
    handler = _ACTIONS.get(word)
    if handler is None:
        raise action.error("PostgreSQL has no such action")
    action.index = 1
    handler(workspace, table, action, only)
    action.end()


def family(workspace: Workspace, table: Table, only: bool) -> list[Table]:
    """The table and, without ONLY, everything that inherits from it or is a part of it."""
    found = [table]
    if only or not workspace.families:
        return found
    for member in found:
        children = [one for one in workspace.tables if one.partition_of is member or member in one.inherits]
        found += [one for one in children if one not in found]
    return found


def _add(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if on_table_constraint(action):
        exists = table_constraint(action, workspace)
        add_constraint(workspace, action, table, exists)
        if exists.kind == "check":
            _spread_check(workspace, table, only)
        elif exists.kind in ("primary", "unique") and not only:
            primary = exists.kind == "primary"
            spread(workspace, table, table.primary_key if primary and table.primary_key else table.uniques[-1])
        return
    action.take("COLUMN")
    exists_ok = action.take("IF", "NOT", "EXISTS")
    at = action.tokens[min(action.index, action.size - 1)].start
    spec = column_spec(action, workspace)
    if exists_ok and table.column(spec.column.name) is not None:
        raise AlreadyThere(f"{table.name} already has a column {spec.column.name}")
    add_column(workspace, action, table, spec, at)
    for constraint in in_order_of_server(spec.constraints):
        add_constraint(workspace, action, table, constraint)
    for child in family(workspace, table, only)[1:]:
        if child.column(spec.column.name) is None:
            child.columns.append(replace(inherited(table, spec.column, child), inherited=False))


def _spread_check(workspace: Workspace, table: Table, only: bool) -> None:
    """Partitions show the checks of the table they are part of."""
    check = table.checks[-1]
    for child in family(workspace, table, only or check.no_inherit)[1:]:
        if child.partition_of is not None and all(one.name != check.name for one in child.checks):
            child.checks.append(Check(check.name, check.expression, check.place, check.validated, check.enforced))


def _drop(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("CONSTRAINT"):
        missing_ok = action.take("IF", "EXISTS")
        at = action.index
        name = action.name()
        action.take_one_of("CASCADE", "RESTRICT")
        dropped = [drop_constraint(workspace, member, name) for member in family(workspace, table, only)]
        if not any(dropped):
            if missing_ok:
                raise AlreadyThere(f"{table.name} has no constraint {name}")
            raise action.error(f"{table.name} has no constraint {name}", at)
        return
    action.take("COLUMN")
    missing_ok = action.take("IF", "EXISTS")
    at = action.index
    name = action.name()
    action.take_one_of("CASCADE", "RESTRICT")
    column = table.column(name)
    if column is None:
        if missing_ok:
            raise AlreadyThere(f"{table.name} has no column {name}")
        raise action.error(f"{table.name} has no column {name}", at)
    for member in family(workspace, table, only):
        drop_column(workspace, member, name)


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
    workspace.constraint_names.discard((table.schema, name))
    return True


def _drop_not_null(table: Table, name: str) -> bool:
    for column in table.columns:
        if column.not_null is not None and (column.not_null.name or f"{table.name}_{column.name}_not_null") == name:
            column.not_null = None
            return True
    return False


def _alter(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("CONSTRAINT"):
        _alter_constraint(table, action)
        return
    action.take("COLUMN")
    at = action.index
    name = action.name()
    if table.column(name) is None:
        raise action.error(f"{table.name} has no column {name}", at)
    start = action.index
    for member in family(workspace, table, only):
        action.index = start
        column = member.column(name)
        if column is not None:
            alter_column(workspace, action, member, column, inherited=member is not table)


def _alter_constraint(table: Table, action: Cursor) -> None:
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


def _validate(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    action.expect("CONSTRAINT")
    at = action.index
    name = action.name()
    unproved: list[Check | ForeignKey] = [*table.checks, *table.foreign_keys]
    for one in unproved:
        if one.name == name:
            one.validated = True
            return
    for column in table.columns:
        held = column.not_null
        if held is not None and (held.name or f"{table.name}_{column.name}_not_null") == name:
            column.not_null = type(held)(name=held.name, no_inherit=held.no_inherit)
            return
    raise action.error(f"{table.name} has no constraint {name} to validate", at)


def _rename(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("TO"):
        rename_relation(workspace, action, table, action.name())
        return
    if action.take("CONSTRAINT"):
        at = action.index
        name = action.name()
        found = next((one for one in table.constraints() if one.name == name), None)
        if found is None:
            raise action.error(f"{table.name} has no constraint {name}", at)
        action.expect("TO")
        _rename_constraint(workspace, table, action, found, action.name())
        return
    action.take("COLUMN")
    at = action.index
    name = action.name()
    action.expect("TO")
    new = action.name()
    if table.column(name) is None:
        raise action.error(f"{table.name} has no column {name}", at)
    for member in family(workspace, table, only):
        column = member.column(name)
        if column is not None:
            rename_column(member, action, column, new)


def _rename_constraint(
    workspace: Workspace, table: Table, action: Cursor, found: Key | Check | Exclusion | ForeignKey, new: str
) -> None:
    if any(one.name == new for one in table.constraints()):
        raise action.error(f"{table.name} already has a constraint {new}", action.index - 1)
    if isinstance(found, Key | Exclusion):
        rename_relation(workspace, action, found, new)
        return
    workspace.constraint_names.discard((table.schema, found.name))
    workspace.constraint_names.add((table.schema, new))
    found.name = new


def _attach(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    action.expect("PARTITION")
    part = workspace.table(action)
    part.bound = partition_bound(action)
    part.partition_of = table
    workspace.families = True
    adopt(workspace, table, part)


def _detach(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    action.expect("PARTITION")
    part = workspace.table(action)
    action.take_one_of("CONCURRENTLY", "FINALIZE")
    part.partition_of = part.bound = None
    for one in part.index_relations():
        if not isinstance(one, Exclusion):
            one.attached_to = None


def _inherit(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    parent = workspace.table(action)
    workspace.families = True
    table.inherits.append(parent)
    for column in table.columns:
        column.local = column.local or parent.column(column.name) is not None


def _no(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("FORCE"):
        action.expect("ROW", "LEVEL", "SECURITY")
        table.row_security_forced = False
        return
    action.expect("INHERIT")
    at = action.index
    parent = workspace.table(action)
    if parent not in table.inherits:
        raise action.error(f"{table.name} does not inherit from {parent.name}", at)
    table.inherits.remove(parent)


def _switch(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    enabled = action.keys[0] == "ENABLE"
    if not action.take("ROW", "LEVEL", "SECURITY"):
        raise NotModelled("switches a trigger or rule on or off")
    table.row_security = enabled


def _force(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    action.expect("ROW", "LEVEL", "SECURITY")
    table.row_security_forced = True


def _replica(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    action.expect("IDENTITY")
    said = action.take_one_of("DEFAULT", "FULL", "NOTHING", "USING")
    if said is None:
        raise action.error("DEFAULT, FULL, NOTHING or USING INDEX was expected here")
    table.replica_identity = table.replica_index = None
    if said == "USING":
        action.expect("INDEX")
        table.replica_identity, table.replica_index = "index", _own_index(workspace, table, action)
    elif said != "DEFAULT":
        table.replica_identity = said.lower()


def _own_index(workspace: Workspace, table: Table, action: Cursor) -> object:
    at = action.index
    name = action.name()
    found = next((one for one in table.index_relations() if one.name == name), None)
    if found is None:
        raise action.error(f"{table.name} has no index {name}", at)
    return found


def _cluster(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    action.expect("ON")
    _own_index(workspace, table, action)
    raise NotModelled("by which index a table is clustered is not modelled")


def _set(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.at("("):
        table.options.update(options(action))
    elif action.take("SCHEMA"):
        move_table(workspace, table, workspace.target((action.name(), table.name))[0])
    elif action.take("TABLESPACE"):
        table.tablespace = action.name()
    elif action.take("LOGGED"):
        table.persistence = "permanent"
    elif action.take("UNLOGGED"):
        table.persistence = "unlogged"
    elif action.take("ACCESS", "METHOD"):
        said = action.name()
        table.options.pop("access_method", None)
        if said != "default":
            table.options["access_method"] = said
    elif action.take("WITHOUT"):
        if action.name() == "cluster":
            raise NotModelled("by which index a table is clustered is not modelled")
    else:
        raise action.error("PostgreSQL has no such action")


def move_table(workspace: Workspace, table: Table, schema: str) -> None:
    """SET SCHEMA: indexes, constraints and owned sequences go along."""
    moved: list[Table | Key | Exclusion | Index] = [table, *table.index_relations()]
    sequences = [one for one in workspace.sequences if one.owner_table is table]
    for value in moved:
        workspace.forget(table.schema, value.name)
        workspace.add(schema, value.name, value)
    for one in table.constraints():
        workspace.constraint_names.discard((table.schema, one.name))
        workspace.constraint_names.add((schema, one.name))
    table.schema = schema
    for sequence in sequences:
        workspace.move_sequence(sequence, schema)


def _reset(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    action.expect("(")
    while True:
        table.options.pop(".".join(action.qualified()), None)
        if not action.take(","):
            break
    action.expect(")")


def _owner(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    raise Skip(OWNERS)


def _not_modelled(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    raise NotModelled("a table of a composite type is not modelled")


_Handler = Callable[[Workspace, Table, Cursor, bool], None]

_ACTIONS: dict[str, _Handler] = {
    "ADD": _add, "DROP": _drop, "ALTER": _alter, "VALIDATE": _validate, "RENAME": _rename, "ATTACH": _attach,
    "DETACH": _detach, "INHERIT": _inherit, "NO": _no, "ENABLE": _switch, "DISABLE": _switch, "FORCE": _force,
    "REPLICA": _replica, "CLUSTER": _cluster, "SET": _set, "RESET": _reset, "OWNER": _owner, "OF": _not_modelled,
    "NOT": _not_modelled,
}  # fmt: skip


def _alter_other(cursor: Cursor, workspace: Workspace, found: Index | Key | Exclusion | SequenceDraft) -> None:
    if cursor.take("RENAME", "TO"):
        rename_relation(workspace, cursor, found, cursor.name())
        cursor.end()
        return
    raise NotModelled(f"changes {spelled((found.name,))}, which is no table")
