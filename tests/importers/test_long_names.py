"""Names that PostgreSQL cuts are said to be cut."""

from designer.importers import import_sql

_LONG = "a_very_long_name_of_a_column_that_goes_on_and_on_until_nobody_reads_it"
_KEPT = _LONG[:63]


def test_names_that_are_kept_whole_say_nothing() -> None:
    other = "x" * 63
    text = f'CREATE TABLE {other} ({_KEPT} text DEFAULT "a", "{_KEPT[:-1]}" text, "é{"e" * 61}" int); -- {"y" * 90}'
    assert import_sql(text).remarks == ()
    assert import_sql(f"CREATE TABLE t (id int, `{_KEPT}` int);", "mysql").remarks == ()


def test_a_name_that_is_cut_is_told_once_with_its_line() -> None:
    text = (
        f"CREATE TABLE t (\n  id bigint PRIMARY KEY,\n  {_LONG.upper()} text);\nCREATE INDEX i ON t ({_LONG.upper()});"
    )
    found = import_sql(text)
    assert [one.name for one in found.schema.entities[0].attributes] == ["id", _KEPT]
    (remark,) = found.remarks
    assert remark.line == 3
    assert remark.message == (
        f"The name {_LONG.upper()} takes {len(_LONG)} bytes, of which PostgreSQL keeps 63: it is {_KEPT} here."
    )


def test_quoted_names_are_cut_between_characters() -> None:
    long = "é" * 31 + " and more"
    (remark,) = import_sql(f'CREATE TABLE t (id int, "{long}" int);').remarks
    assert f"The name {long} takes 71 bytes" in remark.message
