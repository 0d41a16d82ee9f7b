"""Virtual tables, and the tables that their modules keep for themselves."""

from __future__ import annotations

from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Skipped
from designer.sql.cursor import Cursor

_FULL_TEXT = ("content", "segments", "segdir", "docsize", "stat")
_SHADOWS = {
    "fts3": _FULL_TEXT, "fts4": _FULL_TEXT, "fts5": ("data", "idx", "content", "docsize", "config"),
    "rtree": ("node", "parent", "rowid"), "rtree_i32": ("node", "parent", "rowid"),
    "geopoly": ("node", "parent", "rowid"),
}  # fmt: skip


def skip_shadows(work: Workspace) -> None:
    """Leave out the tables that making a virtual table makes."""
    for one in work.opaque:
        if one.kind != "virtual table":
            continue
        for suffix in _SHADOWS.get(module_of(one.sql), ()):
            shadow = work.tables.pop(work.key((None, f"{one.name}_{suffix}")), None)
            if shadow is not None:
                why = f"kept by the virtual table {one.name}, which makes it"
                work.skipped.append(Skipped(shadow.place.line, f"CREATE TABLE {shadow.name}", why, shadow.place.file))


def module_of(sql: str) -> str:
    """The module of `CREATE VIRTUAL TABLE … USING module`, in small letters; "" where it is not said."""
    cursor = Cursor.over(sql, "sqlite")
    while not cursor.done and not cursor.at("USING"):
        cursor.index += 1
    return cursor.name().lower() if cursor.take("USING") and cursor.on_name else ""
