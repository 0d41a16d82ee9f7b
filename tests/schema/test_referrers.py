"""What refers to an object is the same whether a design was edited or read anew."""

import random
from dataclasses import replace

from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.errors import DesignError
from designer.schema.model import Enum, EnumValue, Invariant
from designer.schema.schema import Schema
from tests.analysis.random_edits import EDITS


def _design() -> Schema:
    return schema_of(
        Enum(name="mood", values=(EnumValue(value="good"),)),
        *(
            entity(name, "id bigint", "a_id bigint", "note text", "felt mood", pk="id", index="note")
            for name in ("a", "b", "c")
        ),
        link("b.a_id", "a.id"),
        link("c.a_id", "a.id"),
        Invariant(kind="non-negative", entity="a", attributes=("a_id",), text="Never less than nothing."),
        pattern("one", "SELECT note FROM b WHERE id = $1"),
    )


def _unordered(schema: Schema) -> dict[str, set[tuple[str, str]]]:
    return {key: {(item.value.id, field) for item, field in held} for key, held in schema.referrers.items()}


def test_after_any_edits_it_is_what_would_be_found_anew() -> None:
    choose, schema, made = random.Random(3), _design(), 0
    for _ in range(80):
        try:
            changed = apply(choose.choice(EDITS)(schema, choose), schema)
        except (DesignError, IndexError, ValueError):
            continue
        if choose.random() < 0.7:  # asked of some only: then it is made from an older one
            assert _unordered(changed) == _unordered(replace(changed))
        schema, made = changed, made + 1
    assert _unordered(schema) == _unordered(replace(schema))
    assert made > 40
