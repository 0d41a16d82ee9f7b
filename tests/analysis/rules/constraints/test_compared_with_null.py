import pytest

from designer.schema.build import entity
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    "check", ["a IS NOT NULL", "a = 'NULL'", "a <> 'x' OR a IS NULL", "nullable = a", "a = ANY(b)"]
)
def test_right_comparisons_are_left_alone(check: str) -> None:
    assert found("CO030", entity("t", "a text", "b text[]", "nullable text", checks=(check,))) == ()


@pytest.mark.parametrize(
    ("check", "mended"),
    [
        ("a <> NULL", "a IS NOT NULL"), ("(a = null) or b != NULL", "(a IS null) or b IS NOT NULL"),
    ],
)  # fmt: skip
def test_each_comparison_with_null_is_mended(check: str, mended: str) -> None:
    (finding,) = found("CO030", entity("t", "a text", "b text", checks=(check,)))
    assert finding.fix[0].set["expression"] == mended
