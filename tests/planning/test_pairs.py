"""Plans over every kind of object and property, each proved on a server: there, back, and there again."""

from dataclasses import replace

import pytest

from designer.importers import import_sql
from designer.planning import CannotPlan, Options, plan, prove
from designer.planning.model import STRATEGIES, Plan, Strategy
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.schema import Schema
from designer.sql.renames import rename_with_rewrites
from tests.planning.pairs import PAIRS, RENAMES, tied

SAMPLE = ("a column not null with a volatile default", "an index changed", "a foreign key that cascades", "all at once")

FORETOLD = ("without rows", "only inherited before", "must be owner of extension")
"""Why a proof is partly one: what the row generator, PostgreSQL or the proof server's rights do not allow."""


def design(text: str) -> Schema:
    """The design that the SQL defines; all of it has to be read."""
    imported = import_sql(text)
    assert not imported.problems, imported.problems
    return imported.schema


def renamed(text: str, names: dict[str, str]) -> tuple[Schema, Schema]:
    """A design, and the same with other names; swaps go through a third name."""
    before = at = design(text)
    passages: dict[str, str] = {}
    for path, new in names.items():
        key = _id(before, path)
        taken = new in {old.rpartition(".")[2] for old in names}
        at = apply((rename_with_rewrites(at, key, f"passage_{new}" if taken else new),), at)
        if taken:
            passages[key] = new
    for key, new in passages.items():
        at = apply((rename_with_rewrites(at, key, new),), at)
    return before, at


def _id(schema: Schema, path: str) -> str:
    table, _, column = path.partition(".")
    if column:
        return next(one.id for one in schema.entity(table).attributes if one.name == column)
    return next(
        key
        for key, one in schema.located.items()
        if getattr(one.value, "name", getattr(one.value, "value", None)) == path
    )


def _proved(before: Schema, after: Schema, strategy: Strategy, version: int = 18) -> None:
    _leads_there_and_back(plan(before, after, Options(strategy=strategy, target_version=version)))


def _proved_by_every_strategy(before: Schema, after: Schema) -> None:
    """Strategies often make the same plan, or two of the three do: it is proved once."""
    different: list[Plan] = []
    for strategy in STRATEGIES:
        made = plan(before, after, Options(strategy=strategy))
        if not any(replace(made, options=one.options) == one for one in different):
            different.append(made)
    for made in different:
        _leads_there_and_back(made)


def _leads_there_and_back(made: Plan) -> None:
    proof = prove(made)
    statements = "\n".join(
        text for step in made.steps for text in (f"-- {step.title}", *step.up, "-- back", *step.down)
    )
    assert (proof.verdict, proof.errors, proof.differences) == ("proved", (), ()) or (
        proof.verdict == "partly" and all(any(word in one for word in FORETOLD) for one in proof.not_executed)
    ), f"{made.options}\n{proof}\n{statements}"
    assert made.steps or made.notices


@pytest.mark.parametrize("what", ["a table becomes temporary"])
def test_change_that_no_statement_makes_is_refused_in_words(what: str) -> None:
    before = design("CREATE TABLE m (at date);")
    after = design("CREATE TEMPORARY TABLE m (at date);")
    with pytest.raises(CannotPlan, match="cannot become a temporary table"):
        plan(before, after)


def test_part_of_a_key_that_the_parent_keeps_is_not_dropped_alone() -> None:
    before = design(tied(2))
    key = before.entity("k1").primary_key
    assert key is not None
    with pytest.raises(CannotPlan, match="k1_pkey is a part of k_pkey"):
        plan(before, apply((edits.drop(before, key.id),), before))


def test_equal_designs_need_no_step() -> None:
    for text, _ in PAIRS.values():
        assert plan(design(text), design(text)).steps == ()


def test_words_that_an_older_server_does_not_know_are_left_out() -> None:
    text = (
        "CREATE TABLE t (id bigint PRIMARY KEY, n numeric{0}, x text{0}, b int GENERATED ALWAYS AS (id * {1}) STORED);"
    )
    before, after = design(text.format(" STORAGE EXTERNAL", 2)), design(text.format("", 3))

    def ups(version: int) -> str:
        return " ".join(text for step in plan(before, after, Options(target_version=version)).steps for text in step.up)

    assert "SET STORAGE DEFAULT" in ups(18)
    assert "SET EXPRESSION" in ups(18)
    assert "SET STORAGE DEFAULT" not in ups(15)
    assert "n SET STORAGE MAIN" in ups(15)
    assert "x SET STORAGE EXTENDED" in ups(15)
    assert "SET EXPRESSION" not in ups(16)
    assert "ADD COLUMN b int GENERATED ALWAYS AS (id * 3) STORED" in ups(16)


@pytest.mark.parametrize("what", SAMPLE)
def test_online_plan_leads_there_and_back(what: str) -> None:
    before, after = PAIRS[what]
    _proved(design(before), design(after), "online")


def test_default_of_a_function_that_nobody_declares_steady_is_filled_in_batches() -> None:
    function = "CREATE FUNCTION f() RETURNS int {} LANGUAGE sql AS 'SELECT 1';"
    for word, filled in (("", True), ("IMMUTABLE", False)):
        made = function.format(word)
        before = design(f"{made} CREATE TABLE t (id bigint PRIMARY KEY);")
        after = design(f"{made} CREATE TABLE t (id bigint PRIMARY KEY, a int DEFAULT f());")
        steps = plan(before, after, Options(strategy="online")).steps
        assert any(step.phase == "backfill" for step in steps) == filled
        assert not any(step.rewrites for step in steps)


@pytest.mark.strict_only("some hundred migrations on a server, each by every strategy")
@pytest.mark.parametrize("what", PAIRS)
def test_plan_leads_there_and_back(what: str) -> None:
    before, after = PAIRS[what]
    _proved_by_every_strategy(design(before), design(after))


@pytest.mark.strict_only("some dozen migrations on a server, each by every strategy")
@pytest.mark.parametrize("what", RENAMES)
def test_rename_keeps_its_rows(what: str) -> None:
    _proved_by_every_strategy(*renamed(*RENAMES[what]))


@pytest.mark.strict_only("a server for each of some migrations")
@pytest.mark.parametrize("what", ["not null set", "a primary key over a nullable column"])
def test_older_server_is_told_not_null_through_a_check(what: str) -> None:
    before, after = PAIRS[what]
    _proved(design(before), design(after), "online", version=15)
