from designer.schema.build import entity
from tests.analysis.rules.checking import columns, found


def test_lists_of_values_are_left_alone() -> None:
    assert columns("TY019", "scores integer[]", "tags text[]", "tag_ids text", "kids integer[]") == []


def test_keys_are_a_hint_since_a_list_with_an_index_may_be_meant() -> None:
    tags = entity("tags", "id bigint", pk="id")
    (told,) = found("TY019", tags, entity("posts", "tag_ids bigint[]"))
    (alone,) = found("TY019", entity("posts", "tag_ids bigint[]"))
    assert (told.confidence, told.evidence["names the table"]) == ("hint", "tags")
    assert (alone.confidence, "names the table" in alone.evidence) == ("hint", False)
