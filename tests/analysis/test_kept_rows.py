"""Which columns hold what the same ones of another table have held, and that an edit elsewhere changes that."""

from collections.abc import Callable

from designer.analysis.engine import examine, report
from designer.analysis.facts import Facts
from designer.analysis.kept_rows import kept_rows
from designer.analysis.watched import BESIDE, Readings, Spoken
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import entity, schema_of
from designer.schema.changes import Change
from designer.schema.model import Namespace
from designer.schema.schema import Schema

_STAY = ("id bigint", "starts_on date", "ends_on date", "line1 text", "phone1 text", "phone2 text", "phone3 text")


def _design() -> Schema:
    return schema_of(
        Namespace(name="aside"),
        entity("stays", *_STAY, pk="id"),
        entity("stay_history", *_STAY, "kept_at timestamptz", pk="id"),
        entity("aside.visits", *_STAY, pk="id"),
        entity("visits", *_STAY, pk="id"),
        entity("trips_aud", "rev int", "starts_on date", "ends_on date", pk="rev, starts_on"),
    )


def _kept(schema: Schema) -> set[str]:
    return {f"{schema.qualified(schema.entity(table))}.{column}" for table, column in kept_rows(Facts(schema))}


def test_what_only_one_of_both_has_is_not_kept() -> None:
    kept = _kept(_design())
    assert not {"stay_history.kept_at", "stays.starts_on", "visits.starts_on", "aside.visits.starts_on"} & kept
    assert {"stay_history.starts_on", "trips_aud.starts_on", "trips_aud.rev"} <= kept


def test_it_is_told_anew_when_another_table_or_schema_is_called_otherwise() -> None:
    steps: tuple[Callable[[Schema], Change], ...] = (
        lambda schema: edits.rename(schema, schema.entity("stays").id, "nights"),
        lambda schema: edits.rename(schema, schema.entity("nights").id, "stay"),
        lambda schema: edits.drop(schema, schema.entity("stay").attributes[1].id),
        lambda schema: edits.rename(schema, next(one.id for one in schema.schemas if one.name == "aside"), "archive"),
        lambda schema: edits.rename(schema, schema.entity("public.visits").id, "calls"),
        lambda schema: edits.rename(schema, schema.entity("trips_aud").id, "trips"),
        lambda schema: edits.drop(schema, schema.entity("stay").id),
    )
    schema, told = _design(), set[frozenset[str]]()
    examined = examine(schema)
    for step in steps:
        schema = apply((step(schema),), schema)
        examined = examine(schema, earlier=examined)
        assert report(examined) == report(examine(schema)), schema.entities
        assert examined.facts.whole(kept_rows) == kept_rows(Facts(schema))
        told.add(frozenset(_kept(schema)))
    assert len(told) > 4


def test_a_rule_that_does_not_say_that_it_rests_on_it_has_looked_beside_its_table() -> None:
    facts = Facts(_design(), readings=Readings())
    for rested_on, beside in ((), True), ((kept_rows,), False):
        read, spoken = set[str](), Spoken()
        with facts.reading(read, own=(), spoken=spoken, rested_on=rested_on):
            facts.whole(kept_rows)
        assert (BESIDE in read) is beside
        assert bool(spoken.named) is bool(spoken.ordered) is beside
