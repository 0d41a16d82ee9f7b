from designer.importers import import_sql
from designer.schema.build import attribute, entity, options
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found, found_in

_KEPT = attribute("updated_at timestamp", options=options(mysql={"on_update": "current_timestamp"}))


def _found(kept: int, forgotten: int, column: str = "updated_at timestamp(3)"):
    tables = [entity(f"k{number}", "id int", _KEPT, pk="id") for number in range(kept)]
    tables += [entity(f"f{number}", "id int", column, pk="id") for number in range(forgotten)]
    return found("CO057", *tables, dialect=Dialect(name="mysql"))


def test_a_design_that_leaves_it_to_programs_has_decided() -> None:
    assert _found(0, 6) == ()
    assert _found(2, 1) == ()
    assert _found(3, 3) == ()


def test_other_times_are_left_alone() -> None:
    assert _found(4, 2, "price_updated_at timestamp") == ()
    assert _found(4, 2, "created_at timestamp") == ()


def test_the_few_that_nothing_sets_are_named_and_given_the_clause() -> None:
    (finding,) = _found(3, 2)
    assert [row[0] for row in finding.evidence["rows"]] == ["f0.updated_at", "f1.updated_at"]
    assert {one.set["options"]["mysql"]["on_update"] for one in finding.fix} == {"current_timestamp(3)"}


def test_a_trigger_for_updates_keeps_the_time_and_one_for_inserts_does_not() -> None:
    tables = "".join(f"CREATE TABLE t{n} (id int PRIMARY KEY, updated_at timestamptz);" for n in range(4))
    trigger = "CREATE TRIGGER g BEFORE {} ON t{} FOR EACH ROW EXECUTE FUNCTION touch();"
    kept = "".join(trigger.format("UPDATE", n) for n in range(3))
    (finding,) = found_in("CO057", import_sql(tables + kept + trigger.format("INSERT", 3), "postgres").schema)
    assert finding.title.startswith("t3.updated_at is set by nothing, where 3 other tables")
    both = trigger.format("INSERT OR UPDATE", 3)
    assert found_in("CO057", import_sql(tables + kept + both, "postgres").schema) == ()
