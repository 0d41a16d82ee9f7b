"""The seven steps: what counts as done, and what is said to be missing."""

from dataclasses import replace

from designer.analysis.engine import analyze
from designer.analysis.path import path
from designer.schema import model
from designer.schema.build import entity, pattern, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

_POSTGRES = model.Dialect(name="postgres", version="18")


def _missing(schema: Schema, versions: int = 0) -> dict[str, tuple[str, ...]]:
    return {step.key: step.missing for step in path(schema, analyze(schema), versions)}


def _looked_after() -> Schema:
    countries = entity(
        "countries", "code text not null", "name text not null", pk="code", unique="name", rows=249,
        comment="Countries by their code.", checks=["code ~ '^[A-Z]{2}$'"],
    )  # fmt: skip
    read = pattern(
        "one country", "SELECT name FROM countries WHERE code = $1", per_minute=60.0, latency_ms=5.0, owner="shop"
    )
    needs = model.Requirements(
        rpo_minutes=60,
        rto_minutes=120,
        backup=FrozenMap({"schedule": "hourly", "wal": "archived"}),
        max_connections=100,
        monitoring=FrozenMap({"slow queries": "a log", "connections": "alarm", "backups": "each morning"}),
    )
    return schema_of(countries, read, needs, dialect=_POSTGRES)


def test_nothing_is_missing_of_a_design_that_is_looked_after() -> None:
    steps = path(_looked_after(), analyze(_looked_after()), versions=1)
    assert [step.key for step in steps if not step.done] == []
    assert len(steps) == 7


def test_an_empty_design_has_no_path_yet() -> None:
    assert path(schema_of(dialect=_POSTGRES), analyze(schema_of()), versions=0) == ()


def test_each_step_says_what_it_lacks() -> None:
    bare = schema_of(entity("a", "page_id bigint", "x text"), entity("b", "id bigint", pk="id"), dialect=_POSTGRES)
    missing = _missing(bare)
    assert missing["patterns"] == ("No access pattern is declared.",)
    assert missing["schema"] == ("1 warning is open.",)
    assert missing["indexes"][0] == "a and b have no declared number of rows."
    assert missing["migrations"]
    assert missing["monitoring"][0].startswith("Not said: how much may be lost (RPO)")
    assert missing["documentation"] == ("a and b have no description.",)


def test_patterns_without_a_rate_are_named() -> None:
    design = _looked_after()
    slower = replace(design, access_patterns=(replace(design.access_patterns[0], frequency_per_minute=None),))
    assert _missing(slower, versions=1)["patterns"] == ("“one country” has no rate.",)


def test_long_lists_are_counted() -> None:
    many = schema_of(*(entity(f"t{n}", "id bigint", pk="id") for n in range(9)), dialect=_POSTGRES)
    assert _missing(many)["documentation"] == ("t0, t1, t2 and 6 more have no description.",)


def test_limits_that_nobody_watches_are_named() -> None:
    design = _looked_after()
    needs = replace(design.requirements, monitoring=None)
    assert _missing(replace(design, requirements=needs), versions=1)["monitoring"] == (
        "Nothing is said to watch slow queries, connections and backups.",
    )
