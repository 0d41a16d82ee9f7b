import pytest

from designer.schema.build import entity, link, pattern
from designer.schema.model import Dialect, Requirements
from tests.analysis.rules.checking import found

_accounts = entity("accounts", "id bigint", "email text", pk="id")
_delete = pattern("close", "DELETE FROM accounts WHERE id = 5")


def _titles(*parts: object, recovery: str | None = "soft delete") -> list[str]:
    return [one.title for one in found("CO037", *parts, Requirements(recovery=recovery))]


@pytest.mark.parametrize("recovery", [None, "none", "history"])
def test_nothing_is_said_where_no_mark_is_asked_for(recovery: str | None) -> None:
    assert _titles(_accounts, _delete, recovery=recovery) == []


def test_reads_updates_and_the_clean_up_of_marked_rows_are_fine() -> None:
    marked = entity("accounts", "id bigint", "deleted_at timestamptz", pk="id")
    assert _titles(marked, pattern("mark", "UPDATE accounts SET deleted_at = now() WHERE id = 5")) == []
    assert _titles(marked, pattern("purge", "DELETE FROM accounts WHERE deleted_at < now()")) == []
    assert _titles(_accounts, pattern("read", "SELECT email FROM accounts WHERE id = 5")) == []


def test_rows_that_pass_and_pairs_are_left_alone() -> None:
    for name in ("login_sessions", "audit_log", "jobs"):
        table = entity(name, "id bigint", pk="id")
        assert _titles(table, pattern("clean", f"DELETE FROM {name} WHERE id = 5")) == []
    aged = entity("accounts", "id bigint", pk="id", retention_days=30)
    assert _titles(aged, _delete) == []
    tags = entity("tags", "id bigint", pk="id")
    pairs = entity("pairs", "a bigint", "b bigint", pk="a, b")
    untag = pattern("untag", "DELETE FROM pairs WHERE a = 1 AND b = 2")
    assert _titles(tags, pairs, link("pairs.a", "tags.id"), link("pairs.b", "tags.id"), untag) == []


def test_only_the_table_that_is_deleted_from_counts() -> None:
    using = pattern("close", "DELETE FROM accounts a USING bans b WHERE b.account_id = a.id")
    (title,) = _titles(_accounts, entity("bans", "id bigint", "account_id bigint", pk="id"), using)
    assert "rows of accounts for good" in title


def test_a_mark_that_the_delete_does_not_ask_for_is_named() -> None:
    marked = entity("accounts", "id bigint", "deleted_at timestamptz", pk="id")
    assert _titles(marked, _delete) == ["“close” deletes rows of accounts for good, though deleted_at could mark them"]


def test_the_mark_is_of_a_type_that_the_server_has() -> None:
    asked = Requirements(recovery="soft delete")
    (finding,) = found("CO037", _accounts, _delete, asked, dialect=Dialect(name="mysql"))
    assert finding.fix[0].value.type == "datetime(6)"
