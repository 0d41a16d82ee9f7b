import pytest

from designer.schema.build import attribute, entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column", ["image_hash bytea", "public_key bytea", "photo text", "file_id bytea", "salt bytea"]
)
def test_hashes_and_keys_are_left_alone(column: str) -> None:
    assert columns("TY017", column) == []


def test_the_declared_size_counts_more_than_the_name() -> None:
    assert columns("TY017", attribute("photo bytea", average_width=49_999.0)) == []
    assert columns("TY017", attribute("stuff bytea", average_width=50_000.0)) == ["stuff"]


def test_a_photo_is_found() -> None:
    assert columns("TY017", "photo bytea", "file_content bytea") == ["photo", "file_content"]


def test_sqlite_keeps_small_files_well() -> None:
    assert columns("TY017", "photo bytea") == ["photo"]
    assert found("TY017", entity("people", "id integer", "photo blob", pk="id"), dialect=Dialect(name="sqlite")) == ()


def test_content_is_a_file_where_the_table_or_a_column_beside_it_says_so() -> None:
    binary = "content bytea"
    assert found("TY017", entity("messages", "id bigint", binary, pk="id")) == ()
    assert found("TY017", entity("attachments", "id bigint", binary, pk="id"))
    assert found("TY017", entity("uploads", "id bigint", "mime_type text", "data bytea", pk="id"))
    assert found("TY017", entity("uploads", "id bigint", "mime_type text", "checksum bytea", pk="id")) == ()
