"""The whole measurement: make, load, run without the new indexes, build them, run again."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import psycopg
from psycopg import Connection

from designer.exporters.postgres.changes import sql_of
from designer.lab.errors import ServerUnavailable
from designer.lab.measuring.loading import Loading, Report, make_indexes
from designer.lab.measuring.results import (
    MeasuredIndex,
    MeasuredPattern,
    MeasuredStatement,
    Measurement,
    Run,
    TableRows,
)
from designer.lab.measuring.running import Chosen, chosen_statements, parameter_types, reads_first, run
from designer.lab.measuring.sizing import DEFAULT_ROWS, Sized, sized
from designer.lab.planner.results import NoServer
from designer.lab.proof import proof_database
from designer.lab.search_path import search_path
from designer.lab.watchdog import Limits
from designer.schema.edits import add
from designer.schema.model import AccessPattern, Index
from designer.schema.schema import Schema

_LIMITS = Limits(statement_seconds=120.0, run_seconds=780.0, memory_mb=2048, disk_mb=3072, temporary_mb=1024)
_STATEMENT_SECONDS = 20.0
_SETTINGS = {"jit": "off", "maintenance_work_mem": "128MB", "synchronous_commit": "off"}


def _silent(done: int, total: int, sentence: str) -> None:
    """Tells nobody."""


def measure(
    schema: Schema,
    indexes: Sequence[tuple[str, Index]] = (),
    rows: int = DEFAULT_ROWS,
    *,
    report: Report = _silent,
    statement_seconds: float = _STATEMENT_SECONDS,
) -> Measurement | NoServer:
    """Every access pattern timed without and with `indexes` ((entity id, index) beside the design's own).

    rows: of the largest table; the others in their declared proportion. report: called often with (done, total, a
    sentence); what it raises ends the work, and nothing of it stays. Raises ExportError for a design that PostgreSQL
    cannot hold.
    """
    began = time.monotonic()
    size = sized(schema, rows)
    extensions = [one.name for one in schema.extensions]
    try:
        with proof_database(_settings(schema), _LIMITS, extensions=extensions) as database:
            work = _Work(size, indexes, report, statement_seconds)
            try:
                with database.connect() as connection:
                    work.run(connection)
            except psycopg.OperationalError as error:
                work.stopped = database.stopped or f"The server ended: {' '.join(str(error).split())}"
            return work.result(database.server, time.monotonic() - began)
    except ServerUnavailable as error:
        return NoServer(error.reason)


def _settings(schema: Schema) -> dict[str, str]:
    return {**_SETTINGS, "search_path": search_path(schema)}


class _Work:
    def __init__(
        self, size: Sized, indexes: Sequence[tuple[str, Index]], report: Report, statement_seconds: float
    ) -> None:
        self.size = size
        self.indexes = indexes
        self.report = report
        self.seconds = statement_seconds
        self.notes: list[str] = [size.cut] if size.cut else []
        self.tables: tuple[TableRows, ...] = ()
        self.made: tuple[MeasuredIndex, ...] = ()
        self.chosen: dict[str, tuple[Chosen, ...]] = {}
        self.before: dict[tuple[str, int], Run | str] = {}
        self.after: dict[tuple[str, int], Run | str] = {}
        self.bytes = 0
        self.stopped: str | None = None

    def run(self, connection: Connection[tuple[object, ...]]) -> None:
        """Everything, on one session."""
        loading = Loading(connection, self.size, self.report)
        made = loading.run()
        self.notes += loading.notes
        self.tables = tuple(loading.counted())
        schema = self.size.schema
        for pattern in schema.access_patterns:
            self.chosen[pattern.id] = tuple(
                chosen_statements(schema, self.size.volumes, pattern, made, partial(parameter_types, connection))
            )
        made.clear()
        self._patterns(connection, self.before, "without the new indexes")
        if self.indexes:
            self._indexes(connection)
            self._patterns(connection, self.after, "with them")
        else:
            self.after = self.before
        self.bytes = loading.size()

    def _patterns(
        self, connection: Connection[tuple[object, ...]], into: dict[tuple[str, int], Run | str], how: str
    ) -> None:
        ordered = reads_first(self.size.schema.access_patterns)
        for place, pattern in enumerate(ordered):
            self.report(place, len(ordered), f"Running {pattern.name} {how}")
            for number, chosen in enumerate(self.chosen[pattern.id]):
                into[pattern.id, number] = chosen.refused or run(connection, chosen, self.seconds)

    def _indexes(self, connection: Connection[tuple[object, ...]]) -> None:
        schema, made = self.size.schema, []
        for entity, index in self.indexes:
            fresh = replace(index, visible=True)
            texts = sql_of((add(schema, fresh, to=entity),), schema)
            for text, milliseconds, refused in make_indexes(connection, texts, self.report):
                made.append(MeasuredIndex(text, 0, milliseconds, refused))
        sizes = connection.execute(
            "SELECT pg_get_indexdef(indexrelid), pg_relation_size(indexrelid), indexrelid::regclass::text FROM pg_index"
        ).fetchall()
        self.made = tuple(replace(one, bytes=_size(one.sql, sizes)) for one in made)
        connection.execute("VACUUM (ANALYZE)")

    def result(self, server: str, seconds: float) -> Measurement:
        """As far as it came."""
        patterns = tuple(self._pattern(one) for one in self.size.schema.access_patterns if one.id in self.chosen)
        return Measurement(
            server, self.size.share, self.tables, patterns, self.made, tuple(self.notes), self.bytes, seconds,
            self.stopped,
        )  # fmt: skip

    def _pattern(self, pattern: AccessPattern) -> MeasuredPattern:
        found = []
        for number, chosen in enumerate(self.chosen[pattern.id]):
            before, after = (runs.get((pattern.id, number)) for runs in (self.before, self.after))
            why = next((one for one in (before, after) if isinstance(one, str)), self.stopped)
            found.append(
                MeasuredStatement(
                    chosen.sql,
                    chosen.values,
                    before if isinstance(before, Run) else None,
                    after if isinstance(after, Run) else None,
                    None if isinstance(before, Run) and isinstance(after, Run) else why,
                )
            )
        return MeasuredPattern(pattern.id, pattern.name, pattern.frequency_per_minute, tuple(found))


def _size(text: str, sizes: list[tuple[object, ...]]) -> int:
    """Bytes of the index that a statement made, by its name in it."""
    words = text.replace('"', "").replace("(", " ").split()
    name = words[words.index("ON") - 1] if "ON" in words else ""
    own = [int(str(size)) for _, size, made in sizes if str(made).replace('"', "").rpartition(".")[2] == name]
    return sum(own)
