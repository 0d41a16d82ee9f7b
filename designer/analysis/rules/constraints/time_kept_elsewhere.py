"""CO057: a time of the last change that nothing sets, where other tables have theirs set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.change_times import is_kept_by_column, kept_by_mysql, tells_changes
from designer.analysis.columns import enumerated, merged, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.rule import TableRule
from designer.analysis.triggers import triggers_of
from designer.schema.build import attribute, entity, options
from designer.schema.model import Attribute, Dialect, Entity

_FEWEST = 3
_SHARE = 0.6
_mysql = Dialect(name="mysql")
_kept = attribute("updated_at timestamp not null", options=options(mysql={"on_update": "current_timestamp"}))
_forgotten = attribute("updated_at timestamp not null default current_timestamp")


@dataclass(frozen=True, slots=True)
class _Told:
    entity: Entity
    column: Attribute
    kept_by: str | None


class TimeKeptElsewhere(TableRule):
    """Time of the last change that nothing sets here, and other tables have set.

    In most tables a trigger, or MySQL's ON UPDATE clause, keeps updated_at true. Who knows that leaves it out of every
    UPDATE, and in the one table where the trigger was forgotten the column tells the day of the insert for ever.

    One finding, only where three tables and more have the column set by the server, which are most of those that have
    one. A design that leaves it to programs has decided so. The fix is MySQL's clause; elsewhere it takes the trigger
    that the other tables have.
    """

    code = "CO057"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/plpgsql-trigger.html"
    flagged = example(
        *(entity(name, "id int", _kept, pk="id") for name in ("a", "b", "c")),
        entity("d", "id int", _forgotten, pk="id"),
        dialect=_mysql,
    )
    accepted = example(*(entity(name, "id int", _kept, pk="id") for name in ("a", "b", "c", "d")), dialect=_mysql)

    def gather(self, facts: Facts) -> Iterator[_Told]:
        for table in own_tables(facts):
            for column in table.attributes:
                if tells_changes(facts, column):
                    yield _Told(table, column, _kept_by(facts, table, column))
                    break

    def fold(self, facts: Facts, found: Sequence[_Told]) -> Iterator[Finding]:
        forgotten, kept = [one for one in found if one.kept_by is None], [one for one in found if one.kept_by]
        if not forgotten or len(kept) < _FEWEST or len(kept) < _SHARE * len(found):
            return
        places = [f"{facts.name(one.entity)}.{one.column.name}" for one in forgotten]
        count = f"{len(places)} times of the last change are" if len(places) > 1 else f"{places[0]} is"
        yield self.finding(
            facts.schema,
            f"{count} set by nothing, where {len(kept)} other tables have theirs set by the server"
            + (f": {enumerated(places)}" if len(places) > 1 else ""),
            "Who relies on the others leaves the column out of every UPDATE, and here it stays as it was.",
            evidence=evidence_table(
                ("column", "default"),
                [(place, one.column.default) for place, one in zip(places, forgotten, strict=True)],
                **{"set by the server": tuple(f"{facts.name(one.entity)}: {one.kept_by}" for one in kept[:5])},
            ),
            fix=merged(kept_by_mysql(facts, one.column) for one in forgotten),
        )


def _kept_by(facts: Facts, table: Entity, column: Attribute) -> str | None:
    if is_kept_by_column(facts, column):
        return "the column's own clause"
    name = next((one.name for one in triggers_of(facts, table.id) if "update" in one.events), None)
    return f"trigger {name}" if name else None
