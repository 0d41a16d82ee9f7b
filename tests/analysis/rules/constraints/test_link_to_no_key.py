from dataclasses import replace

import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect, Index, IndexKey
from tests.analysis.rules.checking import found

CHILD = entity("c", "r text", "s text")
LINK = link("c.r", "p.k")


def test_a_unique_index_serves_but_a_partial_one_does_not() -> None:
    parent, index = entity("p", "k text"), Index(name="i", keys=(IndexKey(column="k"),), unique=True)
    assert found("CO013", replace(parent, indexes=(index,)), CHILD, LINK) == ()
    assert len(found("CO013", replace(parent, indexes=(replace(index, where="k <> ''"),)), CHILD, LINK)) == 1


def test_the_order_of_columns_does_not_matter() -> None:
    parent = entity("p", "k text", "l text", pk="l, k")
    assert found("CO013", parent, CHILD, link("c.(r, s)", "p.(k, l)")) == ()


@pytest.mark.parametrize("key", ["k, l", "l"])
def test_a_longer_or_another_key_does_not_serve(key: str) -> None:
    assert len(found("CO013", entity("p", "k text", "l text", pk=key), CHILD, LINK)) == 1


@pytest.mark.parametrize(("dialect", "said"), [("postgres", "refuses the foreign key"), ("mysql", "MySQL"),
    ("mariadb", "MariaDB takes it"), ("sqlite", "SQLite refuses every insert")])  # fmt: skip
def test_the_message_says_what_the_server_of_the_design_does(dialect: str, said: str) -> None:
    tables = (
        entity("countries", "id int", "code varchar(2)", pk="id", index="code"),
        entity("orders", "id int", "country varchar(2)"),
    )
    (finding,) = found("CO013", *tables, link("orders.country", "countries.code"), dialect=Dialect(name=dialect))
    assert said in finding.message


def test_innodb_refuses_it_where_no_index_begins_with_the_columns() -> None:
    children = (entity("c", "r int", "s int"), link("c.(r, s)", "p.(k, l)"))
    for index, refused in ((None, True), ("l, k", True), ("k", True), ("k, l", False), ("k, l, m", False)):
        parent = entity("p", "k int", "l int", "m int", **({"index": index} if index else {}))
        (finding,) = found("CO013", parent, *children, dialect=Dialect(name="mariadb"))
        assert ("InnoDB refuses" in finding.message) is refused


def test_a_key_of_which_the_child_has_all_is_referred_to_as_a_whole() -> None:
    parent, child = entity("p", "k text", "tenant int", pk="tenant, k"), entity("c", "r text", "tenant int")
    (whole,) = found("CO013", parent, child, LINK)
    assert (whole.fix[0].kind, whole.fix[0].set.keys()) == ("relationship", {"columns", "parent_columns"})
    for other in (entity("c", "r text", "s int"), entity("c", "r text", "tenant text")):
        (alone,) = found("CO013", parent, other, LINK)
        assert alone.fix[0].kind == "unique"


def test_a_number_that_the_server_gives_is_a_key_by_itself() -> None:
    parent = entity("contests", "id int identity", "uid int", pk="id, uid")
    child = entity("entries", "cid int", "uid int")
    (one,) = found("CO013", parent, child, link("entries.cid", "contests.id"))
    assert one.fix[0].kind == "unique"
