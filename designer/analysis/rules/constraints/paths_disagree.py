"""CO055: two paths of foreign keys to one row, that may lead to two."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import foreign_key
from designer.analysis.triggers import triggers_of
from designer.analysis.vocabulary import means_record, means_snapshot
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Relationship
from designer.schema.words import stem

_HUB = 8
"""A table that so many others refer to (tenants, users) is copied for every query's sake."""
_shops = entity("shops", "id bigint", pk="id")
_orders = entity("orders", "id bigint", "shop_id bigint not null", pk="id", index="shop_id")
_columns = ("id bigint", "order_id bigint not null", "shop_id bigint not null")
_up = link("orders.shop_id", "shops.id", on_delete="cascade")
_across = link("refunds.shop_id", "shops.id")


class PathsDisagree(ListedRule):
    """Two paths of foreign keys to one row, that may lead to two.

    A refund refers to its order and to a shop, and the order refers to a shop as well. Each foreign key holds, and
    nothing asks that both shops are the same: a refund of shop 2 for an order of shop 1 is stored, and the sums per
    shop differ by the path that a report takes. Either the second reference goes, or one foreign key over both columns
    (order_id, shop_id) makes the two agree; the fix offers that one.

    The columns must have the same name in both tables, the path no gap (each reference on it is required), and the row
    in the middle must belong to the one at the end: it goes with it, is keyed within it, or its table is called after
    it. That a customer and a shop each have an address is no path. Left alone are tables that most others refer to
    (tenants, users), tables that bring several rows of the other together, records of what was, and tables with a
    trigger.
    """

    code = "CO055"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    many = "foreign keys lead where another path leads too, and may disagree with it"
    message = "Each foreign key holds by itself, and nothing asks that the two paths end at the same row."
    flagged = example(
        _shops, _orders, entity("refunds", *_columns, pk="id", index=["order_id", "shop_id"]),
        _up, _across, link("refunds.order_id", "orders.id"),
    )  # fmt: skip
    accepted = example(
        _shops,
        entity("orders", "id bigint", "shop_id bigint not null", pk="id", unique="id, shop_id", index="shop_id"),
        entity("refunds", *_columns, pk="id", index=["order_id, shop_id", "shop_id"]),
        _up, _across, link("refunds.(order_id, shop_id)", "orders.(id, shop_id)"),
    )  # fmt: skip

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            links = facts.schema.references_from(table.id)
            if len(links) < 2 or means_record(table.name):
                continue
            for direct in links:
                between = _detour(facts, table, direct, links)
                if between is not None and not any(triggers_of(facts, table.id)):
                    yield self._finding(facts, table, direct, *between)

    def _finding(
        self, facts: Facts, table: Entity, direct: Relationship, first: Relationship, second: Relationship
    ) -> Finding:
        schema = facts.schema
        name, middle, end = (facts.name(schema.entity(one)) for one in (table.id, first.parent, direct.parent))
        own, step, further = (schema.attribute(one.columns[0]).name for one in (direct, first, second))
        return self.finding(
            direct,
            f"{name} leads to {end} by {own} and by {step}, and the two may disagree",
            f"A row may name one row of {end} itself, and another through {middle}: nothing compares the two.",
            evidence=FrozenMap(
                {
                    "direct": f"{name}.{own} to {end}",
                    "through another table": f"{name}.{step} to {middle}, {middle}.{further} to {end}",
                    "kept the same by": "nothing",
                }
            ),
            fix=_fix(facts, table, direct, first, second),
        )


def _detour(
    facts: Facts, table: Entity, direct: Relationship, links: tuple[Relationship, ...]
) -> tuple[Relationship, Relationship] | None:
    """The two foreign keys by which the same row can be reached, where nothing makes them agree with the direct one."""
    schema = facts.schema
    if len(direct.columns) != 1 or direct.parent == table.id:
        return None
    column = schema.attribute(direct.columns[0])
    if direct.columns[0] in (table.primary_key.columns if table.primary_key else ()):
        return None  # the row itself, in two tables
    if column.generated or means_snapshot(column.name) or not facts.is_required(table, column):
        return None
    for first in links:
        if len(first.columns) != 1 or first.parent in (table.id, direct.parent) or first.columns == direct.columns:
            continue
        middle = schema.entity(first.parent)
        if sum(one.parent == middle.id for one in links) > 1:
            continue  # it brings several of them together, whose ends may differ
        if not facts.is_required(table, schema.attribute(first.columns[0])):
            continue
        for second in schema.references_from(middle.id):
            if second.parent != direct.parent or second.parent_columns != direct.parent_columns:
                continue
            other = schema.attribute(second.columns[0])
            if middle.primary_key and middle.primary_key.columns == second.columns:
                continue
            if other.name.lower() != column.name.lower() or not facts.is_required(middle, other):
                continue
            if not _belongs(middle, schema.entity(second.parent), second):
                continue
            if any(_compares(one, middle.id, column.id, other.id) for one in links):
                continue
            is_hub = len({one.child for one in schema.references_to(direct.parent)}) >= _HUB
            return None if is_hub else (first, second)
    return None


def _belongs(middle: Entity, end: Entity, link: Relationship) -> bool:
    """Whether each row in the middle is a part of one at the end: it goes with it, is keyed within it, or called so."""
    above = stem(end.name)
    named = stem(middle.name)[: len(above)] == above and middle.name != end.name
    keyed = any(link.columns[0] in key.columns and len(key.columns) > 1 for key in middle.keys)
    return named or keyed or link.on_delete == "cascade"


def _compares(link: Relationship, parent: str, column: str, parent_column: str) -> bool:
    return link.parent == parent and (column, parent_column) in zip(link.columns, link.parent_columns, strict=False)


def _fix(
    facts: Facts, table: Entity, direct: Relationship, first: Relationship, second: Relationship
) -> tuple[Change, ...]:
    """One foreign key over both columns, and the key that it leads to; none where a deletion does something by it."""
    middle = facts.schema.entity(first.parent)
    if {direct.on_delete, first.on_delete, second.on_delete} & {"set null", "set default"} or middle.partition_by:
        return ()
    target = (*first.parent_columns, second.columns[0])
    columns = (first.columns[0], direct.columns[0])
    exact = any(set(key.columns) == set(target) for key in middle.keys)
    key = () if exact else (edits.unique(facts.schema, middle.id, target),)
    return (*key, foreign_key(facts, table, columns, middle, target))
