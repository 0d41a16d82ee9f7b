import pytest

from designer.importers import import_sql
from designer.schema.build import entity, link
from tests.analysis.rules.checking import found, found_in

_SHOPS = entity("shops", "id bigint", pk="id")


def _found(*more, up="cascade", order="not null", shop="not null", name="refunds", **known):
    """Refunds of orders of shops; up: what becomes of orders; order, shop: what is said of the references."""
    return found(
        "CO055",
        _SHOPS,
        entity("orders", "id bigint", f"shop_id bigint {known.pop('middle', 'not null')}", pk="id"),
        entity(name, "id bigint", f"order_id bigint {order}", f"shop_id bigint {shop}", **{"pk": "id", **known}),
        link("orders.shop_id", "shops.id", on_delete=up),
        link(f"{name}.order_id", "orders.id"),
        link(f"{name}.shop_id", "shops.id"),
        *more,
    )


@pytest.mark.parametrize("known", [{"order": ""}, {"shop": ""}, {"middle": ""}])
def test_a_path_with_a_gap_says_nothing(known: dict[str, str]) -> None:
    assert _found(**known) == ()


def test_two_things_that_each_have_an_address_are_no_paths() -> None:
    assert _found(up="no action") == ()


def test_records_and_rows_that_are_the_parents_own_are_left_alone() -> None:
    assert _found(name="refund_log") == ()
    assert _found(pk="shop_id") == ()


def test_a_table_that_brings_two_of_them_together_may_name_a_third() -> None:
    pairs = entity("pairs", "id int", "one_id bigint not null", "two_id bigint not null", "shop_id bigint not null")
    orders = entity("orders", "id bigint", "shop_id bigint not null", pk="id")
    links = [link("pairs.one_id", "orders.id"), link("pairs.two_id", "orders.id"), link("pairs.shop_id", "shops.id")]
    assert found("CO055", _SHOPS, orders, pairs, *links, link("orders.shop_id", "shops.id", on_delete="cascade")) == ()


def test_what_most_tables_refer_to_is_copied_for_every_query() -> None:
    others = [entity(f"t{number}", "id bigint", "shop_id bigint", pk="id") for number in range(6)]
    links = [link(f"{one.name}.shop_id", "shops.id") for one in others]
    assert len(_found(*others[:5], *links[:5])) == 1
    assert _found(*others, *links) == ()


def test_a_trigger_may_compare_the_two() -> None:
    text = """CREATE TABLE shops (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, shop_id bigint NOT NULL REFERENCES shops ON DELETE CASCADE);
    CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders,
      shop_id bigint NOT NULL REFERENCES shops);"""
    trigger = "CREATE TRIGGER t BEFORE INSERT OR UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION same_shop();"
    assert len(found_in("CO055", import_sql(text, "postgres").schema)) == 1
    assert found_in("CO055", import_sql(text + trigger, "postgres").schema) == ()


def test_the_fix_is_one_foreign_key_over_both_and_the_key_it_leads_to() -> None:
    (finding,) = _found()
    key, reference = finding.fix
    assert finding.title == "refunds leads to shops by shop_id and by order_id, and the two may disagree"
    assert len(key.value.columns) == len(reference.value.columns) == 2


@pytest.mark.parametrize("middle", ["shop_orders", "orders"])
def test_a_row_belongs_by_its_name_or_its_key(middle: str) -> None:
    table = entity(middle, "id bigint", "shop_id bigint not null", "no int", pk="id", unique="shop_id, no")
    refunds = entity("refunds", "id bigint", "order_id bigint not null", "shop_id bigint not null", pk="id")
    links = [link("refunds.order_id", f"{middle}.id"), link("refunds.shop_id", "shops.id")]
    assert len(found("CO055", _SHOPS, table, refunds, *links, link(f"{middle}.shop_id", "shops.id"))) == 1
