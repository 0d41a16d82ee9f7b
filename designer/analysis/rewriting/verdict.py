"""What was seen of a rewrite's answers."""

from dataclasses import dataclass

from designer.analysis.rewriting.offered import Rewrite


@dataclass(frozen=True, slots=True)
class Verdict:
    """equal: whether every answer was the same; None where that could not be seen, and `why` says why.

    rows: in the tables they were asked of; answers: how many times both were run; returned: rows that came, in all.
    ordered: whether the order was the same, too, as it is total. note: of a value that only one of them takes.
    valued: whether they take values. awkward: whether the rows were awkward on purpose, some tables being empty, since
    no other time zones tell more. chance: whether they were held against each other without a LIMIT whose rows their
    order does not tell. not_run: whether there is no server to run them on.
    """

    rewrite: Rewrite
    equal: bool | None
    why: str = ""
    rows: int = 0
    answers: int = 0
    returned: int = 0
    ordered: bool = False
    server: str = ""
    note: str = ""
    valued: bool = False
    awkward: bool = False
    not_run: bool = False
    chance: bool = False

    @property
    def sentence(self) -> str:
        """What was seen, for people."""
        if self.not_run:
            return f"Not run here: {self.why}"
        if self.equal is None:
            return f"Not compared: {self.why}"
        if not self.equal:
            return f"Not offered, since the answers differ: {self.why}"
        order = ", in the same order" if self.ordered else ""
        times = f"{self.answers:,} times, in other time zones" + (" and with other values" if self.valued else "")
        if self.awkward:
            values = " with other values," if self.valued else ""
            times = f"{self.answers:,} times,{values} on empty tables and on rows with nulls, ties and repeats"
        cut, within = "", ""
        if self.chance:
            cut = " but for LIMIT"
            within = " Which of the rows that tie come within LIMIT is chance in both, until a key completes the order."
        return (
            f"Proved equal{cut} on {self.rows:,} made rows: both were run {times}, and returned the same"
            f" {self.returned:,} rows{order} ({self.server}).{within}{self.note}"
        )
