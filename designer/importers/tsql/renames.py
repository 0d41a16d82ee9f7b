"""`EXEC sp_rename`: with arguments that are written out it is as plain as a RENAME."""

from __future__ import annotations

from designer.importers.drafting.draft import Check, ForeignKey, Key, Table
from designer.importers.drafting.outcomes import Clash, NotModelled
from designer.importers.drafting.renames import rename_column
from designer.importers.drafting.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.tokens import Kind

_OF_A_COLUMN = 2
"""Parts of its name, at least: the table's and its own."""

_PARAMETERS = ("objname", "newname", "objtype")


def rename(cursor: Cursor, work: Workspace) -> None:
    """The cursor stands behind the procedure's name. NotModelled for what is not written out, or is carried itself.

    Clash where there is no such thing, or one of the new name already.
    """
    given = _arguments(cursor)
    old, new = _name(given.get("objname")), given.get("newname")
    if not old or not new:
        raise NotModelled("a procedure that renames is not run here unless its arguments are written out")
    kind = (given.get("objtype") or "OBJECT").upper()
    at = cursor.tokens[0].start
    if "objtype" not in given and _is_a_column(work, old):
        kind = "COLUMN"
    if kind == "COLUMN" and len(old) > 1:
        _column(work, _table(work, old[:-1], at), old[-1], new, at)
    elif kind == "INDEX" and len(old) > 1:
        table = _table(work, old[:-1], at)
        _constraint(table, table.named(old[-1]), old[-1], new, at)
    elif kind == "OBJECT":
        _object(work, old, new, at)
    else:
        raise NotModelled(f"it renames a {kind.lower()}, which is not followed here")


def _is_a_column(work: Workspace, name: tuple[str, ...]) -> bool:
    """Whether a name whose kind is not said is that of a column, and of nothing else."""
    if len(name) < _OF_A_COLUMN or work.find(work.name_of(name)) is not None:
        return False
    table = work.find(work.name_of(name[:-1]))
    return table is not None and table.column(name[-1]) is not None


def _arguments(cursor: Cursor) -> dict[str, str]:
    """The arguments that are strings, by the names of the parameters."""
    found: dict[str, str] = {}
    for place, part in enumerate(cursor.split() if not cursor.done else ()):
        name = _PARAMETERS[min(place, len(_PARAMETERS) - 1)]
        if part.tokens[0].kind is Kind.PARAMETER and part.key(1) == "=":
            name = part.tokens[0].text.lstrip("@").lower()
            part.index = 2
        if part.size == part.index + 1 and part.tokens[part.index].kind is Kind.STRING:
            found[name] = part.string()
    return found


def _name(text: str | None) -> tuple[str, ...]:
    """The parts of a name in a string, which may be in brackets."""
    try:
        cursor = Cursor.over(text or "", "tsql")
        parts = cursor.qualified()
        cursor.end()
    except Unreadable:
        return ()
    return parts


def _table(work: Workspace, parts: tuple[str, ...], at: int) -> Table:
    name = work.name_of(parts)
    table = work.find(name)
    if table is not None:
        return table
    if work.opaque_called(name, "view", "table", "external table") is not None:
        raise NotModelled("it renames a part of what is carried")
    raise Clash(f"there is no table {'.'.join(parts)}", at)


def _column(work: Workspace, table: Table, old: str, new: str, at: int) -> None:
    column, there = table.column(old), table.column(new)
    if column is None:
        raise Clash(f"{table.path} has no column {old}", at)
    if there is not None and there is not column:
        raise Clash(f"{table.path} has a column {new} already", at)
    rename_column(work, table, column, new)


def _constraint(table: Table, one: Key | Check | ForeignKey | None, old: str, new: str, at: int) -> None:
    if one is None:
        raise Clash(f"{table.path} has no index or constraint {old}", at)
    there = table.named(new)
    if there is not None and there is not one:
        raise Clash(f"{table.path} has a {new} already", at)
    one.name = new


def _object(work: Workspace, old: tuple[str, ...], new: str, at: int) -> None:
    """A table, or a constraint, which is found by its own name."""
    name = work.name_of(old)
    table = work.find(name)
    if table is not None:
        there = work.find((table.home, new))
        if there is not None and there is not table:
            raise Clash(f"there is a table {new} already", at)
        work.rename_table(table, (table.home, new))
        return
    home = work.key(name)[0]
    for owner in work.tables.values():
        one = owner.named(old[-1])
        if one is not None and work.key((owner.home, ""))[0] == home and not _is_index(one):
            _constraint(owner, one, old[-1], new, at)
            return
    raise NotModelled("it renames what is carried, or is not there")


def _is_index(one: Key | Check | ForeignKey) -> bool:
    return isinstance(one, Key) and one.kind == "index"
