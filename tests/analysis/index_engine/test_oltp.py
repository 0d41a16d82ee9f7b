"""What a specialist would choose for everyday access patterns, and that it helps on real rows."""

from collections.abc import Iterator

import pytest

from designer.analysis.index_engine import Recommendation, recommend
from designer.lab.planner import Lab, NoServer, open_lab
from designer.lab.scratch import ScratchCluster
from tests.analysis.index_engine.cases import CASES
from tests.analysis.index_engine.cases.parts import Case
from tests.analysis.index_engine.real_rows import analyze, filled, pages_read, server
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


_CHOSEN: dict[str, Recommendation] = {}


def chosen(case: Case, lab: Lab) -> Recommendation:
    """What is recommended for a case, for those who look at the choice and those who try it on rows."""
    if case.name not in _CHOSEN:
        _CHOSEN[case.name] = recommend(case.schema, lab, robustness=False)
    return _CHOSEN[case.name]


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


@pytest.fixture(scope="module")
def real() -> Iterator[ScratchCluster]:
    with server() as cluster:
        yield cluster


@pytest.mark.strict_only("fills tables with 200,000 rows each")
@pytest.mark.parametrize("case", [one for one in CASES if one.real and one.expected], ids=lambda one: one.name)
def test_chosen_indexes_are_read_and_spare_most_pages_on_real_rows(case: Case, lab: Lab, real: ScratchCluster) -> None:
    found = chosen(case, lab)
    served = {name for one in found.indexes for name in one.serves}
    patterns = [one for one in case.schema.access_patterns if one.name in served]
    with filled(real, case) as session:
        before = [pages_read(session, one)[0] for one in patterns]
        for one in found.indexes:
            session.execute(one.sql.encode())
        analyze(session, case)
        after = [pages_read(session, one) for one in patterns]
    read = {name for _, names in after for name in names}
    assert {one.index.name for one in found.indexes} <= read
    for pattern, old, (new, _) in zip(patterns, before, after, strict=True):
        assert new < old / 2, (pattern.name, old, new)


@pytest.mark.strict_only("fills tables with 200,000 rows each")
@pytest.mark.parametrize("case", [one for one in CASES if one.tempting], ids=lambda one: one.name)
def test_an_index_that_was_not_chosen_spares_nothing_on_real_rows(case: Case, real: ScratchCluster) -> None:
    assert case.tempting is not None
    with filled(real, case) as session:
        before = [pages_read(session, one)[0] for one in case.schema.access_patterns]
        session.execute(case.tempting.encode())
        analyze(session, case)
        after = [pages_read(session, one)[0] for one in case.schema.access_patterns]
    assert all(new > 0.8 * old for old, new in zip(before, after, strict=True)), (before, after)
