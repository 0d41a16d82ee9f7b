import json
from dataclasses import replace
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.analysis.facts import Facts
from designer.analysis.normalization.carrying import dropped, without_place
from designer.analysis.normalization.design import Ground, designed
from designer.analysis.normalization.division import Division, divided
from designer.analysis.normalization.on_entity import EntityReport, from_keys, normal_form_of, shared_stems
from designer.schema.apply import apply
from designer.schema.build import dependency, entity, link, pattern, schema_of
from designer.schema.change_json import changes_from_json, changes_to_json
from designer.schema.changes import reverse
from designer.schema.design_file import from_json, to_json
from designer.schema.diff import diff
from designer.schema.model import MultivaluedDependency
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
    schema = schema_of(table, other, link("o.(code, city)", "t.(code, city)"))
    keyless = replace(
        schema, entities=tuple(replace(one, uniques=()) if one.name == "t" else one for one in schema.entities)
    )
    division, _, _ = divide(keyless, "t", "third")
    assert "o refers to t by code, city" in division.blocked[0]


def test_others_that_refer_to_a_key_which_moves_refer_to_the_table_that_takes_it() -> None:
    table = entity(
        "t", "id int", "code text not null", "city text", "x int", pk="id, x", unique="code, city",
        functional_dependencies=(dependency("id", "code, city"),),
    )  # fmt: skip
    other = entity("o", "code text", "city text")
    division, after, _ = divide(schema_of(table, other, link("o.(code, city)", "t.(code, city)")), "t", "third")
    (taker,) = {one.name for one in after.entities} - {"t", "o"}
    assert links(after) == {f"t.id > {taker}", f"o.code,city > {taker}"}
    assert division.lost == ()


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


def independent(schema: Schema, table: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    return [
        (schema.names(one.determinant), schema.names(one.dependent), one.state)
        for one in schema.entity(table).multivalued_dependencies
    ]


def test_independent_facts_are_said_of_the_new_table_only_where_both_sides_stand_in_it() -> None:
    def sets(left: str, right: str, state: str = "accepted") -> MultivaluedDependency:
        return MultivaluedDependency(determinant=(left,), dependent=(right,), state=state)  # type: ignore[arg-type]

    table = entity(
        "sheet", "id bigint", "team_id bigint not null", "team_skill text", "team_tool text", "note text", pk="id",
        functional_dependencies=(dependency("team_id", "team_skill, team_tool"),),
        multivalued_dependencies=(
            sets("team_id", "team_skill"), sets("team_skill", "team_tool", "undecided"),
        ),
    )  # fmt: skip
    division, after, _ = divide(schema_of(table), "sheet", "third")
    assert columns(after, "teams") == ["team_id", "team_skill", "team_tool"]
    assert sorted(independent(after, "teams")) == [
        (("team_id",), ("team_skill",), "accepted"),
        (("team_skill",), ("team_tool",), "undecided"),
    ]
    assert independent(after, "sheet") == []
    assert division.lost == ()


def test_independent_facts_whose_sides_are_torn_apart_are_named() -> None:
    torn = MultivaluedDependency(determinant=("b",), dependent=("c",))
    schema = schema_of(entity("t", "a int", "b int", "c int", pk="a", multivalued_dependencies=(torn,)))
    moving = {one.id: one.id for one in schema.entity("t").attributes if one.name in "ab"}
    _, gone = dropped(schema, schema.entity("t"), tuple(moving))
    assert without_place(schema, gone, moving) == ["b ↠ c: its columns stand in different tables now"]


def test_independent_facts_that_fill_a_new_table_are_said_no_more() -> None:
    both = MultivaluedDependency(determinant=("course",), dependent=("teacher",))
    table = entity(
        "ctx", "course text", "teacher text", "book text", pk="course, teacher, book", multivalued_dependencies=(both,)
    )
    division, after, _ = divide(schema_of(table), "ctx", "fourth")
    assert len(after.entities) == 2
    assert independent(after, next(one.name for one in after.entities if one.name != "ctx")) == []
    assert independent(after, "ctx") == []
    assert after.names(after.entity("ctx").primary_key.columns) == ("course", "teacher")
    assert division.lost == ()
    assert "Rows of ctx that differ only in book become one row" in division.rows[0]


def test_others_that_refer_to_combinations_refer_to_each_part_of_them() -> None:
    both = MultivaluedDependency(determinant=("course",), dependent=("teacher",))
    table = entity(
        "ctx", "course text", "teacher text", "book text", pk="course, teacher, book", multivalued_dependencies=(both,)
    )
    loans = entity("loans", "id int", "c text", "t text", "b text", pk="id")
    reference = link("loans.(c, t, b)", "ctx.(course, teacher, book)")
    division, after, _ = divide(schema_of(table, loans, reference), "ctx", "fourth")
    (books,) = {one.name for one in after.entities} - {"ctx", "loans"}
    assert links(after) == {"loans.c,t > ctx", f"loans.c,b > {books}"}
    assert division.lost == ()


@pytest.mark.parametrize(
    ("teacher", "key", "reason"),
    [
        ("teacher text", None, "teacher, which may be missing"),
        ("teacher text not null", "json", "no server can compare"),
    ],
)
def test_rows_that_become_alike_and_cannot_be_merged_stand_in_the_way(
    teacher: str, key: str | None, reason: str
) -> None:
    both = MultivaluedDependency(determinant=("course",), dependent=("teacher",))
    table = entity(
        "ctx", "course text not null", teacher, f"book {key or 'text'} not null", multivalued_dependencies=(both,)
    )
    division, _, _ = divide(schema_of(table), "ctx", "fourth")
    assert division.changes == ()
    assert reason in division.blocked[0]


def test_a_part_refers_to_the_alternate_key_that_it_holds() -> None:
    people = entity(
        "visits", "visit int", "badge text not null", "name text not null", "phone text not null", "room text",
        pk="visit, room",
        functional_dependencies=(
            dependency("visit", "badge"), dependency("badge", "phone, name"), dependency("phone", "badge"),
            dependency("room", "phone"),
        ),
    )  # fmt: skip
    schema = schema_of(people)
    found = normal_form_of(schema, schema.entity("visits"))
    relation = found.report.relation
    wanted = [relation.mask(one) for one in (("visit", "badge"), ("room", "phone"), ("badge", "name", "phone"))]
    ground = Ground("visits", relation, found.report.theory, monotonic() + 5)
    design = designed(ground, [*wanted, relation.mask(("visit", "room"))], "3NF")
    after = apply(divided(schema, found, design).changes, schema)
    (badges,) = (one for one in after.entities if columns(after, one.name) == ["badge", "name", "phone"])
    told = [after.names(one.parent_columns) for one in after.references_to(badges.id)]
    assert sorted(told) == [("badge",), ("phone",)]
    assert {one.columns for one in badges.keys} >= {one.parent_columns for one in after.references_to(badges.id)}


@pytest.mark.parametrize(("zip_type", "keyed"), [("zip text not null", ["street", "zip"]), ("zip text", None)])
def test_a_key_that_loses_a_column_is_another_key_where_that_is_sure(zip_type: str, keyed: list[str] | None) -> None:
    places = entity(
        "places", "city text", "street text", zip_type, pk="city, street",
        functional_dependencies=(dependency("city, street", "zip"), dependency("zip", "city")),
    )  # fmt: skip
    division, after, _ = divide(schema_of(places), "places", "boyce_codd")
    left = after.entity("places")
    assert (list(after.names(left.primary_key.columns)) if left.primary_key else None) == keyed
    assert any("make street, zip its primary key" in one for one in division.rows) == (keyed is None)
    assert division.lost == (() if keyed else ("primary key places_pkey",))


def test_two_relations_of_one_key_stay_apart() -> None:
    things = entity(
        "things", "q int", "p int", "r int", "s int", "u int", pk="q",
        functional_dependencies=(dependency("r, s", "p, u"), dependency("p, u", "r")),
    )  # fmt: skip
    _, after, found = divide(schema_of(things), "things", "boyce_codd")
    wanted = sorted(sorted(found.report.relation.names(one.attributes)) for one in found.report.boyce_codd.parts)
    assert sorted(sorted(columns(after, one.name)) for one in after.entities) == wanted
    assert {("p", "r", "s"), ("r", "s", "u")} <= set(map(tuple, wanted))


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


NAMES = ("p_id", "q_name", "r_code", "s_id", "t_name", "u_code", "v_name")
TYPES = ("int", "text", "bigint not null")


@st.composite
def designs(draw: st.DrawFn) -> Schema:
    """A table with a key, accepted dependencies of both kinds, indexes and uniques, links to and from it, patterns."""
    names = list(NAMES[: draw(st.integers(4, 7))])
    some = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    facts = draw(st.lists(st.tuples(some, some), min_size=1, max_size=4))
    independent = draw(st.lists(st.tuples(some, some), max_size=1))
    key = draw(some)
    table = entity(
        "things",
        *(f"{name} {draw(st.sampled_from(TYPES))}" for name in names),
        pk=key,
        index=draw(st.lists(some.map(tuple), max_size=2, unique=True)),
        unique=draw(st.lists(some.map(tuple), max_size=1)),
        functional_dependencies=tuple(dependency(left, right) for left, right in facts),
        multivalued_dependencies=tuple(
            MultivaluedDependency(determinant=tuple(left), dependent=tuple(right)) for left, right in independent
        ),
    )
    read = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    wanted = draw(st.sampled_from(names))
    statements = (
        f"SELECT {', '.join(read)} FROM things WHERE {wanted} = $1",
        f"UPDATE things SET {wanted} = $1",
        f"SELECT t.{wanted}, o.id FROM things t JOIN others o ON o.id = t.{draw(st.sampled_from(names))}",
        "SELECT * FROM things",
    )
    patterns = [pattern(f"pattern {at}", one) for at, one in enumerate(statements) if draw(st.booleans())]
    links = [link(f"things.{draw(st.sampled_from(names))}", "others.id")] if draw(st.booleans()) else []
    if draw(st.booleans()):
        columns = ", ".join(key)
        links.append(link(f"children.({columns})", f"things.({columns})"))
    children = entity("children", *(f"{name} bigint" for name in names))
    return schema_of(table, entity("others", "id bigint", pk="id"), children, *links, *patterns)


@given(designs(), st.sampled_from(["third", "boyce_codd", "fourth"]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_division_makes_the_design_it_was_asked_for_and_can_be_undone(schema: Schema, form: str) -> None:
    check_division(schema, form)


@pytest.mark.strict_only("a thousand divisions")
@given(designs(), st.sampled_from(["third", "boyce_codd", "fourth"]))
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_of_a_thousand_divisions_makes_the_design_it_was_asked_for(schema: Schema, form: str) -> None:
    check_division(schema, form)


def check_division(schema: Schema, form: str) -> None:
    """What holds for every division; `divide` has seen to it that it can be undone, and sent as JSON."""
    division, after, found = divide(schema, "things", form)
    relation, parts = found.report.relation, getattr(found.report, form).parts
    if not division.changes:
        assert after == schema
        assert division.blocked or len(parts) == 1
        return
    assert not division.blocked
    assert from_json(to_json(after)) == after
    old = {one.id for one in schema.entities}
    made = [one for one in after.entities if one.id not in old]
    assert all(one.primary_key for one in made)
    # An entity that was there may have taken what belongs to it; all others are those of the design.
    held = [{one.name for one in table.attributes} for table in (after.entity("things"), *made)]
    wanted = [set(relation.names(part.attributes)) for part in parts]
    assert all(one in wanted for one in held)
    taken_in = len(after.entity("others").attributes) > 1
    assert len(held) == len(wanted) or taken_in
    if not taken_in:
        assert set().union(*held) == set(relation.attributes)
    for one in after.relationships:
        assert len(one.columns) == len(one.parent_columns)
    told = {one.pattern: one.rewritten for one in division.patterns}
    for before, now in zip(schema.access_patterns, after.access_patterns, strict=True):
        assert now.statements == (told.get(before.name) or before.statements)
        assert not any(statement.error for one in Facts(after).patterns for statement in one.statements)
    # No index or constraint is lost without a word: it is where its columns are, or it is named.
    kept = {tuple(after.names(index.columns)) for table in after.entities for index in table.indexes}
    kept |= {tuple(after.names(key.columns)) for table in after.entities for key in table.keys}
    for index in schema.entity("things").indexes:
        assert tuple(schema.names(index.columns)) in kept or division.lost or taken_in


@given(designs())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_division_sent_to_somebody_else_and_taken_back_there_leaves_nothing_behind(schema: Schema) -> None:
    division, after, _ = divide(schema, "things", "third")
    sent = changes_from_json(json.loads(json.dumps(changes_to_json(division.changes))))
    theirs = apply(sent, from_json(to_json(schema)))
    assert theirs == after
    back = changes_from_json(json.loads(json.dumps(changes_to_json(reverse(sent)))))
    assert apply(back, theirs) == schema
    assert diff(apply(back, theirs), schema) == ()
    assert apply(reverse(back), schema) == after
