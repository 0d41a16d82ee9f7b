import pytest

from designer.schema.build import entity
from tests.analysis.rules.checking import found

_TAGS = entity("tags", "id bigint", "name text", pk="id")


def _found(column: str, table: str = "posts", others=(_TAGS,)):
    return found("CO058", *others, entity(table, "id bigint", column, pk="id"))


@pytest.mark.parametrize(
    "column", ["external_ids text", "tag_id text", "tags text", "ids text", "tag_ids varchar(20)", "tag_ids bigint",
               "tag_ids bigint[]"]
)  # fmt: skip
def test_what_names_no_table_or_has_no_room_for_a_list_is_left_alone(column: str) -> None:
    assert _found(column) == ()


def test_records_keep_what_was() -> None:
    assert _found("tag_ids text", "post_log") == ()


@pytest.mark.parametrize("column", ["tag_ids text", "related_tag_ids varchar(255)", "tag_id_list text", "tagIds jsonb"])
def test_a_text_or_a_document_named_after_a_tables_keys_is_found(column: str) -> None:
    (finding,) = _found(column)
    assert finding.evidence["names the table"] == "tags"


def test_a_prefix_of_all_tables_is_no_part_of_the_name() -> None:
    tables = [entity(f"app_{one}", "id bigint", pk="id") for one in ("users", "tags", "carts")]
    (finding,) = found("CO058", *tables, entity("app_posts", "id bigint", "tag_ids text", pk="id"))
    assert finding.evidence["names the table"] == "app_tags"


def test_two_tables_that_list_each_other_keep_each_pair_twice() -> None:
    tags = entity("tags", "id bigint", "post_ids bigint[]", pk="id")
    one, other = _found("tag_ids bigint[]", others=(tags,))
    assert {one.evidence["and back"], other.evidence["and back"]} == {"tags.post_ids", "posts.tag_ids"}
