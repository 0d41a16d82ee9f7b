"""CO014: ON DELETE SET NULL on a column that takes no NULL."""

from collections.abc import Iterator

from designer.analysis.blocks import is_in_a_block
from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Relationship

_teams = entity("teams", "id bigint", pk="id")
_REMADE = frozenset({"constraint"})
"""Key words of a block that may drop a foreign key and make it with another action."""

_REFUSED = ("mysql", "mariadb", "tsql")
"""Dialects that look at the columns when the foreign key is made."""


class SetNullOnRequired(ListedRule):
    """SET NULL or SET DEFAULT on a column that cannot take it.

    The action promises that a parent can be deleted and its children stay. With NOT NULL, or without a default to
    set, every such delete fails, in production and not before. MySQL, MariaDB and SQL Server refuse the foreign key
    itself.

    Only the columns that the action sets count, where it names some.
    """

    code = "CO014"
    many = alike = "foreign keys empty columns that cannot be empty"
    message = "What the action is to set cannot be set: it fails each time, or the server refuses the foreign key."
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(
        _teams,
        entity("players", "id bigint", "team_id bigint not null", pk="id", index="team_id"),
        link("players.team_id", "teams.id", on_delete="set null"),
    )
    accepted = example(
        _teams,
        entity("players", "id bigint", "team_id bigint", pk="id", index="team_id"),
        link("players.team_id", "teams.id", on_delete="set null"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            for event in ("on_delete", "on_update"):
                found = self._failing(facts, relationship, event)
                if found:
                    yield found
                    break

    def _failing(self, facts: Facts, relationship: Relationship, event: str) -> Finding | None:
        action = getattr(relationship, event)
        if action not in ("set null", "set default"):
            return None
        child = facts.schema.entity(relationship.child)
        chosen = (relationship.on_delete_columns if event == "on_delete" else ()) or relationship.columns
        failing = [
            column.name for column in map(facts.schema.attribute, chosen) if _fails(facts, child, column, action)
        ]
        if not failing:
            return None
        parent = facts.name(facts.schema.entity(relationship.parent))
        verb = "deleted" if event == "on_delete" else "changed in its key"
        columns = ", ".join(failing)
        return self.finding(
            relationship,
            f"{event.replace('_', ' ').upper()} {action.upper()} fails on {facts.name(child)} ({columns}), NOT NULL",
            "The server refuses the foreign key, since the action would set what the columns do not take."
            if facts.schema.dialect.name in _REFUSED
            else f"A row of {parent} that {facts.name(child)} refers to cannot be {verb}: the action fails each time.",
            evidence=FrozenMap({"foreign key": relationship.name, "action": action, "columns": columns}),
            confidence=Confidence.HINT if is_in_a_block(facts, child.name, making=_REMADE) else None,
            fix=(edits.alter(facts.schema, relationship.id, **{event: "no action", **_emptied(relationship, event)}),),
        )


def _fails(facts: Facts, child: Entity, column: Attribute, action: str) -> bool:
    nothing = action == "set null" or column.default is None or column.default.strip().upper() == "NULL"
    return nothing and facts.is_required(child, column)


def _emptied(relationship: Relationship, event: str) -> dict[str, object]:
    return {"on_delete_columns": ()} if event == "on_delete" and relationship.on_delete_columns else {}
