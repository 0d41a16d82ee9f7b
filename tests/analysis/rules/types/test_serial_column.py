from designer.schema.build import entity
from tests.analysis.rules.checking import columns, found


def test_identity_and_plain_numbers_are_left_alone() -> None:
    assert columns("TY011", "n integer", "m integer default 7", "s text default 'serial'") == []


def test_serial_becomes_identity_of_its_width() -> None:
    (finding,) = found("TY011", entity("t", "id smallserial", pk="id"))
    assert finding.fix[0].set["type"] == "smallint"
    assert finding.fix[0].set["identity"].mode == "by default"
