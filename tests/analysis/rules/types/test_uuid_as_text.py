import pytest

from tests.analysis.rules.checking import columns


@pytest.mark.parametrize(
    "column",
    [
        "uuid uuid",
        "uuid_prefix text",
        "uuid varchar(255)",
        "key_id varchar(64)",
        "guid text",
        "session_token text default gen_random_uuid()",
        "vessel_id text default right(gen_random_uuid()::text, 12)",
    ],
)
def test_what_is_no_uuid_is_left_alone(column: str) -> None:
    assert columns("TY012", column) == []


@pytest.mark.parametrize(
    "column",
    [
        "uuid text",
        "device_guid varchar(36)",
        "owner_id char(36)",
        "x text default gen_random_uuid()",
        "x text default gen_random_uuid()::text",
    ],
)
def test_a_uuid_in_text_is_found(column: str) -> None:
    assert columns("TY012", column) == [column.split(" ")[0]]


@pytest.mark.parametrize(
    "default", ["'v-' || gen_random_uuid()", "'v-' || gen_random_uuid()::text", "concat('v-', gen_random_uuid())"]
)
def test_a_text_around_a_uuid_is_none(default: str) -> None:
    assert columns("TY012", f"public_id char(38) default {default}", f"uuid char(38) default {default}") == []
