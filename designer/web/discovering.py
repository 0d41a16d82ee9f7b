"""Looking at files of data in the background: rows stream from the database, are read twice, and are not kept.

The first reading finds keys and dependencies, the second the types that all values of a column have.
"""

import codecs
import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.db import transaction

from designer.analysis.discovery.columns import NoData, Table, read_table
from designer.analysis.discovery.discover import Discovery, discover
from designer.analysis.discovery.report_json import as_json
from designer.importers.csv import read_streams
from designer.jobs.kinds import JobFailed, Work
from designer.jobs.progress import Report
from designer.schema.design_file import to_json
from designer.web import sampling
from designer.web.data_models import DataRun

KIND = "discover"
MOST_ROWS = 1_200_000
_MOST_CELLS = 30_000_000
_MOST_COLUMNS = 250
_EVERY = 20_000
_CARDS = 120
_KEYS = 40
_LONGEST = 120
"""Characters of a value that are kept as an example."""


def look(work: Work) -> dict[str, Any]:
    """What a run's files say, kept with the run. Raises JobFailed for what is no data."""
    run = DataRun.objects.filter(
        team_id=work.job.team_id, design_id=work.job.design_id, id=str(work.arguments["run"])
    ).first()
    if run is None:
        raise JobFailed("The files are gone.")
    if run.result is not None and (run.address or not run.chunks.exists()):
        return {"run": str(run.id)}  # done before, by a worker that could not say so any more
    is_database = bool(run.address) or sampling.is_database(run)
    result = _sampled(run, work) if is_database else _looked_at(run, work.progress.step)
    with transaction.atomic():
        run.finish(result)
    return {"run": str(run.id)}


def _looked_at(run: DataRun, report: Report) -> dict[str, Any]:
    total = 2 * sum(one["bytes"] for one in run.files) + 1
    tables: list[Table] = []
    remarks: list[list[str]] = []
    before = 0
    for number, file in enumerate(run.files):
        encoding, remark = _encoding(run, number, file["name"])
        remarks.append([remark] if remark else [])
        source = _Source(run, number, encoding)

        def say(rows: int, source: "_Source" = source, file: dict[str, Any] = file, before: int = before) -> None:
            _limited(rows, source.width, file["name"])
            report(before + source.taken, total, f"Reading {file['name']}, {rows:,} rows")

        try:
            taken = {table.name for table in tables}
            tables.append(read_table(source.lines(), _name(file["name"], taken), file["name"], say))
        except NoData as error:
            raise JobFailed(f"{file['name']}: {error}.") from None
        before += file["bytes"]
    report(before, total, "Looking for keys and dependencies")
    found = discover(tables, run.widest)
    return _kept(found, remarks, list(_typed(run, report, before, total)))


def _sampled(run: DataRun, work: Work) -> dict[str, Any]:
    """The same for a database, of whose tables samples are read."""
    if run.address:
        tables, designs = sampling.read(run, work.arguments, work.schema, work.progress.step)
    else:
        tables, designs = sampling.read_file(run, work.schema, work.progress.step)
    work.progress.step(0, 0, "Looking for keys and dependencies")
    return _kept(discover(tables, run.widest), [[] for _ in tables], designs)


def _typed(run: DataRun, report: Report, before: int, total: int) -> Iterator[dict[str, Any]]:
    """Each file as a design of one entity, with the type of each column."""
    for number, file in enumerate(run.files):
        source = _Source(run, number, _encoding(run, number, file["name"])[0])
        lines = _reported(source, report, before, total, f"Finding the types of {file['name']}")
        yield to_json(read_streams([(lines, file["name"])], "data").schema)
        before += file["bytes"]


def _reported(source: "_Source", report: Report, before: int, total: int, sentence: str) -> Iterator[str]:
    for count, line in enumerate(source.lines()):
        if count % _EVERY == 0:
            report(before + source.taken, total, sentence)
        yield line


def _limited(rows: int, width: int, name: str) -> None:
    if rows > MOST_ROWS:
        raise JobFailed(f"{name} has more than {MOST_ROWS:,} rows. A sample of them says as much: give that.")
    if width > _MOST_COLUMNS or rows * width > _MOST_CELLS:
        raise JobFailed(
            f"{name} has {width:,} columns; at most {_MOST_COLUMNS} columns and {_MOST_CELLS:,} cells are looked at."
        )


def _name(file: str, taken: set[str]) -> str:
    stem, name, number = PurePath(file).stem or "data", PurePath(file).stem or "data", 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    return name


def _encoding(run: DataRun, file: int, name: str) -> tuple[str, str]:
    """(encoding, what is odd about it). Raises JobFailed for what is no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, head = "utf-8-sig", b""
    for number, block in enumerate(run.read(file)):
        if number == 0:
            head = block
            if block[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return "utf-16", ""
        if encoding == "utf-8-sig":
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                encoding = "cp1252"
    if b"\x00" in head:
        raise JobFailed(f"{name} is no text: it holds bytes that no CSV file has.")
    return encoding, "" if encoding == "utf-8-sig" else f"{name} is no UTF-8; it was read as Windows-1252"


class _Source:
    """A file of a run as lines with their ends. taken: bytes read so far; width: cells of the first line, about."""

    def __init__(self, run: DataRun, file: int, encoding: str) -> None:
        self._run, self._file, self._encoding = run, file, encoding
        self.taken = 0
        self.width = 0

    def lines(self) -> Iterator[str]:
        """Each line once."""
        raw = _Blocks(self._counted())
        text = io.TextIOWrapper(io.BufferedReader(raw, 1 << 18), self._encoding, errors="replace", newline="")
        for line in text:
            if not self.width:
                self.width = 1 + max(line.count(one) for one in ",;\t|^~")
                _limited(0, self.width, self._run.files[self._file]["name"])
            yield line

    def _counted(self) -> Iterator[bytes]:
        for block in self._run.read(self._file):
            self.taken += len(block)
            yield block


class _Blocks(io.RawIOBase):
    """Blocks of bytes as a file."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._source = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._source, None)
            if block is None:
                return 0
            self._rest = block
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _kept(found: Discovery, remarks: list[list[str]], designs: list[dict[str, Any]]) -> dict[str, Any]:
    """What a page needs: no more cards and keys than anybody reads, and long values cut."""
    result = as_json(found)
    for table, own, design in zip(result["tables"], remarks, designs, strict=True):
        table["design"] = design
        table["remarks"] = [*own, *table["remarks"]]
        table["more_cards"] = max(0, len(table["dependencies"]) - _CARDS)
        table["dependencies"] = table["dependencies"][:_CARDS]
        table["more_keys"] = max(0, len(table["keys"]) - _KEYS)
        table["keys"] = table["keys"][:_KEYS]
        for card in table["dependencies"]:
            for row in (row for pair in card["example"]["rows"] for row in pair):
                row["values"] = {name: _cut(value) for name, value in row["values"].items()}
    return result


def _cut(value: str | None) -> str | None:
    return value if value is None or len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
