from dataclasses import replace

import pytest

from designer.schema.build import dependency, entity
from designer.schema.model import FunctionalDependency, Index, IndexKey
from tests.analysis.rules.checking import found


def _people(*known: FunctionalDependency, dialect: str = "postgres", kind: str = "text", **keys: object) -> list[str]:
    table = entity("people", "id bigint", f"passport {kind} not null", "country text not null", "name text",
                   functional_dependencies=known, **{"pk": "id", **keys})  # fmt: skip
    return [one.evidence["identifies a row"] for one in found("CO036", table)]


_known = dependency("passport, country", "id, name")


@pytest.mark.parametrize("unique", ["passport, country", "passport", "country"])
def test_a_unique_key_over_the_columns_or_some_of_them_settles_it(unique: str) -> None:
    assert _people(_known, unique=unique) == []


def test_only_what_was_accepted_and_decides_all_others_counts() -> None:
    assert _people(replace(_known, state="undecided"), replace(_known, id="2", state="rejected")) == []
    assert _people(dependency("passport", "name")) == []
    assert _people(dependency("id, passport", "name, country")) == []


def test_several_dependencies_together_make_a_key() -> None:
    assert _people(dependency("passport", "country, id")) == ["passport"]
    assert _people(dependency("passport", "country"), dependency("country, passport", "id")) == ["passport"]


def test_a_unique_index_counts_and_a_partial_one_does_not() -> None:
    table = entity("people", "id bigint", "passport text", pk="id",
                   functional_dependencies=(dependency("passport", "id"),))  # fmt: skip
    index = Index(name="i", keys=(IndexKey(column="passport"),), unique=True)
    assert found("CO036", replace(table, indexes=(index,))) == ()
    (finding,) = found("CO036", replace(table, indexes=(replace(index, where="id > 5"),)))
    assert finding.fix


def test_no_key_is_offered_over_what_the_server_keeps_none_of() -> None:
    table = entity("people", "id bigint", "face json", pk="id", functional_dependencies=(dependency("face", "id"),))
    (finding,) = found("CO036", table)
    assert finding.fix == ()
