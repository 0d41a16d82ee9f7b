"""Query files: statements with what their writer knows about them in the comments above.

A comment `-- key: value` above a statement is one of name, frequency, latency, rows, owner, param, transaction;
other comments become the pattern's notes. `-- rows: table = n` and `-- distinct: table.column = n` are volumes
and may stand anywhere, in DDL too. A `-- transaction: name` takes in the statements below it up to the next
blank line, or from BEGIN to COMMIT, and wherever the same transaction is named again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from designer.sql.cursor import Cursor, Unreadable
from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS
from designer.sql.parameters import normalise_parameters
from designer.sql.splitting import read_script
from designer.sql.statements import Statement
from designer.sql.tokens import Kind, Problem, column_of


@dataclass(frozen=True, slots=True)
class Query:
    """One access pattern: statements that run together, as written, and what is known about them.

    `parameters` are (name, value) with the value as SQL text; a `?` or `$1` goes by its number. `line` is that of
    the first statement.
    """

    name: str
    statements: tuple[str, ...]
    frequency_per_minute: float | None
    latency_ms: float | None
    rows: int | None
    owner: str | None
    notes: str | None
    parameters: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class VolumeHint:
    """How many rows a table, or how many distinct values a column has. `table` is its name with qualifiers."""

    table: tuple[str, ...]
    column: str | None
    value: int
    line: int


@dataclass(frozen=True, slots=True)
class QueryFile:
    """What a query file holds, and what in it could not be understood."""

    patterns: tuple[Query, ...]
    volumes: tuple[VolumeHint, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Draft:
    line: int
    statements: list[str] = field(default_factory=list)
    kind: str = ""
    name: str | None = None
    transaction: str | None = None
    frequency: float | None = None
    latency: float | None = None
    rows: int | None = None
    owner: str | None = None
    notes: list[str] = field(default_factory=list)
    parameters: dict[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a comment, its marks taken off, with key and value when it has the form of one."""

    text: str
    number: int

    @property
    def key(self) -> str:
        match = _KEY.match(self.text)
        return match.group(1).lower() if match else ""

    @property
    def value(self) -> str:
        match = _KEY.match(self.text)
        return self.text[match.end() :].strip() if match else self.text


_Value = TypeVar("_Value", int, float)

_KEY = re.compile(r"@?([A-Za-z][A-Za-z_-]*)\s*:(?!:)\s*")
_QUERIES = frozenset("select insert update delete merge with values table replace call".split())
_OPENING = frozenset(["begin", "start"])
_CLOSING = frozenset(["commit", "end", "rollback"])
_NUMBER = re.compile(r"(\d[\d_,]*(?:\.\d+)?(?:e\d{1,2})?)\s*([kmbgt]?)", re.IGNORECASE)
_SCALE = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "g": 10**9, "t": 10**12}
_PER_MINUTE = {"s": 60.0, "sec": 60.0, "second": 60.0, "m": 1.0, "min": 1.0, "minute": 1.0}
_PER_MINUTE |= {"h": 1 / 60, "hour": 1 / 60, "d": 1 / 1440, "day": 1 / 1440}
_MILLISECONDS = {"us": 0.001, "µs": 0.001, "ms": 1.0, "s": 1000.0, "sec": 1000.0, "min": 60_000.0}
_SQLC_KIND = re.compile(r"\s+:(?:one|many|exec\w*|batch\w*|copyfrom)\s*$")


def read_queries(text: str, dialect: str = "postgres") -> QueryFile:
    """The access patterns and volumes of a query file; what is malformed becomes a problem with its line."""
    reading = _Reading(text, dialect)
    reading.run()
    problems = sorted(reading.problems, key=lambda p: (p.line, p.column))
    return QueryFile(
        tuple(_finished(reading.drafts, dialect)), tuple(sorted(reading.volumes, key=lambda v: v.line)), tuple(problems)
    )


class _Reading:
    def __init__(self, text: str, dialect: str) -> None:
        self.text = text
        self.dialect = dialect
        script = read_script(text, dialect)
        self.problems = list(script.problems)
        self.statements = script.statements
        self.comments = [t for t in tokenize(text, dialect, LIMITS).tokens if t.kind is Kind.COMMENT]
        self.drafts: list[_Draft] = []
        self.volumes: list[VolumeHint] = []

    def run(self) -> None:
        lines = self.comment_lines()
        position = 0
        open_draft: _Draft | None = None  # the transaction that the next statement may belong to
        in_block = False  # between BEGIN and COMMIT
        for statement in self.statements:
            above: list[_Line] = []
            while position < len(lines) and lines[position][0] < statement.start:
                above.append(lines[position][1])
                position += 1
            draft = self.described(statement, above)
            if statement.kind in _OPENING:
                draft.transaction = draft.transaction or draft.name or f"transaction in line {statement.line}"
                open_draft, in_block = self.joined(draft), True
            elif statement.kind in _CLOSING:
                open_draft, in_block = None, False
            elif self.is_query(statement):
                open_draft = self.placed(draft, statement, open_draft, in_block)
        for _, line in lines[position:]:
            self.volume(line)
        self.drafts = [draft for draft in self.drafts if draft.statements]

    def comment_lines(self) -> list[tuple[int, _Line]]:
        """Every line of every comment with its offset, except those inside or behind a statement."""
        inside: list[tuple[int, _Line]] = []
        statements = iter(self.statements)
        current = next(statements, None)
        ended_line = 0
        for comment in self.comments:
            while current is not None and current.start + len(current.text) <= comment.start:
                ended_line = current.line + current.text.count("\n")
                current = next(statements, None)
            if comment.line == ended_line or (current is not None and current.start < comment.start):
                for line in _lines(comment.text, comment.line):
                    self.volume(line)
                continue
            inside += [(comment.start, line) for line in _lines(comment.text, comment.line)]
        return inside

    def placed(self, draft: _Draft, statement: Statement, current: _Draft | None, in_block: bool) -> _Draft | None:
        """Put a query into the transaction it belongs to, or make it a pattern of its own."""
        if draft.transaction:
            target = self.joined(draft)
            target.statements.append(statement.text)
            return target
        continues = in_block or (draft.name is None and not self.blank_above(statement))
        if current is not None and continues:
            current.statements.append(statement.text)
            _absorb(current, draft)
            return current
        draft.statements.append(statement.text)
        draft.kind = statement.kind
        self.drafts.append(draft)
        return None

    def joined(self, draft: _Draft) -> _Draft:
        """The draft of the transaction that is named, an earlier one of that name when there is one."""
        for earlier in self.drafts:
            if earlier.transaction == draft.transaction:
                _absorb(earlier, draft)
                return earlier
        self.drafts.append(draft)
        return draft

    def blank_above(self, statement: Statement) -> bool:
        before = self.text[statement.span[0] : statement.start]
        return re.search(r"\n[ \t\r]*\n", before) is not None

    def is_query(self, statement: Statement) -> bool:
        if statement.kind in _QUERIES:
            return True
        first = statement.text.split("\n")[0][:60]
        column = column_of(self.text, statement.start)
        self.problems.append(Problem(statement.line, column, f"not a query, left out: {first}"))
        return False

    def described(self, statement: Statement, above: list[_Line]) -> _Draft:
        draft = _Draft(statement.line)
        for line in above:
            if not self.volume(line):
                self.property(draft, line)
        if draft.parameters:
            _, names = normalise_parameters(statement.text, self.dialect)
            for name, (_, number) in list(draft.parameters.items()):
                if name not in names and not draft.transaction:
                    self.problem(number, f"the statement has no parameter {name}")
                    del draft.parameters[name]
        return draft

    def property(self, draft: _Draft, line: _Line) -> None:
        key, value = line.key, line.value
        if key == "name":
            draft.name = _SQLC_KIND.sub("", value) or None
        elif key == "transaction":
            draft.transaction = value or None
        elif key == "owner":
            draft.owner = value or None
        elif key == "frequency":
            draft.frequency = self.understood(line, _rate(value), "a rate such as 1200/min, 20/s, 5/hour or 10/day")
        elif key == "latency":
            draft.latency = self.understood(line, _duration(value), "a time such as 20ms or 1.5s")
        elif key == "rows":
            draft.rows = self.understood(line, _count(value), "a number such as 50, 10_000 or 10M")
        elif key == "param":
            self.parameter(draft, line)
        elif line.text:
            draft.notes.append(line.text)

    def understood(self, line: _Line, value: _Value | None, example: str) -> _Value | None:
        if value is None:
            self.problem(line.number, f"{line.key}: “{line.value}” is not {example}")
        return value

    def parameter(self, draft: _Draft, line: _Line) -> None:
        name, equals, value = line.value.partition("=")
        name = name.strip().lstrip("$:@?").removeprefix("%(").removesuffix(")s")
        if not equals or not name or not value.strip():
            self.problem(line.number, f"param: “{line.value}” is not of the form name = value")
            return
        draft.parameters[name] = (value.strip(), line.number)

    def volume(self, line: _Line) -> bool:
        """Take a volume when the line is one; a malformed one is a problem and counts as taken."""
        if line.key not in ("rows", "distinct") or ("=" not in line.value and line.key == "rows"):
            return False
        target, _, number = line.value.partition("=")
        value = _count(number)
        try:
            cursor = Cursor.over(target, self.dialect)
            parts = cursor.qualified()
            cursor.end()
        except Unreadable:
            parts = ()
        if value is None or not parts or (line.key == "distinct" and len(parts) < 2):
            wanted = "table = 10_000_000" if line.key == "rows" else "table.column = 400_000"
            self.problem(line.number, f"{line.key}: “{line.value}” is not of the form {wanted}")
            return True
        column = parts[-1] if line.key == "distinct" else None
        table = parts[:-1] if line.key == "distinct" else parts
        self.volumes.append(VolumeHint(table, column, value, line.number))
        return True

    def problem(self, number: int, message: str) -> None:
        self.problems.append(Problem(number, 1, message))


def _lines(comment: str, number: int) -> Iterator[_Line]:
    """The lines of a comment token without the marks of comments."""
    if not comment.startswith("/*"):
        yield _Line(comment.lstrip("-#").strip(), number)
        return
    for offset, line in enumerate(comment[2:].removesuffix("*/").split("\n")):
        yield _Line(line.strip().lstrip("*").strip(), number + offset)


def _absorb(target: _Draft, extra: _Draft) -> None:
    target.name = target.name or extra.name
    target.frequency = target.frequency if target.frequency is not None else extra.frequency
    target.latency = target.latency if target.latency is not None else extra.latency
    target.rows = target.rows if target.rows is not None else extra.rows
    target.owner = target.owner or extra.owner
    target.notes += extra.notes
    target.parameters |= extra.parameters


def _finished(drafts: list[_Draft], dialect: str) -> Iterator[Query]:
    """Queries with names: given ones kept, made ones from verb and table, repeated ones numbered."""
    taken: set[str] = set()
    for draft in drafts:
        wanted = draft.name or draft.transaction or _made_name(draft, dialect)
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name)
        yield Query(
            name,
            tuple(draft.statements),
            draft.frequency,
            draft.latency,
            draft.rows,
            draft.owner,
            "\n".join(draft.notes) or None,
            tuple((parameter, value) for parameter, (value, _) in draft.parameters.items()),
            draft.line,
        )


def _made_name(draft: _Draft, dialect: str) -> str:
    """“select orders”: the verb and the first table."""
    try:
        cursor = Cursor.over(draft.statements[0], dialect)
    except Unreadable:
        return draft.kind
    while not cursor.done:
        if cursor.take_one_of("FROM", "INTO", "UPDATE", "MERGE", "TABLE"):
            cursor.take_one_of("ONLY", "INTO", "IGNORE")
            if cursor.on_name:
                return f"{draft.kind} {'.'.join(cursor.qualified())}"
        else:
            cursor.index += 1
    return draft.kind


def _count(text: str) -> int | None:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    return round(float(match[1].replace("_", "").replace(",", "")) * _SCALE[match[2].lower()])


def _rate(text: str) -> float | None:
    """Times per minute."""
    number, _, unit = re.sub(r"\s+per\s+|\s+a\s+", "/", text.strip()).partition("/")
    count = _NUMBER.fullmatch(number.strip())
    factor = _PER_MINUTE.get(unit.strip().lower(), _PER_MINUTE.get(unit.strip().lower().removesuffix("s")))
    if count is None or factor is None:
        return None
    return float(count[1].replace("_", "").replace(",", "")) * _SCALE[count[2].lower()] * factor


def _duration(text: str) -> float | None:
    """Milliseconds."""
    match = re.fullmatch(r"([\d_,]+(?:\.\d+)?|\.\d+)\s*([a-zµ]+)", text.strip(), re.IGNORECASE)
    if match is None or match[2].lower() not in _MILLISECONDS or not match[1].strip("_,"):
        return None
    return float(match[1].replace("_", "").replace(",", "")) * _MILLISECONDS[match[2].lower()]
