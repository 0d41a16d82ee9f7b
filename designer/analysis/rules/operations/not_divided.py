"""GR010: a large table, or a query on one, without the key by which a distributed design is divided."""

from collections.abc import Iterator

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.large import is_large
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule
from designer.analysis.workload import ParsedPattern
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Requirements

_requirements = Requirements(deployment="distributed", tenancy="team_id")
_columns = ("id bigint", "team_id bigint not null", "sent_at timestamptz")
_select = "SELECT id FROM messages WHERE id = $1"


class NotDivided(Rule):
    """Large table, or query on one, without the key by which the design is divided.

    A distributed database puts each row on the node that its key says. Where the tenant is no part of the primary key,
    uniqueness has to be asked of all nodes, and most such systems refuse the table. A query that does not say which
    tenant it is for goes to every node, and is as slow as the slowest of them.

    Flagged where the requirements say that the design is distributed and name the tenant column, in tables that are
    declared to be large now or within the horizon. Nothing is divided by a column that nobody has named.
    """

    code = "GR010"
    confidence = Confidence.HINT
    reference = "https://docs.citusdata.com/en/stable/sharding/data_modeling.html#multi-tenant-apps"
    flagged = example(entity("messages", *_columns, pk="id", rows=90_000_000), _requirements)
    accepted = example(
        entity("messages", *_columns, pk="team_id, id", rows=90_000_000),
        pattern("one message", f"{_select} AND team_id = $2", per_minute=60),
        _requirements,
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        required = facts.schema.requirements
        if required.deployment != "distributed" or not required.tenancy:
            return
        large = {table.id: table for table in own_tables(facts) if is_large(facts, table)}
        for table in large.values():
            yield from self._table(facts, table, required.tenancy)
        for parsed in facts.patterns:
            yield from self._pattern(facts, parsed, large, required.tenancy)

    def _table(self, facts: Facts, table: Entity, tenancy: str) -> Iterator[Finding]:
        column = table.attribute(tenancy)
        key = table.primary_key.columns if table.primary_key else ()
        if column is not None and (column.id in key or not key):
            return
        name, names = facts.name(table), ", ".join(facts.schema.names(key))
        said = f"has no {tenancy}" if column is None else f"has a primary key ({names}) without {tenancy}"
        yield self.finding(
            table,
            f"{name} {said}, by which the design is divided",
            "Its rows are in no tenant's part, so that every join with them crosses nodes."
            if column is None
            else "Whether a key is unique has then to be asked of every node.",
            attributes=(column.id,) if column else (),
            evidence=FrozenMap(
                {
                    "divided by": tenancy,
                    "primary key": names,
                    "rows at the horizon": facts.rows_in(table, facts.horizon_months),
                }
            ),
            fix=_with_key(facts, table, column.id) if column else (),
        )

    def _pattern(
        self, facts: Facts, parsed: ParsedPattern, large: dict[str, Entity], tenancy: str
    ) -> Iterator[Finding]:
        for statement in parsed.statements:
            for need in facts.needs_in(statement):
                column = need.entity.attribute(tenancy)
                if need.entity.id not in large or column is None or column.id in {*need.single, *need.joined}:
                    continue
                rate = said_rate(parsed.pattern.frequency_per_minute)
                yield self.finding(
                    parsed.pattern,
                    f"“{parsed.pattern.name}” does not say which {tenancy} of {facts.name(need.entity)} it is for",
                    f"It goes to every node{f', {rate}' if rate else ''}, and waits for the slowest.",
                    entity=need.entity.id,
                    attributes=(column.id,),
                    evidence=FrozenMap(
                        {"statement": statement.sql, "divided by": tenancy, "missing": f"{tenancy} = …"}
                    ),
                )
                return


def _with_key(facts: Facts, table: Entity, column: str) -> tuple[Change, ...]:
    """The primary key led by the column, where nothing refers to it as it is."""
    key = table.primary_key
    required = facts.is_required(table, facts.schema.attribute(column))
    if key is None or not required or facts.schema.references_to(table.id) or table.partition_by:
        return ()
    return edits.drop(facts.schema, key.id), edits.primary_key(facts.schema, table.id, (column, *key.columns))
