"""Races for declared rules: each is broken without its mechanism and holds with it, on a real server."""

import pytest

from designer.analysis.races import NoRace, Race, race, race_for
from designer.schema import model
from designer.schema.build import entity, link, schema_of
from designer.schema.schema import Schema

_POSTGRES = model.Dialect(name="postgres", version="18")
_NO_KEY = entity("loose", "n integer")
_TABLE = entity(
    "things",
    "id bigint identity",
    "owner_id bigint not null",
    "is_default boolean not null",
    "state text not null default 'new'",
    "begins date",
    "ends date",
    "amount numeric(6,2) not null",
    "during tstzrange",
    "deleted_at timestamptz",
    pk="id",
)
_MIXED = model.Enum(name="mood", values=(model.EnumValue(value="so so"), model.EnumValue(value="it's fine")))


def _design(kind: str, *columns: str, scope: tuple[str, ...] = (), where: str | None = None) -> Schema:
    rule = model.Invariant(kind=kind, entity="things", attributes=columns, scope=scope, where=where, text="It holds.")
    return schema_of(_TABLE, rule, dialect=_POSTGRES)


_RULES = {
    "one default for each owner": _design("at most one", scope=("owner_id",), where="is_default"),
    "one default, by its flag": _design("at most one", "is_default", scope=("owner_id",)),
    "at most one open thing": _design("at most one", "owner_id", where="state = 'open'"),
    "exactly one default": _design("exactly one", scope=("owner_id",), where="is_default"),
    "unique among the living": _design("unique among", "state", scope=("owner_id",), where="deleted_at IS NULL"),
    "no overlap of two columns": _design("no overlap", "begins", "ends", scope=("owner_id",)),
    "no overlap of a range": _design("no overlap", "during", scope=("owner_id",)),
    "never below zero": _design("non-negative", "amount"),
    "begins before it ends": _design("ordered", "begins", "ends"),
    "the sum is never below zero": _design("sum", "amount", scope=("owner_id",)),
    "a counter": _design("counter", "amount"),
    "exactly one of several columns": _design("exactly one", "begins", "ends", "deleted_at"),
    "a queue": _design("queue", where="state = 'new'"),
}


@pytest.mark.parametrize(
    "name", ["no overlap of two columns", "exactly one of several columns", "the sum is never below zero", "a queue"]
)
def test_a_race_breaks_the_rule_without_its_mechanism_and_not_with_it(name: str) -> None:
    _holds(_RULES[name])


@pytest.mark.strict_only("twelve races, each run twice")
@pytest.mark.parametrize("name", _RULES)
def test_every_kind_of_rule_has_a_race_that_shows_it(name: str) -> None:
    _holds(_RULES[name])


def _holds(schema: Schema) -> None:
    raced = race(schema, schema.invariants[0])
    assert raced.without.broken, raced
    assert not raced.kept.broken, raced
    assert raced.server.startswith("PostgreSQL")
    refused = [step for step in raced.kept.steps if step.failed]
    by_words = {"counter", "queue"}
    assert refused or schema.invariants[0].kind in by_words, raced
    assert not any(step.failed for step in raced.without.steps), raced


def test_a_race_for_exactly_one_looks_at_its_own_table_alone() -> None:
    owners = entity("owners", "id bigint", pk="id")
    rule = model.Invariant(kind="exactly one", entity="things", scope=("owner_id",), where="is_default", text="One.")
    schema = schema_of(owners, _TABLE, rule, link("things.owner_id", "owners.id"), dialect=_POSTGRES)
    script = race_for(schema, schema.invariants[0])
    assert "owners" not in str(script)  # which the server of the race does not have
    assert "count(*) > 1" in str(script.broken)


def test_both_sessions_look_before_either_writes() -> None:
    schema = _RULES["one default for each owner"]
    script = race_for(schema, schema.invariants[0])
    assert isinstance(script, Race)
    assert [session for session, _ in script.steps(kept=False)] == ["A", "A", "B", "B", "A", "B", "A", "B"]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            schema_of(_NO_KEY, model.Invariant(kind="queue", entity="loose", text="q"), dialect=_POSTGRES),
            "primary key of one column",
        ),
        (
            schema_of(_TABLE, model.Invariant(kind="queue", entity="things"), dialect=model.Dialect(name="sqlite")),
            "another database",
        ),
        (_design("non-negative"), "does not name the column"),
        (_design("counter"), "does not name the column"),
    ],
)
def test_why_there_is_no_race_is_said(schema: Schema, said: str) -> None:
    with pytest.raises(NoRace, match=said):
        race_for(schema, schema.invariants[0])


@pytest.mark.strict_only("asks a server")
def test_a_condition_that_no_row_was_made_for_is_said_and_not_taken_for_success() -> None:
    schema = _design("at most one", "owner_id", where="length(state) > 40")
    raced = race(schema, schema.invariants[0])
    assert not raced.holds


@pytest.mark.strict_only("asks a server")
def test_hostile_names_and_types_of_the_design_are_carried() -> None:
    table = entity('o"dd; table', "id uuid", 'wei"rd mood not null', "k text not null", pk="id")
    rule = model.Invariant(kind="unique among", entity='o"dd; table', attributes=("k",), text="k")
    schema = schema_of(table, _MIXED, rule, dialect=_POSTGRES)
    assert race(schema, schema.invariants[0]).holds
