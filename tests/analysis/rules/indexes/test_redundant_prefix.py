import pytest

from designer.schema.build import entity
from designer.schema.frozen import freeze
from designer.schema.model import Index
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

LONG = on("a", "b", name="long")


def prefixes(*indexes: Index, **properties: object) -> list[str]:
    """The names of the indexes found to be the beginning of another."""
    table = entity("t", "id bigint", "a bigint", "b bigint", "c text", **{"pk": "id", "indexes": indexes, **properties})
    return [finding.title.split(" ")[0] for finding in found("IX004", table)]


@pytest.mark.parametrize(
    "short",
    [
        on("a", name="short", unique=True),
        on("a", name="short", where="b > 0"),
        on("a", name="short", method="hash"),
        on("a", name="short", include=("c",)),
        on("a DESC", name="short"),
        on("b", name="short"),
        on("a", "b", name="short"),
        on("a", name="short", visible=False),
    ],
)
def test_what_the_longer_index_does_not_do_stays(short: Index) -> None:
    assert prefixes(short, LONG) == []


@pytest.mark.parametrize(
    "longer",
    [
        on("a", "b", name="long", where="b > 0"),
        on("a", "b", name="long", method="gin"),
        on("b", "a", name="long"),
        on("a", "b", name="long", visible=False),
    ],
)
def test_an_index_that_cannot_stand_in_is_no_longer_one(longer: Index) -> None:
    assert prefixes(on("a", name="short"), longer) == []


def test_the_beginning_of_an_index_or_key_is_found() -> None:
    assert prefixes(on("a", name="short"), LONG) == ["short"]
    assert prefixes(on("a", name="short"), pk="a,b") == ["short"]
    assert prefixes(on("a", name="short", include=("b",)), LONG) == ["short"]
    assert prefixes(on("a", name="short"), on("a", "lower(c)", name="long")) == ["short"]


def test_a_columnstore_finds_nothing_by_its_first_columns() -> None:
    store = on("a", "b", name="store", options=freeze({"tsql": {"columnstore": True}}))
    assert prefixes(on("a", name="short"), store) == []
