import pytest

from designer.schema.build import attribute
from tests.analysis.rules.checking import columns


@pytest.mark.parametrize(
    "column",
    [
        "duration_minutes integer", "timeout_ms integer", "duration interval", "frequency_duration integer",
        "interval integer", "duration text", attribute("ttl integer", comment="seconds"),
    ],
)  # fmt: skip
def test_a_unit_that_is_said_settles_it(column: object) -> None:
    assert columns("TY020", column) == []


def test_a_bare_number_is_found() -> None:
    assert columns("TY020", "read_timeout integer") == ["read_timeout"]
