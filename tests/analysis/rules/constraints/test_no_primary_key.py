from dataclasses import replace

import pytest

from designer.analysis.engine import analyze
from designer.importers import import_sql
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.model import Dialect, Entity, Index, IndexKey, Opaque, PartitionBy, PartitionOf
from tests.analysis.rules.checking import found, found_in

_VERSIONED = """
CREATE TABLE dbo.rates (id int PRIMARY KEY)
WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[Rates_Archive], DATA_CONSISTENCY_CHECK = ON));
CREATE TABLE dbo.rates_archive (id int);
CREATE TABLE other.rates_archive (id int);
"""


def test_a_table_with_a_unique_key_that_is_never_null_is_left_alone() -> None:
    assert found("CO001", entity("t", "a int not null", unique="a")) == ()


@pytest.mark.parametrize(
    "name", ["schema_migrations", "version", "SchemaVersion", "nagios_dbversion", "alembic_version"]
)
def test_the_schemas_own_version_needs_no_key(name: str) -> None:
    assert found("CO001", entity(name, "version text", "applied_at timestamptz")) == ()


def test_versions_of_other_things_need_one() -> None:
    assert len(found("CO001", entity("document_version", "document_id int", "body text"))) == 1


def test_a_unique_key_that_may_be_null_wants_not_null_alone() -> None:
    (finding,) = found("CO001", entity("t", "a int", "b int not null", unique="a, b"))
    assert finding.title == "t has no key but t_a_b_key, and a may be NULL in it"
    assert [set(change.set) for change in finding.fix] == [{"not_null"}]


def test_partitions_and_heirs_have_their_parents_key() -> None:
    parent = entity("p", "a int", pk="a")
    part = replace(entity("q", "a int"), partition_of=PartitionOf(parent="p", bound="DEFAULT"))
    assert found("CO001", parent, part, replace(entity("h", "a int"), inherits=("p",))) == ()


def test_a_numbered_column_is_offered_as_the_key() -> None:
    (finding,) = found("CO001", entity("t", "n bigserial", "a int"))
    assert finding.fix[0].kind == "primary_key"


def test_six_tables_make_one_finding() -> None:
    tables = [entity(name, "a int") for name in "abcdef"]
    assert len(found("CO001", *tables[:5])) == 5
    assert len(found("CO001", *tables)) == 1


def test_the_history_of_a_versioned_table_may_have_no_key() -> None:
    (finding,) = found_in("CO001", import_sql(_VERSIONED, "tsql").schema)
    assert finding.title == "other.rates_archive has no key at all"


def test_a_unique_index_over_an_expression_tells_rows_apart_unless_it_is_partial() -> None:
    keys = (IndexKey(column="record"), IndexKey(expression="COALESCE(field, 0)"))
    whole, part = (Index(keys=keys, unique=True, where=where) for where in (None, "field > 1"))
    assert found("CO001", entity("entries", "record int", "field int", indexes=[whole])) == ()
    assert len(found("CO001", entity("entries", "record int", "field int", indexes=[part]))) == 1


def test_a_partitioned_table_whose_partitions_have_keys_is_left_alone() -> None:
    whole = replace(entity("logs", "a int"), partition_by=PartitionBy(strategy="list", keys=()))
    part = replace(entity("logs_1", "a int", pk="a"), partition_of=PartitionOf(parent="logs", bound="DEFAULT"))
    assert found("CO001", whole, part) == ()


@pytest.mark.parametrize("dialect", ["tsql", "oracle"])
def test_a_null_repeats_nothing_where_the_server_compares_it(dialect: str) -> None:
    assert found("CO001", entity("t", "a int", "b int", unique="a, b"), dialect=Dialect(name=dialect)) == ()


def test_a_check_that_speaks_of_null_says_when_a_key_has_one() -> None:
    table = entity("t", "a int", "b int", unique="a, b", checks=("num_nulls(a, b) = 1 OR a IS NULL",))
    assert found("CO001", table) == ()


def test_a_version_and_a_pattern_of_partitions_are_no_rows_to_tell_apart() -> None:
    assert found("CO001", entity("schema", "version varchar(20)", "name varchar(20)")) == ()
    text = (
        "CREATE SCHEMA partman; CREATE TABLE partman.template_public_logs (id int); CREATE TABLE template_rows (id int)"
    )
    assert [one.title for one in found_in("CO001", import_sql(text).schema)] == ["template_rows has no key at all"]


def test_what_may_be_meant_is_likely_and_what_stands_for_a_moment_a_hint() -> None:
    tables = [entity(name, "page_id int", "b int") for name in ("visits", "visit_log", "counter", "tmp_visits")]
    half = entity("pairs", "a int", "b int not null", unique="a, b")
    told = {one.title.split(" ")[0]: str(one.confidence) for one in found("CO001", *tables, half)}
    assert told == {
        "visits": "likely", "visit_log": "likely", "counter": "likely", "pairs": "likely", "tmp_visits": "hint",
    }  # fmt: skip


def test_many_keys_that_may_hold_null_make_one_finding() -> None:
    (one,) = found("CO001", *(entity(f"t{number}", "a int", "b int not null", unique="a, b") for number in range(6)))
    assert one.title.startswith("6 tables have no key but one that may hold NULL: t0")


@pytest.mark.parametrize(
    ("table", "sure"),
    [
        (entity("_format", "name text", "version text", "uuid text"), None),
        (entity("vote", "voter int", "choice int"), "hint"),  # nothing says which row one is, or that they are many
        (entity("votes", "voter_id int", "choice int"), "likely"),
        (entity("votes", "voterid int", "choice int"), "likely"),
        (entity("votes", "voter int", "choice int", "cast_at timestamptz"), "likely"),
        (entity("votes", "id int", "choice int", "cast_at timestamptz"), "likely"),
        (entity("votes", "voter_id int", "topic_id int", "cast_at timestamptz"), "likely"),
        (entity("votes", "voter_name text", "cast_at timestamptz", "updated_at timestamptz"), "likely"),
        (entity("mail_settings", *(f"c{number} text" for number in range(5))), "hint"),
        (entity("auth_keypair", "public_key bytea", "private_key bytea"), "hint"),
        (entity("key_pairs", "user_id int", "public_key text"), "likely"),
        (entity("cluster_id", "cluster_id text", "heartbeat timestamp"), "hint"),
        (entity("facet_migration_lock", "created_at timestamp", "run_uuid uuid"), "hint"),
        (entity("orders_staging", "id int", "total int"), "hint"),
        (entity("orders_backup", "id int", "total int"), "hint"),
        (entity("stars", "person int", "comment int", comment="may hold duplicates"), "hint"),
    ],
)
def test_a_key_is_missed_the_surest_where_rows_are_things(table: Entity, sure: str | None) -> None:
    assert [str(one.confidence) for one in found("CO001", table)] == ([sure] if sure else [])


def test_a_do_block_may_make_the_key() -> None:
    block = Opaque(kind="do block", name="b", sql="DO $$BEGIN ALTER TABLE xids ADD UNIQUE (owner, xid); END$$")
    for name, sure in (("xids", "hint"), ("others", "likely")):
        (finding,) = found("CO001", entity(name, "owner int", "xid text"), block)
        assert str(finding.confidence) == sure


def test_what_a_check_keeps_empty_has_no_rows_to_tell_apart() -> None:
    assert found("CO001", entity("objects", "id uuid", "kind text", checks=("FALSE",))) == ()
    assert len(found("CO001", entity("objects", "id uuid", "kind text", checks=("id IS NOT NULL",)))) == 1


def test_a_parent_whose_heirs_have_keys_gets_a_hint() -> None:
    parent, heir = entity("objects", "id uuid"), replace(entity("users", "id uuid", pk="id"), inherits=("objects",))
    (finding,) = found("CO001", parent, heir)
    assert str(finding.confidence) == "hint"
    (finding,) = found("CO001", parent, replace(heir, primary_key=None))
    assert str(finding.confidence) == "likely"


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        ("space_id IS NULL", "(space_id IS NOT NULL)", "has no primary key, and two unique indexes"),
        ("gone", "NOT gone", "has no primary key, and two unique indexes"),
        ("space_id IS NULL", "user_id IS NOT NULL", "has no key at all"),
        ("space_id IS NOT NULL", "space_id IS NOT NULL", "has no key at all"),
    ],
)
def test_indexes_that_have_all_rows_between_them_tell_rows_apart(first: str, second: str, title: str) -> None:
    indexes = [Index(keys=(IndexKey(column="kind"),), unique=True, where=where) for where in (first, second)]
    (finding,) = found("CO001", entity("rules", "space_id int", "user_id int", "kind text", indexes=indexes))
    assert title in finding.title
    assert str(finding.confidence) == ("likely" if "no key" in title else "hint")


def test_one_of_two_unique_keys_is_a_hint_for_rows_have_either() -> None:
    columns = ("alert_id int not null", "pledge_id int", "comment_id int")
    for keys, sure in ((["alert_id, pledge_id", "alert_id, comment_id"], "hint"), (["alert_id, pledge_id"], "likely")):
        (finding,) = found("CO001", entity("sent", *columns, unique=keys))
        assert str(finding.confidence) == sure


def test_a_table_called_by_a_plural_has_many_rows_whatever_its_columns_say() -> None:
    (finding,) = found("CO001", entity("notes", "body text"))
    assert finding.confidence == "likely"
    (finding,) = found("CO001", entity("note", "body text"))
    assert finding.confidence == "hint"


def test_a_cache_that_is_built_anew_is_a_hint() -> None:
    for name, sure in (("module_view_cache", "hint"), ("view_caches", "hint"), ("cached_at_sites", "likely")):
        (one,) = found("CO001", entity(name, "site_id int", "value text"))
        assert str(one.confidence) == sure


def test_the_figures_of_a_report_get_a_hint_and_what_requires_a_value_does_not() -> None:
    columns = ("name varchar(10)", "number int", "inserted timestamp")
    for name, first, confidence in (
        ("MS_KPI_001", "", "hint"), ("sales_figures", "", "hint"),
        ("kpi", " not null", "likely"), ("orders", "", "likely"),
    ):  # fmt: skip
        (one,) = found("CO001", entity(name, f"{columns[0]}{first}", *columns[1:]))
        assert one.confidence == confidence


def test_a_junction_without_any_key_is_told_once() -> None:
    joined = entity("students", "id int", pk="id"), entity("courses", "id int", pk="id")
    links = link("chosen.student_id", "students.id"), link("chosen.course_id", "courses.id")
    schema = schema_of(*joined, entity("chosen", "student_id int", "course_id int"), *links)
    (card,) = analyze(schema, codes=["CO001", "CO017"]).findings
    assert (card.code, [one.code for one in card.reasons]) == ("CO001", ["CO017"])
    assert analyze(apply(card.fix, schema), codes=["CO001", "CO017"]).findings == ()
    with_more = schema_of(*joined, entity("chosen", "student_id int", "course_id int", "grade text"), *links)
    (bare,) = analyze(with_more, codes=["CO001", "CO017"]).findings
    assert not bare.fix


@pytest.mark.parametrize(
    ("said", "confidence"),
    [
        ("CREATE TABLE %I PARTITION OF items FOR VALUES IN (%L); CREATE UNIQUE INDEX %I ON %I (id);", "hint"),
        ("CREATE TABLE %I PARTITION OF others FOR VALUES IN (%L); CREATE UNIQUE INDEX %I ON %I (id);", "likely"),
        ("CREATE TABLE %I PARTITION OF items FOR VALUES IN (%L);", "likely"),
    ],
)
def test_a_function_may_make_the_parts_with_a_key_each(said: str, confidence: str) -> None:
    text = f"CREATE FUNCTION part() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN format($q$ {said} $q$); END $$;"
    table = "CREATE TABLE items (id text, home text) PARTITION BY LIST (home);"
    (one,) = found_in("CO001", import_sql(f"{table} {text}", "postgres").schema)
    assert one.confidence == confidence
