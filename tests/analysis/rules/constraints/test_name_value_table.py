import pytest

from designer.analysis.finding import Finding
from designer.schema.build import entity, link
from tests.analysis.rules.checking import found


def _found(*columns: str, name: str = "facts") -> tuple[Finding, ...]:
    return found("CO019", entity("p", "k int", pk="k"), entity(name, "r int", *columns), link(f"{name}.r", "p.k"))


@pytest.mark.parametrize(
    "columns", [("name text", "value numeric"), ("name text", "source_value text"), ("value text",), ("name text",)]
)
def test_a_typed_value_or_half_a_pair_is_left_alone(columns: tuple[str, ...]) -> None:
    assert _found(*columns) == ()


def test_settings_of_nothing_and_secrets_are_left_alone() -> None:
    assert found("CO019", entity("settings", "key text", "value text")) == ()
    assert _found("name text", "value text", name="api_keys") == ()


@pytest.mark.parametrize(
    "columns",
    [
        ("key text", "value text"),
        ("attribute_name text", "value text"),
        ("name text", "value_int int", "value_text text"),
    ],
)
def test_names_and_values_are_found(columns: tuple[str, ...]) -> None:
    assert len(_found(*columns)) == 1
