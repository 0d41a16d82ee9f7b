from dataclasses import replace

import pytest

from designer.schema.build import entity
from designer.schema.model import Index, IndexKey
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize("column", ["email citext", "email_type text", "emailed text"])
def test_what_folds_case_or_is_no_address_is_left_alone(column: str) -> None:
    assert columns("TY022", column, unique=column.split(" ")[0]) == []


def test_an_address_that_is_not_unique_alone_is_left_alone() -> None:
    assert columns("TY022", "email text", "team_id int", unique="team_id, email") == []


def test_a_check_in_lower_case_or_an_index_on_lower_settles_it() -> None:
    table = entity("u", "id int", "email text", pk="id", unique="email")
    lowered = Index(name="i", keys=(IndexKey(expression="lower(email)"),), unique=True)
    assert columns("TY022", "email text", unique="email", checks=("email = lower(email)",)) == []
    assert found("TY022", replace(table, indexes=(lowered,))) == ()
    assert len(found("TY022", replace(table, indexes=(replace(lowered, unique=False),)))) == 1


def test_a_name_that_needs_quotes_is_quoted_in_the_fix() -> None:
    (finding,) = found("TY022", entity("u", "id int", "eMail text", pk="id", unique="eMail"))
    assert finding.fix[0].value.keys[0].expression == 'lower("eMail")'
