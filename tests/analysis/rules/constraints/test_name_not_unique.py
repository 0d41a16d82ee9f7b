from dataclasses import replace

import pytest

from designer.schema.build import entity
from designer.schema.model import Index, IndexKey
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize("column", ["article_slug text", "slug_source text", "username text", "uuid text", "slug int"])
def test_another_things_name_is_left_alone(column: str) -> None:
    assert columns("CO033", column) == []


def test_a_partial_or_expression_key_settles_it() -> None:
    table = entity("articles", "id int", "slug text", "lang text", pk="id")
    partial = Index(name="i", keys=(IndexKey(column="slug"),), unique=True, where="lang IS NULL")
    lowered = Index(name="i", keys=(IndexKey(expression="lower(slug)"),), unique=True)
    assert (
        found("CO033", replace(table, indexes=(partial,))) == found("CO033", replace(table, indexes=(lowered,))) == ()
    )


def test_versions_and_logs_repeat_names() -> None:
    assert found("CO033", entity("article_versions", "id int", "slug text", pk="id")) == ()


def test_a_slug_and_a_persons_login_are_found() -> None:
    assert columns("CO033", "slug text", "thing_uuid uuid") == ["slug", "thing_uuid"]
    assert len(found("CO033", entity("app_users", "id int", "login text", pk="id"))) == 1
