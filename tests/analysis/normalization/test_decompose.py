from designer.analysis.normalization.decompose import moved
from designer.schema.apply import apply
from designer.schema.build import dependency, entity, link, schema_of
from designer.schema.changes import Split, reverse
from designer.schema.edits import rename
from designer.schema.model import Entity
from designer.schema.schema import Schema


def move(schema: Schema, table: str, determinant: str, dependent: str) -> Schema | None:
    """The design after the move, checked to be undone exactly; None where no move is offered."""
    entity = schema.entity(table)
    ids = {one.name: one.id for one in entity.attributes}
    left, right = ([ids[name] for name in names.split()] for names in (determinant, dependent))
    changes = moved(schema, entity, tuple(left), tuple(right))
    if not changes:
        return None
    after = apply(changes, schema)
    assert apply(reverse(changes), after) == schema
    return after


def columns(entity: Entity) -> list[str]:
    return [one.name for one in entity.attributes]


def dependencies(schema: Schema, entity: Entity) -> list[str]:
    return [
        f"{' '.join(schema.names(one.determinant))} > {' '.join(schema.names(one.dependent))}"
        for one in entity.functional_dependencies
    ]


CUSTOMERS = entity("customers", "id bigint", "name text", pk="id")
LINK = link("orders.customer_id", "customers.id")


def orders(*more: str, **properties: object) -> Entity:
    return entity("orders", "id bigint", "customer_id bigint", *more, pk="id", **properties)  # type: ignore[arg-type]


def test_a_constant_has_no_table_to_go_to() -> None:
    assert move(schema_of(orders("country text")), "orders", "", "country") is None


def test_what_an_index_needs_stays() -> None:
    assert move(schema_of(orders("city text", index="city")), "orders", "customer_id", "city") is None


def test_what_a_key_needs_stays() -> None:
    assert move(schema_of(orders("city text", unique="city")), "orders", "customer_id", "city") is None


def test_what_a_check_reads_stays() -> None:
    assert move(schema_of(orders("city text", checks=("city <> ''",))), "orders", "customer_id", "city") is None


def test_a_fact_about_another_row_of_the_same_table_stays() -> None:
    people = entity("people", "id bigint", "name text", "boss_id bigint", "boss_name text", pk="id")
    assert move(schema_of(people, link("people.boss_id", "people.id")), "people", "boss_id", "boss_name") is None


def test_a_new_table_takes_determinant_and_dependents() -> None:
    after = move(schema_of(orders("product_code text", "product_name text")), "orders", "product_code", "product_name")
    assert after is not None
    assert columns(after.entity("products")) == ["product_code", "product_name"]
    assert columns(after.entity("orders")) == ["id", "customer_id", "product_code"]
    (key,) = after.references_from(after.entity("orders").id)
    assert after.names(key.columns) == after.names(key.parent_columns) == ("product_code",)
    assert after.entity("products").attributes[0].not_null


def test_a_split_says_where_the_data_comes_from() -> None:
    schema = schema_of(orders("product_code text", "product_name text"))
    table = schema.entity("orders")
    code, name = table.attributes[2].id, table.attributes[3].id
    (split,) = moved(schema, table, (code,), (name,))
    assert isinstance(split, Split)
    assert set(split.into[0].columns.values()) == {code, name}
    assert split.remaining == tuple(one.id for one in table.attributes[:3])


def test_the_new_table_takes_a_name_that_is_free() -> None:
    schema = schema_of(
        orders("category_code text", "title text"),
        entity("categories", "id bigint", pk="id"),
        entity("orders_categories", "id bigint", pk="id"),
    )
    after = move(schema, "orders", "category_code", "title")
    assert after is not None
    assert "orders_categories_3" in {one.name for one in after.entities}


def test_a_word_in_vowel_and_y_keeps_its_y() -> None:
    after = move(schema_of(orders("day_code text", "title text")), "orders", "day_code", "title")
    assert after is not None
    assert "days" in {one.name for one in after.entities}


def test_ids_of_renamed_tables_are_not_taken_again() -> None:
    before = schema_of(
        orders("product_code text", "name text"), entity("products", "product_code text", pk="product_code")
    )
    renamed = apply((rename(before, before.entity("products").id, "items"),), before)
    after = move(renamed, "orders", "product_code", "name")
    assert after is not None
    assert {one.name for one in after.entities} == {"orders", "items", "products"}


def test_a_number_that_a_sequence_gave_is_a_plain_number_in_the_new_table() -> None:
    after = move(schema_of(orders("lot serial", "label text")), "orders", "lot", "label")
    assert after is not None
    assert after.entity("lots").attributes[0].type == "integer"


def test_dependencies_among_what_moves_go_along() -> None:
    schema = schema_of(
        orders(
            "product_code text",
            "supplier text",
            "city text",
            functional_dependencies=(dependency("product_code", "supplier"), dependency("supplier", "city")),
        )
    )
    after = move(schema, "orders", "product_code", "supplier city")
    assert after is not None
    assert dependencies(after, after.entity("products")) == ["product_code > supplier", "supplier > city"]
    assert dependencies(after, after.entity("orders")) == []


def test_the_parent_that_is_referred_to_takes_what_it_lacks_and_keeps_what_it_has() -> None:
    schema = schema_of(CUSTOMERS, orders("customer_name text", "customer_city text not null"), LINK)
    after = move(schema, "orders", "customer_id", "customer_name customer_city")
    assert after is not None
    assert columns(after.entity("customers")) == ["id", "name", "city"]
    assert columns(after.entity("orders")) == ["id", "customer_id"]
    # A customer without orders has no city to take over.
    assert after.entity("customers").attributes[2].not_null is None


def test_two_attributes_of_one_meaning_make_one_in_the_parent() -> None:
    schema = schema_of(CUSTOMERS, orders("customer_city text", "city text"), LINK)
    after = move(schema, "orders", "customer_id", "customer_city city")
    assert after is not None
    assert columns(after.entity("customers")) == ["id", "name", "city"]


def test_names_keep_their_style_in_the_parent() -> None:
    schema = schema_of(CUSTOMERS, orders("customerFirstName text"), LINK)
    after = move(schema, "orders", "customer_id", "customerFirstName")
    assert after is not None
    assert columns(after.entity("customers")) == ["id", "name", "firstName"]


def test_dependencies_go_along_to_the_parent() -> None:
    schema = schema_of(
        CUSTOMERS,
        orders(
            "customer_zip text",
            "customer_city text",
            functional_dependencies=(dependency("customer_zip", "customer_city"),),
        ),
        LINK,
    )
    after = move(schema, "orders", "customer_id", "customer_zip customer_city")
    assert after is not None
    assert dependencies(after, after.entity("customers")) == ["zip > city"]
