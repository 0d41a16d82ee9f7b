import pytest

from designer.schema.model import Attribute
from tests.analysis.rules.checking import columns


@pytest.mark.parametrize("default", ["gen_random_uuid()", "NULL", "nextval('s')"])
def test_a_computed_default_is_left_alone(default: str) -> None:
    assert columns("CO034", f"code text default {default}", unique="code") == []


def test_a_column_that_is_unique_with_others_only_is_left_alone() -> None:
    assert columns("CO034", "code text default ''", "n int", unique="code, n") == []


def test_a_constant_on_a_unique_column_is_found() -> None:
    assert columns("CO034", "code text default ''", unique="code") == ["code"]


def test_a_default_that_the_comment_explains_is_left_alone() -> None:
    column = Attribute(name="code", type="text", default="''", comment="Empty: the whole cluster")
    assert columns("CO034", column, unique="code") == []
