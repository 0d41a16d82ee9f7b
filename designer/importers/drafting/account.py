"""The account of every statement while sources are read: skipped, carried or a problem, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.drafting.draft import Place
from designer.importers.result import Carried, Problem, Remark, Skipped
from designer.sql.cursor import Cursor, Unreadable

_SHOWN = 80


@dataclass(eq=False, kw_only=True)
class Account:
    """What is said of the statements of one or more sources; file: the one that is being read."""

    file: str | None = None
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    offset: int = 0  # lines of the sources before this one, so that opaque statements keep their order
    last_order: int = 0

    def place(self, cursor: Cursor) -> Place:
        """Where the cursor stands, by its line."""
        return Place(cursor.line, self.file)

    def next_order(self, line: int) -> int:
        """The number that keeps what is carried on a line of this source behind all before it."""
        self.last_order = max(self.offset + line, self.last_order + 1)
        return self.last_order

    def problem(self, line: int, column: int, message: str, file: str | None = None) -> None:
        self.problems.append(Problem(line, column, message, file or self.file))

    def report(self, error: Unreadable, cursor: Cursor) -> None:
        """Note what could not be read, with its place in the source."""
        self.problem(*cursor.place_of(error), error.message)

    def skip(self, line: int, statement: str, reason: str) -> None:
        """Note a statement, or a part of one, that is left out, by its first words."""
        shown = " ".join(statement[:200].split())
        shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
        self.skipped.append(Skipped(line, shown, reason, self.file))

    def skip_after_all(self, kind: str, name: str, place: Place, why: str, *, shown: str | None = None) -> None:
        """A carried statement that a later one drops or replaces is skipped; shown: instead of kind and name."""
        same = (kind, name, place.line, place.file)
        self.carried = [one for one in self.carried if (one.kind, one.name, one.line, one.file) != same]
        self.skipped.append(Skipped(place.line, shown or f"{kind} {name}", why, place.file))
