from dataclasses import replace

import pytest

from designer.analysis.engine import analyze
from designer.analysis.finding import Finding
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Dialect, Exclusion, ExclusionElement, Extension, Index, Invariant, Opaque
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found, found_in

COLUMNS = (
    "id bigint", "room_id bigint", "starts timestamptz", "ends timestamptz", "span tstzrange", "amount numeric",
    "is_main boolean", "slot text",
)  # fmt: skip


def unkept(
    kind: str, attributes: str = "", scope: str = "", where: str | None = None, **properties: object
) -> list[Finding]:
    """What is found about one rule on a table of bookings."""
    rule = Invariant(
        kind=kind, entity="bookings", attributes=tuple(attributes.split()), scope=tuple(scope.split()), where=where
    )
    return list(found("CI004", entity("bookings", *COLUMNS, pk="id", **properties), rule))


@pytest.mark.parametrize("check", ["amount >= 0", "amount > 0", "(amount >= (0)::numeric)", "0 <= amount",
                                   "amount BETWEEN 0 AND 9", "((amount IS NULL) OR (amount >= 0))"])  # fmt: skip
def test_a_check_keeps_a_lower_bound(check: str) -> None:
    assert unkept("non-negative", "amount", checks=[check]) == []


@pytest.mark.parametrize("check", ["amount <= 100", "amount <> 0", "id >= 0", "amount >= -500", "-500 <= amount",
                                   "amount >= 0 OR is_main", "amount >= 0 OR is_main IS NULL",
                                   "amount IS NOT NULL OR amount >= 0", "amount >= id"])  # fmt: skip
def test_another_check_does_not(check: str) -> None:
    (finding,) = unkept("non-negative", "amount", checks=[check])
    assert finding.fix[0].value.expression == "amount >= 0"


@pytest.mark.parametrize("kind", ["non-negative", "ordered"])
def test_a_rule_about_some_rows_binds_those_alone(kind: str) -> None:
    columns, bound = ("amount", "amount >= 0") if kind == "non-negative" else ("starts ends", "starts <= ends")
    (finding,) = unkept(kind, columns, where="is_main")  # which is mended by it
    (check,) = (one.value.expression for one in finding.fix)
    assert " ".join(check.split()) == f"NOT (is_main ) OR ({bound})"
    assert unkept(kind, columns, where="is_main", checks=[bound]) == []


def test_a_check_keeps_an_order() -> None:
    assert unkept("ordered", "starts ends", checks=["starts < ends"]) == []
    (finding,) = unkept("ordered", "starts ends", checks=["starts <> ends"])
    assert finding.fix[0].value.expression == "starts <= ends"


@pytest.mark.parametrize(
    "index",
    [
        on("room_id", unique=True),
        on("room_id", unique=True, where="is_main"),
        on("room_id", unique=True, where="(is_main)"),
    ],
)
def test_a_unique_index_keeps_at_most_one(index: Index) -> None:
    assert unkept("at most one", scope="room_id", where="is_main", indexes=(index,)) == []


@pytest.mark.parametrize("index", [on("room_id"), on("room_id", "slot", unique=True),
                                   on("room_id", unique=True, where="amount > 0")])  # fmt: skip
def test_another_index_does_not(index: Index) -> None:
    (finding,) = unkept("at most one", scope="room_id", where="is_main", indexes=(index,))
    value = finding.fix[0].value
    assert (value.unique, value.where) == (True, "is_main")


def test_a_flag_among_the_columns_is_the_condition() -> None:
    (finding,) = unkept("at most one", "is_main", "room_id")
    assert finding.fix[0].value.where == "is_main"
    assert len(finding.fix[0].value.keys) == 1


def test_unique_among_holds_its_columns_within_the_scope() -> None:
    assert unkept("unique among", "slot", "room_id", unique="room_id,slot") == []
    assert unkept("unique among", "slot", "room_id", unique="slot") == []
    (finding,) = unkept("unique among", "slot", "room_id", unique="room_id,slot,starts")
    assert len(finding.fix[0].value.keys) == 2


def test_an_exclusion_constraint_keeps_ranges_apart() -> None:
    elements = (ExclusionElement(column="room_id", operator="="), ExclusionElement(column="span", operator="&&"))
    kept = {"exclusions": (Exclusion(name="apart", elements=elements),)}
    assert unkept("no overlap", "span", "room_id", **kept) == []
    made = ExclusionElement(expression="tstzrange(starts, ends)", operator="&&")
    kept = {"exclusions": (Exclusion(name="apart", elements=(elements[0], made)),)}
    assert unkept("no overlap", "starts ends", "room_id", **kept) == []
    assert len(unkept("no overlap", "span", "slot", **kept)) == 1


def test_an_exclusion_is_made_of_two_bounds_and_brings_its_extension() -> None:
    (finding,) = unkept("no overlap", "starts ends", "room_id")
    extension, exclusion = finding.fix
    assert extension.value.name == "btree_gist"
    assert [one.expression for one in exclusion.value.elements] == [None, "tstzrange(starts, ends)"]
    (finding,) = unkept("no overlap", "span")
    assert [change.kind for change in finding.fix] == ["exclusion"]


def test_the_extension_is_not_made_twice() -> None:
    rule = Invariant(kind="no overlap", entity="bookings", attributes=("span",), scope=("room_id",))
    (finding,) = found("CI004", entity("bookings", *COLUMNS, pk="id"), Extension(name="btree_gist"), rule)
    assert [change.kind for change in finding.fix] == ["exclusion"]


def test_bounds_of_two_types_or_one_bound_get_advice_instead_of_a_constraint() -> None:
    assert [one.fix for one in unkept("no overlap", "starts amount", "room_id")] == [()]
    assert [one.fix for one in unkept("no overlap", "starts", "room_id")] == [()]


@pytest.mark.parametrize("kind", ["exactly one", "sum", "counter", "queue"])
def test_what_no_constraint_can_say_is_told_with_what_keeps_it(kind: str) -> None:
    (finding,) = unkept(kind, "amount", "room_id")
    assert finding.fix == ()
    assert finding.severity == "warning"
    assert finding.evidence["mechanism"]


def test_a_queue_that_skips_locked_rows_is_kept() -> None:
    rule = Invariant(kind="queue", entity="bookings")
    take = pattern("take", "SELECT id FROM bookings LIMIT 1 FOR UPDATE SKIP LOCKED")
    assert found("CI004", entity("bookings", *COLUMNS, pk="id"), rule, take) == ()


def test_a_trigger_on_the_table_that_names_the_columns_is_trusted() -> None:
    rule = Invariant(kind="sum", entity="bookings", attributes=("amount",))
    design = schema_of(entity("bookings", *COLUMNS, pk="id"), rule)
    sql = "CREATE TRIGGER keep BEFORE UPDATE OF amount ON bookings EXECUTE FUNCTION keep()"
    trigger = Opaque(id="t", kind="trigger", name="keep on bookings", sql=sql, requires=(design.entities[0].id,))
    assert found_in("CI004", replace(design, opaque=(trigger,))) == ()
    assert len(found_in("CI004", design)) == 1


def test_the_rules_own_words_are_the_title() -> None:
    rule = Invariant(
        kind="non-negative", entity="bookings", attributes=("amount",), text="Nobody pays less than nothing."
    )
    (finding,) = found("CI004", entity("bookings", *COLUMNS, pk="id"), rule)
    assert finding.title == "Nothing keeps “Nobody pays less than nothing”"


@pytest.mark.parametrize(
    ("dialect", "kind", "said", "never"),
    [
        ("mysql", "no overlap", "SERIALIZABLE", "EXCLUDE"),
        ("sqlite", "no overlap", "BEGIN IMMEDIATE", "EXCLUDE"),
        ("oracle", "no overlap", "lock on the row", "EXCLUDE"),
        ("sqlite", "queue", "RETURNING", "SKIP LOCKED"),
        ("tsql", "queue", "READPAST", "SKIP LOCKED"),
        ("mysql", "queue", "SKIP LOCKED", "EXCLUDE"),
    ],
)
def test_what_a_dialect_lacks_is_not_named_as_the_mechanism(dialect: str, kind: str, said: str, never: str) -> None:
    rule = Invariant(kind=kind, entity="bookings", attributes=("starts", "ends"), scope=("room_id",))
    columns = ("id bigint", "room_id bigint", "starts datetime", "ends datetime")
    (finding,) = found("CI004", entity("bookings", *columns, pk="id"), rule, dialect=Dialect(name=dialect))
    assert said in finding.evidence["mechanism"]
    assert never not in f"{finding.evidence['mechanism']} {finding.message}"
    assert finding.fix == ()


def test_sql_server_compares_a_flag_with_one() -> None:
    rule = Invariant(kind="at most one", entity="bookings", attributes=("is_main",), scope=("room_id",))
    table = entity("bookings", "id bigint", "room_id bigint", "is_main bit", pk="id")
    (finding,) = found("CI004", table, rule, dialect=Dialect(name="tsql"))
    assert finding.fix[0].value.where == "is_main = 1"


_ROOMS = entity("rooms", "id bigint", "main_id bigint not null", pk="id")
_MAIN = Invariant(kind="exactly one", entity="bookings", scope=("room_id",), where="is_main", text="One main booking")


def _one_main(*more: object, **properties: object) -> tuple[Finding, ...]:
    bookings = entity("bookings", *COLUMNS, pk="id", **properties)
    schema = schema_of(bookings, _ROOMS, link("bookings.room_id", "rooms.id"), _MAIN, *more)
    return analyze(schema, codes={"CI004"}).findings


def test_exactly_one_is_kept_by_an_index_with_what_sees_to_the_row() -> None:
    half = [on("room_id", unique=True, where="is_main")]
    assert _one_main(link("rooms.main_id", "bookings.id"), indexes=half) == ()
    sql = "CREATE CONSTRAINT TRIGGER one AFTER UPDATE ON bookings DEFERRABLE INITIALLY DEFERRED EXECUTE FUNCTION f()"
    bookings = entity("bookings", *COLUMNS, pk="id", indexes=half, id="e1")
    trigger = Opaque(kind="trigger", name="one on bookings", sql=sql, requires=("e1",))
    assert found("CI004", bookings, replace(_MAIN, entity="e1"), trigger) == ()


def test_of_exactly_one_the_index_is_offered_and_the_other_half_told() -> None:
    (finding,) = _one_main()
    (change,) = finding.fix
    assert (change.value.unique, change.value.where) == (True, "is_main")
    assert "“At least one” no index can say" in finding.message
    assert "NOT NULL reference from rooms" in finding.message
    (finding,) = _one_main(indexes=[on("room_id", unique=True, where="is_main")])
    assert finding.title == "Nothing keeps more than half of “One main booking”"
    assert (finding.fix, finding.severity) == ((), "warning")


def test_a_reference_that_could_never_be_filled_is_not_recommended() -> None:
    design = schema_of(entity("bookings", *COLUMNS, pk="id"), _ROOMS, link("bookings.room_id", "rooms.id"), _MAIN)
    (finding,) = analyze(replace(design, dialect=Dialect(name="mysql")), codes={"CI004"}).findings
    assert finding.fix == ()  # MySQL has no partial index
    assert "NOT NULL reference" not in finding.message
    assert "locking the row of rooms" in finding.message
