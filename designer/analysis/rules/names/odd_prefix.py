"""NM010: a few tables without the prefix of all others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.keys import keeps_schema_version
from designer.analysis.rule import TableRule
from designer.schema.build import entity
from designer.schema.model import Entity
from designer.schema.words import words

_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class _Named:
    entity: Entity
    prefix: str


class OddPrefix(TableRule):
    """A few tables without the prefix of all others.

    Where tables are called app_users and app_orders, people type app_ without a thought, scripts that back up, grant or
    clear "the tables of the application" go by it, and the table without it is the one that they miss.

    One finding, told by each schema of the database, where at least eight tables are there and nearly all (85 in a
    hundred) begin with the same word. Tables that share another first word are a part of their own, and those of tools
    that keep the schema's version are not counted.

    Where a team has set the prefix of its tables, each table without it is reported, however many there are.
    """

    code = "NM010"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://doi.org/10.1007/s11219-006-9219-1"
    flagged = example(
        *(entity(f"app_{name}", "id bigint", pk="id") for name in ("users", "orders", "items", "carts", "shops")),
        *(entity(f"app_{name}", "id bigint", pk="id") for name in ("prices", "taxes", "notes", "mails")),
        entity("refunds", "id bigint", pk="id"),
    )
    accepted = example(*(entity(f"app_{name}", "id bigint", pk="id") for name in ("users", "orders", "items", "carts")))

    def gather(self, facts: Facts) -> Iterator[_Named]:
        for table in own_tables(facts):
            parts = words(table.name)
            if parts and not keeps_schema_version(table):
                yield _Named(table, parts[0] if len(parts) > 1 else "")

    def fold(self, facts: Facts, found: Sequence[_Named]) -> Iterator[Finding]:
        prefix = facts.thresholds.naming.prefix
        if prefix:
            yield from self._off(facts, prefix, found)
            return
        by_schema: dict[str | None, list[_Named]] = defaultdict(list)
        for one in found:
            by_schema[one.entity.schema].append(one)
        rows = [row for named in by_schema.values() for row in _odd(facts, named)]
        if not rows:
            return
        prefixes = list(dict.fromkeys(prefix for _, prefix in rows))
        count = "1 table does" if len(rows) == 1 else f"{len(rows)} tables do"
        yield self.finding(
            facts.schema,
            f"{count} not begin with {prefixes[0] if len(prefixes) == 1 else 'the prefix of their schema'} "
            f"as nearly all others do: {enumerated([name for name, _ in rows])}",
            "Whatever goes by the prefix (a backup, a grant, a clean-up) passes by these.",
            evidence=evidence_table(("table", "others begin with"), rows),
        )

    def _off(self, facts: Facts, prefix: str, found: Sequence[_Named]) -> Iterator[Finding]:
        """What does not begin as the team has set."""
        names = [facts.name(one.entity) for one in found if not one.entity.name.lower().startswith(prefix.lower())]
        if names:
            count = "1 table does" if len(names) == 1 else f"{len(names)} tables do"
            yield self.finding(
                facts.schema,
                f"The team's tables begin with {prefix}, {count} not: {enumerated(names)}",
                "Whatever goes by the prefix (a backup, a grant, a clean-up) passes by these.",
                confidence=Confidence.LIKELY,
                evidence=evidence_table(("table", "to begin with"), [(name, prefix) for name in names]),
            )


def _odd(facts: Facts, named: Sequence[_Named]) -> list[tuple[str, str]]:
    """(table, the prefix of the others) of those without it in one schema."""
    counted = Counter(one.prefix for one in named)
    usual, often = counted.most_common(1)[0]
    if not usual or len(named) < facts.thresholds.names_for_style or often < _SHARE * len(named):
        return []
    odd = [one for one in named if counted[one.prefix] == 1 or not one.prefix]
    odd = [one for one in odd if not one.entity.name.lower().startswith(usual)]
    return [(facts.name(one.entity), usual) for one in odd]
