import pytest

from designer.schema.build import entity, link, pattern
from tests.analysis.rules.checking import found

FORGET = pattern("forget", "DELETE FROM parents WHERE id = $1", per_minute=1)


def blocked(*patterns: object, days: float | None = None, kept: float | None = None, key: str = "id", **said: object):
    """What is found of children of parents, with these patterns and retentions."""
    return found(
        "CO040",
        entity("parents", "id bigint", "name text", pk="id", retention_days=days),
        entity("children", "id bigint", "parent_id bigint", "note text", pk=key, retention_days=kept),
        link("children.parent_id", "parents.id", **said),
        *patterns,
    )


@pytest.mark.parametrize("action", ["cascade", "restrict", "set null", "set default"])
def test_a_foreign_key_that_says_what_becomes_of_its_rows_is_left_alone(action: str) -> None:
    assert blocked(FORGET, days=30, on_delete=action) == ()


def test_nothing_is_said_where_nothing_deletes_the_parents() -> None:
    assert blocked() == ()
    assert blocked(pattern("rename", "UPDATE parents SET name = $1 WHERE id = $2")) == ()
    assert blocked(pattern("tidy", "DELETE FROM children WHERE id = $1")) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM children WHERE parent_id = $1",
        "UPDATE children SET parent_id = NULL WHERE parent_id = $1",
    ],
)
def test_who_sees_to_the_rows_below_knows_of_them(statement: str) -> None:
    assert blocked(pattern("forget", statement, "DELETE FROM parents WHERE id = $1")) == ()


def test_a_deletion_that_looks_at_the_rows_below_knows_of_them() -> None:
    unused = "DELETE FROM parents p WHERE NOT EXISTS (SELECT 1 FROM children c WHERE c.parent_id = p.id)"
    assert blocked(pattern("tidy", unused)) == ()


def test_rows_that_go_at_least_as_early_do_not_stop_a_clean_up() -> None:
    assert blocked(days=30, kept=30) == ()
    assert len(blocked(days=30, kept=31)) == 1


def test_a_table_that_refers_to_itself_and_a_link_that_is_not_enforced_are_left_alone() -> None:
    assert blocked(FORGET, enforced=False) == ()
    tree = entity("parents", "id bigint", "parent_id bigint", pk="id")
    assert found("CO040", tree, link("parents.parent_id", "parents.id"), FORGET) == ()


def test_a_declared_deletion_that_a_foreign_key_refuses_is_found() -> None:
    (finding,) = blocked(FORGET)
    assert finding.evidence["access pattern"] == "“forget”"
    assert finding.fix == ()
    (by_age,) = blocked(days=30)
    assert by_age.evidence["retention"] == "after 30 days"


def test_rows_whose_key_holds_their_parents_may_go_with_it() -> None:
    (finding,) = blocked(FORGET, key="parent_id,id")
    assert finding.fix
