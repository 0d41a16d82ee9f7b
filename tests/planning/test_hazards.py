"""What a plan says of its steps beforehand."""

import pytest

from designer.importers import import_sql
from designer.planning import Options, Plan, plan

TABLE = "CREATE TABLE t (id int PRIMARY KEY, a {}); -- rows: t = 5_000_000\n"
VIEW = "CREATE VIEW v AS SELECT id, a FROM t;"


def _planned(before: str, after: str, options: Options) -> Plan:
    return plan(import_sql(before).schema, import_sql(after).schema, options)


def _codes(made: Plan) -> list[str]:
    return [one.code for step in made.steps for one in step.hazards]


def test_view_that_goes_for_good_is_not_called_missing() -> None:
    assert "MG050" not in _codes(_planned(TABLE.format("int") + VIEW, TABLE.format("int"), Options()))


def test_view_that_goes_while_its_column_changes_is_called_missing() -> None:
    for strategy in ("direct", "online", "expand-contract"):
        made = _planned(TABLE.format("int") + VIEW, TABLE.format("bigint") + VIEW, Options(strategy=strategy))
        (said,) = [one.message for step in made.steps for one in step.hazards if one.code == "MG050"]
        assert "view v is missing" in said


def test_key_that_cannot_stand_beside_itself_says_so_instead_of_sending_to_the_strategy_it_is_in() -> None:
    keyed = "CREATE TABLE t (id {} PRIMARY KEY, EXCLUDE (id WITH =)); CREATE TABLE u (t_id {} REFERENCES t);"
    made = _planned(keyed.format("int", "int"), keyed.format("bigint", "bigint"), Options(strategy="expand-contract"))
    mends = {one.mend for step in made.steps for one in step.hazards if one.code == "MG009"}
    assert len(mends) == 1
    assert "quiet hour" in mends.pop()


PAIR = 'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, "P" int{});'


@pytest.mark.parametrize("strategy", ["direct", "online"])
@pytest.mark.parametrize(
    ("more", "code", "query"),
    [
        (', FOREIGN KEY ("P") REFERENCES p', "MG062", 'LEFT JOIN public.p p ON p.id = c."P" WHERE c."P" IS NOT NULL'),
        (', CHECK ("P" > 3)', "MG063", 'SELECT count(*) FROM public.c WHERE NOT ("P" > 3)'),
        (" NOT NULL", "MG064", 'SELECT count(*) FROM public.c WHERE "P" IS NULL'),
    ],
)
def test_rows_that_make_a_step_fail_come_with_the_query_that_finds_them(
    more: str, code: str, query: str, strategy: str
) -> None:
    options = Options(strategy=strategy)  # type: ignore[arg-type]
    made = _planned(PAIR.format(""), PAIR.format(more), options)
    (mend,) = [one.mend for step in made.steps for one in step.hazards if one.code == code]
    assert query in mend
    fresh = _planned("CREATE TABLE p (id int PRIMARY KEY);", PAIR.format(more), options)
    assert code not in _codes(fresh)


@pytest.mark.parametrize("strategy", ["direct", "online"])
def test_key_without_overlaps_is_not_told_to_take_an_index_over(strategy: str) -> None:
    table = "CREATE TABLE t (id int4range NOT NULL, at daterange NOT NULL{});"
    key = ", CONSTRAINT k UNIQUE (id, at WITHOUT OVERLAPS)"
    made = _planned(table.format(""), table.format(key), Options(strategy=strategy))  # type: ignore[arg-type]
    found = {one.code: one for step in made.steps for one in step.hazards}
    assert (found.keys() & {"MG004", "MG005"}, "USING INDEX" in found["MG005"].mend) == ({"MG005"}, False)
    assert "a.id = b.id AND a.at && b.at" in found["MG023"].mend
