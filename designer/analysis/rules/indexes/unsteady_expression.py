"""IX015: an index on an expression that may answer otherwise tomorrow, which servers refuse."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.paths import path_of
from designer.analysis.rule import all_but
from designer.analysis.steadiness import unsteady_part
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index, IndexKey

_columns = ("id bigint", "placed_at timestamptz not null")


class UnsteadyExpression(ListedRule):
    """Index on an expression that may answer otherwise tomorrow.

    An index keeps what an expression answered when the row was written. Where the answer depends on the clock, on a
    setting of the session such as its time zone, or on chance, the index would be wrong later, and the server refuses
    to make it: PostgreSQL says that functions in an index must be marked IMMUTABLE.

    `placed_at::date` of a timestamptz is such an expression (the day depends on the time zone), and so are
    `to_tsvector(body)` without its language, `concat(a, b)` where `a || b` would do, and a predicate `> now()`. Name
    the time zone, `(placed_at AT TIME ZONE 'UTC')::date`, or the language, or index the column itself.

    A function that the design defines under the same name is taken to be steady. MariaDB has no such indexes.
    """

    code = "IX015"
    dialects = all_but("mariadb")
    severity = Severity.ERROR
    many = "indexes rest on an expression that the server refuses"
    message = "The expressions depend on the clock or on a setting of the session, and no index may."
    reference = "https://www.postgresql.org/docs/18/xfunc-volatility.html"
    flagged = example(
        entity(
            "orders",
            *_columns,
            pk="id",
            indexes=(Index(name="by_day", keys=(IndexKey(expression="placed_at::date"),)),),
        )
    )
    accepted = example(
        entity(
            "orders",
            *_columns,
            pk="id",
            indexes=(
                Index(name="by_day", keys=(IndexKey(expression="(placed_at AT TIME ZONE 'UTC')::date"),)),
                Index(name="in_time", keys=(IndexKey(column="placed_at"),)),
            ),
        )
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name == "mariadb":
            return
        for table in facts.tables:
            for index in table.indexes:
                if index.attached_to:
                    continue
                for text in (*(key.expression for key in index.keys), index.where):
                    cause = unsteady_part(facts, table, text) if text else None
                    if cause is not None:
                        yield self._finding(facts, table, index, str(text), cause)
                        break

    def _finding(self, facts: Facts, table: Entity, index: Index, text: str, cause: str) -> Finding:
        name = path_of(facts.schema, index).name
        return self.finding(
            index,
            f"{name} on {facts.name(table)} rests on {cause}, which no index may",
            f"The answer of {cause} depends on the clock, a setting or chance: the server refuses the index.",
            entity=table.id,
            evidence=FrozenMap({"table": facts.name(table), "expression": text, "not immutable": cause}),
        )
