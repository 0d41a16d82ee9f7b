from dataclasses import replace

from designer.schema.build import entity, link
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

TABLES = (entity("p", "k int", pk="k"), entity("q", "k int", pk="k"), entity("c", "r int", "s int"))
FIRST = link("c.r", "p.k")


def test_other_columns_and_other_tables_are_left_alone() -> None:
    assert found("CO018", *TABLES, FIRST, link("c.s", "p.k"), link("c.r", "q.k", name="other")) == ()


def test_oracle_refuses_the_second_itself() -> None:
    assert found("CO018", *TABLES, FIRST, link("c.r", "p.k", name="again"), dialect=Dialect(name="oracle")) == ()


def test_the_second_is_dropped_unless_they_disagree() -> None:
    (same,) = found("CO018", *TABLES, FIRST, link("c.r", "p.k", name="again"))
    (other,) = found("CO018", *TABLES, FIRST, link("c.r", "p.k", name="again", on_delete="cascade"))
    assert len(same.fix) == 1
    assert other.fix == ()


def test_foreign_keys_without_a_name_are_called_by_their_columns() -> None:
    twice = replace(link("o.c_id", "c.id"), name=None)
    tables = (entity("c", "id int", pk="id"), entity("o", "id int", "c_id int", pk="id"))
    (finding,) = found("CO018", *tables, twice, link("o.c_id", "c.id", name="o_fk"))
    assert finding.title == "o (c_id) has the same foreign key twice: the foreign key over (c_id) and o_fk"
