"""CO062: cascades that reach a table twice, which SQL Server refuses."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect, Relationship

_tsql = Dialect(name="tsql")
_tables = (
    entity("teams", "id bigint", pk="id"),
    entity("players", "id bigint", "team_id bigint not null", pk="id", index="team_id"),
    entity("goals", "id bigint", "team_id bigint", "player_id bigint", pk="id", index=["team_id", "player_id"]),
)
_links = (
    link("players.team_id", "teams.id", on_delete="cascade"),
    link("goals.player_id", "players.id", on_delete="cascade"),
)
_ACTING = frozenset({"cascade", "set null", "set default"})


class TwoCascadePaths(Rule):
    """Cascades that reach one table twice.

    SQL Server lets the deletion of a row reach any table on one path only, and no table reach itself: the ALTER TABLE
    that adds the second path fails with error 1785, be the data as it may. A design that came from another system
    shows it on the day it is deployed.

    Paths are followed through ON DELETE CASCADE; the last step may also set columns to NULL or to their default. The
    foreign key that comes second is named. One of the two has to be NO ACTION, and a procedure or an INSTEAD OF trigger
    does its work. Other systems take such designs.
    """

    code = "CO062"
    dialects = ("tsql",)
    severity = Severity.ERROR
    confidence = Confidence.CERTAIN
    reference = (
        "https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-1785-database-engine-error"
    )
    flagged = example(*_tables, *_links, link("goals.team_id", "teams.id", on_delete="set null"), dialect=_tsql)
    accepted = example(*_tables, *_links, link("goals.team_id", "teams.id"), dialect=_tsql)

    def check(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "tsql":
            return
        below: dict[str, list[Relationship]] = {}
        for one in facts.schema.relationships:
            if one.on_delete in _ACTING:
                below.setdefault(one.parent, []).append(one)
        refused: dict[str, tuple[Relationship, Relationship | None]] = {}
        for top in below:
            for second, first in _twice(top, below):
                refused.setdefault(second.id, (second, first))
        for second, first in refused.values():
            yield self._finding(facts, second, first)

    def _finding(self, facts: Facts, second: Relationship, first: Relationship | None) -> Finding:
        child, parent = (facts.name(facts.schema.entity(one)) for one in (second.child, second.parent))
        columns = ", ".join(facts.schema.names(second.columns))
        other = f"through {facts.name(facts.schema.entity(first.parent))}" if first else "from itself"
        return self.finding(
            second,
            f"{child} ({columns}) gives {child} a second path of cascades, and SQL Server refuses it",
            f"A deletion reaches {child} {other} and by this foreign key to {parent}: adding it fails with error 1785.",
            evidence=FrozenMap(
                {
                    "refused": f"{child} ({columns}) to {parent}, on delete {second.on_delete}",
                    "other path": f"on delete {first.on_delete} {other}" if first else "the table itself",
                }
            ),
            fix=(edits.alter(facts.schema, second.id, on_delete="no action"),),
        )


def _twice(top: str, below: dict[str, list[Relationship]]) -> Iterator[tuple[Relationship, Relationship | None]]:
    """(the foreign key by which a deletion in a table reaches another again, the one by which it came first)."""
    reached: dict[str, Relationship | None] = {top: None}
    waiting = [top]
    while waiting:
        for one in below.get(waiting.pop(0), ()):
            if one.child in reached:
                yield one, reached[one.child]
                continue
            reached[one.child] = one
            if one.on_delete == "cascade":
                waiting.append(one.child)
