"""Extended properties: MS_Description is a comment, others are carried."""

from __future__ import annotations

from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.workspace import Workspace
from designer.importers.tsql.renames import rename
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_PARAMETERS = (
    "name", "value", "level0type", "level0name", "level1type", "level1name", "level2type", "level2name",
)  # fmt: skip
_PROCEDURES = ("sp_addextendedproperty", "sp_updateextendedproperty")


def extended_property(cursor: Cursor, work: Workspace) -> None:
    """`EXEC sp_addextendedproperty …`, and what renames; any other procedure is skipped."""
    cursor.index = 1
    name = cursor.qualified()[-1].lower() if not cursor.done and cursor.on_name else ""
    if name == "sp_rename":
        rename(cursor, work)
        return
    if name not in _PROCEDURES:
        raise Skip("runs a procedure, which may do anything; it is not run here")
    given = _arguments(cursor)
    if (given.get("name") or "").lower() != "ms_description":
        raise NotModelled("only the extended property MS_Description is modelled")
    _attach(given, work)


def _arguments(cursor: Cursor) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for place, part in enumerate(cursor.split()):
        key = _PARAMETERS[min(place, len(_PARAMETERS) - 1)]
        if part.tokens[0].kind is Kind.PARAMETER and part.key(1) == "=":
            key = part.tokens[0].text.lstrip("@").lower()
            part.index = 2
        found[key] = part.string() if not part.done and part.tokens[part.index].kind is Kind.STRING else part.rest()
        if found[key] is not None and str(found[key]).upper() == "NULL":
            found[key] = None
        elif part.index == part.size and str(found[key]).startswith("["):
            found[key] = str(found[key])[1:-1]
    return found


def _attach(given: dict[str, str | None], work: Workspace) -> None:
    text = given.get("value")
    home, name, inner = given.get("level0name"), given.get("level1name"), given.get("level2name")
    kinds = tuple((given.get(f"level{level}type") or "").upper() for level in range(3))
    if kinds == ("SCHEMA", "", "") and home and home.casefold() in work.homes:
        work.homes[home.casefold()].comment = text
        return
    table = work.find((home, name)) if name and kinds[1] == "TABLE" else None
    if table is None:
        raise NotModelled("what it describes is not modelled")
    if not kinds[2]:
        table.comment = text
    elif kinds[2] == "COLUMN" and inner and (column := table.column(inner)) is not None:
        column.comment = text
    elif kinds[2] in ("CONSTRAINT", "INDEX") and inner and (one := table.named(inner)) is not None:
        one.comment = text
    else:
        raise NotModelled("what it describes is not modelled")
