"""DO002 and DO004: what patterns should say of themselves."""

from designer.schema.build import entity, pattern
from designer.schema.model import AccessPattern
from tests.analysis.rules.running import titles

ORDERS = entity("orders", "id bigint", pk="id")


def patterns(count: int, *, per_minute: float | None = None, owner: str | None = None) -> list[AccessPattern]:
    kind = owner or per_minute
    return [
        pattern(f"{kind} {number}", "SELECT id FROM orders", per_minute=per_minute, owner=owner)
        for number in range(count)
    ]


def test_a_rate_of_any_size_will_do() -> None:
    assert titles("DO002", ORDERS, *patterns(2, per_minute=0.0001)) == []
    assert titles("DO002", ORDERS, *patterns(2, per_minute=0.0)) == []


def test_few_without_a_rate_are_named_one_by_one_and_many_together() -> None:
    assert len(titles("DO002", ORDERS, *patterns(5))) == 5
    assert titles("DO002", ORDERS, *patterns(6)) == [
        "6 of 6 access patterns do not say how often they run: None 0, None 1, None 2 and 3 more"
    ]


def test_where_nobody_or_everybody_is_named_no_owner_is_missing() -> None:
    assert titles("DO004", ORDERS, *patterns(3)) == []
    assert titles("DO004", ORDERS, *patterns(3, owner="checkout")) == []


def test_where_few_have_an_owner_those_are_the_exception() -> None:
    assert titles("DO004", ORDERS, *patterns(1, owner="checkout"), *patterns(2)) == []


def test_where_most_have_an_owner_the_others_are_named() -> None:
    assert titles("DO004", ORDERS, *patterns(2, owner="checkout"), *patterns(1)) == ["“None 0” has no owner"]
    assert len(titles("DO004", ORDERS, *patterns(6, owner="checkout"), *patterns(6))) == 1
