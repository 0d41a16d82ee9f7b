"""What CREATE TABLE writes between its parentheses and behind them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field

from designer.importers.drafting.outcomes import NotModelled
from designer.importers.postgres.columns import ColumnSpec, bare_column, column_constraints, column_spec
from designer.importers.postgres.constraints import on_table_constraint, table_constraint
from designer.importers.postgres.draft import Column, Table
from designer.importers.postgres.elements import options
from designer.importers.postgres.index_parts import PartSpec, index_part
from designer.importers.postgres.keys import Spec
from designer.importers.postgres.like import Like, like
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


@dataclass(eq=False, slots=True)
class Body:
    """What stands between the parentheses, in order."""

    elements: list[tuple[int, ColumnSpec | Spec | Like]] = field(default_factory=list)
    overrides: list[tuple[int, ColumnSpec]] = field(default_factory=list)


def table_body(cursor: Cursor, workspace: Workspace, *, partition: bool) -> Body:
    """The parentheses that begin here, with all they hold.

    An element that cannot be read is a problem of its own. Raises Unreadable where none could be read.
    """
    body = Body()
    cursor.expect("(")
    if cursor.take(")"):
        return body
    failed: list[Unreadable] = []
    while True:
        first = cursor.index
        try:
            _element(cursor, workspace, body, partition=partition)
            if not cursor.done and cursor.key() not in (",", ")"):
                raise cursor.error("a comma or ) was expected here")
        except Unreadable as error:
            failed.append(error)
            _go_on(cursor, workspace, body, first, partition=partition)
        if not cursor.take(","):
            break
    if not cursor.take(")"):
        raise cursor.error("a comma or ) was expected here")
    if failed and not (body.elements or body.overrides):
        raise failed[0]
    for one in failed:
        workspace.report(one, cursor)
    return body


def _element(cursor: Cursor, workspace: Workspace, body: Body, *, partition: bool) -> None:
    """One element; if it cannot be read, nothing of it is kept."""
    at = cursor.tokens[cursor.index].start if not cursor.done else 0
    if cursor.take("LIKE"):
        body.elements.append((at, like(cursor, workspace)))
    elif on_table_constraint(cursor):
        body.elements.append((at, table_constraint(cursor, workspace)))
    elif partition:
        body.overrides.append((at, _override(cursor, workspace)))
    else:
        body.elements.append((at, column_spec(cursor, workspace)))


def _go_on(cursor: Cursor, workspace: Workspace, body: Body, first: int, *, partition: bool) -> None:
    """Behind an element that cannot be read, which is said by now: of a column its name and type are kept."""
    read = bool(body.elements) and body.elements[-1][0] == cursor.tokens[first].start
    cursor.index = first
    if not partition and not read and not on_table_constraint(cursor) and not cursor.at("LIKE"):
        with contextlib.suppress(Unreadable):
            body.elements.append((cursor.tokens[first].start, bare_column(cursor, workspace)))
    while not cursor.done and cursor.key() not in (",", ")"):
        cursor.skip()


def _override(cursor: Cursor, workspace: Workspace) -> ColumnSpec:
    """A column of a partition: its name and what it has beside its parent's."""
    place = workspace.place(cursor)
    found = ColumnSpec(Column(cursor.name(), "", place))
    cursor.take("WITH", "OPTIONS")
    column_constraints(cursor, workspace, found)
    return found


def table_tail(cursor: Cursor, workspace: Workspace, table: Table) -> list[PartSpec]:
    """What follows the parentheses; the partition key is given back, as its columns are not there yet."""
    keys: list[PartSpec] = []
    while not cursor.done:
        if cursor.take("INHERITS"):
            _parents(cursor, workspace, table)
        elif cursor.take("PARTITION", "BY"):
            keys = _partitioning(cursor, workspace, table)
        elif cursor.take("USING"):
            table.options["access_method"] = cursor.name()
        elif cursor.take("WITH"):
            table.options.update(options(cursor))
            table.options.pop("oids", None)
        elif cursor.take("ON", "COMMIT"):
            _on_commit(cursor)
        elif cursor.take("TABLESPACE"):
            table.tablespace = cursor.name()
        elif not cursor.take("WITHOUT", "OIDS"):
            raise cursor.error("this is no part of CREATE TABLE")
    return keys


def _parents(cursor: Cursor, workspace: Workspace, table: Table) -> None:
    cursor.expect("(")
    table.inherits.append(workspace.table(cursor))
    while cursor.take(","):
        table.inherits.append(workspace.table(cursor))
    cursor.expect(")")


def _partitioning(cursor: Cursor, workspace: Workspace, table: Table) -> list[PartSpec]:
    table.partition_strategy = cursor.name()
    if table.partition_strategy not in ("range", "list", "hash"):
        raise cursor.error("RANGE, LIST or HASH was expected here", cursor.index - 1)
    cursor.expect("(")
    keys = [index_part(cursor, workspace)]
    while cursor.take(","):
        keys.append(index_part(cursor, workspace))
    cursor.expect(")")
    return keys


def _on_commit(cursor: Cursor) -> None:
    words = (("DROP",), ("DELETE", "ROWS"), ("PRESERVE", "ROWS"))
    said = next((one for one in words if cursor.take(*one)), None)
    if said is None:
        raise cursor.error("DROP, DELETE ROWS or PRESERVE ROWS was expected here")
    if said != ("PRESERVE", "ROWS"):
        raise NotModelled("a table that is emptied or dropped with its transaction is not modelled")
