"""A part of a design: whole in itself, and silent about the rest."""

from dataclasses import replace

from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Enum, EnumValue, PartitionOf
from designer.schema.schema import Schema
from designer.schema.subset import subset
from designer.schema.validity import problems


def shop() -> Schema:
    found = schema_of(
        entity("orders", "id bigint not null", "customer_id bigint", "state order_state", pk="id", index="customer_id"),
        entity("lines", "order_id bigint not null", "n integer not null", pk="order_id, n"),
        entity("customers", "id bigint not null", "risk risk_class", pk="id"),
        link("orders.customer_id", "customers.id"),
        link("lines.order_id", "orders.id"),
        pattern("all", "SELECT * FROM orders JOIN customers ON customers.id = customer_id"),
    )
    enums = (
        Enum(id="e1", name="order_state", values=(EnumValue(id="v1", value="new"),)),
        Enum(id="e2", name="risk_class", values=(EnumValue(id="v2", value="never again"),)),
    )
    return replace(found, enums=enums)


def ids(schema: Schema, *names: str) -> set[str]:
    return {schema.entity(name).id for name in names}


def test_nothing_chosen_is_an_empty_design() -> None:
    found = subset(shop(), ())
    assert (found.entities, found.enums, found.relationships) == ((), (), ())


def test_only_what_both_ends_are_in_stays() -> None:
    whole = shop()
    found = subset(whole, ids(whole, "orders", "lines"))
    assert {one.name for one in found.entities} == {"orders", "lines"}
    (kept,) = found.relationships
    assert found.entity(kept.parent).name == "orders"
    assert [one.name for one in found.enums] == ["order_state"]
    assert problems(found) == ()


def test_no_word_of_the_others_is_left() -> None:
    whole = shop()
    text = str(subset(whole, ids(whole, "orders", "lines")))
    for word in ("customers", "risk", "never again", "SELECT"):
        assert word not in text


def test_a_partition_whose_parent_is_left_out_stands_alone() -> None:
    whole = shop()
    parent = whole.entity("customers")
    part = replace(whole.entity("lines"), partition_of=PartitionOf(parent=parent.id, bound="DEFAULT"))
    whole = replace(whole, entities=tuple(part if one.id == part.id else one for one in whole.entities))
    found = subset(whole, {part.id})
    assert found.entities[0].partition_of is None
    assert problems(found) == ()


def test_the_whole_keeps_every_table_as_it_is() -> None:
    whole = shop()
    found = subset(whole, {one.id for one in whole.entities})
    assert found.entities == whole.entities
    assert found.relationships == whole.relationships
