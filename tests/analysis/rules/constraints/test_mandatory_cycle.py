from designer.schema.build import entity, link
from tests.analysis.rules.checking import found


def _tables(*required: bool) -> list[object]:
    return [
        entity(f"t{number}", "id int", f"r int{' not null' if must else ''}", pk="id")
        for number, must in enumerate(required)
    ]


def _ring(size: int, **last: str) -> list[object]:
    links: list[object] = [link(f"t{number}.r", f"t{number + 1}.id") for number in range(size - 1)]
    return [*links, link(f"t{size - 1}.r", "t0.id", **last)]


def test_one_reference_that_may_be_null_breaks_the_circle() -> None:
    assert found("CO016", *_tables(True, True, False), *_ring(3)) == ()


def test_one_reference_that_can_wait_breaks_the_circle() -> None:
    assert found("CO016", *_tables(True, True), *_ring(2, deferrable="immediate")) == ()


def test_a_tree_in_one_table_is_no_circle() -> None:
    assert found("CO016", entity("t", "id int", "r int not null", pk="id"), link("t.r", "t.id")) == ()


def test_a_circle_of_three_is_one_finding() -> None:
    (finding,) = found("CO016", *_tables(True, True, True), *_ring(3))
    assert finding.evidence["tables"] == ("t0", "t1", "t2")


def test_a_table_that_only_leads_into_a_circle_is_no_part_of_it() -> None:
    outside = entity("outside", "id int", "r int not null", pk="id")
    (finding,) = found("CO016", *_tables(True, True), outside, *_ring(2), link("outside.r", "t0.id"))
    assert finding.evidence["tables"] == ("t0", "t1")


def test_two_circles_are_two_findings() -> None:
    tables = [entity(name, "id int", "r int not null", pk="id") for name in "abcd"]
    pairs = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("b", "c")]
    tables[1] = entity("b", "id int", "r int not null", "s int not null", pk="id")
    links = [link(f"{one}.{'s' if (one, other) == ('b', 'c') else 'r'}", f"{other}.id") for one, other in pairs]
    assert len(found("CO016", *tables, *links)) == 2
