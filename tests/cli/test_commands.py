"""The contract of the command line: what is refused and how, then what each command gives."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from designer.schema.json_schema import json_schema
from tests.cli.conftest import Ran

Designer = Callable[..., Ran]


@pytest.mark.parametrize(
    ("arguments", "given", "reason"),
    [
        (("import", "missing.sql"), "", "missing.sql: No such file"),
        (("import", "-"), "this is no SQL", ":1:1:"),
        (("import", "-"), '{"format": "designer/1", "nonsense": 1}', "unknown key 'nonsense'"),
        (("import", "-"), '{"format": \n nope}', ":2:2:"),
        (("import", "-", "--from", "design"), b"\xff\xfe\x00", "designer: "),
        (("analyze", "-", "--rules", "XX999"), "CREATE TABLE t (a int)", "no rule XX999"),
        (("analyze", "-", "--rules", "IX", "--without", "IX,DO"), "CREATE TABLE t (a int)", "no rule is left to run"),
        (("analyze", "-", "--without", "IX999"), "CREATE TABLE t (a int)", "no rule or family 'IX999'"),
        (("analyze", "-", "--without", ","), "CREATE TABLE t (a int)", "--without: there is no rule named"),
        (("analyze", "-", "--settings", "-"), "CREATE TABLE t (a int)", "standard input is the design already"),
        (("analyze", "no.sql", "--settings", "missing.json"), "", "missing.json: No such file"),
        (("analyze", "no.sql", "--settings", "-"), '{"off": \n nope}', "-:2:2: this is no JSON"),
        (("analyze", "no.sql", "--settings", "-"), '{"off": ["ZZ"]}', "-: There is no rule or family 'ZZ'"),
        (("analyze", "no.sql", "--settings", "-"), '{"off": [], "off": []}', "-: 'off' stands in it twice"),
        (("analyze", "no.sql", "--settings", "-"), "[" * 100_000, "-: this is nested too deeply"),
        (("analyze", "no.sql", "--settings", "-"), f'{{"off": {"9" * 5000}}}', "-: a number in it is too long"),
        (("analyze", "no.sql", "--settings", "-"), b"\xfe", "this is not UTF-8 text"),
        (("import", "postgresql://host.invalid/db"), "", "no host 'host.invalid'"),
        (("import", "-"), "(" * 100_000, "designer: "),
        (("import", "-"), b"PGDMP\x01\x0e", "pg_restore -f"),
        (("import", "-", "--nonsense"), "", "unrecognized arguments: --nonsense; see designer --help"),
        (("export", "-", "--to", "nothing"), "", "there is no export to 'nothing'"),
        (("export", "-", "--to", "svg", "--settings", "team.json"), "", "--settings goes with --to operations"),
        (("export", "-", "--to", "operations", "--settings", "no.json"), "", "no.json: No such file"),
        (("nothing",), "", "there is no command 'nothing'"),
        (("analyse", "x.sql"), "", "do you mean analyze?"),
        (("analyze", "-", "--fail-on", "never"), "", "(choose from 'error', 'warning', 'info')"),
        (("import", "-", "--observed", "7d"), "CREATE TABLE t (a int);", "give both"),
        (("import", "-", "--from", "design"), "{", ":1:2: this is no JSON"),
        (("push", "-"), "CREATE TABLE t (a int);", "Name it with --to or in DESIGNER_SERVER"),
        (("import", "a.sql", "b.csv"), "", ".csv files are no part of a script"),
        (("pull", "seven"), "", "seven: a design is named by its number"),
        (("diff", "-"), "", "NEW; see designer diff --help"),
        (("verify", "-", "--on", "nothing"), "CREATE TABLE t (a int)", "this is no address of a server"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    designer: Designer, arguments: tuple[str, ...], given: str | bytes, reason: str
) -> None:
    ran = designer(*arguments, given=given)
    assert ran.code == 2
    assert ran.out == b""
    assert ran.error.count("\n") == 1
    assert reason in ran.error


@pytest.mark.parametrize("command", ["import", "analyze", "explain", "export", "diff", "verify"])
def test_help_shows_examples(designer: Designer, command: str) -> None:
    ran = designer(command, "--help")
    assert ran.code == 0
    assert f"  designer {command} " in ran.text


def test_without_a_command_the_commands_are_listed(designer: Designer) -> None:
    assert "verify" in designer().text


def test_import_counts_and_accounts_for_every_statement(designer: Designer, shop: Path) -> None:
    ran = designer("import", "shop.sql", "--queries", "queries.sql", "--out", "d.json", "--format", "json")
    assert ran.code == 0
    assert ran.json["dialect"] == "postgres"
    counts = ran.json["counts"]
    assert (counts["entities"], counts["attributes"], counts["relationships"], counts["access_patterns"]) == (
        2,
        5,
        1,
        1,
    )
    assert [(one["kind"], one["name"], one["line"]) for one in ran.json["opaque"]] == [("view", "recent", 7)]
    assert ran.json["problems"] == []


def test_the_design_file_satisfies_its_schema_and_imports_again(designer: Designer, shop: Path) -> None:
    written = designer("import", "shop.sql", "--out", "-").text
    jsonschema.validate(json.loads(written), json_schema())
    assert json.loads(designer("import", "--json-schema").text) == json_schema()
    assert designer("import", "-", "--out", "-", given=written).text == written


def test_analyze_gives_findings_with_fix_and_reverse_as_sql(designer: Designer, shop: Path) -> None:
    ran = designer("analyze", "shop.sql", "--queries", "queries.sql", "--rules", "IX002", "--format", "json")
    (finding,) = ran.json["findings"]
    assert finding["subject"]["entity"] == "orders"
    assert finding["subject"]["attributes"] == ["customer_id"]
    assert "CREATE INDEX" in finding["fix_sql"][0]
    assert "DROP INDEX" in finding["fix_reverse_sql"][0]
    assert finding["severity"] == "error"  # ten million rows


def test_fail_on_decides_the_exit_code(designer: Designer, shop: Path) -> None:
    assert designer("analyze", "shop.sql", "--rules", "IX002").code == 0
    assert designer("analyze", "shop.sql", "--rules", "IX002", "--fail-on", "warning").code == 1
    assert designer("analyze", "shop.sql", "--rules", "IX002", "--fail-on", "error").code == 0


def test_a_team_sets_which_rules_run_and_what_they_compare_with(designer: Designer, shop: Path) -> None:
    settings = {"off": ["DO", "NM002"], "naming": {"number": "singular"}, "thresholds": {"wide_table_attributes": 2}}
    (shop.parent / "team.json").write_text(json.dumps(settings))
    ran = designer("analyze", "shop.sql", "--settings", "team.json", "--without", "nm010, IX", "--format", "json")
    assert ran.code == 0
    off = set(ran.json["rules_off"])
    assert {"NM002", "NM010", "IX002"} < off
    assert not off & set(ran.json["summary"]["by_code"])
    assert "CO021" in ran.json["summary"]["by_code"]
    asked = ("analyze", "shop.sql", "--rules", "NM", "--settings", "team.json")
    text = designer(*asked).text
    assert "The team writes tables in singular, 2 are not: customers, orders" in text
    assert text.rstrip().endswith("rules are switched off: all of DO, NM002.")
    assert "rules are switched off" in designer(*asked, "--format", "markdown").text
    run = designer(*asked, "--format", "sarif").json["runs"][0]
    overrides = run["invocations"][0]["ruleConfigurationOverrides"]
    assert {"descriptor": {"id": "NM002"}, "configuration": {"enabled": False}} in overrides
    assert "rules_off" not in designer("analyze", "shop.sql", "--rules", "NM", "--format", "json").json


def test_sarif_points_at_the_line_of_the_source(designer: Designer, shop: Path) -> None:
    run = designer("analyze", "shop.sql", "--rules", "IX002", "--format", "sarif").json["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "shop.sql"
    assert place["region"]["startLine"] == 4
    assert run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]["id"] == "IX002"


@pytest.mark.parametrize(
    "target", ["postgres", "design", "dbml", "mermaid", "plantuml", "dot", "markdown", "html", "svg", "png"]
)
def test_every_target_is_written(designer: Designer, shop: Path, target: str) -> None:
    ran = designer("export", "shop.sql", "--to", target)
    assert ran.code == 0
    assert b"orders" in ran.out or ran.out.startswith(b"\x89PNG")


def test_the_operations_sheet_watches_the_targets_of_a_query_file(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "kept.sql").write_text("CREATE TABLE t (id int PRIMARY KEY);")
    (tmp_path / "by.sql").write_text("-- name: one of them\n-- latency: 7ms\nSELECT id FROM t WHERE id = $1;")
    sheet = ("export", str(tmp_path / "kept.sql"), "--to", "operations")
    assert "| one of them | 7 ms |" in designer(*sheet, "--queries", str(tmp_path / "by.sql")).text


def test_the_operations_sheet_goes_by_a_teams_numbers(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "big.sql").write_text("CREATE TABLE t (a bigint PRIMARY KEY);\n-- rows: t = 50_000_000\n")
    (tmp_path / "team.json").write_text('{"thresholds": {"partition_rows": 40000000}}')
    sheet = ("export", "big.sql", "--to", "operations")
    assert b"partition it" not in designer(*sheet).out
    assert b"50,000,000 rows" in designer(*sheet, "--settings", "team.json").out


def test_the_report_lists_what_a_target_cannot_express(designer: Designer, shop: Path, tmp_path: Path) -> None:
    designer("export", "shop.sql", "--to", "mermaid", "--report", "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["to"] == "mermaid"


def test_diff_is_empty_for_the_same_schema_in_other_words(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("create table T (a int4 primary key);")
    (tmp_path / "b.sql").write_text('CREATE TABLE public."t" (a integer, PRIMARY KEY (a));')
    ran = designer("diff", "a.sql", "b.sql", "--format", "json")
    assert ran.json == {"equal": True, "changes": [], "proposed_renames": []}


def test_diff_proposes_renames_that_text_alone_cannot_tell(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("CREATE TABLE t (id int, customer_name text NOT NULL);")
    (tmp_path / "b.sql").write_text("CREATE TABLE t (id int, customer_fullname text NOT NULL);")
    ran = designer("diff", "a.sql", "b.sql", "--format", "json")
    assert {change["change"] for change in ran.json["changes"]} == {"add", "drop"}
    (rename,) = ran.json["proposed_renames"]
    assert (rename["from"], rename["to"]) == ("public.t.customer_name", "public.t.customer_fullname")


def test_verify_runs_the_export_on_a_server(designer: Designer, shop: Path) -> None:
    ran = designer("verify", "shop.sql", "--format", "json")
    assert ran.json["verdict"] == "equal"
    assert ran.json["server"].startswith("PostgreSQL 18")
    assert ran.code == 0


def test_a_closed_pipe_is_no_error(designer: Designer, shop: Path) -> None:
    assert designer("export", "shop.sql", "--to", "postgres", "--out", "/dev/full").code == 2


def test_a_source_read_into_a_design_lists_its_changes(designer: Callable[..., Ran], shop: Path) -> None:
    assert designer("import", "shop.sql", "--out", "d.json").code == 0
    changed = shop.read_text().replace("placed_at timestamptz", "ordered_at timestamptz")
    (shop.parent / "new.sql").write_text(changed)
    ran = designer("import", "new.sql", "--into", "d.json")
    assert ran.code == 0
    assert "--rename public.orders.placed_at=public.orders.ordered_at" in ran.text
    ran = designer(
        "import", "new.sql", "--into", "d.json", "--rename", "orders.placed_at=orders.ordered_at", "--out", "d2.json"
    )
    assert "rename attribute" in ran.text
    assert designer("import", "new.sql", "--into", "d2.json").text.strip() == "no differences"
    assert designer("import", "new.sql", "--into", "d.json", "--rename", "x=y").code == 2


def test_an_address_that_cannot_be_read_is_one_line_without_the_password(designer: Callable[..., Ran]) -> None:
    ran = designer("import", "postgresql://ann:hunter2@127.0.0.1:1/shop")
    assert ran.code == 2
    assert ran.error.count("\n") == 1
    assert "hunter2" not in ran.error


def test_csv_files_and_dbml_are_sources(designer: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,x\n2,y\n")
    (tmp_path / "b.csv").write_text("id,name\n1,x\n2,y\n")
    assert designer("import", "a.csv", "b.csv", "--format", "json").json["counts"]["entities"] == 2
    (tmp_path / "c.dbml").write_text("Table a { id int [pk] }\nTable b { a int [ref: <> a.id] }")
    assert "many-to-many" in designer("import", "c.dbml").text
