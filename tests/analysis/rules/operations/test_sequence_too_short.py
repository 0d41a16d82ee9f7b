from typing import Any

import pytest

from designer.analysis.finding import Severity
from designer.schema.build import attribute, entity, schema_of
from designer.schema.model import Entity, Identity, Sequence
from tests.analysis.rules.running import findings, mended, titles


def events(column: str = "id bigint default nextval('events_id_seq'::regclass)", **properties: Any) -> Entity:
    return entity("events", column, **{"pk": "id", **properties})


def numbers(**properties: Any) -> Sequence:
    return Sequence(name="events_id_seq", **{"type": "integer", **properties})


@pytest.mark.parametrize(
    "properties",
    [
        {"type": "bigint"},
        {"cycle": True},
        {"increment": -1},
        {"type": "bigint", "maximum": 2**63 - 1},
    ],
)
def test_a_sequence_without_an_end_of_its_own_is_left_alone(properties: dict[str, Any]) -> None:
    assert titles("GR009", events(), numbers(**properties)) == []


def test_a_column_that_ends_no_later_is_left_alone() -> None:
    assert titles("GR009", events("id integer default nextval('events_id_seq')"), numbers()) == []


@pytest.mark.parametrize(
    "default", ["", " default 7", " default nextval('other_seq')", " default upper('events_id_seq')"]
)
def test_a_sequence_that_numbers_nothing_is_left_alone(default: str) -> None:
    assert titles("GR009", events(f"id bigint{default}"), numbers()) == []


def test_growth_that_stays_far_below_the_end_is_left_alone() -> None:
    assert titles("GR009", events(rows=1_000, rows_per_day=100.0), numbers()) == []


def test_without_declared_growth_it_is_worth_knowing() -> None:
    (finding,) = findings("GR009", events(), numbers())
    assert finding.severity is Severity.INFO
    assert finding.title == "The sequence events_id_seq ends at 2,147,483,647, and events.id would hold more"


@pytest.mark.parametrize(("per_day", "expected"), [(1_500_000.0, Severity.WARNING), (2_500_000.0, Severity.ERROR)])
def test_declared_growth_decides_how_much_it_matters(per_day: float, expected: Severity) -> None:
    (finding,) = findings("GR009", events(rows=0, rows_per_day=per_day), numbers())
    assert finding.severity is expected
    assert "At the declared growth that is in " in finding.message


def test_steps_of_fifty_use_up_fifty_numbers_each() -> None:
    assert len(titles("GR009", events(rows=1_000, rows_per_day=50_000.0), numbers(increment=50))) == 1


@pytest.mark.parametrize("default", ["nextval('public.events_id_seq'::regclass)", "nextval('\"events_id_seq\"')"])
def test_the_sequence_is_found_however_it_is_spelled(default: str) -> None:
    assert len(titles("GR009", events(f"id bigint default {default}"), numbers())) == 1


@pytest.mark.parametrize("own", [Identity(), Identity(maximum=9, cycle=True), Identity(maximum=2**63 - 1)])
def test_an_identity_without_an_early_end_is_left_alone(own: Identity) -> None:
    assert titles("GR009", entity("events", attribute("id bigint", identity=own), pk="id")) == []


def test_a_maximum_of_an_identity_is_lifted_and_all_else_kept() -> None:
    own = Identity(mode="by default", start=5, maximum=999_999, cache=20)
    after = mended("GR009", schema_of(entity("events", attribute("id bigint", identity=own), pk="id")))
    assert after.entity("events").attributes[0].identity == Identity(mode="by default", start=5, cache=20)


def test_the_sequence_takes_the_type_of_its_column() -> None:
    after = mended("GR009", schema_of(events(), numbers(maximum=1_000)))
    assert (after.sequences[0].type, after.sequences[0].maximum) == ("bigint", None)


def test_a_limit_at_the_largest_whole_number_of_a_browser_is_meant() -> None:
    assert titles("GR009", events(), numbers(type="bigint", maximum=2**53 - 1)) == []
    assert titles("GR009", events(), numbers(type="bigint", maximum=2**53 - 2))
