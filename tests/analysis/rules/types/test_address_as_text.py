import pytest

from tests.analysis.rules.checking import columns


@pytest.mark.parametrize(
    "column", ["ip_type text", "ship text", "ip inet", "ip varchar(14)", "zip text", "address text"]
)
def test_what_is_no_address_or_has_no_room_is_left_alone(column: str) -> None:
    assert columns("TY018", column) == []


def test_an_address_in_text_is_found() -> None:
    assert columns("TY018", "client_ip varchar(15)", "ip_address text", "network_cidr text") == [
        "client_ip",
        "ip_address",
        "network_cidr",
    ]
