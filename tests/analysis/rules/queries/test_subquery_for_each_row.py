from dataclasses import replace

import pytest

from designer.analysis.finding import Finding
from designer.schema.build import entity, link, pattern
from tests.analysis.rules.checking import found

_TOTAL = "SELECT a.id, (SELECT count(*) FROM entries e WHERE e.account_id = a.id) AS n FROM accounts a"


def _found(
    condition: str = "", rows: int = 500_000, tenants: int | None = None, returns: int | None = None
) -> tuple[Finding, ...]:
    accounts = entity("accounts", "id bigint", "tenant_id bigint not null", "number text", pk="id", rows=rows)
    kinds = tuple(replace(one, distinct=tenants) if one.name == "tenant_id" else one for one in accounts.attributes)
    entries = entity("entries", "id bigint", "account_id bigint", pk="id", index="account_id", rows=9_000_000)
    asked = pattern("accounts with entry count", f"{_TOTAL} {condition}", per_minute=10, rows=returns)
    return found(
        "QR019", replace(accounts, attributes=kinds), entries, link("entries.account_id", "accounts.id"), asked
    )


@pytest.mark.parametrize("condition", ["WHERE a.id = $1", "LIMIT 20", "WHERE a.tenant_id = $1 LIMIT 20"])
def test_for_one_row_or_a_page_the_look_ups_are_right(condition: str) -> None:
    assert _found(condition) == ()


def test_a_part_that_is_known_to_be_small_is_left_alone() -> None:
    assert _found("WHERE a.tenant_id = $1", tenants=1000) == ()
    assert _found("WHERE a.tenant_id = $1", returns=40) == ()
    assert _found("WHERE a.tenant_id = $1", rows=9_000) == ()


def test_a_part_of_which_nobody_knows_how_large_it_is_is_a_hint() -> None:
    (finding,) = _found("WHERE a.tenant_id = $1")
    assert (finding.confidence, finding.severity) == ("hint", "info")
    assert "for each row that it finds of accounts" in finding.title
    assert "is not declared" in finding.message
    assert "JOIN" in finding.evidence["as a join"]


def test_all_of_a_large_table_is_more_than_a_hint() -> None:
    (finding,) = _found()
    assert finding.confidence == "likely"
    assert finding.message == "That is up to 500,000 times; a join answers it once for all of them."
