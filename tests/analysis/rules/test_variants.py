"""Other ways in which people make the same mistake, beside the sound thing that looks like it."""

import pytest

from designer.schema.build import entity, link, pattern
from designer.schema.model import Dialect, Index, IndexKey, Invariant
from tests.analysis.rules.checking import columns, found

KEY = "key_of_row int"


def _found_in(code: str, *texts: str, name: str = "things") -> bool:
    return bool(found(code, entity(name, KEY, *texts, pk="key_of_row")))


def _children(column: str, parent: str, child: str) -> bool:
    tables = entity(parent, "id int", column, pk="id"), entity(child, "id int", "parent_ref int", pk="id")
    return bool(found("NF007", *tables, link(f"{child}.parent_ref", f"{parent}.id")))


def test_sums_of_net_and_tax_are_computed() -> None:
    assert not _found_in("NF007", "gross_amount numeric", "tax_rate numeric")
    assert not _found_in("NF007", "net_amount numeric", "tax_amount numeric")
    assert _found_in("NF007", "gross_amount numeric", "net_amount numeric", "tax_amount numeric")


def test_rows_of_a_child_are_counted_under_its_whole_name() -> None:
    assert not _children("number_of_pages int", "tbl_books", "tbl_book_copies")
    assert not _children("article_count int", "books", "tbl_book_copies")
    assert _children("number_of_book_copies int", "tbl_books", "tbl_book_copies")
    assert _children("book_copy_count int", "tbl_books", "tbl_book_copies")


def test_tables_for_each_year_may_have_it_in_their_keys() -> None:
    years = [entity(f"figures_{year}", f"figure_{year}_id int", "n int", "d date") for year in (2019, 2020)]
    assert found("NF008", *years)
    others = [entity(f"figures_{year}", f"figure_{year + 1}_id int", "n int", "d date") for year in (2019, 2020)]
    assert found("NF008", *others) == ()


def test_a_telephone_number_as_key_changes_and_a_membership_number_does_not() -> None:
    for name, count in (("phone_number", 1), ("membership_number", 0)):
        people = entity("people", f"{name} text", pk=name)
        calls = entity("calls", "id int", "caller text", pk="id")
        assert len(found("CO003", people, calls, link("calls.caller", f"people.{name}"))) == count


def test_facts_as_names_and_values_under_other_names() -> None:
    parent = entity("p", "k int", pk="k")
    for texts, count in ((("field_name text", "field_value text"), 1), (("meta_key text", "meta_value text"), 1),
                         (("name text", "market_value text"), 0)):  # fmt: skip
        assert len(found("CO019", parent, entity("extras", "r int", *texts), link("extras.r", "p.k"))) == count


def test_a_lookup_may_call_its_list_by_name() -> None:
    users = entity("cars", "colour_id int", "make_id int")
    links = (link("cars.colour_id", "lookups.id"), link("cars.make_id", "lookups.id"))
    for column, count in (("list_name text", 1), ("colour_name text", 0)):
        lookups = entity("lookups", "id int", column, "code text", pk="id")
        assert len(found("CO020", lookups, users, *links)) == count


def test_a_credit_note_is_kept_and_a_note_is_not() -> None:
    parent = entity("customers", "id int", pk="id")
    for name, count in (("credit_notes", 1), ("notes", 0)):
        cascade = link(f"{name}.r", "customers.id", on_delete="cascade")
        assert len(found("CO015", parent, entity(name, "id int", "r int", pk="id"), cascade)) == count


def test_a_check_in_is_followed_by_its_check_out() -> None:
    assert _found_in("CO009", "check_in_date date", "check_out_date date")
    assert not _found_in("CO009", "built_in_date date", "built_out_date date")
    assert _found_in("CO035", "lower_limit int", "upper_limit int")


def test_values_that_several_patterns_write_out_are_a_list() -> None:
    table = entity("visits", "id int", "channel varchar(20)", "city_name text", pk="id")
    one, other, asked = (
        pattern(name, f"SELECT id FROM visits WHERE channel = {value}")
        for name, value in (("web", "'web'"), ("shop", "'shop'"), ("any", "$1"))
    )
    assert found("CO007", table, one, other)
    assert found("CO007", table, one) == found("CO007", table, one, other, asked) == ()


def test_a_key_on_an_expression_keeps_names_apart_in_any_case() -> None:
    index = Index(name="u", unique=True, keys=(IndexKey(expression="(CASE WHEN gone = 0 THEN Slug END)"),))
    table = entity("posts", "id int", "Slug varchar(40)", "gone int", pk="id")
    assert found("CO033", table, dialect=Dialect(name="mysql"))
    assert columns("CO033", "slug text", indexes=(index,)) == []


@pytest.mark.parametrize(("dialect", "kind"), [("mysql", "tinyint(1)"), ("mariadb", "tinyint(1)"), ("tsql", "bit")])
def test_a_flag_is_one_in_every_dialect(dialect: str, kind: str) -> None:
    flags = f"is_not_paid {kind}", f"is_deleted {kind} not null", "name varchar(20)", f"active {kind} default 1"
    table = entity("things", "id int", *flags, pk="id", unique="name")
    for code in ("NM006", "CO006", "CO024"):
        assert found(code, table, dialect=Dialect(name=dialect))
    count = entity("things", "id int", "is_not_paid int", "active int default 1", pk="id")
    assert found("NM006", count, dialect=Dialect(name="mysql")) == found("CO024", count, dialect=Dialect(name="mysql"))


@pytest.mark.parametrize(
    ("dialect", "condition", "form"),
    [
        ("mysql", "DATE(seen) = ?", "seen >= ? AND seen < ? + INTERVAL 1 DAY"),
        ("mariadb", "YEAR(seen) = 2024", "seen >= MAKEDATE(2024, 1) AND seen < MAKEDATE(2024 + 1, 1)"),
        ("sqlite", "date(seen) = ?", "seen >= ? AND seen < date(?, '+1 day')"),
        ("tsql", "YEAR(seen) = 2024", "seen >= DATEFROMPARTS(2024, 1, 1) AND seen < DATEFROMPARTS(2024 + 1, 1, 1)"),
        ("tsql", "CAST(seen AS date) = '2024-01-01'", None),
        ("mysql", "YEAR(seen) > 2024", None),
    ],
)
def test_a_range_is_written_in_the_dialects_own_words(dialect: str, condition: str, form: str | None) -> None:
    table = entity("visits", "id int", "seen datetime", pk="id", rows=3_000_000)
    query = pattern("visits", f"SELECT id FROM visits WHERE {condition}", per_minute=60)
    findings = found("QR006", table, query, dialect=Dialect(name=dialect))
    assert [one.evidence["written as a range"] for one in findings] == ([form] if form else [])


def test_a_comma_joins_in_sqlite_as_it_does_elsewhere() -> None:
    one, other = entity("a", "id int", "n int", pk="id"), entity("b", "id int", "n int", pk="id")
    for joined, count in (("a, b", 1), ("a CROSS JOIN b", 0), ("a, b WHERE a.n = b.id", 0)):
        query = pattern("both", f"SELECT a.n, b.n FROM {joined}", per_minute=1)
        assert len(found("QR018", one, other, query, dialect=Dialect(name="sqlite"))) == count


@pytest.mark.parametrize(
    ("dialect", "column"), [("mysql", "`Credit`"), ("tsql", "[Credit]"), ("sqlite", '"Credit"'), ("tsql", "Credit")]
)
def test_a_bound_is_seen_in_capitals_and_quotes(dialect: str, column: str) -> None:
    rule = Invariant(kind="non-negative", entity="cards", attributes=("Credit",), text="never below zero")
    for check, count in ((f"{column} >= 0", 0), (f"{column} <= 9", 1)):
        cards = entity("cards", "id int", "Credit int", pk="id", checks=(check,))
        assert len(found("CI004", cards, rule, dialect=Dialect(name=dialect))) == count
