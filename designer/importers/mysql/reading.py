"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from designer.importers.counts import counts
from designer.importers.mysql.freeze import freeze
from designer.importers.mysql.settling import settle
from designer.importers.mysql.statements import read_statement
from designer.importers.mysql.workspace import Workspace
from designer.importers.progress import counted
from designer.importers.result import Imported, Source
from designer.schema import model
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.sql.splitting import read_script

_KINDS = {"view": "views", "function": "functions", "procedure": "functions", "trigger": "triggers",
          "event": "events", "grant": "grants"}  # fmt: skip


def read_mysql(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as a MySQL server's client would."""
    return _read_sources(sources, name, "mysql")


def read_mariadb(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as a MariaDB server's client would."""
    return _read_sources(sources, name, "mariadb")


def _read_sources(sources: Sequence[Source], name: str, flavour: str) -> Imported:
    work = Workspace(flavour)
    statements = sum(_read(source, work) for source in sources)
    settle(work)
    try:
        schema, places = freeze(work, name)
    except DesignError as error:
        for message in error.problems:
            work.problem(1, 1, message)
        schema, places = Schema(name=name, dialect=model.Dialect(name=flavour)), {}
    return Imported(
        schema=schema,
        dialect=flavour,
        counts=_counts(schema),
        carried=tuple(work.carried),
        skipped=tuple(work.skipped),
        problems=tuple(work.problems),
        lines={made: place.line for made, place in places.items()},
        files=tuple(source.file for source in sources if source.file is not None),
        file_of={made: place.file for made, place in places.items() if place.file is not None},
        statements=statements,
    )


def _read(source: Source, work: Workspace) -> int:
    script = read_script(source.text, work.flavour)
    work.file, work.database, work.sql_mode = source.file, None, None
    for problem in script.problems:
        work.problem(problem.line, problem.column, problem.message)
    for statement in counted(script.statements, source.file):
        read_statement(statement, work)
    work.offset += source.text.count("\n") + 1
    return len(script.statements)


def _counts(schema: Schema) -> dict[str, int]:
    found = counts(schema)
    carried = Counter(_KINDS[one.kind] for one in schema.opaque if one.kind in _KINDS)
    return found | {kind: carried[kind] for kind in dict.fromkeys(_KINDS.values())}
