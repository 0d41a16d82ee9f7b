"""The catalogue of a server that had run the statements before a block, as far as the draft of the design says it.

A column that a row lacks is unknown. A row may be there or not (`certain` is False): what cannot be said to be
absent. Every relation of a server that has no rows here is wholly unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.importers.postgres.blocks.information import INFORMATION
from designer.importers.postgres.blocks.system import SYSTEM
from designer.importers.postgres.blocks.things import (
    NOT_NULL,
    Wanted,
)
from designer.importers.postgres.blocks.values import Oid
from designer.importers.postgres.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """columns: by name; certain: whether there is such a row at all."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    certain: bool = True


ANYTHING = Row(certain=False)


def rows_of(parts: tuple[str, ...], workspace: Workspace, wanted: Wanted) -> Iterator[Row]:
    """The rows of a relation of the catalogue; of any other one row that may be there."""
    home, name = parts[:-1], parts[-1]
    maker = INFORMATION.get(name) if home == ("information_schema",) else None
    if home in ((), ("pg_catalog",)):
        maker = SYSTEM.get(name)
    if maker is None:
        yield ANYTHING
        return
    for columns in maker(workspace, wanted):
        yield Row(columns, certain=columns.get("contype") != "n" and columns.get("constraint_name") != NOT_NULL)
    if parts[-1] in _BUILT_IN:
        yield Row(_BUILT_IN[parts[-1]], certain=False)


_BUILT_IN: dict[str, dict[str, Any]] = {
    "pg_proc": {"pronamespace": Oid("schema", None, "pg_catalog")},
    "routines": {"routine_schema": "pg_catalog", "specific_schema": "pg_catalog"},
}
"""What the server has of its own and no list here has: its functions."""
