import pytest

from designer.schema.build import attribute, entity, pattern
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import asked, on
from tests.analysis.rules.checking import found

SEARCH = "SELECT id FROM orders WHERE {} LIMIT 10"


@pytest.mark.parametrize(
    ("condition", "indexes"),
    [
        ("note LIKE 'a%'", [on("note text_pattern_ops")]),
        ("note LIKE 'a%'", [on("note gin_trgm_ops", method="gin")]),
        ("note LIKE 'a%' AND customer_id = $1", [on("customer_id")]),
        ("note LIKE $1", []),
        ("note LIKE 'abc'", []),
        ("note LIKE '%a'", []),
        ("note LIKE '%a%'", []),
        ("note LIKE '_a%'", []),
        ("note NOT LIKE 'a%'", []),
        ("note LIKE 'a%' OR code = 'b'", []),
        ("note ILIKE 'a%'", []),
        ("lower(note) LIKE 'a%'", []),
    ],
)
def test_what_is_served_or_no_prefix_is_left_alone(condition: str, indexes: list[Index]) -> None:
    assert asked("IX009", SEARCH.format(condition), *indexes) == ()


def test_the_c_collation_and_other_dialects_are_left_alone() -> None:
    for collation, expected in (('"C"', 0), ('pg_catalog."POSIX"', 0), ('"de_DE"', 1)):
        table = entity(
            "t", "id bigint", attribute("name text", collation=collation), pk="id", index="name", rows=50_000
        )
        assert len(found("IX009", table, pattern("p", "SELECT id FROM t WHERE name LIKE 'a%'"))) == expected
    table = entity("t", "id bigint", "name varchar(30)", pk="id", index="name", rows=50_000)
    asked_for = pattern("p", "SELECT id FROM t WHERE name LIKE 'a%'")
    assert found("IX009", table, asked_for, dialect=Dialect(name="mysql")) == ()


@pytest.mark.parametrize("condition", ["note LIKE 'a%'", "note LIKE $1 || '%'", "note LIKE 'a%b'"])
def test_a_prefix_beside_an_ordinary_index_is_found(condition: str) -> None:
    (finding,) = asked("IX009", SEARCH.format(condition), on("note"))
    assert "note_4_btree is sorted by the language's rules" in finding.message


def test_the_operator_class_fits_the_type() -> None:
    (finding,) = asked("IX009", SEARCH.format("code LIKE 'a%'"))
    assert finding.fix[0].value.keys[0].operator_class == "varchar_pattern_ops"
