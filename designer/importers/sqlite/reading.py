"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.drafting.reading import read_sources as read_into
from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Imported, Source
from designer.importers.sqlite.attached import without_attached
from designer.importers.sqlite.shadows import skip_shadows
from designer.importers.sqlite.statements import carry, dispatch


def read_sqlite(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as SQLite's shell would."""
    work = Workspace("sqlite")
    own = []
    for source in sources:
        text, remarks = without_attached(source)
        own.append(text)
        work.remarks += remarks
    return read_into(own, name, work, dispatch, carry, skip_shadows)
