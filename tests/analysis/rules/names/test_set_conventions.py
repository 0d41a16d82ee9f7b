"""Naming conventions that a team has set, beside the case and number of names: what must not be said first."""

from dataclasses import replace
from typing import Any

import pytest

from designer.analysis.engine import examine, rule_of
from designer.analysis.finding import Confidence, Finding
from designer.analysis.thresholds import DEFAULTS, Conventions
from designer.schema.build import entity, schema_of
from designer.schema.model import Check, Dialect, Entity, Index, IndexKey, PrimaryKey, Unique


def told(code: str, naming: Conventions, *parts: Any, dialect: str = "postgres") -> list[Finding]:
    rule = rule_of(code)
    assert rule is not None
    design = schema_of(*parts, dialect=Dialect(name=dialect))
    return list(examine(design, [rule], replace(DEFAULTS, naming=naming)).found)


def named(key: str | None = None, index: str | None = None, unique: str | None = None, check: str = "") -> Entity:
    table = entity("t", "id bigint", "n int")
    return replace(
        table,
        primary_key=PrimaryKey(name=key, columns=("id",)),
        indexes=(Index(name=index, keys=(IndexKey(column="n"),)),) if index else (),
        uniques=(Unique(name=unique, columns=("n",)),) if unique else (),
        checks=(Check(name=check, expression="n > 0"),) if check else (),
    )


def test_names_as_they_are_set_and_kinds_that_are_not_set_are_left_alone() -> None:
    naming = Conventions(primary_key="_pkey", index="idx_", unique="_key")
    fitting = named("t_pkey", "IDX_t_n", "t_n_key", "anything")
    assert told("NM007", naming, fitting) == []
    assert told("NM007", naming, named(None)) == []
    assert told("NM007", Conventions(index="_idx"), named("primary_of_t", check="positive")) == []
    prefix = Conventions(prefix="app_")
    assert told("NM010", prefix, entity("app_users", "id int"), entity("APP_orders", "id int")) == []
    full = Conventions(spelling="full")
    assert told("NM008", full, entity("customers", "id int", "category text")) == []
    assert told("NM008", Conventions(spelling="short"), entity("cust", "id int", "qty int")) == []


@pytest.mark.parametrize(
    ("naming", "table", "said"),
    [
        (Conventions(primary_key="pk_"), named("t_pkey"), "primary keys pk_…, 1 is not named so: t_pkey"),
        (Conventions(index="ix_"), named(index="n_by_time"), "indexes ix_…, 1 is not named so: n_by_time"),
        (Conventions(unique="_uq"), named(unique="uq_t"), "unique constraints …_uq, 1 is not named so: uq_t"),
        (Conventions(check="ck_"), named(check="positive"), "check constraints ck_…, 1 is not named so: positive"),
    ],
)
def test_one_name_off_what_is_set_is_enough(naming: Conventions, table: Entity, said: str) -> None:
    (found,) = told("NM007", naming, table)
    assert found.title == f"The team names {said}"
    assert found.confidence is Confidence.LIKELY


def test_every_table_without_the_prefix_is_told_however_many() -> None:
    (found,) = told("NM010", Conventions(prefix="app_"), *(entity(name, "id int") for name in ("a", "b", "app_c")))
    assert found.title == "The team's tables begin with app_, 2 tables do not: a, b"


def test_a_spelling_that_is_set_needs_no_second_one_to_be_off_it() -> None:
    (found,) = told("NM008", Conventions(spelling="full"), entity("cust", "id int", "dept_no int"))
    assert found.title == "The team writes words in full, 2 are not: cust for customer, dept for department"
    (found,) = told("NM008", Conventions(spelling="short"), entity("customers", "id int"))
    assert "customer for cust" in found.title


def test_columns_may_have_a_case_of_their_own() -> None:
    naming = Conventions(case="pascal", column_case="camel")
    assert told("NM004", naming, entity("OrderLines", "orderId int"), dialect="mysql") == []
    (found,) = told("NM004", naming, entity("OrderLines", "OrderId int"), dialect="mysql")
    assert "columns in camelCase" in found.title
    assert told("NM002", naming, entity("OrderLines", "orderId int")) == []
    assert told("NM002", replace(naming, column_case="snake"), entity("OrderLines", "orderId int")) != []
