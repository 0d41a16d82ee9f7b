"""ROLLBACK, which takes statements back; everything else about transactions plays no part."""

from designer.importers import import_sql


def tables(sql: str) -> list[str]:
    imported = import_sql(sql)
    assert imported.problems == ()
    return [entity.name for entity in imported.schema.entities]


def test_what_is_committed_or_in_no_transaction_is_kept() -> None:
    assert tables("BEGIN; CREATE TABLE a (); COMMIT; ROLLBACK; CREATE TABLE b ();") == ["a", "b"]
    assert tables("CREATE TABLE a (); ROLLBACK;") == ["a"]
    assert tables("BEGIN; CREATE TABLE a ();") == ["a"]
    assert tables("BEGIN; CREATE TABLE a (); PREPARE TRANSACTION 'x'; ROLLBACK PREPARED 'y';") == ["a"]


def test_a_function_s_own_words_are_no_transaction() -> None:
    assert tables("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END; CREATE TABLE a ();") == [
        "a"
    ]
    assert tables("BEGIN; CREATE TABLE a (); DO $$ BEGIN ROLLBACK; END $$; END;") == ["a"]


def test_what_a_plain_transaction_rolls_back_is_skipped_by_the_line_that_does_it() -> None:
    imported = import_sql(
        "CREATE TABLE a ();\nBEGIN;\nCREATE TABLE b ();\nSET search_path = elsewhere;\nFROB;\nROLLBACK;\n"
        "CREATE TABLE c ();"
    )
    assert imported.problems == ()
    assert [entity.name for entity in imported.schema.entities] == ["a", "c"]
    undone = [(one.line, one.reason) for one in imported.skipped if "rolled back" in one.reason]
    assert undone == [(line, "rolled back on line 6") for line in (3, 4, 5)]


def test_abort_and_chained_transactions_count_too() -> None:
    assert tables("START TRANSACTION; CREATE TABLE a (); ABORT WORK; CREATE TABLE b ();") == ["b"]
    assert tables("BEGIN; CREATE TABLE a (); COMMIT AND CHAIN; CREATE TABLE b (); ROLLBACK;") == ["a"]
    assert tables("BEGIN; CREATE TABLE a (); ROLLBACK AND NO CHAIN; CREATE TABLE b (); ROLLBACK;") == ["b"]


def test_rolling_back_to_a_savepoint_takes_back_what_stands_behind_it() -> None:
    script = """BEGIN; CREATE TABLE a (); SAVEPOINT one; CREATE TABLE b (); SAVEPOINT "Two"; CREATE TABLE c ();
    ROLLBACK TO SAVEPOINT "Two"; CREATE TABLE d (); ROLLBACK TO one; CREATE TABLE e (); COMMIT;"""
    assert tables(script) == ["a", "e"]
    assert tables(script.replace("ROLLBACK TO one; ", "")) == ["a", "b", "d", "e"]
    assert tables("BEGIN; CREATE TABLE a (); ROLLBACK TO nowhere; COMMIT;") == ["a"]
