"""DROP of what the same file defined."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled, Skip
from designer.importers.postgres.cascades import (
    drop_users_of_function,
    drop_users_of_type,
    users_of_sequence,
    users_of_type,
)
from designer.importers.postgres.draft import Exclusion, Index, Key, OpaqueDraft, SequenceDraft, Table
from designer.importers.postgres.forgetting import forget, forget_views
from designer.importers.postgres.names import spelled
from designer.importers.postgres.opaque import is_within
from designer.importers.postgres.shapes import shape_of
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


def drop(cursor: Cursor, workspace: Workspace) -> None:
    """DROP anything. What is not there, or not kept by name, is carried or a problem."""
    cursor.expect("DROP")
    if cursor.take("EXTENSION"):
        _each(cursor, workspace, _drop_extension)
        return
    if cursor.take("OWNED"):
        raise NotModelled("drops whatever a role owns")
    if cursor.key() in ("DATABASE", "TABLESPACE"):
        raise Skip("belongs to the server, not to a design")
    if cursor.take("ROUTINE"):
        _drop_opaque(cursor, workspace, "function", on=False, arguments=True)
        return
    shape = shape_of(cursor)
    if shape is None:
        raise cursor.error("PostgreSQL drops no such thing")
    handler = {
        "table": _drop_relation, "index": _drop_relation, "sequence": _drop_relation, "type": _drop_type,
        "domain": _drop_type, "schema": _drop_schema, "view": _drop_relation, "materialized view": _drop_relation,
        "foreign table": _drop_relation,
    }.get(shape.kind)  # fmt: skip
    if handler is not None:
        _each(cursor, workspace, handler)
    else:
        _drop_opaque(cursor, workspace, shape.kind, on=shape.on, arguments=shape.arguments)


_Dropper = Callable[[Cursor, Workspace, tuple[str, ...], int, bool, bool], None]


def _each(cursor: Cursor, workspace: Workspace, dropper: _Dropper) -> None:
    cursor.take("CONCURRENTLY")
    missing_ok = cursor.take("IF", "EXISTS")
    named: list[tuple[tuple[str, ...], int]] = []
    while True:
        at = cursor.index
        named.append((cursor.qualified(), at))
        if not cursor.take(","):
            break
    cascade = cursor.take_one_of("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    missing: list[str] = []
    failed: list[Unreadable] = []
    left = len(named) + 1
    while named and len(named) < left:  # what stands in the way of one may be dropped behind it
        left, waiting = len(named), named
        named, failed = [], []
        for parts, at in waiting:
            try:
                dropper(cursor, workspace, parts, at, missing_ok, cascade)
            except AlreadyThere as note:
                missing.append(note.reason)
            except Unreadable as error:
                named.append((parts, at))
                failed.append(error)
    if failed:
        raise failed[0]
    if missing:
        raise AlreadyThere("; ".join(missing))


def _absent(cursor: Cursor, what: str, parts: tuple[str, ...], at: int, missing_ok: bool) -> Exception:
    if missing_ok:
        return AlreadyThere(f"there is no {what} {spelled(parts)} in these sources")
    return cursor.error(f"there is no {what} {spelled(parts)} in these sources", at)


def _drop_relation(
    cursor: Cursor, workspace: Workspace, parts: tuple[str, ...], at: int, missing_ok: bool, cascade: bool
) -> None:
    found = workspace.find(parts)
    match found:
        case Table():
            drop_table(workspace, found)
            if cascade:
                forget_views(workspace, found)
                drop_users_of_type(workspace, (found.schema, found.name))  # the type of its rows
        case Index():
            found.table.indexes.remove(found)
            workspace.forget(found.table.schema, found.name)
        case SequenceDraft(identity=True):
            raise cursor.error(f"{spelled(parts)} belongs to an identity column and goes with it only", at)
        case SequenceDraft():
            _drop_sequence(cursor, workspace, found, at, cascade)
        case OpaqueDraft():
            forget(workspace, found, cascade=cascade)
        case Key() | Exclusion():
            raise cursor.error(f"{spelled(parts)} belongs to a constraint and goes with it only", at)
        case _:
            raise _absent(cursor, "relation", parts, at, missing_ok)


def drop_table(workspace: Workspace, table: Table) -> None:
    """Take a table away with its indexes, its sequences, what is carried on it, and the foreign keys to it."""
    for member in [one for one in workspace.tables if one.partition_of is table or table in one.inherits]:
        drop_table(workspace, member)
    for value in table.index_relations():
        workspace.forget(table.schema, value.name)
    for constraint in table.constraints():
        workspace.constraint_names.discard((table.schema, constraint.name))
    for sequence in [one for one in workspace.sequences if one.owner_table is table]:
        workspace.drop_sequence(sequence)
    for carried in [one for one in workspace.opaque if one.on is table]:
        forget(workspace, carried)
    workspace.forget(table.schema, table.name)
    if table in workspace.tables:
        workspace.tables.remove(table)
    for other in workspace.tables:
        other.foreign_keys = [key for key in other.foreign_keys if key.parent is not table]


def _drop_sequence(cursor: Cursor, workspace: Workspace, sequence: SequenceDraft, at: int, cascade: bool) -> None:
    users = users_of_sequence(workspace, sequence)
    if users and not cascade:
        table, column = users[0]
        raise _stands(cursor, sequence.name, f"the default of {column.name} of {table.name}", at)
    workspace.drop_sequence(sequence)
    for _, column in users:
        column.default = None


def _stands(cursor: Cursor, name: str, user: str, at: int) -> Exception:
    return cursor.error(f"{spelled((name,))} cannot be dropped without CASCADE, since {user} rests on it", at)


def _drop_type(
    cursor: Cursor, workspace: Workspace, parts: tuple[str, ...], at: int, missing_ok: bool, cascade: bool
) -> None:
    kind = workspace.find_type(parts)
    name = (kind.schema, kind.name) if kind is not None else workspace.target(parts)
    carried = [one for one in workspace.opaque if one.key is not None and one.key[1:] == name]
    carried = [one for one in carried if one.key is not None and one.key[0] in ("type", "domain")]
    if kind is None and not carried:
        raise _absent(cursor, "type", parts, at, missing_ok)
    user = next(users_of_type(workspace, name), None)
    if user is not None and not cascade:
        raise _stands(cursor, name[1], user, at)
    workspace.types.pop(name, None)
    for one in carried:
        forget(workspace, one)
    if cascade:
        drop_users_of_type(workspace, name)


def _drop_schema(
    cursor: Cursor, workspace: Workspace, parts: tuple[str, ...], at: int, missing_ok: bool, cascade: bool
) -> None:
    name = parts[-1]
    if name not in workspace.namespaces:
        raise _absent(cursor, "schema", parts, at, missing_ok)
    held = [table for table in workspace.tables if table.schema == name]
    kinds = [key for key in workspace.types if key[0] == name]
    if (held or kinds) and not cascade:
        raise cursor.error(f"the schema {name} is not empty", at)
    for table in held:
        drop_table(workspace, table)
    for key in kinds:
        workspace.types.pop(key, None)
        drop_users_of_type(workspace, key)
    for sequence in [one for one in workspace.sequences if one.schema == name]:
        _drop_sequence(cursor, workspace, sequence, at, cascade=True)
    for one in [one for one in workspace.opaque if one.key and len(one.key) > 2 and one.key[1] == name]:
        forget(workspace, one)
    del workspace.namespaces[name]


def _drop_extension(
    cursor: Cursor, workspace: Workspace, parts: tuple[str, ...], at: int, missing_ok: bool, cascade: bool
) -> None:
    if workspace.extensions.pop(parts[-1], None) is None:
        raise _absent(cursor, "extension", parts, at, missing_ok)


def _drop_opaque(cursor: Cursor, workspace: Workspace, kind: str, *, on: bool, arguments: bool) -> None:
    missing_ok = cursor.take("IF", "EXISTS")
    if not cursor.on_name:
        raise NotModelled(f"a {kind} is not modelled")
    dropped: list[OpaqueDraft] = []
    missing: list[str] = []
    while True:
        at = cursor.index
        parts = cursor.qualified()
        matches = _on_table(cursor, workspace, kind, parts) if on else _named(cursor, workspace, kind, parts, arguments)
        dropped += matches
        if not matches:
            missing.append(f"there is no {kind} {spelled(parts)} in these sources")
            if not missing_ok:
                raise cursor.error(missing[-1], at)
        if not cursor.take(","):
            break
    cascade = cursor.take_one_of("CASCADE", "RESTRICT") == "CASCADE"
    for one in dropped:
        if one in workspace.opaque:
            forget(workspace, one, cascade=cascade)
            if cascade and one.kind == "function" and one.key and not _overloads(workspace, one.key):
                drop_users_of_function(workspace, (one.key[1], one.key[2]))
    if missing:
        raise AlreadyThere("; ".join(missing))


def _overloads(workspace: Workspace, key: tuple[str, ...]) -> bool:
    """Whether another function has this name, so that nobody knows which of them an expression calls."""
    return any(one.key is not None and one.key[:3] == key[:3] for one in workspace.opaque)


def _on_table(cursor: Cursor, workspace: Workspace, kind: str, parts: tuple[str, ...]) -> list[OpaqueDraft]:
    """Triggers, rules and policies are named within their table."""
    cursor.expect("ON")
    name, table = spelled(parts), cursor.qualified()
    return [one for one in workspace.opaque if one.kind == kind and is_within(workspace, one, name, table)]


def _named(
    cursor: Cursor, workspace: Workspace, kind: str, parts: tuple[str, ...], arguments: bool
) -> list[OpaqueDraft]:
    places = workspace.places(parts)
    matches = [
        one
        for one in workspace.opaque
        if one.key and one.key[0] == kind and (one.key[1:3] in places or one.key[1:] == parts[-1:])
    ]
    signature = ""
    if arguments and cursor.at("("):
        first = cursor.index
        cursor.skip()
        signature = " ".join(cursor.text(first, cursor.index).split())
    elif not arguments:
        while not cursor.done and cursor.key() not in (",", "CASCADE", "RESTRICT"):
            cursor.skip()
    if len(matches) < 2 or not arguments:
        return matches
    exact = [one for one in matches if one.key and one.key[-1] == signature]
    return exact or [one for one in matches if one.key == matches[-1].key]
