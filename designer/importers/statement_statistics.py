"""What a server counted of its statements, as CSV from `pg_stat_statements`: text, calls, times, rows.

    \\copy (SELECT s.*, i.stats_reset, now() AS observed_at FROM pg_stat_statements s, pg_stat_statements_info i)
      TO 'statements.csv' CSV HEADER

Only `query` and `calls` have to be there. Times may be named as any version names them. How long was counted is in
the file (`stats_reset` or `stats_since`, and `observed_at` for its end), or whoever reads it says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from designer.importers.result import Problem, Skipped
from designer.sql.lexer import tokenize
from designer.sql.parameters import normalise_parameters
from designer.sql.splitting import read_script
from designer.sql.tokens import Kind, Token

ASSUMED_MINUTES = 24 * 60.0
"""What the counts are taken to span where nobody says: their proportions hold in any case."""
_MEAN = ("mean_exec_time", "mean_time", "avg_exec_time")
_TOTAL = ("total_exec_time", "total_time")
_SINCE = ("stats_since", "stats_reset", "window_start", "since")
_UNTIL = ("observed_at", "captured_at", "collected_at", "window_end", "now", "until")
_LITERAL_TYPES = frozenset("interval date timestamp timestamptz time timetz numeric".split())
_QUERIES = frozenset("select insert update delete merge with values table".split())
_DELIMITERS = ",;\t|"
_MOST_FIELD = 2**20
_UNITS = {
    "s sec second seconds": 1 / 60, "m min minute minutes": 1.0, "h hour hours": 60.0, "d day days": 1440.0,
    "w week weeks": 10_080.0,
}  # fmt: skip
_HIDDEN = "<insufficient privilege>"


@dataclass(frozen=True, slots=True)
class Counted:
    """A statement that was counted: its text, how often it ran in `minutes`, milliseconds in all, rows in all.

    line: where it stands first in the file; key: what is the same in all spellings of it.
    """

    sql: str
    key: str
    line: int
    calls: int
    minutes: float | None
    milliseconds: float | None = None
    rows: int | None = None

    @property
    def per_minute(self) -> float:
        """How often it runs; over an assumed time where none is known. So many digits that 10 a day stay 10."""
        return float(f"{self.calls / (self.minutes or ASSUMED_MINUTES):.9g}")

    @property
    def rows_each(self) -> int | None:
        """Rows per call, to the next whole number."""
        return None if self.rows is None else round(self.rows / self.calls)

    @property
    def mean_ms(self) -> float | None:
        """Milliseconds of one call."""
        return None if self.milliseconds is None else self.milliseconds / self.calls


@dataclass(frozen=True, slots=True)
class CountedFile:
    """What a file holds: statements, the costliest first; what is no query of an application, and why; and lines
    that could not be read. until_assumed: whether the end of the counting is when the file was read.
    """

    statements: tuple[Counted, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    window_assumed: bool = False
    until_assumed: bool = False


def is_statement_statistics(text: str) -> bool:
    """Whether the first line is the head of such a file."""
    return {"query", "calls"} <= set(_head(text)[0])


def read_statement_statistics(
    text: str, *, now: datetime, minutes: float | None = None, file: str | None = None
) -> CountedFile:
    """Every statement once. minutes: how long was counted, above what the file says; now: its end if none is said."""
    head, delimiter = _head(text)
    reading = _Reading(now, minutes, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = csv.field_size_limit(_MOST_FIELD)
    try:
        next(reader, None)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                reading.row(dict(zip(head, cells, strict=False)), line, len(cells) == len(head))
            line = reader.line_num + 1
    except csv.Error as error:
        reading.problem(reader.line_num, f"this is no CSV: {error}")
    finally:
        csv.field_size_limit(before)
    return reading.result()


def minutes_of(text: str) -> float | None:
    """A span of time in minutes: `30min`, `12h`, `7 days`; None where it is none, or no time at all."""
    bare = text.strip().lower()
    number = bare.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = bare[len(number) :].strip()
    each = next((minutes for names, minutes in _UNITS.items() if unit in names.split()), None)
    count = _number(number)
    return count * each or None if count and each else None


def _head(text: str) -> tuple[list[str], str]:
    first = text.removeprefix("\ufeff").lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    cells: list[str] = next(csv.reader([first.rstrip("\r")], delimiter=delimiter), [])
    return [cell.strip().lower() for cell in cells], delimiter


class _Reading:
    def __init__(self, now: datetime, minutes: float | None, file: str | None) -> None:
        self.now, self.minutes, self.file = now, minutes, file
        self.found: dict[str, Counted] = {}
        self.skipped: list[Skipped] = []
        self.problems: list[Problem] = []
        self.window_assumed = self.until_assumed = False

    def row(self, cells: Mapping[str, str], line: int, complete: bool) -> None:
        """One line of the file."""
        sql = cells.get("query", "").strip().rstrip(";").rstrip()
        calls = _number(cells.get("calls", ""))
        if not complete:
            self.problem(line, "this line has another number of fields than the first")
        elif calls is None or calls < 1:
            self.problem(line, f"calls is {cells.get('calls', '')!r}, and no number of 1 or more")
        elif (reason := _left_out(sql)) is not None:
            self.skipped.append(Skipped(line, " ".join(sql.split())[:80], reason, self.file))
        else:
            self.keep(_counted(cells, mended(sql), line, int(calls), self.window(cells)))

    def keep(self, one: Counted) -> None:
        """Taken together with what is the same statement: of another role, or spelled another way."""
        before = self.found.get(one.key)
        if before is None:
            self.found[one.key] = one
            return
        self.found[one.key] = replace(
            before,
            calls=before.calls + one.calls,
            minutes=max(before.minutes or 0, one.minutes or 0) or None,
            milliseconds=_sum(before.milliseconds, one.milliseconds),
            rows=None if before.rows is None or one.rows is None else before.rows + one.rows,
        )

    def window(self, cells: Mapping[str, str]) -> float | None:
        """Minutes that the counts of a line span."""
        if self.minutes is not None:
            return self.minutes
        since = _time(cells, _SINCE)
        if since is None:
            self.window_assumed = True
            return None
        until = _time(cells, _UNTIL)
        self.until_assumed = self.until_assumed or until is None
        return max(1.0, ((until or self.now) - since).total_seconds() / 60)

    def problem(self, line: int, message: str) -> None:
        """A line that cannot be taken over."""
        self.problems.append(Problem(line, 1, message, self.file))

    def result(self) -> CountedFile:
        """The costliest first: by time, and where no time was counted by calls."""
        ordered = sorted(self.found.values(), key=lambda one: (-(one.milliseconds or 0), -one.calls, one.line))
        return CountedFile(
            tuple(ordered), tuple(self.skipped), tuple(self.problems), self.window_assumed, self.until_assumed
        )


def _counted(cells: Mapping[str, str], sql: str, line: int, calls: int, minutes: float | None) -> Counted:
    mean = next((found for name in _MEAN if (found := _number(cells.get(name, ""))) is not None), None)
    total = next((found for name in _TOTAL if (found := _number(cells.get(name, ""))) is not None), None)
    rows = _number(cells.get("rows", ""))
    milliseconds = total if total is not None else None if mean is None else mean * calls
    return Counted(sql, same(sql), line, calls, minutes, milliseconds, None if rows is None else int(rows))


def _left_out(sql: str) -> str | None:
    """Why a statement is no query of an application."""
    if not sql:
        return "there is no text"
    if sql == _HIDDEN:
        return "its text is hidden from the account that wrote the file"
    script = read_script(sql, "postgres")
    if script.problems:
        return script.problems[0].message
    if len(script.statements) != 1:
        return "it is more than one statement"
    statement = script.statements[0]
    if statement.kind.split()[0] not in _QUERIES:
        return f"a utility statement: {statement.kind.upper()}"
    words = [token.text.upper() for token in statement.tokens]
    if words[:4] == ["SELECT", "1", "FROM", "ONLY"] and words[-5:] == ["FOR", "KEY", "SHARE", "OF", "X"]:
        return "the server's own check of a foreign key"
    return None


def mended(sql: str) -> str:
    """The statement with `interval $1`, which a server prints but does not read, as a cast."""
    tokens = [token for token in tokenize(sql, "postgres").tokens if token.kind is not Kind.COMMENT]
    for before, token in reversed(list(pairwise(tokens))):
        if token.kind is Kind.PARAMETER and before.kind is Kind.WORD and before.text.lower() in _LITERAL_TYPES:
            sql = f"{sql[: before.start]}CAST({token.text} AS {before.text}){sql[token.end :]}"
    return sql


def same(sql: str) -> str:
    """What two spellings of a statement have in common: not blanks, comments, letter case and parameters' numbers."""
    numbers: dict[str, str] = {}
    text, _ = normalise_parameters(sql, "postgres")
    return " ".join(_common(token, numbers) for token in tokenize(text, "postgres").tokens if _counts(token))


def _counts(token: Token) -> bool:
    return token.kind not in (Kind.COMMENT, Kind.TERMINATOR)


def _common(token: Token, numbers: dict[str, str]) -> str:
    if token.kind is Kind.PARAMETER:
        return numbers.setdefault(token.text, f"${len(numbers) + 1}")
    return token.text.lower() if token.kind is Kind.WORD else token.text


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found < float("inf") else None


def _sum(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else one + other


def _time(cells: Mapping[str, str], names: tuple[str, ...]) -> datetime | None:
    for name in names:
        text = cells.get(name, "").strip()
        text = f"{text}:00" if text[-3:-2] in ("+", "-") and ":" in text else text  # PostgreSQL writes +00
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
