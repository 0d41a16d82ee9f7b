"""Designs whose names are signs, or what no statement of their dialect can say."""

import pytest

from designer.analysis.engine import analyze
from designer.exporters.registry import export
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Dialect, Entity, Invariant
from designer.schema.schema import Schema
from designer.sql.dialects import DIALECTS

ODD = ("_", "$", "😀", 'a"b', "[", "`", "___", "日本")


def _table(name: str) -> Entity:
    kinds = ("int", "text", "date", "boolean") * 2
    columns = [f"{odd} {kind}" for odd, kind in zip(ODD, kinds, strict=True)]
    return entity(name, *columns, "start_date date", "end_date date", pk='a"b', index="$")


@pytest.fixture(params=DIALECTS)
def odd(request: pytest.FixtureRequest) -> Schema:
    rule = Invariant(kind="non-negative", entity='a"b', attributes=('a"b',))
    asked = pattern("all", 'SELECT * FROM "___" WHERE "start_date" = $1', per_minute=600)
    tables = map(_table, ODD)
    return schema_of(*tables, link('a"b._', '___.a"b'), rule, asked, dialect=Dialect(name=request.param))


def test_a_design_of_odd_names_is_judged_and_told_how_to_look_after(odd: Schema) -> None:
    assert analyze(odd).findings
    assert export(odd, "operations").content
