from dataclasses import replace

import pytest

from designer.schema.build import entity, link, schema_of
from designer.schema.model import Dialect, Opaque
from tests.analysis.rules.checking import found, found_in


def _tree(column: str = "parent_id bigint", *checks: str, dialect: str = "postgres") -> list[str]:
    name = column.split(" ")[0]
    table = entity("folders", "id bigint", column, pk="id", checks=checks)
    findings = found("CO041", table, link(f"folders.{name}", "folders.id"), dialect=Dialect(name=dialect))
    return [one.fix[0].value.expression if one.fix else "" for one in findings]


@pytest.mark.parametrize("column", ["created_by bigint", "owner_id bigint", "parent_id bigint not null"])
def test_other_references_and_trees_whose_root_is_its_own_parent_are_left_alone(column: str) -> None:
    assert _tree(column) == []


@pytest.mark.parametrize("check", ["parent_id <> id", "id != parent_id", "(PARENT_ID < ID)"])
def test_a_check_of_both_columns_settles_it(check: str) -> None:
    assert _tree("parent_id bigint", check) == []
    assert _tree("parent_id bigint", "parent_id > 0") == ["parent_id <> id"]


def test_a_reference_to_another_table_is_no_tree() -> None:
    tables = entity("a", "id bigint", "parent_id bigint", pk="id"), entity("b", "id bigint", pk="id")
    assert found("CO041", *tables, link("a.parent_id", "b.id")) == ()


def test_a_trigger_of_the_table_may_look_for_circles() -> None:
    table = entity("folders", "id bigint", "parent_id bigint", pk="id")
    schema = schema_of(table, link("folders.parent_id", "folders.id"))
    trigger = Opaque(id="t", kind="trigger", name="no circles", sql="…", requires=(schema.entities[0].id,))
    assert len(found_in("CO041", schema)) == 1
    assert found_in("CO041", replace(schema, opaque=(trigger,))) == ()


@pytest.mark.parametrize("column", ["manager_id bigint", '"replacedBy" bigint', "previous bigint", "parent bigint"])
def test_names_of_what_is_above_before_or_instead_count(column: str) -> None:
    assert len(_tree(column.replace('"', ""))) == 1


def test_of_a_key_of_several_columns_the_one_that_differs_counts() -> None:
    table = entity("folders", "team bigint", "id bigint", "parent_id bigint", pk="team, id")
    (finding,) = found("CO041", table, link("folders.(team, parent_id)", "folders.(team, id)"))
    assert finding.fix[0].value.expression == "parent_id <> id"


def test_no_check_is_offered_where_the_server_takes_none() -> None:
    assert _tree(dialect="mysql") == _tree(dialect="mariadb") == [""]
