import pytest

from designer.schema.build import entity, link
from designer.schema.model import Opaque
from tests.analysis.rules.checking import found

PARENT = entity("p", "a int", "b int", pk="a, b")


@pytest.mark.parametrize("action", ["cascade", "restrict", "no action"])
def test_other_actions_are_left_alone(action: str) -> None:
    assert (
        found("CO014", PARENT, entity("c", "a int not null", "b int"), link("c.(a, b)", "p.(a, b)", on_delete=action))
        == ()
    )


def test_only_the_columns_that_the_action_sets_count() -> None:
    child = entity("c", "a int not null", "b int")
    some = link("c.(a, b)", "p.(a, b)", on_delete="set null", on_delete_columns=("b",))
    assert found("CO014", PARENT, child, some) == ()
    assert len(found("CO014", PARENT, child, link("c.(a, b)", "p.(a, b)", on_delete="set null"))) == 1


def test_a_default_lets_set_default_work() -> None:
    one = entity("p", "k int", pk="k")
    assert (
        found("CO014", one, entity("c", "r int not null default 1"), link("c.r", "p.k", on_delete="set default")) == ()
    )
    assert len(found("CO014", one, entity("c", "r int not null"), link("c.r", "p.k", on_delete="set default"))) == 1


def test_a_column_of_the_primary_key_is_required_too() -> None:
    one = entity("p", "k int", pk="k")
    assert len(found("CO014", one, entity("c", "r int", pk="r"), link("c.r", "p.k", on_update="set null"))) == 1


def test_what_a_block_may_make_anew_is_a_hint() -> None:
    child, action = entity("c", "r int not null", pk="r"), link("c.r", "p.k", on_delete="set null")
    block = Opaque(kind="do block", name="b", sql="DO $$BEGIN ALTER TABLE c DROP CONSTRAINT c_r_fkey; END$$")
    (finding,) = found("CO014", entity("p", "k int", pk="k"), child, action, block)
    assert finding.confidence == "hint"


def test_many_of_them_make_one_finding() -> None:
    players = [entity(f"p{number}", "id int", "team_id int not null", pk="id") for number in range(9)]
    links = [link(f"p{number}.team_id", "teams.id", on_delete="set null") for number in range(9)]
    (finding,) = found("CO014", entity("teams", "id int", pk="id"), *players, *links)
    assert len(finding.evidence["rows"]) == 9
