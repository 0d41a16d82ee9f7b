from dataclasses import replace

from designer.schema.build import entity, link
from designer.schema.model import Opaque
from tests.analysis.rules.checking import found


def test_a_key_that_may_be_null_or_overlaps_is_no_key_inside() -> None:
    assert found("CO029", entity("t", "a int", "b int not null", unique=["a", "a, b"])) == ()
    assert found("CO029", entity("t", "a int", "b int", "c int", unique=["a, b", "b, c"])) == ()


def test_a_longer_key_that_a_foreign_key_needs_is_left_alone() -> None:
    table = entity("t", "id int", "team_id int", pk="id", unique="id, team_id")
    child = entity("c", "t int", "team_id int")
    assert found("CO029", table, child, link("c.(t, team_id)", "t.(id, team_id)")) == ()
    assert len(found("CO029", table, child)) == 1


def test_keys_without_a_name_are_called_by_their_columns() -> None:
    table = entity("t", "id int", "email text not null", pk="id", unique="id, email")
    (finding,) = found(
        "CO029",
        replace(
            table, primary_key=replace(table.primary_key, name=None), uniques=(replace(table.uniques[0], name=None),)
        ),
    )
    assert finding.message.startswith("the unique key over (id, email) says nothing that the primary key does not")


def test_a_key_that_a_carried_statement_refers_to_is_needed() -> None:
    table = entity("t", "id int", "team_id int", pk="id", unique="id, team_id")
    for columns, expected in (("team_id, id", 0), ("id", 1), ("team_id, other", 1)):
        sql = f"ALTER TABLE copied ADD FOREIGN KEY (x, y) REFERENCES public.T ({columns}) ON DELETE CASCADE"
        assert len(found("CO029", table, Opaque(kind="alter table", name="a", sql=sql))) == expected
    told = Opaque(kind="comment", name="c", sql="COMMENT ON TABLE copied IS 'references t (id, team_id)'")
    assert len(found("CO029", table, told)) == 1
