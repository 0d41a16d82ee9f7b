"""Query files: statements, what the comments above them say, volumes."""

import pytest

from designer.sql.queries import read_queries


def messages(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in read_queries(text).problems]


@pytest.mark.parametrize(
    ("comment", "begins"),
    [
        ("frequency: 10", "frequency: “10” is not a rate"),
        ("frequency: often", "frequency: “often” is not a rate"),
        ("frequency: 5/fortnight", "frequency: “5/fortnight” is not a rate"),
        ("frequency: -5/min", "frequency: “-5/min” is not a rate"),
        ("latency: 20", "latency: “20” is not a time"),
        ("latency: soon", "latency: “soon” is not a time"),
        ("rows: many", "rows: “many” is not a number"),
        ("rows: orders = many", "rows: “orders = many” is not of the form table = 10_000_000"),
        ("distinct: status = 5", "distinct: “status = 5” is not of the form table.column = 400_000"),
        ("param: status", "param: “status” is not of the form name = value"),
        ("param: nothing = 5", "the statement has no parameter nothing"),
    ],
)
def test_malformed_values_are_problems_with_their_line_and_the_query_stays(comment: str, begins: str) -> None:
    found = read_queries(f"\n-- {comment}\nselect * from orders where status = :status;")
    ((line, message),) = [(p.line, p.message) for p in found.problems]
    assert line == 2
    assert message.startswith(begins)
    assert len(found.patterns) == 1


def test_what_is_no_query_is_left_out_and_said() -> None:
    assert messages("create table a (x int);\nselect 1;\nset x = 1;") == [
        (1, "not a query, left out: create table a (x int)"),
        (3, "not a query, left out: set x = 1"),
    ]


def test_an_empty_file_has_nothing() -> None:
    found = read_queries("-- just words\n")
    assert (found.patterns, found.volumes, found.problems) == ((), (), ())


def test_everything_the_comments_say_is_read() -> None:
    (query,) = read_queries(
        "-- name: recent orders of a customer\n-- frequency: 1_200/min\n-- latency: 20ms\n-- rows: 50\n"
        "-- owner: checkout\n-- param: status = 'new'\n-- param: $2 = 7\n-- ticket: AB-1\n-- shown on the first page\n"
        "select * from orders where status = :status and x = $2;\n"
    ).patterns
    assert query.name == "recent orders of a customer"
    assert query.statements == ("select * from orders where status = :status and x = $2",)
    assert (query.frequency_per_minute, query.latency_ms, query.rows, query.owner) == (1200, 20, 50, "checkout")
    assert query.parameters == (("status", "'new'"), ("2", "7"))
    assert query.notes == "ticket: AB-1\nshown on the first page"
    assert query.line == 10


@pytest.mark.parametrize(
    ("text", "per_minute"),
    [
        ("20/s", 1200),
        ("6/hour", 0.1),
        ("1440/day", 1),
        ("2k/min", 2000),
        ("3 per second", 180),
        ("1.5M/day", 1041.66666),
    ],
)
def test_rates_are_per_minute(text: str, per_minute: float) -> None:
    (query,) = read_queries(f"-- frequency: {text}\nselect 1").patterns
    assert query.frequency_per_minute == pytest.approx(per_minute)


@pytest.mark.parametrize(("text", "ms"), [("1.5s", 1500), ("20 ms", 20), ("500us", 0.5)])
def test_latencies_are_milliseconds(text: str, ms: float) -> None:
    assert read_queries(f"-- latency: {text}\nselect 1").patterns[0].latency_ms == ms


def test_volumes_stand_anywhere_and_names_may_be_quoted() -> None:
    found = read_queries(
        '-- rows: orders = 10_000_000\n\n-- distinct: shop."Order".customer_id = 400k\nselect 1; -- rows: b = 1.5M\n'
        "-- rows: c = 10\n"
    )
    assert [(v.table, v.column, v.value, v.line) for v in found.volumes] == [
        (("orders",), None, 10_000_000, 1),
        (("shop", "Order"), "customer_id", 400_000, 3),
        (("b",), None, 1_500_000, 4),
        (("c",), None, 10, 5),
    ]
    assert found.patterns[0].rows is None


def test_a_transaction_takes_in_what_follows_up_to_a_blank_line() -> None:
    found = read_queries(
        "-- transaction: place an order\n-- frequency: 2/s\ninsert into a values (1);\ninsert into b values (2);\n\n"
        "select 1 from c;\n-- transaction: place an order\nupdate d set x = 1;\n"
    )
    assert [(q.name, q.statements) for q in found.patterns] == [
        ("place an order", ("insert into a values (1)", "insert into b values (2)", "update d set x = 1")),
        ("select c", ("select 1 from c",)),
    ]
    assert found.patterns[0].frequency_per_minute == 120


def test_begin_and_commit_make_a_transaction_whatever_stands_between() -> None:
    found = read_queries("-- name: pay\nBEGIN;\nupdate a set x = 1;\n\nupdate b set x = 1;\nCOMMIT;\nselect 2;")
    assert [(q.name, q.statements) for q in found.patterns] == [
        ("pay", ("update a set x = 1", "update b set x = 1")),
        ("select", ("select 2",)),
    ]


def test_names_are_made_and_repeated_ones_numbered() -> None:
    found = read_queries(
        "select * from shop.orders;\nselect 1 from shop.orders;\n-- name: x :many\ninsert into a values (1);\n"
        "-- name: x\ndelete from only b;"
    )
    assert [q.name for q in found.patterns] == ["select shop.orders", "select shop.orders (2)", "x", "x (2)"]


def test_ten_thousand_queries_are_read() -> None:
    text = "".join(f"-- name: q{n}\n-- rows: t{n} = {n}\nselect {n} from t where a = $1;\n" for n in range(10_000))
    found = read_queries(text)
    assert (len(found.patterns), len(found.volumes), found.problems) == (10_000, 10_000, ())
