"""The names that stand inside an object, which a new one there must not have."""

from designer.schema.build import entity, link, schema_of
from designer.schema.edits import index
from designer.schema.model import Index, IndexKey
from designer.schema.naming import names_inside
from designer.schema.schema import walk

_TABLE = entity(
    "orders", "id bigint", "total numeric", pk="id",
    indexes=(Index(name="orders_total_idx", keys=(IndexKey(column="total"),)), Index(keys=(IndexKey(column="id"),))),
)  # fmt: skip
_DESIGN = schema_of(_TABLE, entity("lines", "order_id bigint"), link("lines.order_id", "orders.id"))


def test_every_name_in_a_table_is_among_them_and_nothing_else() -> None:
    orders = _DESIGN.entity("orders")
    found = names_inside(orders, "entity")
    assert {"id", "total", "orders_total_idx"} <= found
    assert found == {item.value.name for item in walk(orders, orders.id, "entity") if item.value.name is not None}
    assert "lines" in names_inside(_DESIGN, "design")
    assert "order_id" in names_inside(_DESIGN, "design")


def test_an_index_is_not_called_as_another_one_of_its_table() -> None:
    orders = _DESIGN.entity("orders")
    assert index(_DESIGN, orders.id, (orders.attributes[1].id,)).value.name == "orders_total_idx1"
