from designer.schema.build import entity
from tests.analysis.rules.checking import columns, found


def test_lists_of_values_are_left_alone() -> None:
    assert columns("TY019", "scores integer[]", "tags text[]", "tag_ids text", "kids integer[]") == []


def test_keys_of_no_table_here_are_a_hint() -> None:
    (finding,) = found("TY019", entity("posts", "tag_ids bigint[]"))
    assert finding.confidence == "hint"


def test_keys_of_a_table_are_likely_but_in_a_log_a_hint() -> None:
    tags = entity("tags", "id bigint", pk="id")
    (sure,) = found("TY019", tags, entity("posts", "tag_ids bigint[]"))
    (logged,) = found("TY019", tags, entity("post_history", "tag_ids bigint[]"))
    assert (sure.confidence, logged.confidence) == ("likely", "hint")
