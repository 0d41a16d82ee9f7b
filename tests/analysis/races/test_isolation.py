"""Two transactions at once: what is safe is called so, and every anomaly is found where it happens."""

import pytest

from designer.analysis.facts import Facts
from designer.analysis.races.isolated import Isolated
from designer.analysis.races.isolation import isolation, pairs
from designer.analysis.races.lessons import taught
from designer.analysis.races.scripts import NoRace
from designer.lab.errors import ServerUnavailable
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import AccessPattern, Dialect
from designer.schema.schema import Schema

_READ = "SELECT balance FROM accounts WHERE id = $1"
_DOES = {
    "pay in": (_READ, "UPDATE accounts SET balance = $2 WHERE id = $1"),
    "add": ("SELECT owner_id FROM accounts WHERE id = $1", "UPDATE accounts SET balance = balance + $2 WHERE id = $1"),
    "book": (
        "SELECT count(*) FROM bookings WHERE room_id = $1 AND day = $2",
        "INSERT INTO bookings (room_id, day, made_at) VALUES ($1, $2, now())",
    ),
    "statement": (
        "SELECT sum(balance) FROM accounts WHERE owner_id = $1",
        "SELECT id, balance FROM accounts WHERE owner_id = $1",
    ),
    "look": ("SELECT count(*) FROM bookings WHERE room_id = $1", "SELECT id FROM bookings WHERE room_id = $1"),
    "charge": (_READ + " FOR UPDATE", "UPDATE accounts SET balance = $2 WHERE id = $1"),
}


def _design(*names: str, **more: AccessPattern) -> Schema:
    return schema_of(
        entity("accounts", "id bigint", "owner_id bigint not null", "balance numeric(10,2) not null", pk="id", rows=9),
        entity("bookings", "id bigint identity", "room_id bigint not null", "day date not null",
               "made_at timestamptz not null", pk="id", rows=9),
        entity("orders", "id bigint", "account_id bigint", pk="id"),
        link("orders.account_id", "accounts.id"),
        *(pattern(name, *_DOES[name], per_minute=9) for name in names),
        *more.values(),
        dialect=Dialect(name="postgres", version="18"),
    )  # fmt: skip


def _run(one: str, other: str | None = None) -> Isolated:
    schema = _design(*dict.fromkeys((one, other or one)))
    by_name = {each.name: each for each in schema.access_patterns}
    try:
        return isolation(schema, by_name[one], by_name[other or one])
    except ServerUnavailable as error:
        pytest.skip(error.reason)


def _outcomes(found: Isolated) -> dict[str, str]:
    return {each.title: each.outcome for each in found.tried}


def test_single_statements_and_patterns_that_change_nothing_they_read_are_no_pair() -> None:
    alone = pattern("alone", "UPDATE accounts SET balance = 0 WHERE id = $1", per_minute=5)
    broken = pattern("broken", "SELECT no_such FROM accounts", "UPDATE accounts SET balance = 1 WHERE id = $1")
    facts = Facts(_design("statement", "look", broken=broken))
    assert pairs(facts) == ()
    facts = Facts(_design("statement", "look", alone=alone))
    assert [(one.name, other.name) for one, other in pairs(facts)] == [("statement", "alone")]


def test_two_patterns_are_a_pair_once() -> None:
    found = [(one.name, other.name) for one, other in pairs(Facts(_design("pay in", "add")))]
    assert sorted(found) == [("add", "add"), ("add", "pay in"), ("pay in", "pay in")]


@pytest.mark.strict_only("a pair is run a dozen times")
def test_what_the_database_computes_is_safe_at_the_default_level() -> None:
    found = _run("add")
    assert found.anomaly == ""
    assert found.advice == "READ COMMITTED, the default, is enough."


def test_what_is_read_and_written_back_is_lost_until_the_row_is_locked() -> None:
    found = _run("pay in")
    assert _outcomes(found) == {
        "READ COMMITTED": "lost update",
        "READ COMMITTED, reading FOR UPDATE": "as if one after the other",
        "REPEATABLE READ": "one of them has to run again",
        "SERIALIZABLE": "one of them has to run again",
    }
    assert found.advice == "Read with FOR UPDATE at READ COMMITTED."
    assert [step.session for step in found.tried[0].steps] == list("ABABABAB")


@pytest.mark.strict_only("every pair is run a dozen times")
@pytest.mark.parametrize(
    ("one", "other", "anomaly", "advice"),
    [
        ("charge", None, "", "READ COMMITTED, the default, is enough."),
        ("book", None, "write skew", "Run it at SERIALIZABLE, and run the transaction again when the server says so."),
        ("statement", "add", "non-repeatable read", "Run it at REPEATABLE READ."),
        ("look", "book", "phantom", "Run it at REPEATABLE READ."),
    ],
)
def test_each_anomaly_is_told_from_the_others(one: str, other: str | None, anomaly: str, advice: str) -> None:
    found = _run(one, other)
    assert (found.anomaly, found.advice) == (anomaly, advice), _outcomes(found)


def test_statements_that_the_server_refuses_have_no_race() -> None:
    wrong = pattern("wrong", "SELECT 1 / 0 FROM accounts", "UPDATE accounts SET balance = 1 / 0")
    schema = _design(wrong=wrong)
    with pytest.raises(NoRace, match="division by zero"):
        isolation(schema, schema.access_patterns[0], schema.access_patterns[0])


@pytest.mark.strict_only("fifteen interleavings")
def test_a_server_lets_happen_what_the_books_say_of_its_levels() -> None:
    try:
        _, lessons = taught()
    except ServerUnavailable as error:
        pytest.skip(error.reason)
    assert {one.name: "".join("yn"[not level.happened] for level in one.levels) for one in lessons} == {
        "lost update": "ynn",
        "non-repeatable read": "ynn",
        "phantom": "ynn",
        "write skew": "yyn",
        "read-only anomaly": "yyn",
    }
