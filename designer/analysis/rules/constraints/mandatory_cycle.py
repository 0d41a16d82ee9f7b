"""CO016: tables that each need the other's row first."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Relationship

_teams = entity("teams", "id bigint", "captain_id bigint not null", pk="id", index="captain_id")
_players = entity("players", "id bigint", "team_id bigint not null", pk="id", index="team_id")
_in_team = link("players.team_id", "teams.id")

_DEFERRING = ("postgres", "sqlite", "oracle")


class MandatoryCycle(Rule):
    """Tables that each need the other's row first.

    Foreign keys over NOT NULL columns lead from a table through others back to it, and none of them can wait: the
    first row of each needs a row of the next. In PostgreSQL one statement that writes them all can do it; no dump of
    data can be loaded in any order, and a program tries and gives up.

    One foreign key that may be NULL, or that is deferrable, breaks the circle; MySQL, MariaDB and SQL Server cannot
    defer one, so that no fix is offered there. A table that refers to itself can begin with a row that refers to
    itself, and is left alone.
    """

    code = "CO016"
    reference = "https://www.postgresql.org/docs/18/sql-set-constraints.html"
    flagged = example(_teams, _players, _in_team, link("teams.captain_id", "players.id"))
    accepted = example(_teams, _players, _in_team, link("teams.captain_id", "players.id", deferrable="deferred"))

    def check(self, facts: Facts) -> Iterator[Finding]:
        for circle in _circles(list(facts.listed(_binding))):
            tables = [facts.name(one) for one in facts.schema.entities if any(one.id == edge.child for edge in circle)]
            rows = [edge.name or ", ".join(facts.schema.names(edge.columns)) for edge in circle]
            yield self.finding(
                circle[0],
                f"{', '.join(tables)} each need a row of the next before their first can be written",
                "All the foreign keys between them are mandatory and checked at once: no order of inserts is possible.",
                evidence=FrozenMap({"tables": tuple(tables), "foreign keys": tuple(rows)}),
                fix=tuple(edits.alter(facts.schema, edge.id, deferrable="deferred") for edge in circle)
                if facts.schema.dialect.name in _DEFERRING
                else (),
            )


def _binding(facts: Facts, child: Entity) -> tuple[Relationship, ...]:
    """The foreign keys of a table that every row of it has to meet at once."""
    return tuple(
        one
        for one in facts.schema.references_from(child.id)
        if one.deferrable is None
        and one.parent != child.id
        and all(facts.is_required(child, facts.schema.attribute(column)) for column in one.columns)
    )


def _circles(edges: list[Relationship]) -> Iterator[list[Relationship]]:
    """The edges of each set of tables that all lead to one another; what has no way out or in is taken away first."""
    while True:
        children, parents = {edge.child for edge in edges}, {edge.parent for edge in edges}
        kept = [edge for edge in edges if edge.parent in children and edge.child in parents]
        if len(kept) == len(edges):
            break
        edges = kept
    forward: dict[str, set[str]] = {}
    for edge in edges:
        forward.setdefault(edge.child, set()).add(edge.parent)
    reach = {start: _reached(start, forward) for start in forward}
    seen: set[str] = set()
    for start in forward:
        members = {other for other in reach[start] if start in reach.get(other, set())}
        if members and start not in seen:
            seen |= members
            yield [edge for edge in edges if edge.child in members and edge.parent in members]


def _reached(start: str, forward: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for other in forward.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
