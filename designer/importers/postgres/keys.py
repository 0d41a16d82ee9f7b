"""Primary keys, unique constraints, checks, exclusions: what their statements say, before they have names.

A constraint is read as a `Spec`, which `constraints` turns into a draft object once its table is known to be
good: names that the server would make up depend on what is there by then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from designer.importers.drafting.draft import Place
from designer.importers.postgres.elements import constraint_tail, options, parenthesised
from designer.importers.postgres.index_parts import PartSpec, index_part, operator
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


@dataclass(eq=False, slots=True)
class Spec:
    """A constraint as its statement says it; columns are names still."""

    kind: str  # primary, unique, check, exclusion, foreign
    place: Place
    at: int  # offset in the source, for problems
    name: str | None = None
    columns: list[str] = field(default_factory=list)
    include: list[str] = field(default_factory=list)
    expression: str = ""
    parts: list[PartSpec] = field(default_factory=list)
    method: str = "gist"
    where: str | None = None
    using_index: str | None = None
    without_overlaps: bool = False
    nulls_not_distinct: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    tablespace: str | None = None
    tail: dict[str, Any] = field(default_factory=dict)
    reference: Any = None


def key_spec(cursor: Cursor, workspace: Workspace, name: str | None, columns: list[str] | None = None) -> Spec:
    """PRIMARY KEY or UNIQUE, of a column when `columns` is given, else of a table."""
    place, at = workspace.place(cursor), cursor.tokens[cursor.index].start
    primary = cursor.take("PRIMARY")
    cursor.expect("KEY" if primary else "UNIQUE")
    spec = Spec("primary" if primary else "unique", place, at, name)
    if not primary:
        spec.nulls_not_distinct = nulls_not_distinct(cursor)
    if columns is not None:
        spec.columns = columns
    elif cursor.take("USING", "INDEX"):
        spec.using_index = cursor.name()
    else:
        _key_columns(cursor, spec)
    if cursor.take("INCLUDE"):
        spec.include = cursor.names()
    index_options(cursor, spec)
    if columns is None:
        spec.tail = constraint_tail(cursor)
    return spec


def nulls_not_distinct(cursor: Cursor) -> bool:
    if cursor.take("NULLS", "NOT", "DISTINCT"):
        return True
    cursor.take("NULLS", "DISTINCT")
    return False


def _key_columns(cursor: Cursor, spec: Spec) -> None:
    cursor.expect("(")
    spec.columns.append(cursor.name())
    while cursor.take(","):
        spec.columns.append(cursor.name())
    spec.without_overlaps = cursor.take("WITHOUT", "OVERLAPS")
    cursor.expect(")")


def index_options(cursor: Cursor, spec: Spec) -> None:
    """WITH (…) and USING INDEX TABLESPACE of a constraint that is an index."""
    if cursor.take("WITH"):
        spec.options.update(options(cursor))
    if cursor.take("USING", "INDEX", "TABLESPACE"):
        spec.tablespace = cursor.name()


def check_spec(cursor: Cursor, workspace: Workspace, name: str | None, *, inline: bool = False) -> Spec:
    place, at = workspace.place(cursor), cursor.tokens[cursor.index].start
    cursor.expect("CHECK")
    spec = Spec("check", place, at, name, expression=parenthesised(cursor, workspace))
    if inline:
        spec.tail = {"no_inherit": True} if cursor.take("NO", "INHERIT") else {}
    else:
        spec.tail = constraint_tail(cursor)
    return spec


def exclusion_spec(cursor: Cursor, workspace: Workspace, name: str | None) -> Spec:
    place, at = workspace.place(cursor), cursor.tokens[cursor.index].start
    cursor.expect("EXCLUDE")
    spec = Spec("exclusion", place, at, name, method="btree")
    if cursor.take("USING"):
        spec.method = cursor.name()
    cursor.expect("(")
    while True:
        part = index_part(cursor, workspace)
        cursor.expect("WITH")
        part.operator = operator(cursor)
        spec.parts.append(part)
        if not cursor.take(","):
            break
    cursor.expect(")")
    if cursor.take("INCLUDE"):
        spec.include = cursor.names()
    index_options(cursor, spec)
    if cursor.take("WHERE"):
        spec.where = parenthesised(cursor, workspace)
    spec.tail = constraint_tail(cursor)
    return spec
