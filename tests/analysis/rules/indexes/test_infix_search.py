import pytest

from designer.schema.model import Dialect, Extension, Index, IndexKey
from tests.analysis.rules.asking import asked, on, shop
from tests.analysis.rules.checking import found_in

SEARCH = "SELECT id FROM orders WHERE {} LIMIT 10"


@pytest.mark.parametrize(
    ("condition", "indexes"),
    [
        ("note ILIKE '%' || $1 || '%'", [on("note public.gin_trgm_ops", method="gin")]),
        ("note LIKE '%a%'", [on("note gist_trgm_ops", method="gist")]),
        ("note LIKE '%a%' AND customer_id = $1", [on("customer_id")]),
        ("note LIKE 'a%'", []),
        ("note LIKE $1", []),
        ("note NOT LIKE '%a%'", []),
        ("note ~ '^abc'", []),
        ("payload::text LIKE '%a%'", []),
    ],
)
def test_what_is_served_or_no_infix_is_left_alone(condition: str, indexes: list[Index]) -> None:
    assert asked("IX010", SEARCH.format(condition), *indexes) == ()


def test_an_index_on_the_expression_serves_a_search_in_it() -> None:
    key = IndexKey(expression="lower(note)", operator_class="gin_trgm_ops")
    served = Index(name="i", method="gin", keys=(key,))
    assert asked("IX010", SEARCH.format("lower(note) LIKE '%a%'"), served) == ()
    (finding,) = asked("IX010", SEARCH.format("lower(note) LIKE '%a%'"))
    assert finding.fix[-1].value.keys[0].expression == "lower(note)"


def test_other_dialects_and_small_tables_are_left_alone() -> None:
    assert asked("IX010", SEARCH.format("note LIKE '%a%'"), rows=10_000) == ()
    assert asked("IX010", SEARCH.format("code LIKE '%a%'"), dialect=Dialect(name="mysql")) == ()


@pytest.mark.parametrize(
    "condition",
    [
        "note ILIKE '%' || $1 || '%'", "note LIKE '%a'", "note ILIKE 'a%'", "note ~ 'a.*b'", "code LIKE '%a%'",
        "note LIKE concat('%', $1, '%')", "note ILIKE '%a%' OR code ILIKE '%a%'",
    ],
)  # fmt: skip
def test_a_search_inside_is_found(condition: str) -> None:
    (finding,) = asked("IX010", SEARCH.format(condition))
    assert finding.fix[-1].value.keys[0].operator_class == "gin_trgm_ops"


def test_the_extension_comes_with_it_once() -> None:
    design = shop(statements=(SEARCH.format("note LIKE '%a%'"),))
    assert [change.kind for change in found_in("IX010", design)[0].fix] == ["extension", "index"]
    design = shop(statements=(SEARCH.format("note LIKE '%a%'"),), more=(Extension(name="pg_trgm"),))
    assert [change.kind for change in found_in("IX010", design)[0].fix] == ["index"]
