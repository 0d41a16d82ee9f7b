"""What a rise may come from: what is no restatement first."""

from designer.analysis.engine import analyze
from designer.analysis.restated import as_before, in_words, restated
from designer.analysis.score import score
from designer.analysis.withdrawn import taken_away
from designer.schema.apply import apply
from designer.schema.changes import Change, reverse
from designer.schema.edits import add, alter, drop
from designer.schema.schema import Schema
from tests.analysis.test_withdrawn import _CUSTOMER, PATTERNS, SHOP


def told(before: Schema, *edits: Change) -> list[str]:
    after = apply(edits, before)
    return [in_words(after, one) for one in restated(after, (), reverse(edits))]


def test_what_is_said_for_the_first_time_or_no_more_or_of_something_else_is_no_restatement() -> None:
    bare = apply((alter(SHOP, _CUSTOMER.id, rows=None),), SHOP)
    assert told(bare, alter(bare, _CUSTOMER.id, rows=5)) == []
    assert told(SHOP, alter(SHOP, _CUSTOMER.id, rows=None)) == []
    assert told(SHOP, alter(SHOP, _CUSTOMER.id, comment="Who buys.")) == []
    assert told(SHOP, alter(SHOP, PATTERNS["of one"], statements=("SELECT name FROM customer",))) == []
    assert told(SHOP, drop(SHOP, PATTERNS["of one"])) == []


def test_numbers_and_answers_are_told_with_what_they_were() -> None:
    edits = (
        alter(SHOP, PATTERNS["everything"], frequency_per_minute=3.5),
        alter(SHOP, _CUSTOMER.id, rows=100),
        alter(SHOP, "requirements", max_connections=500),
        alter(SHOP, _CUSTOMER.attributes[1].id, distinct=9),
    )
    assert sorted(told(SHOP, *edits)) == [
        "customer: 9,000,000 to 100 rows",
        "requirements, max connections: 20 to 500",
        "“everything”: 600 to 3.5 times a minute",
    ]


def test_what_went_back_to_what_it_was_is_none() -> None:
    there = alter(SHOP, _CUSTOMER.id, rows=100)
    between = apply((there,), SHOP)
    back = alter(between, _CUSTOMER.id, rows=_CUSTOMER.rows)
    assert restated(SHOP, (), (*reverse((there,)), *reverse((back,)))) == ()


def test_taken_away_and_said_again_with_less_is_a_restatement() -> None:
    gone = drop(SHOP, PATTERNS["everything"])
    bare = apply((gone,), SHOP)
    pattern = next(one for one in SHOP.access_patterns if one.id == PATTERNS["everything"])
    again = add(bare, type(pattern)(name="Everything", statements=pattern.statements, frequency_per_minute=1.0))
    after = apply((again,), bare)
    words = ["“Everything”: 600 to 1 times a minute"]
    silent = taken_away(reverse((gone,)))
    assert [in_words(after, one) for one in restated(after, silent, reverse((again,)))] == words
    assert [in_words(after, one) for one in restated(after, (), (*reverse((gone,)), *reverse((again,))))] == words
    unrated = alter(SHOP, PATTERNS["everything"], frequency_per_minute=None)
    silent_rate = apply((unrated,), SHOP)
    rated = apply((alter(silent_rate, PATTERNS["everything"], frequency_per_minute=2.0),), silent_rate)
    assert len(restated(rated, taken_away(reverse((unrated,))), ())) == 1


def test_said_as_before_the_score_is_what_it_was() -> None:
    edits = (alter(SHOP, PATTERNS["everything"], frequency_per_minute=0.001), alter(SHOP, _CUSTOMER.id, rows=10))
    after = apply(edits, SHOP)
    assert score(analyze(after)).value > score(analyze(SHOP)).value
    assert as_before(after, restated(after, (), reverse(edits))) == SHOP
