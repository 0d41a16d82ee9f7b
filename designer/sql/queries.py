"""Query files: statements with what their writer knows about them in the comments above.

A comment `-- key: value` above a statement is one of name, frequency, latency, rows, owner, param, transaction;
other comments become the pattern's notes. `-- rows: table = n` and `-- distinct: table.column = n` are volumes
and may stand anywhere, in DDL too. A `-- transaction: name` takes in the statements below it up to the next
blank line, or from BEGIN to COMMIT, and wherever the same transaction is named again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS
from designer.sql.parameters import normalise_parameters
from designer.sql.quantities import count, milliseconds, rate_per_minute
from designer.sql.query_comments import CommentLine, lines_of
from designer.sql.query_drafts import Draft, Query, absorb, finished
from designer.sql.splitting import read_script
from designer.sql.statements import Statement
from designer.sql.tokens import Kind, Problem, column_of
from designer.sql.volume_comments import VolumeHint, read_volume


@dataclass(frozen=True, slots=True)
class QueryFile:
    """What a query file holds, and what in it could not be understood."""

    patterns: tuple[Query, ...]
    volumes: tuple[VolumeHint, ...]
    problems: tuple[Problem, ...]


_Value = TypeVar("_Value", int, float)

_QUERIES = frozenset("select insert update delete merge with values table replace call".split())
_OPENING = frozenset(["begin", "start"])
_CLOSING = frozenset(["commit", "end", "rollback"])
_SQLC_KIND = re.compile(r"\s+:(?:one|many|exec\w*|batch\w*|copyfrom)\s*$")


def read_queries(text: str, dialect: str = "postgres") -> QueryFile:
    """The access patterns and volumes of a query file; what is malformed becomes a problem with its line."""
    reading = _Reading(text, dialect)
    reading.run()
    problems = sorted(reading.problems, key=lambda p: (p.line, p.column))
    return QueryFile(
        tuple(finished(reading.drafts, dialect)), tuple(sorted(reading.volumes, key=lambda v: v.line)), tuple(problems)
    )


class _Reading:
    def __init__(self, text: str, dialect: str) -> None:
        self.text = text
        self.dialect = dialect
        script = read_script(text, dialect)
        self.problems = list(script.problems)
        self.statements = script.statements
        self.comments = [t for t in tokenize(text, dialect, LIMITS).tokens if t.kind is Kind.COMMENT]
        self.drafts: list[Draft] = []
        self.volumes: list[VolumeHint] = []

    def run(self) -> None:
        lines = self.comment_lines()
        position = 0
        open_draft: Draft | None = None  # the transaction that the next statement may belong to
        in_block = False  # between BEGIN and COMMIT
        for statement in self.statements:
            above: list[CommentLine] = []
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

    def comment_lines(self) -> list[tuple[int, CommentLine]]:
        """Every line of every comment with its offset, except those inside or behind a statement."""
        inside: list[tuple[int, CommentLine]] = []
        statements = iter(self.statements)
        current = next(statements, None)
        ended_line = 0
        for comment in self.comments:
            while current is not None and current.start + len(current.text) <= comment.start:
                ended_line = current.line + current.text.count("\n")
                current = next(statements, None)
            if comment.line == ended_line or (current is not None and current.start < comment.start):
                for line in lines_of(comment.text, comment.line):
                    self.volume(line)
                continue
            inside += [(comment.start, line) for line in lines_of(comment.text, comment.line)]
        return inside

    def placed(self, draft: Draft, statement: Statement, current: Draft | None, in_block: bool) -> Draft | None:
        """Put a query into the transaction it belongs to, or make it a pattern of its own."""
        if draft.transaction:
            target = self.joined(draft)
            target.statements.append(statement.text)
            return target
        continues = in_block or (draft.name is None and not self.blank_above(statement))
        if current is not None and continues:
            current.statements.append(statement.text)
            absorb(current, draft)
            return current
        draft.statements.append(statement.text)
        draft.kind = statement.kind
        self.drafts.append(draft)
        return None

    def joined(self, draft: Draft) -> Draft:
        """The draft of the transaction that is named, an earlier one of that name when there is one."""
        for earlier in self.drafts:
            if earlier.transaction == draft.transaction:
                absorb(earlier, draft)
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

    def described(self, statement: Statement, above: list[CommentLine]) -> Draft:
        draft = Draft(statement.line)
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

    def property(self, draft: Draft, line: CommentLine) -> None:
        key, value = line.key, line.value
        if key == "name":
            draft.name = _SQLC_KIND.sub("", value) or None
        elif key == "transaction":
            draft.transaction = value or None
        elif key == "owner":
            draft.owner = value or None
        elif key == "frequency":
            draft.frequency = self.understood(
                line, rate_per_minute(value), "a rate such as 1200/min, 20/s, 5/hour or 10/day"
            )
        elif key == "latency":
            draft.latency = self.understood(line, milliseconds(value), "a time such as 20ms or 1.5s")
        elif key == "rows":
            draft.rows = self.understood(line, count(value), "a number such as 50, 10_000 or 10M")
        elif key == "param":
            self.parameter(draft, line)
        elif line.text:
            draft.notes.append(line.text)

    def understood(self, line: CommentLine, value: _Value | None, example: str) -> _Value | None:
        if value is None:
            self.problem(line.number, f"{line.key}: “{line.value}” is not {example}")
        return value

    def parameter(self, draft: Draft, line: CommentLine) -> None:
        name, equals, value = line.value.partition("=")
        name = name.strip().lstrip("$:@?").removeprefix("%(").removesuffix(")s")
        if not equals or not name or not value.strip():
            self.problem(line.number, f"param: “{line.value}” is not of the form name = value")
            return
        draft.parameters[name] = (value.strip(), line.number)

    def volume(self, line: CommentLine) -> bool:
        """Take a volume when the line is one; a malformed one is a problem and counts as taken."""
        found = read_volume(line, self.dialect)
        if isinstance(found, VolumeHint):
            self.volumes.append(found)
        elif found is not None:
            self.problems.append(found)
        return found is not None

    def problem(self, number: int, message: str) -> None:
        self.problems.append(Problem(number, 1, message))
