import pytest

from designer.schema.build import entity, link
from tests.analysis.rules.checking import found


def _found(column: str, parent: str = "pages"):
    name = column.split()[0]
    return found(
        "CO051",
        entity(parent, column, "body text", pk=name),
        entity("visits", "id int", f"page {column.partition(' ')[2]}", pk="id"),
        link("visits.page", f"{parent}.{name}"),
    )


@pytest.mark.parametrize("column", ["code text", "id text", "slug varchar(200)", "name varchar(40)", "title integer"])
def test_codes_and_short_names_are_good_keys(column: str) -> None:
    assert _found(column) == ()


def test_a_key_that_nothing_repeats_costs_nothing() -> None:
    assert found("CO051", entity("pages", "title text", pk="title")) == ()
    tree = entity("pages", "title text", "parent text", pk="title")
    assert found("CO051", tree, link("pages.parent", "pages.title")) == ()


@pytest.mark.parametrize("column", ["title text", "url varchar(500)", "name varchar(100)"])
def test_prose_in_a_key_is_found(column: str) -> None:
    (finding,) = _found(column)
    assert finding.title == f"visits repeats the wide key of pages ({column.split()[0]})"


def test_four_columns_are_many_and_three_are_not() -> None:
    for number, expected in ((3, 0), (4, 1)):
        names = [f"k{place}" for place in range(number)]
        listed = ", ".join(names)
        parent = entity("a", *(f"{name} int" for name in names), pk=names)
        child = entity("b", "id int", *(f"{name} int" for name in names), pk="id")
        assert len(found("CO051", parent, child, link(f"b.({listed})", f"a.({listed})"))) == expected


def test_a_reference_to_another_key_of_the_table_repeats_nothing_wide() -> None:
    parent = entity("pages", "title text", "no int not null", pk="title", unique="no")
    assert found("CO051", parent, entity("visits", "page_no int"), link("visits.page_no", "pages.no")) == ()
