import pytest

from designer.schema.build import entity
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    ("default", "check"),
    [
        ("'a'", "s in ('a', 'b')"),
        ("lower('X')", "s in ('a')"),
        ("'z'", "s <> 'y'"),
        ("'z'", "other in ('a')"),
        ("NULL", "s in ('a')"),
    ],
)
def test_a_listed_or_computed_default_is_left_alone(default: str, check: str) -> None:
    assert found("CO023", entity("t", f"s text default {default}", "other text", checks=(check,))) == ()


def test_the_servers_own_spelling_is_understood() -> None:
    check = "((s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))"
    (finding,) = found("CO023", entity("t", "s text default 'c'::text", checks=(check,)))
    assert finding.evidence["allowed"] == ("a", "b")
