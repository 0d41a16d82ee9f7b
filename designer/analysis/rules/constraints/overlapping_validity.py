"""CO010: times of validity that may overlap."""

from collections.abc import Iterator

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import free_name, quoted
from designer.analysis.ranges import pairs
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Exclusion, ExclusionElement, Extension
from designer.schema.words import words

_VALID = {"valid", "effective", "validity"}
_RANGES = {"date": "daterange", "timestamptz": "tstzrange", "timestamp": "tsrange"}
_products = entity("products", "id bigint", pk="id")
_columns = ("id bigint", "product_id bigint not null", "valid_from date not null", "valid_to date", "price numeric")


class OverlappingValidity(TableRule):
    """Times of validity that may overlap.

    Two prices of one product that both hold today: a join by date returns both, and the invoice depends on which comes
    first. A check in the program does not help, since two sessions each see a free time. PostgreSQL's exclusion
    constraint refuses the second, as MariaDB's WITHOUT OVERLAPS does for a period of the table; elsewhere it takes a
    lock on the row whose validity it is, and no fix is offered.

    A table counts that has a beginning and an end of validity (`valid_from`, `effective_to`) and one reference that
    says whose validity it is, through its only required foreign key or a unique key with the beginning.
    """

    code = "CO010"
    confidence = Confidence.HINT
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/rangetypes.html#RANGETYPES-CONSTRAINT"
    flagged = example(
        _products, entity("prices", *_columns, pk="id", index="product_id"), link("prices.product_id", "products.id")
    )
    accepted = example(_products, entity("offers", "id bigint", "valid_from date", "valid_to date", pk="id"))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            if table.exclusions or any(key.without_overlaps for key in table.keys) or table.partition_by:
                continue
            for low, high in pairs(facts, table):
                scope = _scope(facts, table, low, high)
                if not _VALID & set(words(low.name)) or facts.type_of(low).base not in _RANGES or not scope:
                    continue
                if facts.is_unique(table, scope):
                    continue  # there is one row of each, which overlaps nothing
                names = ", ".join(facts.schema.names(scope))
                yield self.finding(
                    table,
                    f"{facts.name(table)} can hold two validities of the same {names} at one time",
                    f"Nothing keeps the times from {low.name} to {high.name} of one {names} from overlapping.",
                    attributes=(*scope, low.id, high.id),
                    evidence=FrozenMap({"of": names, "from": low.name, "until": high.name}),
                    fix=_exclusion(facts, table, scope, low, high),
                )
                break


def _scope(facts: Facts, table: Entity, low: Attribute, high: Attribute) -> tuple[str, ...]:
    """Whose validity it is: what a unique key has beside the beginning, else the only required reference."""
    for path in facts.access_paths(table.id):
        if path.unique and low.id in path.columns:
            return tuple(one for one in path.columns if one not in (low.id, high.id))
    required = [
        link.columns
        for link in facts.schema.references_from(table.id)
        if all(
            facts.is_required(table, column) and words(column.name)[-1:] != ("by",)
            for column in map(facts.schema.attribute, link.columns)
        )
    ]
    return required[0] if len(required) == 1 else ()


def _exclusion(
    facts: Facts, table: Entity, scope: tuple[str, ...], low: Attribute, high: Attribute
) -> tuple[Change, ...]:
    if facts.schema.dialect.name != "postgres":
        return ()
    made = f"{_RANGES[facts.type_of(low).base]}({quoted(facts, low)}, {quoted(facts, high)})"
    value = Exclusion(
        name=free_name(facts.schema, table, facts.schema.names(scope), "excl"),
        elements=(
            *(ExclusionElement(column=one, operator="=") for one in scope),
            ExclusionElement(expression=made, operator="&&"),
        ),
    )
    adding = edits.add(facts.schema, value, to=table.id)
    if any(extension.name == "btree_gist" for extension in facts.schema.extensions):
        return (adding,)
    return edits.add(facts.schema, Extension(name="btree_gist")), adding
