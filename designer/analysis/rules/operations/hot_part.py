"""GR014: one node or part that most rows go to, where a design is divided among several."""

from collections.abc import Iterator

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.large import is_large
from designer.analysis.rule import Rule
from designer.analysis.selectivity import distinct_values
from designer.schema.arrivals import arrival
from designer.schema.build import attribute, entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Requirements, ValueShare

_requirements = Requirements(deployment="distributed", tenancy="team_id")


def _messages(share: float) -> Entity:
    team = attribute("team_id bigint not null", distinct=40_000, values=(ValueShare(value=7, frequency=share),))
    return entity("messages", "id bigint not null", team, pk="team_id, id", rows=90_000_000, rows_per_day=200_000)


class HotPart(Rule):
    """One node that most rows go to, in a design that is divided among several.

    A key divides the work only as evenly as its values are spread. A tenant that holds a third of the rows fills one
    node while the others idle; a key of ten values can never use more than ten nodes; and parts by the time of
    arrival send every new row to the same one. A second column in the key, or a node of its own for the large
    tenant, spreads them.

    Flagged where the requirements say that the design is distributed, in tables that are large now or within the
    horizon: by the declared shares and numbers of values of the column that divides it, and by what the table's own
    partitions are told from. How the system spreads its ranges is not known, so this is a hint.
    """

    code = "GR014"
    confidence = Confidence.HINT
    reference = "https://docs.citusdata.com/en/stable/sharding/data_modeling.html#real-time-apps"
    flagged = example(_messages(0.4), _requirements)
    accepted = example(_messages(0.01), _requirements)

    def check(self, facts: Facts) -> Iterator[Finding]:
        required = facts.schema.requirements
        if required.deployment != "distributed":
            return
        for table in own_tables(facts):
            if not is_large(facts, table):
                continue
            column = _divider(facts, table, required.tenancy)
            if column is not None:
                yield from self._of_values(facts, table, column)
                continue
            moment = _by_arrival(facts, table)
            if moment is not None:
                yield self._of_time(facts, table, moment)

    def _of_values(self, facts: Facts, table: Entity, column: Attribute) -> Iterator[Finding]:
        most = max(column.values, key=lambda one: one.frequency, default=None)
        distinct = distinct_values(facts, table, column)
        place = f"{facts.name(table)}.{column.name}"
        rows, per_day = facts.rows_in(table, facts.horizon_months) or 0, table.rows_per_day or 0
        shown = {"divided by": place, "rows at the horizon": round(rows)}
        if most is not None and most.frequency >= facts.thresholds.hot_share:
            said = f"{most.frequency:.0%}"
            yield self.finding(
                table,
                f"{said} of {facts.name(table)} has one {column.name}, and goes to one node",
                f"That is {most.frequency * rows:,.0f} rows at the horizon"
                + (f", and {most.frequency * per_day:,.0f} new ones a day." if per_day else "."),
                attributes=(column.id,),
                evidence=FrozenMap({**shown, "value": str(most.value), "share": most.frequency}),
            )
        elif distinct is not None and distinct < facts.thresholds.few_parts:
            yield self.finding(
                table,
                f"{place} has {distinct:,.0f} values, so that no more than {distinct:,.0f} nodes share the rows",
                "A node more would stay empty. A second column in the key divides further.",
                attributes=(column.id,),
                evidence=FrozenMap({**shown, "values": distinct}),
            )

    def _of_time(self, facts: Facts, table: Entity, moment: Attribute) -> Finding:
        per_day = table.rows_per_day or 0
        return self.finding(
            table,
            f"Every new row of {facts.name(table)} goes to the same part, by {moment.name}",
            f"{per_day:,.0f} rows a day are written to one node, and the others only read."
            " Divide by another column first, and by time within it.",
            attributes=(moment.id,),
            evidence=FrozenMap({"parts by": f"{facts.name(table)}.{moment.name}", "rows a day": per_day}),
        )


def _divider(facts: Facts, table: Entity, tenancy: str | None) -> Attribute | None:
    """The column by whose values rows are told apart: the tenant's, or that of lists and hashes."""
    named = table.attribute(tenancy) if tenancy else None
    if named is not None:
        return named
    parts = table.partition_by
    if parts is None or parts.strategy == "range" or len(parts.keys) != 1 or parts.keys[0].column is None:
        return None
    return facts.schema.attribute(parts.keys[0].column)


def _by_arrival(facts: Facts, table: Entity) -> Attribute | None:
    """The time of arrival by whose ranges the table is parted, where rows are declared to arrive."""
    parts = table.partition_by
    if parts is None or parts.strategy != "range" or not parts.keys or not table.rows_per_day:
        return None
    first = parts.keys[0].column
    families = ((one, facts.family(one)) for one in table.attributes)
    found = arrival((one, family) for one, family in families if family in ("timestamp", "date"))
    return found if found is not None and found.id == first else None
