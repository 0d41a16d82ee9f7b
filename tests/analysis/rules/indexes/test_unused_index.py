import pytest

from designer.schema.build import pattern
from designer.schema.model import Index
from tests.analysis.rules.asking import on, shop
from tests.analysis.rules.checking import found_in

OTHERS = (
    pattern("one", "SELECT note FROM orders WHERE id = $1"),
    pattern("two", "UPDATE orders SET note = $1 WHERE id = $2"),
)


def unused(sql: str, *indexes: Index, others: tuple = OTHERS) -> list[str]:
    """The names of the indexes that no pattern uses."""
    return [one.title.split(" ")[4] for one in found_in("IX005", shop(*indexes, statements=(sql,), more=others))]


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT id FROM orders WHERE code = $1", on("code")),
        ("SELECT id FROM orders WHERE code LIKE $1", on("code")),
        ("SELECT id FROM orders WHERE code = $1 OR note = 'x'", on("code")),
        ("SELECT id FROM orders ORDER BY code", on("code")),
        ("SELECT code, count(*) FROM orders GROUP BY code", on("code")),
        ("SELECT o.id FROM orders o JOIN customers c ON c.email = o.code", on("code")),
        ("SELECT id FROM orders WHERE lower(note) = $1", on("lower(note)")),
        ("SELECT id FROM orders ORDER BY lower(note)", on("lower(note)")),
        ("SELECT id FROM orders WHERE payload @> $1", on("payload", method="gin")),
        ("SELECT id FROM orders, plainto_tsquery($1) q WHERE words @@ q", on("words", method="gin")),
        ("SELECT id FROM orders WHERE id = $1", on("customer_id")),
        ("SELECT id FROM orders WHERE id = $1", on("customer_id", "placed_at")),
        ("SELECT id FROM orders WHERE id = $1", on("code", unique=True)),
    ],
)
def test_what_a_pattern_or_a_constraint_needs_is_used(sql: str, index: Index) -> None:
    assert unused(sql, index) == []


def test_a_table_that_few_patterns_touch_is_not_judged() -> None:
    assert unused("SELECT note FROM orders WHERE id = $2", on("code"), others=OTHERS[:1]) == []
    assert unused("SELECT note FROM orders WHERE id = $2", on("code")) == ["code_4_btree"]


@pytest.mark.parametrize("index", [on("code"), on("upper(note)"), on("tags", method="gin"), on("code", "id")])
def test_an_index_whose_first_column_nobody_asks_for_is_found(index: Index) -> None:
    assert len(unused("SELECT id FROM orders WHERE lower(note) = $1", index)) == 1


def test_many_of_them_say_that_patterns_are_missing_and_offer_no_fix() -> None:
    names = ("code", "total", "note", "placed_on", "is_paid", "status")
    design = shop(*map(on, names), statements=("SELECT id FROM orders WHERE id = $2",), more=OTHERS)
    (finding,) = found_in("IX005", design)
    assert finding.fix == ()
