"""An analysis after an edit looks at less, and finds the same as one that looks at everything."""

import random

import pytest

from designer.analysis.engine import examine, report
from designer.analysis.facts import Facts
from designer.analysis.nearby import affected
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Dialect
from designer.schema.schema import Schema
from designer.store.sample import sample
from tests.analysis.random_edits import edited


def _chain() -> Schema:
    return schema_of(
        *(entity(name, "id bigint", "note text", pk="id") for name in ("a", "b", "c", "d", "far")),
        entity("e", "id bigint", "d_id bigint", "far_id bigint", pk="id"),
        link("b.id", "a.id"),
        link("c.id", "b.id"),
        link("e.d_id", "d.id"),
        pattern("both", "SELECT e.id FROM e JOIN far ON far.id = e.far_id"),
    )


def _near(schema: Schema, *changes: object) -> set[str] | None:
    after = apply(changes, schema)  # type: ignore[arg-type]
    before = Facts(schema)
    found = affected(before, before.following(after))
    return None if found is None else {schema.get(one).name for one in found if one in schema.located}


def test_a_change_of_one_table_reaches_what_is_tied_to_it_and_no_further() -> None:
    schema = _chain()
    d = schema.entity("d")
    assert _near(schema, edits.alter(schema, d.attributes[1].id, type="integer")) == {"d", "e"}
    e = schema.entity("e")
    assert _near(schema, edits.alter(schema, e.id, rows=5)) == {"d", "e", "far"}


def test_a_change_of_a_key_reaches_the_whole_chain_of_foreign_keys() -> None:
    schema = _chain()
    key = schema.entity("a").attributes[0]
    assert _near(schema, edits.alter(schema, key.id, type="integer")) == {"a", "b", "c"}


def test_what_may_change_the_meaning_of_any_column_reaches_everything() -> None:
    schema = _chain()
    assert _near(schema, edits.alter(schema, "design", dialect=Dialect(name="mysql", version="8"))) is None
    assert _near(schema, edits.alter(schema, "requirements", horizon_months=6.0)) == set()


def _compare(schema: Schema, seed: int, steps: int) -> int:
    choose = random.Random(seed)
    examined, tried = examine(schema), 0
    for _ in range(steps):
        changed = edited(schema, examined.found, choose)
        if changed is schema:
            continue
        again = examine(changed, earlier=examined)
        assert report(again) == report(examine(changed)), (seed, tried)
        schema, examined, tried = changed, again, tried + 1
    return tried


def test_edits_of_the_sample_design_are_judged_as_a_whole_run_judges_them() -> None:
    assert _compare(sample(), seed=7, steps=25) > 10


@pytest.mark.strict_only("five hundred edits, each judged twice")
@pytest.mark.parametrize("seed", range(5))
def test_many_edits_are_judged_as_a_whole_run_judges_them(seed: int) -> None:
    assert _compare(sample(), seed, steps=100) > 50
