"""Where a design file came from, noted in the file itself, so that pushing it back knows what it was made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from designer.importers import Imported
from designer.schema.frozen import FrozenMap, thaw

_KEY = "pulled"


@dataclass(frozen=True, slots=True)
class Origin:
    """A state of a design of a server."""

    server: str
    design: int
    revision: int


def with_origin(data: dict[str, Any], origin: Origin) -> dict[str, Any]:
    """A design file with the note, under `x`, where keys of other programs are kept."""
    note = {"server": origin.server, "design": origin.design, "revision": origin.revision}
    return {**data, "x": {**(data.get("x") or {}), _KEY: note}}


def without_origin(imported: Imported) -> tuple[Origin | None, Imported]:
    """The note, if it is one, and the design without it."""
    held = thaw(imported.schema.x) if imported.schema.x else {}
    note = held.pop(_KEY, None)
    if note is None:
        return None, imported
    clean = replace(imported, schema=replace(imported.schema, x=FrozenMap(held)))
    if not isinstance(note, dict):
        return None, clean
    server, design, revision = (note.get(name) for name in ("server", "design", "revision"))
    if not isinstance(server, str) or type(design) is not int or type(revision) is not int:
        return None, clean
    return Origin(server, design, revision), clean
