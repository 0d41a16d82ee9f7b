"""What every translation of a PostgreSQL design does with its foreign keys and the parts of its indexes."""

from __future__ import annotations

from collections.abc import Callable, Collection

from designer.exporters.translation.parts import Notes
from designer.schema import model
from designer.schema.naming import path_in
from designer.schema.schema import Schema


def stays(link: model.Relationship, kept: Collection[str], schema: Schema, note: Notes) -> bool:
    """Whether both ends of a foreign key are among the entities `kept`; says so of one that goes with a partition."""
    if link.child in kept and link.parent in kept:
        return True
    note(path_in(schema, link.id), "it belongs to a partition, which is no table of its own there")
    return False


def note_lost(link: model.Relationship, where: str, note: Notes, full: str = "there is no MATCH FULL") -> None:
    """Says what a foreign key loses everywhere: MATCH FULL, and ON DELETE of some columns."""
    if link.match == "full":
        note(where, f"{full}: a key that is null in part refers to nothing")
    if link.on_delete_columns:
        note(where, "ON DELETE sets all of its columns, not only some")


def translated_part(part: model.IndexKey, said: Callable[[str], str | None]) -> model.IndexKey | None:
    """A part of an index; None for an expression that the target has no form of. said: the translation of one."""
    if part.column is not None:
        return model.IndexKey(column=part.column, descending=part.descending)
    found = said(part.expression or "")
    return model.IndexKey(expression=found, descending=part.descending) if found else None
