"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.drafting.frame import counted_kinds, imported, read_source
from designer.importers.postgres.conditions import Conditions
from designer.importers.postgres.freeze import freeze
from designer.importers.postgres.own_sequences import carry_what_identities_lack
from designer.importers.postgres.references import settle
from designer.importers.postgres.statements import read_statement
from designer.importers.postgres.transactions import rolled_back
from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace
from designer.importers.result import Imported, Source
from designer.schema.schema import Schema

_KINDS = {
    "view": "views", "materialized view": "materialized_views", "function": "functions", "procedure": "functions",
    "aggregate": "functions", "trigger": "triggers", "policy": "policies", "rule": "rules", "grant": "grants",
    "index": "indexes",
}  # fmt: skip


def read_sources(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other, as psql would."""
    work = Workspace()
    statements = 0
    for source in sources:
        work.source, work.path, work.conditions = source.text, DEFAULT_PATH, Conditions()
        statements += read_source(source, work, "postgres", lambda one: read_statement(one, work), rolled_back)
    settle(work)
    carry_what_identities_lack(work)

    def count(schema: Schema) -> dict[str, int]:
        """As the server's catalogue counts: the sequence behind a serial or identity column is one."""
        return counted_kinds(schema, _KINDS) | {"sequences": len(work.sequences)}

    return imported(sources, work, "postgres", statements, name, lambda: freeze(work, name), count)
