from dataclasses import replace

from designer.schema.build import entity
from designer.schema.model import Index, IndexKey
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
