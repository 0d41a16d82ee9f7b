"""Changes in words."""

from dataclasses import replace

from designer.schema.build import entity, schema_of
from designer.schema.describe import describe
from designer.schema.edits import alter
from designer.schema.frozen import FrozenMap

SHOP = schema_of(entity("orders", "id bigint", pk="id"), entity("payments", "id bigint", pk="id"))


def test_of_a_mapping_only_the_keys_that_differ_are_said() -> None:
    orders, payments = (SHOP.entity(name).id for name in ("orders", "payments"))
    moved = replace(SHOP, layout=replace(SHOP.layout, pins=FrozenMap({orders: (1.0, 2.0), payments: (3.5, 4.0)})))
    change = alter(moved, "layout", pins=FrozenMap({orders: (1.0, 2.5), payments: (3.5, 4.0)}))
    assert describe((change,), moved) == ("alter layout, pins of orders: 1.0, 2.0 → 1.0, 2.5",)


def test_a_mapping_inside_is_said_by_its_keys() -> None:
    orders = SHOP.entity("orders").id
    change = alter(SHOP, orders, options=FrozenMap({"postgres": FrozenMap({"fillfactor": "70"})}))
    assert describe((change,), SHOP) == ("alter entity orders, options of postgres: none → fillfactor 70",)


def test_what_a_server_has_seen_is_said_as_such() -> None:
    orders = SHOP.entity("orders").id
    change = alter(SHOP, orders, x=FrozenMap({"server": FrozenMap({"dead_rows": 90_000})}))
    assert describe((change,), SHOP) == ("alter entity orders, seen by the server: none → dead rows 90000",)
