"""Statements that a server counted, taken into a design as access patterns: those that run on its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from designer.analysis.workload.parsed import ParsedStatement
from designer.analysis.workload.resolve import parse_statement
from designer.importers.counts import counts
from designer.importers.queries import add_queries, typed_parameters
from designer.importers.result import Imported, Problem, Remark, Skipped
from designer.importers.statement_statistics import (
    Counted,
    CountedFile,
    is_statement_statistics,
    read_statement_statistics,
    same,
)
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

MOST = 500
_LONGEST_NAME = 80
_VERBS = {"select": "read", "insert": "insert into", "update": "update", "delete": "delete from", "merge": "merge into"}


def add_workload(
    target: Imported | Schema,
    text: str,
    file: str | None = None,
    *,
    now: datetime | None = None,
    minutes: float | None = None,
) -> Imported:
    """The design with the access patterns of a file: of queries with comments, or CSV of pg_stat_statements.

    now: when counting ended where the file does not say; today by default. minutes: how long was counted.
    """
    if not is_statement_statistics(text):
        return add_queries(target, text, file)
    return add_counted(target, text, file, now=now or datetime.now(UTC), minutes=minutes)


def add_counted(
    target: Imported | Schema, text: str, file: str | None = None, *, now: datetime, minutes: float | None = None
) -> Imported:
    """The same for the CSV alone. A statement that the design has as a pattern keeps its name, owner and target."""
    imported = Imported(target, target.dialect.name, counts(target)) if isinstance(target, Schema) else target
    read = read_statement_statistics(text, now=now, minutes=minutes, file=file)
    taking = _Taking(imported.schema, file)
    taken = [one for one in read.statements if taking.is_taken(one)]
    taking.too_many(taken[MOST:])
    schema, lines = taking.with_patterns(taken[:MOST], read)
    return replace(
        imported,
        schema=schema,
        counts={**imported.counts, "access_patterns": len(schema.access_patterns)},
        skipped=(*imported.skipped, *sorted((*read.skipped, *taking.skipped), key=lambda one: one.line)),
        problems=(*imported.problems, *read.problems, *taking.problems),
        remarks=(*imported.remarks, *_remarks(read, bool(taken), file)),
        lines={**imported.lines, **lines},
        files=(*imported.files, file) if file and file not in imported.files else imported.files,
        file_of={**imported.file_of, **(dict.fromkeys(lines, file) if file else {})},
    )


class _Taking:
    def __init__(self, schema: Schema, file: str | None) -> None:
        self.schema = schema
        self.file = file
        self.parsed: dict[str, ParsedStatement] = {}
        self.views = {one.name.rpartition(".")[2].strip('"') for one in schema.opaque if "view" in one.kind}
        self.skipped: list[Skipped] = []
        self.problems: list[Problem] = []

    def is_taken(self, one: Counted) -> bool:
        """Whether it runs on tables of the design; why it does not is noted."""
        found = self.parsed[one.key] = parse_statement(one.sql, self.schema)
        if found.error is not None:
            self.problems.append(Problem(one.line, 1, f"{found.error}: {_short(one.sql)}", self.file))
            return False
        foreign = [name for name in found.unknown if name.kind == "table"]
        if foreign:
            close = f"; the closest is {foreign[0].suggestion}" if foreign[0].suggestion else ""
            return self.skip(one, f"there is no table {foreign[0].name} in the design{close}")
        if not any(use.entity or use.name.rpartition(".")[2] in self.views for use in found.tables):
            return self.skip(one, "it reads no table of the design")
        for name in found.unknown:
            close = f"; the closest is {name.suggestion}" if name.suggestion else ""
            said = f"there is no {name.kind} {name.name}{close}: {_short(one.sql)}"
            self.problems.append(Problem(one.line, 1, said, self.file))
        return True

    def skip(self, one: Counted, reason: str) -> bool:
        self.skipped.append(Skipped(one.line, _short(one.sql), reason, self.file))
        return False

    def too_many(self, rest: list[Counted]) -> None:
        """Beyond what a design is looked through with."""
        for one in rest:
            self.skip(one, f"it is not among the {MOST} that took most time")

    def with_patterns(self, taken: list[Counted], read: CountedFile) -> tuple[Schema, dict[str, int]]:
        """The design with them, and the line of each by its id."""
        total = sum(one.milliseconds or 0 for one in read.statements)
        patterns = {one.name: one for one in self.schema.access_patterns}
        known = {same(one.statements[0]): one for one in self.schema.access_patterns if len(one.statements) == 1}
        line_of: dict[str, int] = {}
        for one in taken:
            made = self._pattern(one, known.get(one.key), patterns, total)
            patterns[made.name] = made
            line_of[made.name] = one.line
        schema = complete(replace(self.schema, access_patterns=tuple(patterns.values())))
        return schema, {one.id: line_of[one.name] for one in schema.access_patterns if one.name in line_of}

    def _pattern(
        self, one: Counted, old: model.AccessPattern | None, taken: dict[str, model.AccessPattern], total: float
    ) -> model.AccessPattern:
        rows = one.rows_each if self.parsed[one.key].kind == "select" else None
        if old is not None:
            return replace(old, frequency_per_minute=one.per_minute, rows=rows or old.rows)
        return model.AccessPattern(
            name=_unused(_name(self.parsed[one.key], self.schema), taken),
            statements=(one.sql,),
            parameters=typed_parameters(self.schema, (one.sql,), {}),
            frequency_per_minute=one.per_minute,
            rows=rows or None,
            notes=_note(one, total),
            x=_seen(one, total),
        )


def _name(parsed: ParsedStatement, schema: Schema) -> str:
    """`read orders by customer_id, sorted by placed_at`: what tells it from others on the same tables."""
    changed = [use.entity for use in parsed.tables if use.written and use.entity]
    reads = list(dict.fromkeys(use.entity for use in parsed.tables if use.entity))
    first = changed[:1] or reads[:2]
    where = " and ".join(schema.qualified(schema.entity(one)) for one in first) or parsed.tables[0].name
    columns = dict.fromkeys(one.attribute for one in parsed.predicates if not one.function)
    filters = ", ".join(schema.attribute(one).name for one in list(columns)[:3])
    sorts = ", ".join(one.expression for one in parsed.sort[:2])
    verb = _VERBS.get(parsed.kind, parsed.kind)
    verb = "lock" if verb == "read" and any(block.lock for block in parsed.blocks) else verb
    verb = "count" if verb == "read" and parsed.blocks and parsed.blocks[0].aggregated and not parsed.group else verb
    text = f"{verb} {where}" + (f" by {filters}" if filters else "") + (f", sorted by {sorts}" if sorts else "")
    return text[:_LONGEST_NAME].strip(" ,")


def _unused(name: str, taken: dict[str, model.AccessPattern]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name} ({number})", number + 1
    return found


def _note(one: Counted, total: float) -> str:
    said = f"Counted on a server: {one.calls:,} call{'' if one.calls == 1 else 's'}"
    if one.mean_ms is not None:
        said += f", {one.mean_ms:,.3g} ms each"
        said += f", {(one.milliseconds or 0) / total:.1%} of all time" if total else ""
    return f"{said}." if one.minutes else f"{said}. Over how long is not known; a day is assumed."


def _seen(one: Counted, total: float) -> FrozenMap:
    """The same as numbers, for rules."""
    held: dict[str, float] = {"calls": one.calls}
    if one.mean_ms is not None and total:
        held |= {"mean_ms": float(f"{one.mean_ms:.4g}"), "share": round((one.milliseconds or 0) / total, 4)}
    return FrozenMap({"server": FrozenMap(held)})


def _remarks(read: CountedFile, any_taken: bool, file: str | None) -> Iterator[Remark]:
    if read.window_assumed and any_taken:
        yield Remark(0, "How long the calls were counted is not said; the frequencies assume one day. Their proportions"
                        " hold in any case.", file)  # fmt: skip
    if read.until_assumed and any_taken:
        yield Remark(0, "Until when the calls were counted is not said; the frequencies assume until the file was"
                        " read or written.", file)  # fmt: skip


def _short(sql: str) -> str:
    text = " ".join(sql.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
