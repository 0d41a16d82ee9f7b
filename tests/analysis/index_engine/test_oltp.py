"""What a specialist would choose for everyday access patterns, and that it helps on real rows."""

import pytest

from designer.analysis.index_engine import Recommendation, recommend
from designer.lab.planner import Lab, NoServer, open_lab
from tests.analysis.index_engine.cases import CASES, Case
from tests.analysis.index_engine.saying import is_expected, said

QUICK = {
    "mixed directions are spelled out",
    "a queue is a small index over what waits",
    "a common flag is no index",
    "containment in documents",
    "a unique constraint serves already",
}


@pytest.fixture(scope="module")
def lab() -> Lab:
    found = open_lab()
    assert not isinstance(found, NoServer), found
    return found


def chosen(case: Case, lab: Lab) -> Recommendation:
    return recommend(case.schema, lab, robustness=False)


def check(case: Case, found: Recommendation) -> None:
    """That just the expected indexes were chosen, and the rest of the advice is there."""
    entity = case.schema.entity
    made = [said(case.schema, entity(one.entity), one.index) for one in found.indexes]
    assert len(made) == len(case.expected), (made, case.expected)
    for expectation in case.expected:
        assert any(is_expected(one, expectation) for one in made), (made, expectation)
    unproved = [one.sql for one in found.not_proved]
    assert len(unproved) == len(case.not_proved), unproved
    assert all("gin_trgm_ops" in one for one in unproved)
    assert {one.name for one in found.existing} == set(case.idle)
    assert bool(found.rewrites) == case.rewrites, found.rewrites


@pytest.mark.parametrize("case", [one for one in CASES if one.name in QUICK], ids=lambda one: one.name)
def test_quick_sample_gets_the_indexes_of_a_specialist(case: Case, lab: Lab) -> None:
    check(case, chosen(case, lab))


@pytest.mark.strict_only("plans some fifty designs")
@pytest.mark.parametrize("case", [one for one in CASES if one.name not in QUICK], ids=lambda one: one.name)
def test_each_case_gets_the_indexes_of_a_specialist(case: Case, lab: Lab) -> None:
    check(case, chosen(case, lab))
