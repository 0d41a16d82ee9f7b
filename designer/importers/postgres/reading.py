"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from designer.importers.counts import counts
from designer.importers.postgres.freeze import freeze
from designer.importers.postgres.own_sequences import carry_what_identities_lack
from designer.importers.postgres.references import settle
from designer.importers.postgres.statements import read_statement
from designer.importers.postgres.transactions import rolled_back
from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace
from designer.importers.progress import counted
from designer.importers.result import Imported, Source
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.sql.splitting import read_script


def read_sources(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other, as psql would."""
    workspace = Workspace()
    statements = sum(_read(source, workspace) for source in sources)
    settle(workspace)
    carry_what_identities_lack(workspace)
    try:
        schema, places = freeze(workspace, name)
    except DesignError as error:
        for message in error.problems:
            workspace.problem(1, 1, message)
        schema, places = Schema(name=name), {}
    place_of = {made: one.place for made, one in places.items() if one.place is not None}
    return Imported(
        schema=schema,
        dialect="postgres",
        counts=catalogue_counts(schema, len(workspace.sequences)),
        carried=tuple(workspace.carried),
        skipped=tuple(workspace.skipped),
        problems=tuple(workspace.problems),
        lines={made: place.line for made, place in place_of.items()},
        files=tuple(source.file for source in sources if source.file is not None),
        file_of={made: place.file for made, place in place_of.items() if place.file is not None},
        statements=statements,
    )


def _read(source: Source, workspace: Workspace) -> int:
    script = read_script(source.text, "postgres")
    workspace.file, workspace.source, workspace.path = source.file, source.text, DEFAULT_PATH
    for problem in script.problems:
        workspace.problem(problem.line, problem.column, problem.message)
    undone = rolled_back(script.statements)
    for index, statement in enumerate(counted(script.statements, source.file)):
        if index in undone:
            workspace.skip(statement.line, statement.text[:200], f"rolled back on line {undone[index]}")
        else:
            read_statement(statement, workspace)
    workspace.offset += source.text.count("\n") + 1
    return len(script.statements)


_KINDS = {
    "view": "views", "materialized view": "materialized_views", "function": "functions", "procedure": "functions",
    "aggregate": "functions", "trigger": "triggers", "policy": "policies", "rule": "rules", "grant": "grants",
    "index": "indexes",
}  # fmt: skip


def catalogue_counts(schema: Schema, sequences: int) -> dict[str, int]:
    """How many there are of each kind, as the server's catalogue counts them."""
    found = counts(schema)
    carried = Counter(_KINDS[one.kind] for one in schema.opaque if one.kind in _KINDS)
    for kind in dict.fromkeys(_KINDS.values()):
        found[kind] = found.get(kind, 0) + carried[kind]
    found["sequences"] = sequences
    return found
