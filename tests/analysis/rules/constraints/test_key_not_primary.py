from dataclasses import replace

from designer.schema.build import entity, link
from designer.schema.model import Index, IndexKey, Opaque
from tests.analysis.rules.checking import found


def test_a_key_that_may_be_null_or_is_partial_is_left_alone() -> None:
    partial = Index(name="i", keys=(IndexKey(column="a"),), unique=True, where="a > 0")
    assert found("CO002", entity("t", "a int", unique="a")) == ()
    assert found("CO002", replace(entity("t", "a int not null"), indexes=(partial,))) == ()


def test_the_constraint_is_replaced_and_an_index_stays() -> None:
    (constraint,) = found("CO002", entity("t", "a int not null", unique="a"))
    index = Index(name="i", keys=(IndexKey(column="a"),), unique=True)
    (indexed,) = found("CO002", replace(entity("t", "a int not null"), indexes=(index,)))
    assert [change.kind for change in constraint.fix] == ["unique", "primary_key"]
    assert [change.kind for change in indexed.fix] == ["primary_key"]


def test_the_shortest_key_is_offered() -> None:
    (finding,) = found("CO002", entity("t", "a int not null", "b int not null", unique=["a, b", "b"]))
    assert finding.evidence["columns"] == "b"


def test_the_key_that_foreign_keys_use_is_offered_and_then_the_one_called_id() -> None:
    table = entity("groups", "name text not null", "id int not null", unique=["name", "id"])
    (finding,) = found("CO002", table)
    assert finding.evidence["columns"] == "id"
    (finding,) = found("CO002", table, entity("users", "group_name text"), link("users.group_name", "groups.name"))
    assert finding.evidence["columns"] == "name"


def test_a_do_block_may_make_the_primary_key() -> None:
    block = Opaque(kind="do block", name="b", sql="DO $$BEGIN ALTER TABLE claims ADD PRIMARY KEY (id); END$$")
    for name, sure in (("claims", "hint"), ("others", "certain")):
        (finding,) = found("CO002", entity(name, "id int not null", unique="id"), block)
        assert str(finding.confidence) == sure
