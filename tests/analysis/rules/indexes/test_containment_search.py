import pytest

from designer.schema.model import Index
from tests.analysis.rules.asking import asked, on

SEARCH = "SELECT id FROM orders WHERE {} LIMIT 10"


@pytest.mark.parametrize(
    ("condition", "indexes"),
    [
        ("tags @> $1", [on("tags", method="gin")]),
        ("payload ? 'a'", [on("payload", method="gin")]),
        ("span && $1", [on("span", method="gist")]),
        ("words @@ to_tsquery($1)", [on("words", method="gist")]),
        ("tags @> $1 AND customer_id = $2", [on("customer_id")]),
        ("tags @> $1 OR note = 'x'", []),
        ("NOT tags @> $1", []),
        ("tags = $1", []),
        ("payload ->> 'a' = $1", []),
        ("raw ->> 'a' = $1", []),
        ("status = ANY($1)", []),
        ("'x' = ANY(tags) AND customer_id = $2", [on("customer_id")]),
    ],
)
def test_what_is_served_or_no_containment_is_left_alone(condition: str, indexes: list[Index]) -> None:
    assert asked("IX011", SEARCH.format(condition), *indexes) == ()


def test_small_tables_are_left_alone() -> None:
    assert asked("IX011", SEARCH.format("tags @> $1"), rows=10_000) == ()


@pytest.mark.parametrize(
    ("condition", "method"),
    [
        ("tags @> $1", "gin"), ("tags && ARRAY['a']", "gin"), ("payload @> $1", "gin"), ("payload ?| $1", "gin"),
        ("words @@ to_tsquery($1)", "gin"), ("span @> now()", "gist"),
    ],
)  # fmt: skip
def test_the_method_fits_the_type(condition: str, method: str) -> None:
    (finding,) = asked("IX011", SEARCH.format(condition), on("tags"), on("payload"))
    assert finding.fix[0].value.method == method


@pytest.mark.parametrize("indexes", [[], [on("tags", method="gin")]])
def test_any_of_an_array_column_wants_another_operator_whatever_index_there_is(indexes: list[Index]) -> None:
    (finding,) = asked("IX011", SEARCH.format("$1 = ANY(tags)"), *indexes)
    assert finding.evidence["written so that an index serves"] == "tags @> ARRAY[$1]"
    assert finding.fix == ()
