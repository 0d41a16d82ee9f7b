"""Whether the server would raise an error at a statement, for the blocks that expect one and pass over it.

Only what a name decides is known here: that a thing is there already, or is not there.
"""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.postgres.blocks.glances import names_in
from designer.importers.postgres.blocks.values import Fails
from designer.importers.postgres.draft import Table
from designer.importers.postgres.names import spelled
from designer.importers.postgres.shapes import shape_of
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable

_STATES = {
    "duplicate_column": "42701", "duplicate_object": "42710", "duplicate_table": "42P07", "duplicate_schema": "42P06",
    "duplicate_function": "42723", "undefined_table": "42P01", "undefined_column": "42703",
    "undefined_object": "42704", "undefined_function": "42883", "invalid_table_definition": "42P16",
    "invalid_schema_name": "3F000", "assert_failure": "P0004",
}  # fmt: skip
_ASSERTED = ("assert_failure", "p0004")
"""What OTHERS leaves out, and what is expected of rows rather than of names."""
_CLASSES = {"42": "syntax_error_or_access_rule_violation", "3F": "invalid_schema_name"}


def by_name(condition: str) -> bool:
    """Whether names alone decide that an error of this condition is raised."""
    known = condition.lower() in _STATES or condition.upper() in _STATES.values()
    return known and condition.lower() not in _ASSERTED


def catches(conditions: tuple[str, ...], raised: str) -> bool:
    """Whether WHEN with these conditions is for an error of this condition."""
    state = _STATES[raised]
    known = {raised, state.lower(), _CLASSES.get(state[:2], raised)}
    if raised not in _ASSERTED:
        known.add("others")
    return any(one.lower() in known for one in conditions)


def check(statement: Cursor, workspace: Workspace) -> None:
    """Raise Fails where a statement would; what cannot be told by names is taken to succeed."""
    cursor = statement.part(0, statement.size)
    try:
        _CHECKS.get(cursor.key(), _nothing)(cursor, workspace)
    except Unreadable:
        return


def _nothing(cursor: Cursor, workspace: Workspace) -> None:
    return


def _create(cursor: Cursor, workspace: Workspace) -> None:
    if cursor.at("CREATE", "OR", "REPLACE"):
        return
    cursor.index = 1
    if cursor.take("SCHEMA"):
        _absent_or("duplicate_schema", cursor, lambda parts: _has_schema(parts[-1], workspace))
        return
    if cursor.take("EXTENSION"):
        _absent_or("duplicate_object", cursor, lambda parts: parts[-1] in workspace.extensions)
        return
    shape = shape_of(cursor)
    kind = shape.kind if shape is not None else ""
    if shape is None:
        return
    if kind == "index":
        _index(cursor, workspace)
    elif kind in ("type", "domain"):
        _absent_or("duplicate_object", cursor, lambda parts: _has_type(parts, workspace))
    elif shape.relation or kind == "sequence":
        _absent_or("duplicate_table", cursor, lambda parts: _target(parts, workspace) in workspace.relations)
    elif shape.on:
        _on_table(cursor, workspace, kind)


def _absent_or(condition: str, cursor: Cursor, is_there: Callable[[tuple[str, ...]], bool]) -> None:
    if cursor.take("IF", "NOT", "EXISTS"):
        return
    parts = cursor.qualified()
    if is_there(parts):
        raise Fails(condition, parts[-1])


def _has_schema(name: str, workspace: Workspace) -> bool:
    known = workspace.namespaces.get(name)
    return known is not None and known.place is not None


def _target(parts: tuple[str, ...], workspace: Workspace) -> tuple[str, str]:
    """Where a new thing of this name goes."""
    return (parts[-2] if len(parts) > 1 else next(iter(workspace.path), "public")), parts[-1]


def _has_type(parts: tuple[str, ...], workspace: Workspace) -> bool:
    at = _target(parts, workspace)
    return at in workspace.types or any(one.key == ("type", *at) for one in workspace.opaque)


def _index(cursor: Cursor, workspace: Workspace) -> None:
    cursor.take("CONCURRENTLY")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    name = None if cursor.at("ON") else cursor.qualified()
    cursor.expect("ON")
    cursor.take("ONLY")
    table = cursor.qualified()
    found = workspace.find(table)
    if found is None:
        raise Fails("undefined_table", table[-1])
    taken = name is not None and isinstance(found, Table) and (found.schema, name[-1]) in workspace.relations
    if name is not None and taken and not exists_ok:
        raise Fails("duplicate_table", name[-1])


def _on_table(cursor: Cursor, workspace: Workspace, kind: str) -> None:
    name = cursor.name()
    while not cursor.done and not cursor.take("ON"):
        cursor.skip()
    parts = cursor.qualified()
    table = workspace.find(parts)
    if table is None:
        raise Fails("undefined_table", parts[-1])
    same = (kind, spelled((name,)))
    if any(one.on is table and one.key is not None and one.key[:2] == same for one in workspace.opaque):
        raise Fails("duplicate_object", name)


def _alter(cursor: Cursor, workspace: Workspace) -> None:
    cursor.index = 1
    if cursor.take("TABLE"):
        _alter_table(cursor, workspace)
    elif cursor.take("TYPE"):
        parts = cursor.qualified()
        found = workspace.find_type(parts)
        if found is None and not _has_type(parts, workspace):
            raise Fails("undefined_object", parts[-1])
        if found is not None and cursor.take("ADD", "VALUE") and not cursor.at("IF"):
            value = cursor.string()
            if value in found.values:
                raise Fails("duplicate_object", value)
    elif cursor.take_one_of("INDEX", "SEQUENCE", "VIEW"):
        _present_or("undefined_table", cursor, lambda parts: workspace.find(parts) is not None)


def _present_or(condition: str, cursor: Cursor, is_there: Callable[[tuple[str, ...]], bool]) -> None:
    if cursor.take("IF", "EXISTS"):
        return
    parts = cursor.qualified()
    if not is_there(parts):
        raise Fails(condition, parts[-1])


def _alter_table(cursor: Cursor, workspace: Workspace) -> None:
    missing_ok = cursor.take("IF", "EXISTS")
    cursor.take("ONLY")
    parts = cursor.qualified()
    found = workspace.find(parts)
    if found is None and not missing_ok:
        raise Fails("undefined_table", parts[-1])
    cursor.take("*")
    if isinstance(found, Table):
        named: set[str] = set()  # what the actions before one speak of is otherwise than the draft has it
        for action in cursor.split():
            try:
                _ACTIONS.get(action.key(), _no_action)(action, found, workspace)
            except Fails as failure:
                if failure.name not in named:
                    raise
            named |= names_in(action)


def _no_action(action: Cursor, table: Table, workspace: Workspace) -> None:
    return


def _add(action: Cursor, table: Table, workspace: Workspace) -> None:
    action.index = 1
    if action.take("CONSTRAINT"):
        name = action.name()
        indexed = action.key() in ("PRIMARY", "UNIQUE", "EXCLUDE")
        if indexed and (table.schema, name) in workspace.relations and "INDEX" not in action.keys:
            raise Fails("duplicate_table", name)
        if any(one.name == name for one in table.constraints()):
            raise Fails("duplicate_object", name)
    if action.at("PRIMARY") and table.primary_key is not None:
        raise Fails("invalid_table_definition", table.name)
    if action.at("FOREIGN"):
        _reference(action, table, workspace)
        return
    if action.key() in ("PRIMARY", "UNIQUE", "CHECK", "EXCLUDE"):
        return
    action.take("COLUMN")
    if action.take("IF", "NOT", "EXISTS"):
        return
    name = action.name()
    if table.column(name) is not None:
        raise Fails("duplicate_column", name)


def _reference(action: Cursor, table: Table, workspace: Workspace) -> None:
    action.expect("FOREIGN", "KEY")
    for name in action.names():
        _column(name, table)
    action.expect("REFERENCES")
    parts = action.qualified()
    if workspace.find(parts) is None:
        raise Fails("undefined_table", parts[-1])


def _column(name: str, table: Table) -> None:
    if table.column(name) is None:
        raise Fails("undefined_column", name)


def _drop_part(action: Cursor, table: Table, workspace: Workspace) -> None:
    action.index = 1
    constraint = action.take("CONSTRAINT")
    if not constraint:
        action.take("COLUMN")
    if action.take("IF", "EXISTS"):
        return
    name = action.name()
    if not constraint:
        _column(name, table)
    elif all(one.name != name for one in table.constraints()) and not name.endswith("not_null"):
        raise Fails("undefined_object", name)


def _alter_part(action: Cursor, table: Table, workspace: Workspace) -> None:
    action.index = 1
    if not action.take("CONSTRAINT"):
        action.take("COLUMN")
        _column(action.name(), table)


def _rename_part(action: Cursor, table: Table, workspace: Workspace) -> None:
    action.index = 1
    if action.take("TO"):
        new = action.name()
        if (table.schema, new) in workspace.relations:
            raise Fails("duplicate_table", new)
    elif action.take("CONSTRAINT"):
        old = action.name()
        if all(one.name != old for one in table.constraints()):
            raise Fails("undefined_object", old)
    else:
        action.take("COLUMN")
        _column(action.name(), table)
        action.expect("TO")
        new = action.name()
        if table.column(new) is not None:
            raise Fails("duplicate_column", new)


def _drop(cursor: Cursor, workspace: Workspace) -> None:
    cursor.index = 1
    shape = shape_of(cursor)
    kind = shape.kind if shape is not None else ""
    if kind in ("table", "view", "materialized view", "sequence", "foreign table"):
        _present_or("undefined_table", cursor, lambda parts: workspace.find(parts) is not None)
    elif kind == "index":
        cursor.take("CONCURRENTLY")
        _present_or("undefined_object", cursor, lambda parts: workspace.find(parts) is not None)
    elif kind in ("type", "domain"):
        _present_or(
            "undefined_object",
            cursor,
            lambda parts: workspace.find_type(parts) is not None or _has_type(parts, workspace),
        )
    elif kind == "schema":
        _present_or("invalid_schema_name", cursor, lambda parts: parts[-1] in workspace.namespaces)


def _rows(cursor: Cursor, workspace: Workspace) -> None:
    """INSERT INTO, UPDATE, DELETE FROM: the table must be there."""
    cursor.index = 1
    cursor.take_one_of("INTO", "FROM")
    cursor.take("ONLY")
    parts = cursor.qualified()
    of_server = parts[0] in ("pg_catalog", "information_schema") or parts[-1].startswith("pg_")
    if workspace.find(parts) is None and not of_server:
        raise Fails("undefined_table", parts[-1])


_ACTIONS: dict[str, Callable[[Cursor, Table, Workspace], None]] = {
    "ADD": _add, "DROP": _drop_part, "ALTER": _alter_part, "RENAME": _rename_part,
}  # fmt: skip
_CHECKS: dict[str, Callable[[Cursor, Workspace], None]] = {
    "CREATE": _create, "ALTER": _alter, "DROP": _drop, "INSERT": _rows, "UPDATE": _rows, "DELETE": _rows,
}  # fmt: skip
