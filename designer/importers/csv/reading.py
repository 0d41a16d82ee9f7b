"""From CSV files to entities."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, islice
from pathlib import PurePath

from designer.importers.counts import counts
from designer.importers.csv.layout import Layout, has_header, sniff
from designer.importers.csv.profile import Profile
from designer.importers.csv.rows import rows
from designer.importers.result import Imported, Problem, Remark, Source
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema
from designer.sql.default_names import primary_key_name
from designer.sql.identifiers import NAME_BYTES, clip_bytes

_SAMPLE = 500
_MOST_MISFITS = 20
_PAIRED_COLUMNS = 8
_PAIRED_ROWS = 50_000
_KEY_NAME = re.compile(r"(.*_)?(id|uuid|key|code|no|nr|number|sku|isbn)")


@dataclass(slots=True)
class _Table:
    """What is found out of one file."""

    name: str
    file: str | None
    columns: list[Profile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    rows: int = 0
    misfits: int = 0
    pairs: dict[tuple[int, int], set[int]] = field(default_factory=dict)


def read_sources(sources: Sequence[Source], name: str) -> Imported:
    """Entities of CSV texts."""
    return read_streams([(io.StringIO(source.text, newline=""), source.file) for source in sources], name)


def read_streams(streams: Iterable[tuple[Iterable[str], str | None]], name: str) -> Imported:
    """Entities of files, each its lines (with their ends) and its name; lines are read once and not kept."""
    tables: list[_Table] = []
    for lines, file in streams:
        taken = {table.name for table in tables}
        tables.append(_read(lines, file, _unused(identifier(PurePath(file).stem if file else name, "data"), taken)))
    schema = complete(Schema(name=name, entities=tuple(_entity(table) for table in tables if table.columns)))
    return Imported(
        schema,
        "postgres",
        counts(schema),
        problems=tuple(problem for table in tables for problem in table.problems),
        lines={entity.id: 1 for entity in schema.entities},
        files=tuple(table.file for table in tables if table.file is not None),
        file_of={entity.id: table.file for table in tables for entity in schema.entities
                 if table.file is not None and entity.name == table.name},
        statements=sum(table.rows for table in tables),
        remarks=tuple(remark for table in tables for remark in table.remarks),
    )  # fmt: skip


def _read(lines: Iterable[str], file: str | None, name: str) -> _Table:
    source = iter(lines)
    table = _Table(name, file)
    sample = list(islice(source, _SAMPLE))
    if sample:
        sample[0] = sample[0].removeprefix("\ufeff")
    if not any(line.strip() for line in sample):
        table.problems.append(Problem(1, 1, "the file is empty", file))
        return table
    layout = sniff(sample)
    ahead = [row for _, row in rows(sample[layout.skipped :], layout, 1, file, [])]
    header = has_header(ahead)
    _name_columns(table, ahead[0] if ahead else [], header, layout)
    found = rows(chain(sample[layout.skipped :], source), layout, layout.skipped + 1, file, table.problems)
    for number, (line, row) in enumerate(found):
        if number or not header:
            _take(table, row, line, layout)
    _account(table, layout)
    return table


def _name_columns(table: _Table, first: list[str], header: bool, layout: Layout) -> None:
    said = "its first row names the columns" if header else "no row names the columns"
    table.remarks.append(Remark(1, f"{table.name}: {layout.words}; {said}", table.file))
    taken: set[str] = set()
    for place, cell in enumerate(first, 1):
        name = _unused(identifier(cell, f"column_{place}") if header else f"column_{place}", taken)
        taken.add(name)
        if header and name != cell.strip():
            table.remarks.append(Remark(1, f"the column {cell.strip()!r} is called {name}", table.file))
        table.columns.append(Profile(name))
    few = range(min(len(first), _PAIRED_COLUMNS))
    table.pairs = {pair: set() for pair in combinations(few, 2)}


def _take(table: _Table, row: list[str], line: int, layout: Layout) -> None:
    table.rows += 1
    expected = len(table.columns)
    while len(row) > expected and not row[-1].strip():
        row = row[:-1]  # a delimiter at the end of the line
    if len(row) != expected:
        _misfit(table, row, line)
        if len(row) > expected:
            return
        row = [*row, *[""] * (expected - len(row))]
    for column, cell in zip(table.columns, row, strict=True):
        column.take(cell, layout.delimiter)
    if table.rows <= _PAIRED_ROWS:
        for pair, seen in [*table.pairs.items()]:
            value = hash((row[pair[0]], row[pair[1]]))
            if value in seen or not row[pair[0]].strip() or not row[pair[1]].strip():
                del table.pairs[pair]
            else:
                seen.add(value)


def _misfit(table: _Table, row: list[str], line: int) -> None:
    table.misfits += 1
    if table.misfits > _MOST_MISFITS:
        return
    expected, got = len(table.columns), len(row)
    why = (
        "perhaps a delimiter stands inside a cell that is not in quotes; the row is left out"
        if got > expected
        else "the cells behind count as missing"
    )
    table.problems.append(
        Problem(line, 1, f"this row has {got} {'cell' if got == 1 else 'cells'} and not {expected}: {why}", table.file)
    )


def _account(table: _Table, layout: Layout) -> None:
    if table.misfits > _MOST_MISFITS:
        more = table.misfits - _MOST_MISFITS
        table.problems.append(Problem(1, 1, f"{more} further rows have another number of cells", table.file))
    for column in table.columns:
        verdict = column.verdict()
        missing = f"; {column.missing} of {column.rows} missing" if column.missing else ""
        markers = f" (written {', '.join(sorted(column.markers))})" if column.markers else ""
        table.remarks.append(
            Remark(1, f"{table.name}.{column.name} is {verdict.type}: {verdict.reason}{missing}{markers}", table.file)
        )
        if column.with_delimiter:
            table.remarks.append(
                Remark(1, f"{table.name}.{column.name}: {column.with_delimiter} cells hold the delimiter "
                          f"{layout.delimiter!r} inside quotes", table.file)
            )  # fmt: skip
    keys = _candidate_keys(table)
    if keys:
        shown = ", ".join(f"({', '.join(key)})" for key in keys)
        table.remarks.append(Remark(1, f"{table.name}: its rows are told apart by {shown}", table.file))


def _candidate_keys(table: _Table) -> list[tuple[str, ...]]:
    """Columns that tell all rows apart; pairs only where no column does alone, and none has too many rows to tell."""
    alone = [(column.name,) for column in table.columns if column.is_unique]
    if alone or not 1 < table.rows <= _PAIRED_ROWS:
        return sorted(alone, key=lambda key: not _KEY_NAME.fullmatch(key[0]))
    return [(table.columns[one].name, table.columns[other].name) for one, other in table.pairs]


def _entity(table: _Table) -> model.Entity:
    keys = _candidate_keys(table)
    first = table.columns[0].name
    chosen = next((key for key in keys if len(key) == 1 and (_KEY_NAME.fullmatch(key[0]) or key[0] == first)), None)
    return model.Entity(
        name=table.name,
        rows=table.rows,
        attributes=tuple(_attribute(column) for column in table.columns),
        primary_key=model.PrimaryKey(name=primary_key_name(table.name), columns=chosen) if chosen else None,
        x=FrozenMap({"csv": {"candidate_keys": [list(key) for key in keys]}}),
    )


def _attribute(column: Profile) -> model.Attribute:
    verdict = column.verdict()
    shares: tuple[model.ValueShare, ...] = ()
    if column.shares and column.present >= 5 * len(column.shares):
        shares = tuple(
            model.ValueShare(value=value, frequency=round(count / column.rows, 6))
            for value, count in sorted(column.shares.items(), key=lambda item: (-item[1], item[0]))
        )
    numbers = verdict.type in ("smallint", "integer", "bigint") and column.lowest is not None
    return model.Attribute(
        name=column.name,
        type=verdict.type,
        not_null=model.NotNull() if column.rows and not column.missing else None,
        distinct=column.distinct if column.rows else None,
        null_fraction=round(column.missing / column.rows, 6) if column.rows else None,
        average_width=round(column.width / column.present, 2) if column.present else None,
        min=column.lowest if numbers else None,
        max=column.highest if numbers else None,
        values=shares,
        x=FrozenMap({"csv": {"reason": verdict.reason}}),
    )


def identifier(text: str, otherwise: str) -> str:
    """Words joined by underscores in small letters, as columns are called; letters of any script stay."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", unicodedata.normalize("NFC", text.strip()))
    name = re.sub(r"\W+", "_", spaced).strip("_").lower()
    name = clip_bytes(name, NAME_BYTES)
    return f"c_{name}"[:NAME_BYTES] if name[:1].isdecimal() else name or otherwise


def _unused(name: str, taken: set[str]) -> str:
    chosen, number = name, 2
    while chosen in taken:
        chosen, number = f"{clip_bytes(name, NAME_BYTES - 8)}_{number}", number + 1
    return chosen
