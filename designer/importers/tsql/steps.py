"""The statements inside a batch of T-SQL that is a small program: `IF … BEGIN … END ELSE …`, TRY blocks, variables.

T-SQL needs no semicolons, so a statement ends where a reserved word begins the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_BEGINS = frozenset(
    ("CREATE", "ALTER", "DROP", "EXEC", "EXECUTE", "PRINT", "USE", "SET", "INSERT", "UPDATE", "DELETE", "IF", "BEGIN",
     "WHILE", "DECLARE", "RAISERROR", "RETURN", "SELECT", "GRANT", "DENY", "REVOKE", "TRUNCATE", "MERGE", "COMMIT",
     "ROLLBACK", "SAVE", "GOTO", "WAITFOR", "OPEN", "CLOSE", "FETCH", "DEALLOCATE", "DBCC", "BACKUP", "RESTORE")
)  # fmt: skip
_JOINING = frozenset(("FOR", "AFTER", "OF", "AS", "OR", ",", "UNION", "ALL", "EXCEPT", "INTERSECT", "=", "NOT"))
"""Words behind which a reserved word does not begin a statement: `FOR UPDATE`, `UNION ALL SELECT`."""
_HELD = {
    "INSERT": frozenset(("SELECT", "EXEC", "EXECUTE")),
    "UPDATE": frozenset(("SET",)),
    "MERGE": frozenset(("UPDATE", "INSERT", "DELETE", "SET")),
    "WITH": frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "SET")),
}
_ENDS = (";", "END", "ELSE")
_NO_BLOCK = ("TRAN", "TRANSACTION", "DISTRIBUTED", "DIALOG", "CONVERSATION")


@dataclass(frozen=True, slots=True)
class Simple:
    """One statement, and the words of it that are its own."""

    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Branch:
    """`IF condition …`, with what follows if it holds and, behind ELSE, if not."""

    condition: Cursor
    held: tuple[Step, ...]
    other: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NotRun:
    """A loop, or what is done about an error."""

    cursor: Cursor


Step = Simple | Branch | NotRun


def steps(cursor: Cursor) -> tuple[Step, ...]:
    """What a batch does, in order. Unreadable where a bracket is never closed."""
    return tuple(_Reader(cursor).sequence(cursor.size))


class _Reader:
    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        pairs = zip(cursor.tokens, cursor.keys, strict=True)
        self.keys = [";" if token.kind is Kind.TERMINATOR else key for token, key in pairs]
        self.place = 0

    def sequence(self, last: int) -> Iterator[Step]:
        while self.place < last:
            before = self.place
            yield from self.one(last)
            if self.place == before:  # an END or ELSE that belongs to nothing
                self.place += 1

    def one(self, last: int) -> Iterator[Step]:
        key = self.keys[self.place]
        following = self.key(self.place + 1)
        if key == ";":
            self.place += 1
        elif key == "IF":
            yield self.branch(last)
        elif key == "BEGIN" and following == "CATCH":
            yield self.not_run(self.closing_end(last) + 1)
        elif key == "BEGIN" and following not in _NO_BLOCK:
            yield from self.block(last)
        elif key == "WHILE":
            first = self.place
            self.place = self.condition_end(last)
            list(self.one(last))
            yield NotRun(self.cursor.part(first, self.place))
        elif key not in ("END", "ELSE"):
            first, self.place = self.place, self.simple_end(last)
            yield Simple(self.cursor.part(first, self.place))

    def branch(self, last: int) -> Branch:
        first = self.place + 1
        self.place = self.condition_end(last)
        condition = self.cursor.part(first, self.place)
        held = self.whole_one(last)
        behind = self.place
        while self.key(behind) == ";":
            behind += 1
        if behind >= last or self.key(behind) != "ELSE":
            return Branch(condition, held, ())
        self.place = behind + 1
        return Branch(condition, held, self.whole_one(last))

    def whole_one(self, last: int) -> tuple[Step, ...]:
        """The one statement or block that IF or ELSE governs."""
        return tuple(self.one(last)) if self.place < last else ()

    def block(self, last: int) -> Iterator[Step]:
        end = self.closing_end(last)
        self.place += 2 if self.key(self.place + 1) == "TRY" else 1
        yield from self.sequence(end)
        self.place = min(end + (2 if self.key(end + 1) == "TRY" else 1), last)

    def not_run(self, end: int) -> NotRun:
        first = self.place
        self.place = min(end + (self.key(end) == "CATCH"), self.cursor.size)
        return NotRun(self.cursor.part(first, self.place))

    # Where things end

    def key(self, place: int) -> str:
        return self.keys[place] if place < self.cursor.size else ""

    def closing_end(self, last: int) -> int:
        """The END of the block that begins here, or the end of all where it has none."""
        depth, place = 0, self.place
        while place < last:
            key = self.keys[place]
            if key == "CASE" or (key == "BEGIN" and self.key(place + 1) not in _NO_BLOCK):
                depth += 1
            elif key == "END" and self.key(place + 1) != "CONVERSATION":
                depth -= 1
                if not depth:
                    return place
            place += 1
        return last

    def condition_end(self, last: int) -> int:
        place = self.place + 1
        while place < last and self.keys[place] not in _BEGINS and self.keys[place] != ";":
            place = self.cursor.behind(place)
        return min(place, last)

    def simple_end(self, last: int) -> int:
        first, cases = self.place, 0
        held = _HELD.get(self.keys[first], frozenset[str]())
        place = self.after_subject(last)
        while place < last:
            key = self.keys[place]
            if key == "CASE":
                cases += 1
            elif key == "END" and cases:
                cases -= 1
            elif not cases and (key in _ENDS or (key in _BEGINS and key not in held and self._begins(place))):
                break
            place = self.cursor.behind(place)
        return min(place, last)

    def _begins(self, place: int) -> bool:
        """Whether a reserved word begins a statement, as in `ON DELETE SET NULL` none does."""
        key, before = self.keys[place], self.keys[place - 1]
        if before == "ON":
            return key not in ("DELETE", "UPDATE")
        return before not in _JOINING and not (key == "SET" and before in ("DELETE", "UPDATE"))

    def after_subject(self, last: int) -> int:
        """Behind the verb and the words behind it that may be verbs: privileges, and what ALTER TABLE does."""
        place = self.place + 1
        if self.keys[self.place] in ("GRANT", "DENY", "REVOKE"):
            while place < last and self.keys[place] not in ("ON", "TO", "FROM", ";"):
                place += 1
        if self.keys[self.place] != "ALTER" or self.key(place) != "TABLE":
            return place
        place += 2
        while self.key(place) == ".":
            place += 2
        if self.key(place) == "WITH":
            place += 2
        return min(place + 1, last)
