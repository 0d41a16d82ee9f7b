"""ALTER SCHEMA … RENAME TO: everything in the schema, and every text that names it, as the server's own links do.

A search path is a list of names to the server too, so that what is set stays as it is. Neither does the server look
into strings, the bodies of functions among them, but for names such as `nextval('old.numbers'::regclass)` has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from designer.importers.postgres.draft import Exclusion, Index, OpaqueDraft, Part, SequenceDraft, Table, TypeDraft
from designer.importers.postgres.tokens_in import with_schema_replaced
from designer.importers.postgres.workspace import Workspace

_Change = Callable[[str], str]


def rename_schema(workspace: Workspace, old: str, new: str) -> None:
    """Call the schema `old`, which is there, `new`, which is not."""

    def changed(text: str) -> str:
        return with_schema_replaced(text, old, new) if old in text else text

    _rename_homes(workspace, old, new)
    _rename_keys(workspace, old, new)
    for table in workspace.tables:
        _change_table(table, changed)
    for kind in workspace.types.values():
        _change_type(kind, changed)
    for carried in workspace.opaque:
        _change_opaque(carried, old, new, changed)
    for key in workspace.waiting:
        key.path = tuple(new if part == old else part for part in key.path)
        if len(key.wanted) > 1 and key.wanted[-2] == old:
            key.wanted = (*key.wanted[:-2], new, key.wanted[-1])


def _rename_homes(workspace: Workspace, old: str, new: str) -> None:
    workspace.namespaces = {
        (new if name == old else name): one for name, one in workspace.namespaces.items()
    }  # in the same order
    workspace.namespaces[new].name = new
    held: list[Table | SequenceDraft | TypeDraft]
    held = [*workspace.tables, *workspace.sequences, *workspace.types.values()]
    for one in held:
        if one.schema == old:
            one.schema = new
    for extension in workspace.extensions.values():
        if extension.schema == old:
            extension.schema = new


def _rename_keys(workspace: Workspace, old: str, new: str) -> None:
    def moved(at: tuple[str, str]) -> tuple[str, str]:
        return (new, at[1]) if at[0] == old else at

    workspace.relations = {moved(at): value for at, value in workspace.relations.items()}
    workspace.types = {moved(at): value for at, value in workspace.types.items()}
    workspace.constraint_names = {moved(at) for at in workspace.constraint_names}
    workspace.functions = {moved(at) for at in workspace.functions}


def _change_table(table: Table, changed: _Change) -> None:
    for column in table.columns:
        column.type = changed(column.type)
        column.default = changed(column.default) if column.default else column.default
        column.collation = changed(column.collation) if column.collation else column.collation
        if column.generated is not None:
            column.generated = replace(column.generated, expression=changed(column.generated.expression))
    for check in table.checks:
        check.expression = changed(check.expression)
    filtered: list[Index | Exclusion] = [*table.indexes, *table.exclusions]
    for index in filtered:
        index.where = changed(index.where) if index.where else index.where
    for part in _parts(table):
        _change_part(part, changed)


def _parts(table: Table) -> Iterator[Part]:
    yield from table.partition_keys
    for index in table.indexes:
        yield from index.parts
    for exclusion in table.exclusions:
        yield from exclusion.parts


def _change_part(part: Part, changed: _Change) -> None:
    part.expression = changed(part.expression) if part.expression else part.expression
    part.collation = changed(part.collation) if part.collation else part.collation
    part.operator_class = changed(part.operator_class) if part.operator_class else part.operator_class
    part.operator = changed(part.operator)


def _change_type(kind: TypeDraft, changed: _Change) -> None:
    kind.type = changed(kind.type)
    kind.default = changed(kind.default) if kind.default else kind.default
    kind.collation = changed(kind.collation) if kind.collation else kind.collation
    kind.attributes = [replace(one, type=changed(one.type)) for one in kind.attributes]
    for check in kind.checks:
        check.expression = changed(check.expression)


def _change_opaque(carried: OpaqueDraft, old: str, new: str, changed: _Change) -> None:
    carried.sql = changed(carried.sql)
    carried.tokens = ()
    carried.provides = tuple(map(changed, carried.provides))
    carried.path = tuple(new if name == old else name for name in carried.path)
    if carried.relation is not None and carried.relation[0] == old:
        carried.relation = (new, carried.relation[1])
    if carried.key is not None and len(carried.key) > 2 and carried.key[1] == old:
        carried.key = (carried.key[0], new, *carried.key[2:])
