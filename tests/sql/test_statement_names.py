"""Renames inside whole statements, must-not-fire cases first."""

import pytest

from designer.lab.scratch import ScratchCluster
from designer.sql.names import CannotRewrite
from designer.sql.statement_names import rename_column_in_statement, rename_table_in_statement


def renamed(sql: str, **more: object) -> str:
    return rename_column_in_statement(sql, "orders", "status", "state", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sql",
    [
        "select 'status' from orders -- status",
        "select status from x",
        'select "Status" from orders',
        "select x.status from orders join x on x.id = orders.id",
        "select status(1) from orders",
        "select id as status from orders order by status",
        "select a.b::status from orders a",
        "with orders as (select 1 as status) select status from orders",
        "select s.status from (select status from x) s, orders",
        "select status from other.x, lateral (select 1 from orders) l",
        "insert into x (status) select id from orders",
        "update x set status = 1 from orders where x.id = orders.id",
        "select a.status from x a, orders",
        "select c.status from orders as c (status)",
    ],
)
def test_what_is_not_the_column_stays(sql: str) -> None:
    assert renamed(sql, columns={"x": ["id", "status"]}) == sql


@pytest.mark.parametrize(
    "sql",
    [
        "select status from orders, x",
        "select * from orders join x using (status)",
        "select 1 from orders natural join x where orders.status = 1",
        "select (select max(id) from y where id = status) from orders",
        "select state, status from orders",
        "select id as state from orders order by status",
        "select status from orders where (",
        "explain verbose select status from orders",
        "update x set (a, status) = (1, 2) from orders",
        "select status from " + "(" * 1000 + "orders" + ")" * 1000,
    ],
)
def test_doubt_is_refused_with_a_reason(sql: str) -> None:
    with pytest.raises(CannotRewrite) as caught:
        renamed(sql)
    assert caught.value.reason


def test_a_name_that_would_become_ambiguous_is_refused() -> None:
    with pytest.raises(CannotRewrite, match="would be in several tables"):
        renamed("select status from orders, x", columns={"x": ["state"]})
    with pytest.raises(CannotRewrite, match="inner table"):
        renamed("select (select max(id) from y where id = status) from orders", columns={"y": ["id", "state"]})


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT  Status FROM Orders -- status", "SELECT  state FROM Orders -- status"),
        ("select o.status as s, x.status as status from orders o, x order by status",
         "select o.state as s, x.status as status from orders o, x order by status"),
        ("select status from orders where status = $1 group by status order by status",
         "select state from orders where state = $1 group by state order by state"),
        ("with c as (select * from orders) select status from c where c.status > 1",
         "with c as (select * from orders) select state from c where c.state > 1"),
        ("with c as (select status as status from orders) select status from c",
         "with c as (select state as status from orders) select status from c"),
        ("select s.status from (select status from orders) s", "select s.state from (select state from orders) s"),
        ("insert into orders (id, status) values (1, 2) on conflict (status) do update set status = excluded.status"
         " where orders.status > 0 returning status",
         "insert into orders (id, state) values (1, 2) on conflict (state) do update set state = excluded.state"
         " where orders.state > 0 returning state"),
        ("insert into orders (status) select status from x", "insert into orders (state) select status from x"),
        ("update orders set status = x.status from x where orders.status <> 1",
         "update orders set state = x.status from x where orders.state <> 1"),
        ("update x set status = 1 from orders o where o.status = x.id",
         "update x set status = 1 from orders o where o.state = x.id"),
        ("delete from orders using x where orders.status = x.status",
         "delete from orders using x where orders.state = x.status"),
        ("merge into orders o using x on o.id = x.id when matched then update set status = x.status"
         " when not matched then insert (id, status) values (x.id, x.status)",
         "merge into orders o using x on o.id = x.id when matched then update set state = x.status"
         " when not matched then insert (id, state) values (x.id, x.status)"),
        ("select (select max(y.id) from y where y.status = orders.status) from orders",
         "select (select max(y.id) from y where y.status = orders.state) from orders"),
        ("select status from shop.orders union select status from x order by status",
         "select state from shop.orders union select status from x order by state"),
        ("select a.status from orders a, orders b where b.status = a.status",
         "select a.state from orders a, orders b where b.state = a.state"),
        ("select count(*) filter (where status = 1) over (partition by status) from orders",
         "select count(*) filter (where state = 1) over (partition by state) from orders"),
        ("select orders.*, o2.status from orders, lateral (select status from orders z where z.id = orders.id) o2",
         "select orders.*, o2.state from orders, lateral (select state from orders z where z.id = orders.id) o2"),
    ],
)  # fmt: skip
def test_the_column_is_followed_through_scopes_and_the_server_agrees(
    sql: str, expected: str, scratch: ScratchCluster
) -> None:
    assert renamed(sql) == expected
    with scratch.connect() as session:
        session.execute("drop schema if exists shop cascade; create schema shop; set search_path = shop")
        session.execute("create table orders (id int, status int unique); create table x (id int, status int)")
        session.execute("create table y (id int, status int)")
        generic = sql.replace("$1", "1"), expected.replace("$1", "1")
        session.execute(f"explain {generic[0]}")  # type: ignore[arg-type]
        session.execute("alter table orders rename column status to state")
        session.execute(f"explain {generic[1]}")  # type: ignore[arg-type]


def test_a_view_keeps_the_name_it_puts_out() -> None:
    assert renamed("create view v as select id, status from orders where status > 0", keep_output=True) == (
        "create view v as select id, state AS status from orders where state > 0"
    )


def test_another_schema_s_table_stays() -> None:
    assert renamed("select status from audit.orders", schema="shop") == "select status from audit.orders"


def test_new_names_are_quoted_when_needed() -> None:
    assert rename_column_in_statement("select o.status from orders o", "orders", "status", "Order no") == (
        'select o."Order no" from orders o'
    )


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select orders.a, x.orders from shop.orders join x on x.orders = orders.id",
         'select "order".a, x.orders from shop."order" join x on x.orders = "order".id'),
        ("with orders as (select 1 a) select orders.a from orders",
         "with orders as (select 1 a) select orders.a from orders"),
        ("select o.a from orders o where o.orders = 1", 'select o.a from "order" o where o.orders = 1'),
        ("update orders set a = 1 where orders.b = 'orders'",
         "update \"order\" set a = 1 where \"order\".b = 'orders'"),
        ("select orders.a from x orders", "select orders.a from x orders"),
    ],
)  # fmt: skip
def test_tables_are_renamed_where_they_are_read_and_qualify(sql: str, expected: str) -> None:
    assert rename_table_in_statement(sql, "orders", "order") == expected
