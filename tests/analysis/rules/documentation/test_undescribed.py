from designer.schema.build import entity
from designer.schema.model import PartitionBy, PartitionOf
from tests.analysis.rules.running import titles


def tables(described: int, without: int) -> list[str]:
    return titles(
        "DO001",
        *(entity(f"a{number}", "id int", comment="One row per thing.") for number in range(described)),
        *(entity(f"b{number}", "id int") for number in range(without)),
    )


def test_a_design_that_describes_nothing_or_everything_is_left_alone() -> None:
    assert tables(0, 5) == []
    assert tables(5, 0) == []


def test_a_design_that_describes_less_than_half_is_left_alone() -> None:
    assert tables(2, 3) == []


def test_from_half_on_the_others_are_named() -> None:
    assert tables(3, 3) == ["3 of 6 tables have no description"]


def test_partitions_are_described_by_their_parent() -> None:
    parent = entity("p", "id int", comment="All of it.", partition_by=PartitionBy(strategy="range", keys=()))
    part = entity("p1", "id int", partition_of=PartitionOf(parent="p", bound="DEFAULT"))
    assert titles("DO001", parent, part) == []


def test_directives_describe_nothing_and_a_librarys_tables_are_its_own_to_describe() -> None:
    told = [entity(f"a{number}", "id int", comment="[entity] [rest]") for number in range(4)]
    assert titles("DO001", *told, entity("b", "id int")) == []
    ours = [entity(f"a{number}", "id int", comment="One row per thing.") for number in range(4)]
    assert titles("DO001", *ours, entity("qrtz_triggers", "id int")) == []
