from designer.schema.build import attribute
from designer.schema.model import ValueShare
from tests.analysis.rules.checking import columns


def test_a_value_of_just_the_length_fits() -> None:
    assert columns("TY024", "status varchar(4) default 'open'", checks=("status in ('open', 'done')",)) == []


def test_trailing_blanks_do_not_count() -> None:
    assert columns("TY024", "status char(4) default 'open   '") == []


def test_a_longer_default_or_declared_value_is_found() -> None:
    shares = (ValueShare(value="closed", frequency=1.0),)
    assert columns("TY024", "a varchar(4) default 'closed'", attribute("b varchar(5)", values=shares)) == ["a", "b"]
