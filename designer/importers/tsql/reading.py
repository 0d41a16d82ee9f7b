"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.drafting.reading import read_sources as read_into
from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Imported, Source
from designer.importers.tsql.statements import carry, dispatch
from designer.importers.tsql.tables import finish

HOME = "dbo"
"""Where SQL Server puts what is not qualified."""


def read_tsql(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as sqlcmd would."""
    return read_into(sources, name, Workspace("tsql", home=HOME), dispatch, carry, finish)
