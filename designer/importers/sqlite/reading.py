"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.drafting.reading import read_sources as read_into
from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Imported, Source
from designer.importers.sqlite.shadows import skip_shadows
from designer.importers.sqlite.statements import carry, dispatch


def read_sqlite(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as SQLite's shell would."""
    return read_into(sources, name, Workspace("sqlite"), dispatch, carry, skip_shadows)
