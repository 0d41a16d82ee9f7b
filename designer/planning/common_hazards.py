"""Hazards and notices that are the same whatever the server."""

from collections.abc import Iterator

from designer.planning.model import Hazard
from designer.schema.changes import Drop, Rename
from designer.schema.naming import path_in
from designer.schema.schema import Schema


def of_drop(change: Drop, before: Schema) -> Hazard:
    """A table or column goes with its rows or values."""
    return Hazard(
        "MG020", f"{path_in(before, change.id)} goes with all that it holds, and code that still reads it fails",
        "deploy code that no longer uses it first, and keep a copy",
    )  # fmt: skip


def of_rename(change: Rename, mend: str) -> Hazard:
    """Code says the old name. mend: what to do about it."""
    return Hazard("MG021", f"code that says {change.old} fails from this moment on", mend)


def of_doubles(table: str, columns: tuple[str, ...]) -> Hazard:
    """Rows that agree in what becomes a key."""
    listed = ", ".join(columns)
    return Hazard(
        "MG023", f"rows of {table} that agree in {listed} make this fail",
        f"look before: SELECT {listed}, count(*) FROM {table} GROUP BY {listed} HAVING count(*) > 1", "info",
    )  # fmt: skip


def of_temporary_tables(before: Schema, after: Schema) -> Iterator[str]:
    """A notice for each, by name."""
    both = (one for schema in (before, after) for one in schema.entities)
    for name in dict.fromkeys(one.name for one in both if one.persistence == "temporary"):
        yield f"{name}: a temporary table is made by each session, so no step makes or changes it"
