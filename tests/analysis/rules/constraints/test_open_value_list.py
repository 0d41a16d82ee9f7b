import pytest

from designer.analysis.engine import analyze
from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.model import Dialect, ValueShare
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    "column", ["status integer", "status_text text", "statuses_seen int", "state boolean", "states text"]
)
def test_what_is_no_status_in_text_is_left_alone(column: str) -> None:
    assert found("CO007", entity("t", column)) == ()


def test_a_state_beside_a_city_is_a_place() -> None:
    assert found("CO007", entity("t", "city text", "state text")) == ()


def test_a_check_or_a_reference_settles_it() -> None:
    states = entity("states", "name text", pk="name")
    assert found("CO007", entity("t", "status text", checks=("status IN ('a')",))) == ()
    assert found("CO007", states, entity("t", "status text"), link("t.status", "states.name")) == ()


def test_the_name_alone_is_one_hint_for_all() -> None:
    (finding,) = found("CO007", entity("t", "status text"), entity("u", "status text"))
    assert finding.confidence == "hint"
    assert len(finding.evidence["rows"]) == 2


def test_values_that_patterns_compare_with_make_the_check() -> None:
    (finding,) = found(
        "CO007",
        entity("t", "id int", "status text", pk="id"),
        pattern("open", "SELECT id FROM t WHERE status IN ('open', 'it''s')"),
        pattern("done", "SELECT id FROM t WHERE status = 'done'"),
    )
    assert finding.fix[0].value.expression == "status IN ('done', 'it''s', 'open')"


def test_declared_values_must_make_up_the_whole_column() -> None:
    def phase(*shares: float) -> tuple[ValueShare, ...]:
        return tuple(ValueShare(value=f"v{number}", frequency=share) for number, share in enumerate(shares))

    assert found("CO007", entity("t", attribute("phase text", values=phase(0.5, 0.4)))) == ()
    assert len(found("CO007", entity("t", attribute("phase text", values=phase(0.5, 0.5))))) == 1
    assert len(found("CO007", entity("t", attribute("phase text", values=phase(0.5, 0.4), null_fraction=0.1)))) == 1


def test_lists_that_users_make_and_texts_without_a_length_where_others_have_one_are_left_alone() -> None:
    assert found("CO007", entity("t", "business_status text", "custom_status text")) == ()
    mysql = Dialect(name="mysql")
    assert found("CO007", entity("t", "status text"), dialect=mysql) == ()
    assert len(found("CO007", entity("t", "status varchar(20)"), dialect=mysql)) == 1


def test_what_has_a_check_to_offer_is_a_finding_of_its_own_in_a_whole_run_too() -> None:
    shares = (ValueShare(value="open", frequency=0.3), ValueShare(value="paid", frequency=0.7))
    schema = schema_of(entity("t", attribute("phase text", values=shares), "status text"))
    assert [(one.confidence, bool(one.fix)) for one in analyze(schema, codes=["CO007"]).findings] == [
        ("likely", True),
        ("hint", False),
    ]
