from dataclasses import replace

import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect, Index, IndexKey
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


@pytest.mark.parametrize("table", ["order_lines", "stocks", "product_attributes"])
def test_what_is_sold_repeats_in_lines_and_stocks(table: str) -> None:
    assert found("CO033", entity(table, "id int", "sku text", "isbn text", pk="id")) == ()


def test_a_variant_may_share_the_number_of_its_product() -> None:
    product = entity("products", "id int", "sku text", pk="id", unique="sku")
    variant = entity("product_variants", "id int", "product_id int not null", "sku text", pk="id")
    assert found("CO033", product, variant, link("product_variants.product_id", "products.id")) == ()
    assert len(found("CO033", entity("products", "id int", "sku text", pk="id"))) == 1


def test_an_account_number_may_be_shared() -> None:
    assert found("CO033", entity("facilities", "id int", "iban text", pk="id")) == ()


@pytest.mark.parametrize(
    "within", ["vcs_type text", "realm text", "tenant_id int", "organization_id int", "domain text"]
)
def test_a_login_is_unique_within_what_stands_beside_it(within: str) -> None:
    assert found("CO033", entity("users", "id int", "login text", within, pk="id")) == ()


def test_sql_server_keeps_rows_without_a_value() -> None:
    for column, kind in (("slug nvarchar(80)", "index"), ("slug nvarchar(80) not null", "unique")):
        (finding,) = found("CO033", entity("articles", "id int", column, pk="id"), dialect=Dialect(name="tsql"))
        assert finding.fix[0].kind == kind
