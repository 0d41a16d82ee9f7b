"""What rests on a type, a function or a sequence: with CASCADE it goes along, without it stands in the way of DROP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from designer.importers.postgres.alter_column import drop_column
from designer.importers.postgres.draft import Column, Exclusion, Index, OpaqueDraft, SequenceDraft, Table, TypeDraft
from designer.importers.postgres.forgetting import forget, forget_views
from designer.importers.postgres.tokens_in import column_names_in
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.identifiers import read_string
from designer.sql.tokens import Kind

Name = tuple[str, str]
"""The schema and the name of what is dropped."""
Uses = Callable[[str], bool]
_NAMES = (Kind.WORD, Kind.QUOTED)
_INTO_TYPE = ("::", "CAST", "RETURNS", "SETOF")
_BEHIND_TYPE = (",", ")", "[", "DEFAULT", "=")


def users_of_type(workspace: Workspace, name: Name) -> Iterator[str]:
    """In words: the columns, domains and composite types that are of a type."""
    for table, column in _columns_of_type(workspace, name):
        yield f"the column {column.name} of {table.name}"
    for kind in workspace.types.values():
        if kind.kind == "domain" and is_type(kind.type, name):
            yield f"the domain {kind.name}"
        elif any(is_type(one.type, name) for one in kind.attributes):
            yield f"the type {kind.name}"


def drop_users_of_type(workspace: Workspace, name: Name) -> None:
    """Take away the columns of a type, its domains, and every expression and carried statement that mentions it."""
    for table, column in list(_columns_of_type(workspace, name)):
        if column in table.columns:
            drop_column_and_views(workspace, table, column)
    for kind in [one for one in workspace.types.values() if one.kind == "domain" and is_type(one.type, name)]:
        drop_type(workspace, kind)
    for kind in workspace.types.values():
        kind.attributes = [one for one in kind.attributes if not is_type(one.type, name)]
    _drop_expressions(workspace, lambda text: _casts_to(text, name))
    for carried in list(workspace.opaque):
        if carried in workspace.opaque and _rests_on_type(carried, name):
            forget(workspace, carried, cascade=True)


def drop_type(workspace: Workspace, kind: TypeDraft) -> None:
    """Take away a type with all that rests on it."""
    workspace.types.pop((kind.schema, kind.name), None)
    drop_users_of_type(workspace, (kind.schema, kind.name))


def drop_users_of_function(workspace: Workspace, name: Name) -> None:
    """Take away the defaults, checks, indexes and computed columns that call a function."""
    _drop_expressions(workspace, lambda text: _calls(text, name))


def users_of_sequence(workspace: Workspace, sequence: SequenceDraft) -> list[tuple[Table, Column]]:
    """The columns whose default takes the next value of a sequence."""
    name = (sequence.schema, sequence.name)
    return [
        (table, column)
        for table in workspace.tables
        for column in table.columns
        if column.default is not None and _takes_next(column.default, name)
    ]


def computed_from(table: Table, column: Column | None) -> list[Column]:
    """The generated columns of a table that read another of its columns."""
    return [
        one
        for one in table.columns
        if column is not None
        and one is not column
        and one.generated is not None
        and column_names_in(one.generated.expression, [column.name])
    ]


def drop_column_and_views(workspace: Workspace, table: Table, column: Column) -> None:
    """Take a column away with the views over it and the columns that are computed from it."""
    for one in computed_from(table, column):
        drop_column_and_views(workspace, table, one)
    forget_views(workspace, table, column.name)
    drop_column(workspace, table, column.name)


def is_type(text: str, name: Name) -> bool:
    """Whether a type, as the text of a column has it, is this one or an array of it."""
    if name[1].lower() not in text.lower():
        return False
    try:
        return _is(Cursor.over(text), name)
    except Unreadable:
        return False


def _is(cursor: Cursor, name: Name) -> bool:
    parts = cursor.qualified()  # the reader qualifies what is not in public
    return parts[-1] == name[1] and (parts[-2] if len(parts) > 1 else "public") == name[0]


def _columns_of_type(workspace: Workspace, name: Name) -> Iterator[tuple[Table, Column]]:
    for table in workspace.tables:
        for column in table.columns:
            if is_type(column.type, name):
                yield table, column


def _named_at(text: str, name: Name) -> Iterator[tuple[str, str]]:
    """The keys before and behind each place in a text where this name stands, qualified or not."""
    if name[1].lower() not in text.lower():
        return
    cursor = Cursor.over(text)
    while not cursor.done:
        if cursor.tokens[cursor.index].kind not in _NAMES:
            cursor.index += 1
            continue
        before = cursor.keys[cursor.index - 1] if cursor.index else ""
        start = cursor.index
        try:
            found = _is(cursor, name)
        except Unreadable:
            cursor.index = start + 1
            continue
        if found:
            yield "CAST" if before == "AS" and _within_cast(cursor, start) else before, cursor.key()


def _within_cast(cursor: Cursor, place: int) -> bool:
    """Whether the brackets around a place are those of CAST, in which AS brings a type and no other name."""
    depth = 0
    while place > 0 and depth >= 0:
        place -= 1
        depth += (cursor.keys[place] == ")") - (cursor.keys[place] == "(")
    return depth < 0 and place > 0 and cursor.keys[place - 1] == "CAST"


def _rests_on_type(carried: OpaqueDraft, name: Name) -> bool:
    if carried.kind == "do block" or name[1].lower() not in carried.sql.lower():
        return False
    if carried.kind not in ("function", "procedure", "aggregate"):
        return _casts_to(carried.sql, name)
    said = _signature(Cursor.over(carried.sql))
    return any(before in _INTO_TYPE or after in _BEHIND_TYPE for before, after in _named_at(said, name))


def _signature(cursor: Cursor) -> str:
    """The arguments of a function and what it returns."""
    while not cursor.done and cursor.key() != "(":
        cursor.index += 1
    first = last = cursor.index
    while last < cursor.size and cursor.keys[last] not in ("AS", "LANGUAGE", "BEGIN", "RETURN"):
        last = cursor.behind(last)
    return cursor.text(first, last)


def _casts_to(text: str, name: Name) -> bool:
    return any(before in _INTO_TYPE[:2] for before, _ in _named_at(text, name))


def _calls(text: str, name: Name) -> bool:
    return any(after == "(" for _, after in _named_at(text, name))


def _takes_next(default: str, name: Name) -> bool:
    """Whether a default holds on to a sequence: a constant that is read as text when it runs does not."""
    if "nextval" not in default.lower():
        return False
    cursor = Cursor.over(default)
    for place, token in enumerate(cursor.tokens):
        late = cursor.keys[place + 1 : place + 3] == ["::", "TEXT"]
        if token.kind is Kind.STRING and not late and is_type(read_string(token.text, "postgres"), name):
            return True
    return False


def _drop_expressions(workspace: Workspace, uses: Uses) -> None:
    """Take away whatever holds an expression of this kind: the constraint, the index, the default, the column."""
    for table in workspace.tables:
        for column in list(table.columns):
            if column.default and uses(column.default):
                column.default = None
            if column.generated and uses(column.generated.expression):
                drop_column_and_views(workspace, table, column)
        for check in [one for one in table.checks if uses(one.expression)]:
            table.checks.remove(check)
            workspace.constraint_names.discard((table.schema, check.name))
        for index in [one for one in table.indexes if _index_uses(one, uses)]:
            table.indexes.remove(index)
            workspace.forget(table.schema, index.name)
        for exclusion in [one for one in table.exclusions if _index_uses(one, uses)]:
            table.exclusions.remove(exclusion)
            workspace.forget(table.schema, exclusion.name)
    for kind in workspace.types.values():
        kind.checks = [one for one in kind.checks if not uses(one.expression)]
        if kind.default and uses(kind.default):
            kind.default = None


def _index_uses(index: Index | Exclusion, uses: Uses) -> bool:
    texts = [part.expression for part in index.parts] + [index.where]
    return any(text is not None and uses(text) for text in texts)
