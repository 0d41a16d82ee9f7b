"""What is known of a table is worked out once, and again only after an edit that it may depend on."""

from designer.analysis.facts import Facts
from designer.analysis.implied_links import _meant, implied_links
from designer.analysis.watched import Readings, Spoken, unwatched
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Dialect, Domain, Entity, Enum, EnumValue, Namespace, Opaque, PartitionOf
from designer.schema.schema import Schema


def _design() -> Schema:
    return schema_of(
        entity("people", "id bigint", "name text", pk="id"),
        entity("letters", "id bigint", "person_id bigint", "place_id bigint", pk="id"),
        entity("log", "id bigint", "at date"),
        entity("log_1", "id bigint", "at date", partition_of=PartitionOf(parent="log", bound="DEFAULT")),
        link("letters.person_id", "people.id"),
        pattern("letters of", "SELECT l.id FROM letters l WHERE l.person_id = $1"),
        pattern("someone", "SELECT name FROM people WHERE id = $1"),
        pattern("nothing", "SELECT id FROM leters"),
    )


def _asked_again(schema: Schema, *changes: object) -> set[str]:
    """The tables for which something is worked out anew after an edit."""
    asked: list[str] = []

    def of(_: Facts, table: Entity) -> int:
        asked.append(table.name)
        return len(table.attributes)

    before = Facts(schema)
    for one in schema.entities:
        assert before.kept(of, one) == before.kept(of, one)
    assert len(asked) == len(schema.entities)
    asked.clear()
    after = before.following(apply(changes, schema))  # type: ignore[arg-type]
    for one in after.schema.entities:
        assert after.kept(of, one) == len(one.attributes)
    return set(asked)


def test_what_was_worked_out_of_a_table_stays_when_others_change() -> None:
    schema = _design()
    assert _asked_again(schema, edits.rename(schema, schema.entity("people").id, "persons")) == {"persons"}


def test_what_a_table_has_from_its_parent_or_refers_by_is_worked_out_again() -> None:
    schema = _design()
    column = schema.entity("log").attributes[1]
    assert _asked_again(schema, edits.rename(schema, column.id, "day")) == {"log", "log_1"}
    assert _asked_again(schema, edits.drop(schema, schema.relationships[0].id)) == {"letters"}


def test_all_is_worked_out_again_when_types_may_mean_something_else() -> None:
    schema = _design()
    assert len(_asked_again(schema, edits.alter(schema, "design", dialect=Dialect(name="postgres", version="17")))) == 4


def test_a_change_of_a_type_concerns_the_tables_that_have_columns_of_it() -> None:
    schema = schema_of(
        Domain(name="short", type="varchar(20)"),
        Domain(name="word", type="short"),
        Enum(name="mood", values=(EnumValue(value="good"),)),
        entity("people", "id bigint", "name word", pk="id"),
        entity("days", "id bigint", "felt mood", pk="id"),
        entity("log", "id bigint", "at date"),
    )
    longer = edits.alter(schema, schema.domains[0].id, type="varchar(40)")
    assert _asked_again(schema, longer) == {"people"}
    value = edits.add(schema, EnumValue(value="bad"), to=schema.enums[0].id)
    assert _asked_again(schema, value) == {"days"}
    assert _asked_again(schema, edits.alter(schema, "requirements", horizon_months=6.0)) == set()


def _views(facts: Facts) -> tuple[str, ...]:
    return tuple(one.name for one in facts.schema.opaque if one.kind == "view")


def test_who_rests_on_a_gist_is_not_concerned_until_it_is_another() -> None:
    before, read = Facts(_design(), readings=Readings()), set[str]()
    with before.reading(read):
        assert before.gist(_views) == ()
    made = Opaque(kind="function", name="made()", sql="…")
    after = before.following(apply([edits.add(before.schema, made)], unwatched(before.schema)))
    assert after.since is not None
    assert after.since.around == {"opaque"}
    assert read.isdisjoint(after.since.around)
    seen = Opaque(kind="view", name="seen", sql="…")
    last = after.following(apply([edits.add(after.schema, seen)], unwatched(after.schema)))
    assert last.since is not None
    assert not read.isdisjoint(last.since.around)
    assert last.gist(_views) == ("seen",)


def test_what_is_kept_of_a_table_falls_when_it_read_what_changed() -> None:
    schema = _design()

    def wanted(facts: Facts, _: Entity) -> str | None:
        return facts.schema.requirements.recovery

    before = Facts(schema, readings=Readings())
    table = schema.entities[0]
    assert before.kept(wanted, table) is None
    after = before.following(apply([edits.alter(schema, "requirements", recovery="history")], schema))
    assert after.kept(wanted, table) == "history"


def test_what_few_tables_say_of_themselves_is_listed_in_the_order_of_the_design() -> None:
    schema = _design()
    asked: list[str] = []

    def dates(_: Facts, table: Entity) -> tuple[str, ...]:
        asked.append(table.name)
        return tuple(f"{table.name}.{one.name}" for one in table.attributes if one.type == "date")

    before = Facts(schema)
    assert before.listed(dates) == ["log.at", "log_1.at"]
    asked.clear()
    again = apply(
        [edits.add(schema, entity("days", "day date")), edits.rename(schema, _key(schema, "log"), "zoo")], schema
    )
    assert before.following(again).listed(dates) == ["days.day", "log_1.at", "zoo.at"]
    assert set(asked) == {"days", "zoo", "log_1"}
    nothing = Facts(schema_of(entity("people", "id bigint", pk="id")))
    assert not nothing.listed(dates)


def _key(schema: Schema, name: str) -> str:
    return schema.entity(name).id


def _parsed_again(schema: Schema, *changes: object) -> set[str]:
    before = Facts(schema)
    known = {id(one) for one in before.patterns}
    after = before.following(apply(changes, schema))  # type: ignore[arg-type]
    return {one.pattern.name for one in after.patterns if id(one) not in known}


def test_a_new_table_has_those_patterns_parsed_again_that_may_mean_it() -> None:
    schema = _design()
    assert _parsed_again(schema, edits.add(schema, entity("crates", "id bigint"))) == {"nothing"}
    assert _parsed_again(schema, edits.add(schema, entity("Letters", "id bigint"))) == {"letters of", "nothing"}
    assert _parsed_again(schema, edits.rename(schema, schema.entity("people").id, "folk")) == {"someone", "nothing"}
    assert _parsed_again(schema, edits.add(schema, entity('od"d', "id bigint"))) == {"letters of", "someone", "nothing"}


def test_a_column_is_read_again_when_a_table_comes_that_it_may_name() -> None:
    schema = _design()
    (places,) = schema_of(entity("places", "id bigint", pk="id")).entities
    before = Facts(schema)
    assert not list(implied_links(before))
    after = before.following(apply([edits.add(schema, places)], schema))
    assert [(one.child.name, one.columns[0].name, one.parent.name) for one in implied_links(after)] == [
        ("letters", "place_id", "places")
    ]
    gone = after.following(apply([edits.drop(after.schema, after.schema.entity("places").id)], after.schema))
    assert not list(implied_links(gone))


def test_keys_in_another_schema_that_no_foreign_key_leads_to_are_a_hint() -> None:
    tables = (
        Namespace(name="crm"),
        Namespace(name="sales"),
        entity("crm.customers", "id bigint", pk="id"),
        entity("crm.regions", "id bigint", pk="id"),
        entity("sales.orders", "id bigint", "customer_id bigint", "region_id bigint", pk="id"),
    )
    assert {str(one.confidence) for one in implied_links(Facts(schema_of(*tables)))} == {"hint"}
    linked = schema_of(*tables, link("sales.orders.region_id", "crm.regions.id"))
    assert [str(one.confidence) for one in implied_links(Facts(linked))] == ["likely"]


def test_a_column_is_read_again_when_the_domain_of_a_key_it_may_name_stands_for_something_else() -> None:
    schema = schema_of(
        Domain(name="number", type="text"),
        entity("people", "id number", "name text", pk="id"),
        entity("letters", "id bigint", "person_id bigint", pk="id"),
    )
    before = Facts(schema)
    assert not list(implied_links(before))
    after = before.following(apply([edits.alter(schema, schema.domains[0].id, type="bigint")], schema))
    assert [(one.columns[0].name, one.parent.name) for one in implied_links(after)] == [("person_id", "people")]


def test_what_is_said_of_a_finding_is_said_once_and_anew_of_an_equal_one() -> None:
    said: list[str] = []

    def row(facts: Facts, found: tuple[str, str]) -> str:
        said.append(found[1])
        return f"{facts.schema.name}: {found[1]}"

    schema = _design()
    one, equal = ("TY001", "".join(["peo", "ple"])), ("TY001", "".join(["peo", "ple"]))
    before = Facts(schema)
    assert before.said_of(row, one) == before.said_of(row, one) == f"{schema.name}: people"
    after = before.following(apply([edits.drop(schema, schema.access_patterns[0].id)], schema))
    assert after.said_of(row, one) == f"{schema.name}: people"
    assert said == ["people"]
    after.said_of(row, equal)
    assert said == ["people", "people"]


def test_what_is_noted_of_references_that_names_tell_of_reads_no_name_of_a_schema() -> None:
    facts = Facts(
        schema_of(
            Namespace(name="shop"),
            entity("shop.people", "id bigint", pk="id"),
            entity("letters", "id bigint", "person_id bigint", "order_id bigint", pk="id"),
            entity("shop.orders", "id bigint", "person_id bigint", pk="id"),
            link("shop.orders.person_id", "shop.people.id"),
        ),
        readings=Readings(),
    )
    spoken = Spoken()
    with facts.reading(set(), spoken=spoken):
        assert list(_meant(facts))
    assert not spoken.named
    with facts.reading(set(), spoken=spoken):
        assert facts.name(facts.schema.entity("orders")) == "shop.orders"
    assert spoken.named


def test_references_that_names_tell_of_are_not_read_again_for_another_name_of_a_schema() -> None:
    schema = schema_of(
        Namespace(name="aside"),
        Namespace(name="crm"),
        entity("aside.people", "id bigint", pk="id"),
        entity("aside.letters", "id bigint", "person_id bigint", pk="id"),
        entity("crm.people", "id bigint", pk="id"),
        entity("crm.calls", "id bigint", "person_id bigint", pk="id"),
    )
    before = Facts(schema, readings=Readings())
    told = {(one.child.id, one.parent.id) for one in implied_links(before)}
    assert len(told) == 2
    for old, new in (("aside", "beside"), ("crm", "dcrm")):
        home = next(one.id for one in schema.schemas if one.name == old)
        after = before.following(apply([edits.rename(schema, home, new)], schema))
        assert {(one.child.id, one.parent.id) for one in implied_links(after)} == told
        was, now = before.notes[_meant].tables, after.notes[_meant].tables
        assert len(was) == len(now) == 4
        assert all(now[table] is read for table, read in was.items())
