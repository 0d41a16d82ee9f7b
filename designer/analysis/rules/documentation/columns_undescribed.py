"""DO006: columns that nobody described, among those that somebody did."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from designer.analysis.columns import enumerated, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import SummedRule
from designer.analysis.vocabulary import means_moment
from designer.schema.build import attribute, entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_FEWEST = 12
_SHARE = 0.7
_SHOWN = 30
_PLAIN = frozenset("id uuid name title label description email created updated modified deleted".split())
_described = tuple(attribute(f"fact_{name} text", comment="What it is.") for name in "abcdefghijklmnopqrstuv")


@dataclass(frozen=True, slots=True)
class _Told:
    """without: tables and columns that nobody described."""

    without: tuple[tuple[str, str], ...]
    count: int
    """How many columns there are to describe."""


class ColumnsUndescribed(SummedRule):
    """Columns that nobody described, among those that somebody did.

    A unit, a sign, what NULL means here, who fills it: a name does not say, and who wrote it has left. Where most
    columns of a design have a sentence, readers trust that what matters is said, and take the bare ones for obvious.

    One finding for the design, only where at least a dozen columns want words and seven in ten have them. Keys,
    references, times of creation and change, and plain names (name, title, email) speak for themselves.
    """

    code = "DO006"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/sql-comment.html"
    flagged = example(entity("facts", "id bigint", *_described, "rate numeric", pk="id"))
    accepted = example(entity("facts", "id bigint", *_described, "name text", pk="id"))

    def sum_of(self, facts: Facts, table: Entity) -> _Told:
        wanting = () if table.partition_of else facts.kept(_wanting, table)
        place = facts.name(table)
        without = tuple((place, one.name) for one in wanting if not one.comment)
        return _Told(without, len(wanting))

    def judge(self, facts: Facts, sums: Mapping[str, _Told]) -> Iterator[Finding]:
        total, number = sum(one.count for one in sums.values()), sum(len(one.without) for one in sums.values())
        if not number or total < _FEWEST or total - number < _SHARE * total:
            return
        bare = [place for one in sums.values() for place in one.without]
        places = [f"{table}.{name}" for table, name in bare]
        yield self.finding(
            facts.schema,
            f"{len(bare)} of {total} columns have no description: {enumerated(places)}",
            "The others have one; who reads on takes these for obvious.",
            evidence=evidence_table(("table", "column"), bare[:_SHOWN]),
        )


def _wanting(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """The columns whose names do not say all."""
    plain = facts.foreign_columns(table.id) | set(table.primary_key.columns if table.primary_key else ())
    return tuple(one for one in own_of(facts, table) if one.id not in plain and not _is_plain(one.name))


@lru_cache(maxsize=65536)
def _is_plain(name: str) -> bool:
    parts = words(name)
    return (
        parts[-1:] in (("id",), ("uuid",))
        or parts in (("create", "time"), ("update", "time"))
        or (len(parts) == 1 and parts[0] in _PLAIN)
        or means_moment(name)
    )
