"""What plans for MySQL and MariaDB say of their steps, and how they are written, without a server."""

# ruff: noqa: PT018

from dataclasses import replace

import pytest

from designer.importers import import_sql
from designer.lab.verify import CannotConnect
from designer.planning import FORMATS, CannotPlan, Plan, files, plan, prove
from designer.planning.proof.mysql_only import read_back, without_mysql_only
from designer.schema.schema import Schema
from tests.planning.mysql_pairs import LINK, TRIGGER, C, P, T, t


def design(text: str, dialect: str = "mariadb") -> Schema:
    found = import_sql(text, dialect)
    assert not found.problems, found.problems
    return found.schema


def planned(before: str, after: str, dialect: str = "mariadb", rows: int | None = None) -> Plan:
    old = design(before, dialect)
    declared = tuple(replace(one, rows=rows) for one in old.entities)
    return plan(replace(old, entities=declared), design(after, dialect))


def words(made: Plan) -> str:
    return "\n".join(text for step in made.steps for text in (*step.up, *step.down))


def test_designs_of_mysql_and_mariadb_have_no_plan_between_them() -> None:
    with pytest.raises(CannotPlan, match="one design to another of the same server"):
        plan(design(T), design(T, "mysql"))


def test_a_plan_is_not_proved_on_a_server_of_the_user() -> None:
    with pytest.raises(CannotConnect, match="a throw-away MariaDB server of its own"):
        prove(planned(T, t("a TEXT")), on="mysql://nobody@127.0.0.1/x")


def test_nothing_is_demanded_of_a_table_of_an_unusual_kind() -> None:
    for tail in ("ENGINE=MyISAM", "ENGINE=InnoDB ROW_FORMAT=COMPRESSED"):
        assert "ALGORITHM" not in words(planned(t("a INT", tail=tail), t("a INT", "b INT", tail=tail)))
    fulltext = "a TEXT", "FULLTEXT KEY f (a)"
    assert "ALGORITHM" not in words(planned(t(*fulltext), t(*fulltext, "b INT")))


@pytest.mark.parametrize(
    ("before", "after", "mode", "demanded"),
    [
        (("a INT",), ("a INT", "b INT DEFAULT 3"), "METADATA, INSTANT", "ALGORITHM=INSTANT"),
        (("a INT",), ("b INT", "a INT"), "METADATA, INSTANT", ""),
        (("a INT",), ("a INT", "KEY i (a)"), "METADATA, INPLACE", "ALGORITHM=INPLACE, LOCK=NONE"),
        (("a INT", "KEY i (a)"), ("a INT",), "METADATA, INPLACE", "ALGORITHM=INPLACE, LOCK=NONE"),
        (("a INT DEFAULT 1",), ("a INT DEFAULT 2",), "METADATA, INSTANT", "ALGORITHM=INSTANT"),
        (("a VARCHAR(20)",), ("a VARCHAR(60)",), "METADATA, INPLACE", "ALGORITHM=INPLACE, LOCK=NONE"),
        (("a VARCHAR(60)",), ("a VARCHAR(64)",), "SHARED, COPY", ""),
        (("a VARCHAR(60)",), ("a VARCHAR(20)",), "SHARED, COPY", ""),
        (("a ENUM('x')",), ("a ENUM('x','y')",), "METADATA, INSTANT", "ALGORITHM=INSTANT"),
        (("a ENUM('x','y')",), ("a ENUM('y','x')",), "SHARED, COPY", ""),
        (("a INT",), ("a BIGINT",), "SHARED, COPY", ""),
        (("a INT",), ("a INT NOT NULL",), "METADATA, INPLACE", ""),
        (("a INT",), ("a INT", "CONSTRAINT k CHECK (a > 0)"), "SHARED, COPY", ""),
        (("a TEXT",), ("a TEXT", "FULLTEXT KEY f (a)"), "SHARED, INPLACE", ""),
    ],
)
def test_the_algorithm_is_told_and_demanded_where_it_is_certain(
    before: tuple[str, ...], after: tuple[str, ...], mode: str, demanded: str
) -> None:
    (step,) = planned(t(*before), t(*after)).steps
    assert [one.mode for one in step.locks] == [mode]
    assert step.up[-1].rpartition(",\n  ")[2] == f"{demanded};" if demanded else "ALGORITHM" not in step.up[-1]
    assert not step.transactional and step.down


def test_hazards_follow_what_the_server_does_and_the_declared_rows() -> None:
    before, after = t("a INT"), t("a BIGINT NOT NULL", "CONSTRAINT k CHECK (a > 0)")
    (step,) = planned(before, after, rows=5_000_000).steps
    assert {"MG070", "MG073", "MG064", "MG024", "MG063"} <= {one.code for one in step.hazards}
    assert "5,000,000 rows" in next(one.message for one in step.hazards if one.code == "MG070")
    assert step.rewrites == ("t",) and step.estimate_seconds
    (small,) = planned(before, after, rows=100).steps
    assert not {"MG070", "MG073"} & {one.code for one in small.hazards}


def test_keys_that_hold_a_column_go_before_it_changes_and_come_back_behind() -> None:
    made = planned(P + C.format(LINK), (P + C.format(LINK)).replace("id INT", "id BIGINT"))
    assert [one.title for one in made.steps] == [
        "drop the foreign key c_p", "change p", "change c", "add the foreign key c_p",
    ]  # fmt: skip
    assert "MG062" in {one.code for one in made.steps[-1].hazards}
    assert all(len(one.up) == len(one.down) == 1 for one in made.steps)


def test_what_goes_is_said_to_be_lost_unless_it_is_carried_elsewhere() -> None:
    assert "t.b" in "".join(planned(T, t("a VARCHAR(20)")).irreversible)
    wide = "CREATE TABLE o (id INT PRIMARY KEY, zip INT NOT NULL, town TEXT);"
    narrow = (
        "CREATE TABLE z (zip INT PRIMARY KEY, town TEXT);"
        "CREATE TABLE o (id INT PRIMARY KEY, zip INT NOT NULL, KEY (zip), FOREIGN KEY (zip) REFERENCES z (zip));"
    )
    assert planned(wide, narrow).irreversible == ()


MYSQL = (
    "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), KEY k ((lower(a))), CONSTRAINT c CHECK (id > 0) NOT ENFORCED);"
)


def test_what_mysql_alone_has_is_named_and_compared_as_text() -> None:
    after = MYSQL.replace("KEY k", "b INT, KEY k2 ((upper(a))), KEY k").replace("a VARCHAR(20)", "a VARCHAR(30)")
    made = planned(MYSQL, after, "mysql")
    bare, said = without_mysql_only(made.after)
    assert not any(part.expression for one in bare.entities for index in one.indexes for part in index.keys)
    assert [one.partition(":")[0] for one in said] == ["t.k", "t.k2", "t.c"]
    assert read_back(made) == []
    broken = replace(made, steps=tuple(replace(one, up=one.up[:-1]) for one in made.steps))
    assert [one.object for one in read_back(broken)] == ["t"]


def test_signs_of_json_are_run_as_the_functions_that_they_stand_for() -> None:
    computed = "c TEXT AS (CONCAT(`d`->>'$.a.b', d -> \"$[0]\", '->>')) STORED, CHECK (t.d->'$.a' > 3)"
    after = f"CREATE TABLE t (id INT PRIMARY KEY, d JSON, {computed});"
    bare, said = without_mysql_only(planned("CREATE TABLE t (id INT PRIMARY KEY, d JSON);", after, "mysql").after)
    (table,) = bare.entities
    generated = table.attributes[2].generated
    assert generated is not None
    assert generated.expression == (
        "CONCAT(JSON_UNQUOTE(JSON_EXTRACT(`d`, '$.a.b')), JSON_EXTRACT(d, \"$[0]\"), '->>')"
    )
    assert table.checks[0].expression == "JSON_EXTRACT(t.d, '$.a') > 3"
    assert len(said) == 2


@pytest.mark.parametrize("tool", FORMATS)
def test_files_say_no_transaction_and_keep_bodies_whole(tool: str) -> None:
    made = planned(T, t("a VARCHAR(20)", "b INT", "c INT COMMENT 'one; two'") + TRIGGER)
    texts = {one.path: one.text for one in files(made, tool)}
    whole = "\n".join(texts.values())
    lines = [line.strip() for text in texts.values() for line in text.splitlines()]
    assert not {"BEGIN;", "COMMIT;"} & {line for path, text in texts.items() if "verify/" not in path
                                        for line in text.splitlines()}  # fmt: skip
    assert not any(word in whole for word in ("lock_timeout", "statement_timeout", "squawk"))  # PostgreSQL's own
    delimited = tool in ("sql", "flyway", "sqitch")
    assert ("DELIMITER ;;" in lines) == delimited
    marks = {"goose": "-- +goose StatementBegin", "liquibase": 'endDelimiter:"--//"', "alembic": "op.execute(",
             "django": "atomic = False", "dbmate": "-- migrate:up transaction:false", "sqitch": "engine = mysql",
             "golang-migrate": "END", "flyway": "executeInTransaction=false", "sql": "END ;;"}  # fmt: skip
    assert marks[tool] in whole
