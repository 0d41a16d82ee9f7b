"""Blocks that choose between values only, and run what they come to."""

import pytest

from designer.importers import import_sql
from designer.importers.postgres.blocks import simple
from designer.lab.verify import verify_source

UPSERT = """
CREATE TABLE u (id int);
CREATE FUNCTION up(name text, what text) RETURNS void LANGUAGE plpgsql AS $f$ DECLARE s text := ''; BEGIN
  IF (SELECT true FROM pg_policies WHERE policyname = name AND tablename = 'u' AND schemaname = 'public') THEN
    s := s || 'ALTER POLICY ' || quote_ident(name) || ' ON u';
  ELSE
    s := s || 'CREATE POLICY ' || quote_ident(name) || ' ON u FOR SELECT';
  END IF;
  CASE WHEN lower(what) = 'all' THEN EXECUTE format(s || ' USING (true)'); ELSE RAISE EXCEPTION 'no'; END CASE;
END $f$;
"""


def carried(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in import_sql(text).carried if one.kind != "function"]


def test_a_value_that_rows_decide_is_not_known_behind_the_choice() -> None:
    text = (
        "CREATE TABLE u (id int);\nDO $$ DECLARE s text := 'CREATE TABLE a ()'; BEGIN\n"
        "IF (SELECT count(*) FROM u) > 3 THEN s := 'CREATE TABLE b ()'; END IF;\nEXECUTE s; END $$;"
    )
    imported = import_sql(text)
    assert [entity.name for entity in imported.schema.entities] == ["u"]
    assert [one.kind for one in imported.carried] == ["do block"]


def test_a_value_that_the_catalogue_decides_is_the_one_of_its_branch() -> None:
    calls = "DO $$ BEGIN PERFORM up('p', 'ALL'); END $$;\nSELECT up('Odd one', 'all');\nSELECT up('p', 'All');\n"
    imported = import_sql(UPSERT + calls)
    assert imported.problems == ()
    assert carried(UPSERT + calls) == [
        ("policy", "p on u"), ("policy", '"Odd one" on u'), ("alter policy", "ALTER POLICY p ON u USING (true)"),
    ]  # fmt: skip
    text = UPSERT.replace(
        "CREATE POLICY ' || quote_ident(name) || ' ON u FOR SELECT", "CREATE TABLE ' || name || '_t ()"
    ).replace(" || ' USING (true)'", "")
    made = import_sql(f"{text}SELECT up('p', 'all');")
    assert [entity.name for entity in made.schema.entities] == ["p_t", "u"]
    assert verify_source(f"{text}SELECT up('p', 'all');", made.schema).verdict == "equal"


def test_what_loops_come_to_too_often_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "DO $$ BEGIN FOR i IN 1..50 LOOP\nCREATE TABLE IF NOT EXISTS a (); END LOOP; END $$;"
    imported = import_sql(text)
    assert (imported.problems, [one.name for one in imported.schema.entities]) == ((), ["a"])
    monkeypatch.setattr(simple, "_MOST_REPEATED", 40)
    (problem,) = import_sql(text).problems
    assert (problem.line, "its loops do too much to be followed" in problem.message) == (2, True)


def test_routines_that_are_nested_and_call_each_other_are_not_followed_to_the_end_of_the_stack() -> None:
    routines = "".join(
        f"CREATE FUNCTION f{n}() RETURNS void LANGUAGE plpgsql AS $$ {'BEGIN ' * 36} PERFORM f{n + 1}(); "
        f"{'END; ' * 36} $$;\n"
        for n in range(19)
    )
    last = "CREATE FUNCTION f19() RETURNS void LANGUAGE sql AS 'CREATE TABLE a ()';\n"
    (problem,) = import_sql(f"{routines}{last}SELECT f0();").problems
    assert "nested too deep to be followed" in problem.message
    assert import_sql(f"{routines}{last}SELECT f18();").problems == ()
