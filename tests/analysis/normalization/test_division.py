import random

import pytest

from designer.analysis.normalization.division import Division, divided
from designer.analysis.normalization.on_entity import EntityReport, from_keys, normal_form_of, shared_stems
from designer.schema.apply import apply
from designer.schema.build import dependency, entity, link, pattern, schema_of
from designer.schema.change_json import changes_from_json, changes_to_json
from designer.schema.changes import reverse
from designer.schema.schema import Schema


def divide(schema: Schema, table: str, form: str = "proposed") -> tuple[Division, Schema, EntityReport]:
    """The division and the design after it, checked to be undone exactly and to survive JSON."""
    found = normal_form_of(schema, schema.entity(table))
    design = found.proposed if form == "proposed" else getattr(found.report, form)
    division = divided(schema, found, design)
    after = apply(division.changes, schema)
    assert apply(reverse(division.changes), after) == schema
    assert changes_from_json(changes_to_json(division.changes)) == division.changes
    return division, after, found


def columns(schema: Schema, table: str) -> list[str]:
    return [one.name for one in schema.entity(table).attributes]


def links(schema: Schema) -> set[str]:
    return {
        f"{schema.entity(one.child).name}.{','.join(schema.names(one.columns))} > {schema.entity(one.parent).name}"
        for one in schema.relationships
    }


LINES = entity(
    "lines",
    "order_id bigint",
    "product_id bigint",
    "quantity int",
    "product_name text",
    "supplier_id bigint not null",
    "supplier_city text",
    pk="order_id, product_id",
    index="supplier_id",
    functional_dependencies=(
        dependency("product_id", "product_name, supplier_id"),
        dependency("supplier_id", "supplier_city"),
    ),
)


def test_a_table_in_bcnf_stays_whole() -> None:
    division, after, _ = divide(schema_of(entity("t", "a int", "b int", pk="a")), "t")
    assert division == Division(())
    assert columns(after, "t") == ["a", "b"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"checks": ("city <> ''",)}, "city is read by a check"),
        ({"functional_dependencies": (dependency((), "city"),)}, "a constant needs no table"),
    ],
)
def test_what_stands_in_the_way_is_said(more: dict[str, object], reason: str) -> None:
    fact = {"functional_dependencies": (dependency("shop_id", "city"),)}
    table = entity("t", "id int", "shop_id int", "city text", pk="id", **{**fact, **more})  # type: ignore[arg-type]
    division, _, _ = divide(schema_of(table), "t", "third")
    assert division.changes == ()
    assert reason in division.blocked[0]


def test_others_that_refer_to_what_moves_stand_in_the_way() -> None:
    table = entity(
        "t", "id int", "code text not null", "city text", "x int", pk="id, x", unique="code, city",
        functional_dependencies=(dependency("id", "code, city"),),
    )  # fmt: skip
    other = entity("o", "code text", "city text")
    division, _, _ = divide(schema_of(table, other, link("o.(code, city)", "t.(code, city)")), "t", "third")
    assert "o refers to t by code, city" in division.blocked[0]


def test_rows_without_the_new_key_are_announced() -> None:
    fact = dependency("shop_id", "city")
    table = entity("t", "id int", "shop_id int", "city text", pk="id", functional_dependencies=(fact,))
    division, _, _ = divide(schema_of(table), "t")
    assert division.rows == ("Rows without shop_id cannot keep their city: look at them before.",)


def test_a_chain_of_facts_becomes_a_chain_of_tables() -> None:
    _, after, _ = divide(schema_of(LINES), "lines")
    assert columns(after, "lines") == ["order_id", "product_id", "quantity"]
    assert columns(after, "products") == ["product_id", "product_name", "supplier_id"]
    assert columns(after, "suppliers") == ["supplier_id", "supplier_city"]
    assert links(after) == {"lines.product_id > products", "products.supplier_id > suppliers"}
    assert [index.name for index in after.entity("products").indexes] == ["products_supplier_id_idx"]
    for name in ("lines", "products", "suppliers"):
        assert normal_form_of(after, after.entity(name)).report.standing.form == "BCNF"


def test_a_fact_about_a_table_that_is_there_goes_to_it() -> None:
    customers = entity("customers", "id bigint", "name text", pk="id")
    orders = entity(
        "orders", "id bigint", "customer_id bigint", "customer_name text", "customer_email text", pk="id",
        functional_dependencies=(dependency("customer_id", "customer_name, customer_email"),),
    )  # fmt: skip
    schema = schema_of(
        customers,
        orders,
        link("orders.customer_id", "customers.id"),
        pattern("mail", "SELECT o.id, customer_email FROM orders o WHERE customer_name = $1 AND id > $2"),
    )
    _, after, _ = divide(schema, "orders")
    assert columns(after, "customers") == ["id", "name", "email"]
    assert columns(after, "orders") == ["id", "customer_id"]
    assert after.access_patterns[0].statements == (
        "SELECT o.id, customers.email AS customer_email FROM orders AS o LEFT JOIN customers ON "
        "customers.id = o.customer_id WHERE customers.name = $1 AND o.id > $2",
    )


def test_patterns_are_rewritten_or_listed_with_a_reason() -> None:
    division, after, _ = divide(
        schema_of(
            LINES,
            pattern("city", "SELECT quantity, supplier_city FROM lines WHERE order_id = $1 ORDER BY product_name"),
            pattern("all", "SELECT * FROM lines"),
            pattern("name", "UPDATE lines SET product_name = $1 WHERE product_id = $2"),
            pattern("same", "SELECT quantity FROM lines WHERE order_id = $1"),
        ),
        "lines",
    )
    found = {one.pattern: one for one in division.patterns}
    assert set(found) == {"city", "all", "name"}
    assert found["city"].rewritten == (
        "SELECT quantity, suppliers.supplier_city FROM lines JOIN products ON products.product_id = lines.product_id "
        "JOIN suppliers ON suppliers.supplier_id = products.supplier_id WHERE order_id = $1 "
        "ORDER BY products.product_name",
    )
    assert found["all"].rewritten is None
    assert found["name"].reason == "it writes product_name, which stands in products now"
    assert next(one for one in after.access_patterns if one.name == "city").statements == found["city"].rewritten


def test_keys_imply_dependencies_that_need_nobody_to_accept_them() -> None:
    schema = schema_of(entity("t", "id int", "code text not null", "name text", pk="id", unique="code"))
    found = from_keys(schema.entity("t"))
    assert [(schema.names(one.determinant), schema.names(one.dependent)) for one in found] == [
        (("id",), ("code", "name")),
        (("code",), ("id", "name")),
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("created_at timestamptz", "created_by text"),
        ("billing_name text", "billing_id int"),
        ("venue_name text", "venue_city text"),  # nothing identifies the venue
        ("venue_id int", "city text"),
    ],
)
def test_names_without_something_that_identifies_propose_nothing(names: tuple[str, ...]) -> None:
    schema = schema_of(entity("events", "id int", *names, pk="id"))
    assert shared_stems(schema, schema.entity("events")) == ()


def test_a_shared_stem_proposes_an_undecided_dependency() -> None:
    schema = schema_of(entity("concerts", "id int", "venue_code text", "venue_name text", "venue_city text", pk="id"))
    (change,) = shared_stems(schema, schema.entity("concerts"))
    assert (change.value.state, change.value.source) == ("undecided", "name")
    assert schema.names(change.value.determinant) == ("venue_code",)
    assert schema.names(change.value.dependent) == ("venue_name", "venue_city")
    after = apply([change], schema)
    assert normal_form_of(after, after.entity("concerts")).report.standing.form == "BCNF"
    tried = normal_form_of(schema, schema.entity("concerts"), also=(change.value,))
    assert tried.report.standing.form == "2NF"


def random_design(seed: int) -> Schema:
    """A table of four to seven columns with a key, accepted dependencies, indexes and patterns on some of them."""
    chance = random.Random(seed)
    names = [f"{'pqrstuv'[at]}_{chance.choice(('id', 'name', 'code'))}" for at in range(chance.randint(4, 7))]
    facts = [
        dependency(chance.sample(names, chance.choice((1, 1, 2))), chance.sample(names, chance.randint(1, 2)))
        for _ in range(chance.randint(1, 4))
    ]
    table = entity(
        "things",
        *(f"{name} {chance.choice(('int', 'text', 'bigint not null'))}" for name in names),
        pk=chance.sample(names, chance.randint(1, 2)),
        index=list(
            dict.fromkeys(tuple(chance.sample(names, chance.randint(1, 2))) for _ in range(chance.randint(0, 2)))
        ),
        functional_dependencies=tuple(facts),
    )
    read = ", ".join(chance.sample(names, 3))
    others = [entity("others", "id bigint", pk="id"), link(f"things.{chance.choice(names)}", "others.id")]
    return schema_of(
        table, *(others if chance.random() < 0.4 else others[:1]), pattern("read", f"SELECT {read} FROM things")
    )


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("form", ["third", "boyce_codd"])
def test_any_division_makes_the_design_it_was_asked_for_and_can_be_undone(seed: int, form: str) -> None:
    schema = random_design(seed)
    division, after, found = divide(schema, "things", form)
    if division.blocked or not division.changes:
        assert after == schema
        return
    if any(one.parent_columns for one in schema.relationships):
        return  # a parent took what belongs to it; the tables are then not those of the design
    made = [{one.name for one in table.attributes} for table in after.entities if table.name != "others"]
    wanted = [set(found.report.relation.names(part.attributes)) for part in getattr(found.report, form).parts]
    assert sorted(map(sorted, made)) == sorted(map(sorted, wanted))
    for table in after.entities:
        assert table.primary_key is not None or table.name == "things"
