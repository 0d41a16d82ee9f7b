"""NF001: the same fact in numbered columns."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.kept_rows import kept_rows
from designer.analysis.kinds_of_table import is_staged
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

_PARTS_OF_ONE_THING = frozenset(
    {
        "line",
        "address",
        "street",
        "md",
        "sha",
        "utf",
        "iso",
        "q",
        "week",
        "day",
        "month",
        "dow",
        "wday",
        "weekday",
        "top",
        "tier",
        "level",
        "ip",
        "addr",
        "h",
    }
)
"""Words whose number is a name: lines of an address, hash functions, quarters, days of the week, levels."""

_OF_A_BODY = frozenset({"dimension", "size", "axis", "coord", "coordinate", "angle", "view", "side", "edge"})
"""Words of which three numbered columns are no list that could grow: space has three dimensions."""
_SPACE = 3


class RepeatingColumns(ListedRule):
    """Numbered columns that repeat one fact.

    `phone1`, `phone2`, `phone3` hold a list in columns. A fourth phone needs a migration, a search needs one
    condition per column, and a constraint has to be said as often. A table of its own takes any number of them.

    Two columns are a pair more often than a list (`player1` and `player2`), and are left alone. So are lines of an
    address, hash functions, quarters and other numbers that belong to the name, the three dimensions of a body,
    columns of different types, and generated columns, which store no fact of their own. In a snapshot of what a
    program measured the three longest waits are three by design: a hint, as in a table that takes in what others
    deliver, or that keeps the rows of another one as they were.
    """

    code = "NF001"
    severity = Severity.WARNING
    confidence = Confidence.LIKELY
    rests_on = (kept_rows,)
    many = "tables repeat one fact in numbered columns"
    message = "One more needs a migration, and finding one takes a condition for each column."
    reference = "https://doi.org/10.1145/362384.362685"
    flagged = example(entity("contacts", "id bigint", "phone1 text", "phone2 text", "phone3 text", pk="id"))
    accepted = example(
        entity(
            "addresses", "id bigint", "address_line1 text", "address_line2 text", "sha256 text", "sha1 text", pk="id"
        )
    )

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        for confidence in (Confidence.LIKELY, Confidence.HINT):
            yield from super().fold(facts, [one for one in found if one.confidence is confidence])

    def gather(self, facts: Facts) -> Iterator[Finding]:
        kept = facts.whole(kept_rows)
        for table in facts.tables:
            groups = {
                stem: members
                for stem, members in _groups(facts, table).items()
                if len(members) >= facts.thresholds.repeating_columns
            }
            if not groups:
                continue
            stem, members = max(groups.items(), key=lambda item: len(item[1]))
            copied = all((table.id, one.name.lower()) in kept for one in members)
            also = f", and {len(groups) - 1} more like it" if len(groups) > 1 else ""
            yield self.finding(
                table,
                f"{facts.name(table)} repeats {stem} in {len(members)} columns{also}",
                f"One more {stem} needs a migration, and finding one takes a condition for each column.",
                confidence=Confidence.HINT if copied or _is_measured(facts, table) else Confidence.LIKELY,
                attributes=tuple(one.id for group in groups.values() for one in group),
                evidence=evidence_table(
                    ("repeated", "columns", "type"),
                    [(name, ", ".join(one.name for one in group), group[0].type) for name, group in groups.items()],
                ),
            )


def _groups(facts: Facts, entity: Entity) -> dict[str, list[Attribute]]:
    """Columns by what is left of their name without its number, where the numbers run from 0 or 1 without a gap."""
    keyed = {column for key in entity.keys for column in key.columns}
    by_stem: dict[tuple[tuple[str, ...], str], dict[int, Attribute]] = defaultdict(dict)
    for attribute in entity.attributes:
        parts = () if attribute.generated else words(attribute.name)
        numbers = [place for place, word in enumerate(parts) if word.isdecimal() and len(word) < 6]
        if len(numbers) != 1 or len(parts) < 2 or parts[numbers[0] - 1] in _PARTS_OF_ONE_THING:
            continue
        place = numbers[0]
        stem = (*parts[:place], *parts[place + 1 :])
        by_stem[stem, str(facts.type_of(attribute))].setdefault(int(parts[place]), attribute)
    return {
        "_".join(stem): [members[number] for number in sorted(members)]
        for (stem, _), members in by_stem.items()
        if _is_counted(sorted(members))
        and not keyed & {one.id for one in members.values()}
        and not (len(members) == _SPACE and singular(stem[-1]) in _OF_A_BODY)
    }


def _is_counted(numbers: list[int]) -> bool:
    return len(numbers) >= 2 and numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_measured(facts: Facts, table: Entity) -> bool:
    """Whether the key of a table holds the time of a snapshot, or its columns are those of a delivery."""
    if is_staged(table):
        return True
    key = table.primary_key.columns if table.primary_key else ()
    return any("snapshot" in words(one.name) and (one.id in key or not key) for one in table.attributes)
