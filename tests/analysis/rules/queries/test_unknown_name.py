from tests.analysis.rules.asking import asked


def test_names_that_exist_and_statements_that_cannot_be_read_are_left_alone() -> None:
    assert asked("QR010", "SELECT id FROM orders WHERE status = 'x'") == ()
    assert asked("QR010", "SELEC id FROM ordrs") == ()
    assert asked("QR010", "SELECT relname FROM pg_catalog.pg_class") == ()


def test_every_unknown_name_of_a_pattern_is_in_one_finding() -> None:
    (finding,) = asked("QR010", ("SELECT stauts FROM orders", "SELECT id FROM ordrs"))
    assert [row[:3] for row in finding.evidence["rows"]] == [
        ("column", "stauts", "status"), ("table", "ordrs", "orders"),
    ]  # fmt: skip
    assert finding.severity == "error"


def test_a_column_of_two_tables_is_told_as_such() -> None:
    (finding,) = asked("QR010", "SELECT id FROM orders o JOIN customers c ON c.id = o.customer_id")
    assert finding.title == "“the query” names id without saying of which table"
