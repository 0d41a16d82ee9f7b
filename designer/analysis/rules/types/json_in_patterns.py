"""TY009: a value inside JSON that declared access patterns search by."""

from collections import defaultdict
from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, evidence_table
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule
from designer.analysis.workload import Predicate
from designer.schema.build import entity, pattern
from designer.schema.model import Attribute


class JsonInPatterns(Rule):
    """Value inside JSON that queries search by.

    What a query filters by is a fact with a name, a type and rules, and inside JSON it has none of them: the planner
    knows no distribution and guesses, a key spelled differently is not found, and without an expression index every
    row is opened. A column of its own, or one generated from the document, has statistics and constraints.

    Only declared access patterns count, and a value that an expression index already serves is left alone.
    """

    code = "TY009"
    reference = "https://www.postgresql.org/docs/18/datatype-json.html#JSON-INDEXING"
    flagged = example(
        entity("orders", "id bigint", "payload jsonb", pk="id"),
        pattern("open orders", "SELECT id FROM orders WHERE payload ->> 'status' = 'open'", per_minute=60),
    )
    accepted = example(
        entity("orders", "id bigint", "payload jsonb", "status text", pk="id", index="status"),
        pattern("open orders", "SELECT id, payload FROM orders WHERE status = 'open'", per_minute=60),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        uses: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for parsed in facts.patterns:
            for statement in parsed.statements:
                for predicate in statement.predicates:
                    if _reaches_inside(predicate) and _holds_json(facts, facts.schema.attribute(predicate.attribute)):
                        condition = f"{predicate.expression} {predicate.operator} {predicate.value}".strip()
                        rate = said_rate(parsed.pattern.frequency_per_minute) or "not declared"
                        uses[predicate.attribute].append((parsed.pattern.name, condition, rate))
        for attribute_id, rows in uses.items():
            table, column = facts.owner_of(attribute_id), facts.schema.attribute(attribute_id)
            if any(key.expression and column.name in key.expression for one in table.indexes for key in one.keys):
                continue
            names = list(dict.fromkeys(name for name, *_ in rows))
            yield self.finding(
                column,
                f"{facts.name(table)}.{column.name} is searched by what is inside it: {', '.join(names)}",
                "The planner knows nothing of values in a document; a column of their own has statistics and rules.",
                entity=table.id,
                evidence=evidence_table(("access pattern", "condition", "runs"), list(dict.fromkeys(rows))),
            )


def _reaches_inside(predicate: Predicate) -> bool:
    """Whether a part of a document is compared, as it is or cast to another type."""
    cast = (predicate.function or "").startswith("::")
    return predicate.function == "->" or (cast and any(sign in predicate.expression for sign in ("->", "#>")))


def _holds_json(facts: Facts, column: Attribute) -> bool:
    """Whether the column is a document. Where documents are kept as text the function that looks inside says so."""
    as_text = facts.schema.dialect.name in ("sqlite", "tsql", "oracle", "mariadb")
    return facts.family(column) == "json" or (as_text and facts.family(column) == "text")
