"""CO038: a time of the last change that a change leaves as it was."""

from collections.abc import Iterator

from designer.analysis.change_times import has_trigger, is_kept_by_column, kept_by_mysql, tells_changes
from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.rule import Rule
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import AccessPattern, Attribute, Entity

_columns = ("id bigint", "title text", "updated_at timestamptz not null default now()")


class StaleChangeTime(ListedRule):
    """Time of the last change that a change leaves as it was.

    A default fills updated_at once, when the row comes. A declared pattern then changes the row and does not set it,
    and no trigger does: the column goes on telling the day of the insert. Caches that ask for what changed since their
    last visit miss the row, and so does every copy that is brought up to date by that time.

    Reads the UPDATE statements of the access patterns. Nothing is said where a trigger is on the table, where MySQL's
    ON UPDATE keeps the column, or where the statement sets it; nor of the time of a single fact (`price_updated_at`).
    """

    code = "CO038"
    reference = "https://www.postgresql.org/docs/18/plpgsql-trigger.html"
    many = "times of the last change stay as they were when a row is changed"
    message = "Nothing sets the time: what looks for changed rows by it misses them."
    flagged = example(
        entity("articles", *_columns, pk="id"), pattern("edit", "UPDATE articles SET title = $1 WHERE id = $2")
    )
    accepted = example(
        entity("articles", *_columns, pk="id"),
        pattern("edit", "UPDATE articles SET title = $1, updated_at = now() WHERE id = $2"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            times = facts.kept(_set_by_statements, table)
            if not times or has_trigger(facts, table):
                continue
            for column in times:
                forgetting = _forgetting(facts, table, column)
                if forgetting:
                    yield _finding(self, facts, table, column, forgetting)


def _set_by_statements(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """The times of the last change that the table itself does not keep; to be `kept`."""
    return tuple(one for one in table.attributes if tells_changes(facts, one) and not is_kept_by_column(facts, one))


def _finding(
    rule: Rule, facts: Facts, table: Entity, column: Attribute, forgetting: tuple[AccessPattern, ...]
) -> Finding:
    names = tuple(one.name for one in forgetting)
    return rule.finding(
        column,
        f"“{names[0]}” changes rows of {facts.name(table)}, and {column.name} stays as it was",
        f"Set {column.name} in the statement, or let "
        + ("ON UPDATE" if facts.schema.dialect.name in ("mysql", "mariadb") else "a trigger")
        + " keep it: what looks for changed rows by it misses these.",
        entity=table.id,
        evidence=FrozenMap(
            {"patterns that leave it": names, "default": column.default, "kept by": "no trigger, no ON UPDATE"}
        ),
        fix=kept_by_mysql(facts, column),
    )


def _forgetting(facts: Facts, table: Entity, column: Attribute) -> tuple[AccessPattern, ...]:
    """The patterns that update rows of a table and leave the column."""
    return tuple(
        dict.fromkeys(
            need.pattern
            for need in facts.needs_on(table.id)
            if need.statement.kind == "update"
            and need.statement.tables[need.use].written
            and column.id not in need.statement.writes
        )
    )
