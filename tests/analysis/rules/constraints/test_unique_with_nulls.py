from dataclasses import replace

import pytest

from designer.analysis.finding import Finding
from designer.schema.build import entity, link
from designer.schema.model import Dialect, Index, IndexKey
from tests.analysis.rules.checking import found

FOLDERS = entity("folders", "id int", "parent_id int", "name text not null", pk="id", unique="parent_id, name")
TREE = link("folders.parent_id", "folders.id")


def _found(table: object) -> tuple[Finding, ...]:
    return found("CO005", table, TREE)


def test_a_value_of_its_own_that_may_be_missing_is_left_alone() -> None:
    assert found("CO005", entity("t", "id int", "a int not null", "code text", pk="id", unique="a, code")) == ()


def test_nulls_not_distinct_settles_it() -> None:
    keys = tuple(replace(key, nulls_not_distinct=True) for key in FOLDERS.uniques)
    assert _found(replace(FOLDERS, uniques=keys)) == ()


def test_a_partial_key_for_the_rows_with_null_settles_it() -> None:
    top = Index(name="top", keys=(IndexKey(column="name"),), unique=True, where="parent_id IS NULL")
    assert _found(replace(FOLDERS, indexes=(top,))) == ()


def test_a_reference_that_may_be_null_is_found() -> None:
    (finding,) = _found(FOLDERS)
    assert finding.evidence["may be NULL"] == "parent_id"


@pytest.mark.parametrize("dialect", ["tsql", "oracle"])
def test_servers_that_compare_what_a_null_leaves_accept_no_second_row(dialect: str) -> None:
    assert found("CO005", FOLDERS, TREE, dialect=Dialect(name=dialect)) == ()


@pytest.mark.parametrize("dialect", ["mysql", "sqlite"])
def test_a_server_without_nulls_not_distinct_is_offered_none(dialect: str) -> None:
    (finding,) = found("CO005", FOLDERS, TREE, dialect=Dialect(name=dialect))
    assert finding.fix == ()


def test_keys_that_hold_for_two_sorts_of_rows_are_left_alone() -> None:
    columns = ("id bigint", "sample_id bigint not null", "other_id bigint", "kind text not null", "address text")
    references = (link("ties.sample_id", "samples.id"), link("ties.other_id", "samples.id"))
    samples = entity("samples", "id bigint", pk="id")
    both = ["sample_id, other_id, kind", "sample_id, kind, address"]
    assert found("CO005", samples, entity("ties", *columns, pk="id", unique=both), *references) == ()
    assert len(found("CO005", samples, entity("ties", *columns, pk="id", unique=both[:1]), *references)) == 1


def test_places_below_a_parent_in_the_same_table_start_anew_for_each_root() -> None:
    parts = entity("folders", "id int", "parent_id int", "place int not null", pk="id", unique="parent_id, place")
    assert _found(parts) == ()
    assert found("CO005", parts, entity("shelves", "id int", pk="id"), link("folders.parent_id", "shelves.id"))
