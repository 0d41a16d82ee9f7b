import pytest

from designer.schema.build import entity
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize("column", ["a jsonb", "raw_event json", "response_body json", "a json[]", "payload json"])
def test_what_was_received_is_left_alone(column: str) -> None:
    assert columns("TY008", column) == []


def test_the_default_is_carried_over() -> None:
    (finding,) = found("TY008", entity("t", "options json default '{}'::json"))
    assert finding.fix[0].set["default"] == "'{}'::jsonb"
