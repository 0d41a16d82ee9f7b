from dataclasses import replace

from designer.analysis.normalization.of_entity import relation_of
from designer.schema.build import dependency, entity, schema_of
from designer.schema.model import Entity, Index, IndexKey, Unique


def determinants(table: Entity) -> list[str]:
    """The left sides of the relation of `table`, as names."""
    schema = schema_of(table)
    relation = relation_of(schema.entities[0])
    return [", ".join(schema.names(relation.names(one.determinant))) for one in relation.dependencies]


def unique_index(*columns: str, **properties: object) -> Index:
    return Index(name="i", unique=True, keys=tuple(IndexKey(column=one) for one in columns), **properties)  # type: ignore[arg-type]


def test_a_table_without_keys_implies_nothing() -> None:
    assert determinants(entity("t", "a int", "b int")) == []


def test_a_unique_constraint_over_a_nullable_column_implies_nothing() -> None:
    assert determinants(entity("t", "a int", "b int", unique="a")) == []


def test_an_index_that_is_not_unique_implies_nothing() -> None:
    assert determinants(entity("t", "a int not null", "b int", index="a")) == []


def test_a_partial_unique_index_implies_nothing() -> None:
    assert (
        determinants(replace(entity("t", "a int not null", "b int"), indexes=(unique_index("a", where="b > 0"),))) == []
    )


def test_a_unique_index_with_an_expression_implies_nothing() -> None:
    keys = (IndexKey(column="a"), IndexKey(expression="lower(b)"))
    index = Index(name="i", unique=True, keys=keys)
    assert determinants(replace(entity("t", "a int not null", "b text not null"), indexes=(index,))) == []


def test_dependencies_that_nobody_accepted_do_not_count() -> None:
    given = (dependency("a", "b", state="undecided"), dependency("b", "a", state="rejected"))
    assert determinants(entity("t", "a int", "b int", functional_dependencies=given)) == []


def test_the_primary_key_needs_no_not_null_of_its_own() -> None:
    assert determinants(entity("t", "a int", "b int", pk="a")) == ["a"]


def test_a_column_of_the_primary_key_is_required_in_other_keys_too() -> None:
    assert determinants(entity("t", "a int", "b int not null", pk="a", unique="a, b")) == ["a", "a, b"]


def test_a_unique_constraint_over_required_columns_is_a_key() -> None:
    assert determinants(entity("t", "a int not null", "b int", unique="a")) == ["a"]


def test_a_unique_constraint_that_takes_nulls_as_equal_is_a_key() -> None:
    one = Unique(name="u", columns=("a",), nulls_not_distinct=True)
    assert determinants(replace(entity("t", "a int", "b int"), uniques=(one,))) == ["a"]


def test_a_unique_index_over_required_columns_is_a_key() -> None:
    assert determinants(replace(entity("t", "a int not null", "b int"), indexes=(unique_index("a"),))) == ["a"]
