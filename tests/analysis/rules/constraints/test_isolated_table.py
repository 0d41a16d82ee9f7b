from dataclasses import replace

from designer.schema.build import entity, link
from designer.schema.model import PartitionOf
from tests.analysis.rules.checking import found

LINKED = [entity(name, "id int", "r int", pk="id") for name in "abc"]
LINKS = [link("a.r", "b.id"), link("b.r", "c.id")]


def test_where_few_tables_are_linked_nothing_is_said() -> None:
    assert found("CO026", *LINKED, entity("d", "id int"), entity("e", "id int"), *LINKS) == ()


def test_logs_settings_and_parts_of_linked_tables_are_left_alone() -> None:
    part = replace(entity("d_1", "id int", "r int"), partition_of=PartitionOf(parent="d", bound="DEFAULT"))
    assert found("CO026", *LINKED, entity("app_settings", "id int"), *LINKS) == ()
    assert found("CO026", *LINKED, entity("d", "id int", "r int"), part, *LINKS, link("d_1.r", "a.id")) == ()


def test_one_table_in_four_stands_out() -> None:
    (finding,) = found("CO026", *LINKED, entity("d", "id int"), *LINKS)
    assert "d" in finding.title
