import pytest

from designer.analysis.finding import Confidence, Finding
from designer.schema.build import entity, link
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found


def _found(child: str, parent: str) -> tuple[Finding, ...]:
    return found(
        "TY014", entity("p", f"k {parent}", pk="k"), entity("c", "id int", f"r {child}", pk="id"), link("c.r", "p.k")
    )


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        ("bigint", "bigserial"), ("integer", "serial"), ("bigint", "integer"), ("text", "varchar(20)"),
        ("varchar(20)", "varchar(20)"), ("int4", "integer"), ("my_type", "integer"), ("varchar", "text"),
        ("varchar(30)", "varchar(20)"),
    ],
)  # fmt: skip
def test_a_child_that_holds_every_key_is_left_alone(child: str, parent: str) -> None:
    assert _found(child, parent) == ()


@pytest.mark.parametrize(
    ("child", "parent", "severity"),
    [
        ("integer", "bigint", "warning"), ("smallint", "serial", "warning"), ("varchar(19)", "varchar(20)", "warning"),
        ("varchar(20)", "text", "warning"), ("char(20)", "varchar(20)", "warning"), ("numeric", "bigint", "warning"),
        ("text", "bigint", "error"), ("text", "uuid", "error"), ("date", "integer", "error"),
    ],
)  # fmt: skip
def test_a_difference_that_loses_values_or_comparison_is_found(child: str, parent: str, severity: str) -> None:
    (finding,) = _found(child, parent)
    assert finding.severity == severity
    assert finding.fix


def test_the_parent_and_its_other_children_keep_their_type() -> None:
    (finding,) = found(
        "TY014",
        entity("p", "k bigint", pk="k"),
        entity("c", "r integer", pk="r"),
        entity("d", "r bigint", pk="r"),
        entity("g", "r bigint", pk="r"),
        link("c.r", "p.k"),
        link("d.r", "p.k"),
        link("g.r", "c.r"),
    )
    assert len(finding.fix) == 1


def test_many_that_refer_to_one_table_are_told_together() -> None:
    tables = [entity(f"t{number}", "id bigint", "user_id integer", pk="id") for number in range(4)]
    links = [link(f"t{number}.user_id", "users.id") for number in range(4)]
    (finding,) = found("TY014", entity("users", "id bigint", pk="id"), *tables, *links)
    assert finding.title.startswith("4 columns refer to users with another type: t0.user_id")
    assert len(finding.fix) == 4
    assert len(found("TY014", entity("users", "id bigint", pk="id"), *tables[:2], *links[:2])) == 2


def test_where_all_texts_ignore_trailing_blanks_char_and_varchar_agree() -> None:
    parent, child = entity("p", "k varchar(32)", pk="k"), entity("c", "id int", "r char(32)", pk="id")
    way = link("c.r", "p.k")
    assert found("TY014", parent, child, way, dialect=Dialect(name="mysql")) == ()
    assert found("TY014", parent, child, way)


def test_a_shorter_type_that_refers_to_a_list_of_codes_is_a_hint() -> None:
    def sure(parent: str, kind: str, **properties: int) -> str:
        parts = entity(parent, f"k {kind}", pk="k", **properties), entity("c", "id int", "r smallint", pk="id")
        (finding,) = found("TY014", *parts, link("c.r", f"{parent}.k"))
        return str(finding.confidence)

    assert sure("paint_colors", "int") == "likely"
    assert sure("colour_types", "text") == sure("order_types", "text") == "likely"  # no shorter type, another one
    assert sure("order_types", "int") == sure("paint_colors", "int", rows=12) == "hint"


def test_a_column_put_aside_is_a_hint() -> None:
    parent, old = entity("p", "k bigint", pk="k"), "r_old int"
    ways = link("c.r_old", "p.k")
    for columns, expected in (((old, "r bigint"), Confidence.HINT), ((old,), Confidence.LIKELY)):
        (finding,) = found("TY014", parent, entity("c", "id int", *columns, pk="id"), ways)
        assert finding.confidence is expected
    (finding,) = found("TY014", parent, entity("c", "id int", "old_r int", "r bigint", pk="id"), link("c.old_r", "p.k"))
    assert finding.confidence is Confidence.LIKELY  # the one before this one
    kinds = entity("order_types", "k varchar(9)", pk="k"), entity("c", "id int", "r char(9)", pk="id")
    (finding,) = found("TY014", *kinds, link("c.r", "order_types.k"))
    assert finding.confidence is Confidence.LIKELY  # blanks count in a short list, too


def test_numbers_that_no_sequence_comes_to_fit_into_18_digits() -> None:
    for digits, number in ((18, 0), (12, 1)):
        parts = entity("p", "k number(19)", pk="k"), entity("c", "id number(19)", f"r number({digits})", pk="id")
        assert len(found("TY014", *parts, link("c.r", "p.k"), dialect=Dialect(name="oracle"))) == number
