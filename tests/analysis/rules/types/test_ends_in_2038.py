import pytest

from designer.schema.build import attribute, entity, link
from designer.schema.model import Dialect, Identity
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    ["created_at bigint", "created_at timestamptz", "deleted integer", "created integer", "start_time integer",
     "run_time integer", "read_time int", "updated_at smallint", "created_at integer[]", "timestamp_count integer",
     "looking_at integer", "expires_at timestamp"],
)  # fmt: skip
def test_wide_types_flags_and_lengths_of_time_are_left_alone(column: str) -> None:
    assert columns("TY033", column) == []


def test_unsigned_numbers_references_and_counted_keys_are_left_alone() -> None:
    mysql = Dialect(name="mysql")
    assert columns("TY033", attribute("timestamp integer", identity=Identity())) == []
    assert found("TY033", entity("t", "id int", "created_at int(10) unsigned", pk="id"), dialect=mysql) == ()
    parent = entity("times", "id integer", pk="id")
    assert found("TY033", parent, entity("t", "created_time integer"), link("t.created_time", "times.id")) == ()


@pytest.mark.parametrize("dialect", ["sqlite", "oracle"])
def test_an_integer_is_wider_elsewhere(dialect: str) -> None:
    assert found("TY033", entity("t", "id int", "created_at int", pk="id"), dialect=Dialect(name=dialect)) == ()


def test_seconds_in_four_bytes_are_found_and_widened() -> None:
    table = entity("t", "id bigint", "created_at integer", "timestamp int", "login_time int4", pk="id")
    (finding,) = found("TY033", table)
    assert [row[1] for row in finding.evidence["rows"]] == ["created_at", "timestamp", "login_time"]
    assert {one.set["type"] for one in finding.fix} == {"bigint"}


def test_a_timestamp_of_mysql_counts_where_it_lies_ahead() -> None:
    table = entity("t", "id int", "expires_at timestamp", "created_at timestamp", "valid_until datetime", pk="id")
    (finding,) = found("TY033", table, dialect=Dialect(name="mariadb"))
    assert [row[1] for row in finding.evidence["rows"]] == ["expires_at"]
    assert finding.fix == ()
