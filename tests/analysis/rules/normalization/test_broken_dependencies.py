"""NF002, NF003 and NF004 against each other: what each takes and what it leaves to the next."""

import pytest

from designer.schema.build import dependency, entity, schema_of
from designer.schema.schema import Schema
from tests.analysis.rules.running import findings, mended, titles


def table(*dependencies: tuple[str, str], key: str = "a, b") -> Schema:
    facts = tuple(dependency(left, right) for left, right in dependencies)
    return schema_of(entity("t", *(f"{name} int" for name in "abcd"), pk=key, functional_dependencies=facts))


@pytest.mark.parametrize("code", ["NF002", "NF003", "NF004"])
@pytest.mark.parametrize("given", [("a, b", "c"), ("a, b, c", "d"), ("c", "c"), ("c", ())])
def test_a_dependency_on_a_key_and_a_trivial_one_are_left_alone(code: str, given: tuple[str, str]) -> None:
    assert findings(code, table(given)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [(("a", "c"), "NF002"), (("c", "d"), "NF003"), (("c", "b"), "NF004"), (("a, c", "d"), "NF003")],
)
def test_each_form_has_its_own_rule(given: tuple[str, str], expected: str) -> None:
    assert [code for code in ("NF002", "NF003", "NF004") if findings(code, table(given))] == [expected]


def test_a_part_of_another_candidate_key_counts_as_a_part_of_a_key() -> None:
    # (a, d) is a key as well, since d gives b; d is a part of it.
    assert titles("NF002", table(("d", "b, c"))) == ["t.c depends on d, which is only a part of the key"]


def test_splitting_off_a_part_of_the_key_keeps_the_key() -> None:
    after = mended("NF002", table(("a", "c")))
    assert [one.name for one in after.entity("t").attributes] == ["a", "b", "d"]
    assert after.entity("t").primary_key is not None


def test_what_is_part_of_a_key_is_not_moved_by_a_fix() -> None:
    (finding,) = findings("NF004", table(("c", "b")))
    assert finding.fix == ()
