"""While the tables to judge are gone through, it is known which one is being judged."""

from collections.abc import Callable
from typing import Any

import pytest

from designer.analysis.facts import Facts
from designer.analysis.watched import ASKED, BESIDE, Readings
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import PartitionOf

_DESIGN = schema_of(
    entity("people", "id bigint", "name text", pk="id"),
    entity("letters", "id bigint", "person_id bigint", pk="id"),
    entity("log", "id bigint", "at date"),
    entity("log_1", "id bigint", "at date", partition_of=PartitionOf(parent="log", bound="DEFAULT")),
    link("letters.person_id", "people.id"),
    pattern("letters of", "SELECT l.id FROM letters l WHERE l.person_id = $1"),
)


def _read(look: Callable[[Facts], Any]) -> set[str]:
    facts, read = Facts(_DESIGN, readings=Readings()), set[str]()
    for _ in range(2):  # what is known by then is told as well
        read.clear()
        with facts.reading(read, own=()):
            look(facts)
    return read


def _looks_beside(look: Callable[[Facts], Any]) -> bool:
    return BESIDE in _read(look)


def _width(facts: Facts, table: Any) -> int:
    above = [facts.schema.entity(table.partition_of.parent)] if table.partition_of else []
    return sum(len(one.attributes) for one in (table, *above))


def _stray(facts: Facts, _: Any) -> int:
    return len(facts.schema.entities)


@pytest.mark.parametrize(
    "look",
    [
        lambda facts: [facts.schema.entity(one.id) for one in facts.tables],
        lambda facts: [facts.schema.entity(one.child) for one in facts.links],
        lambda facts: [facts.schema.names(one.columns) for one in facts.links],
        lambda facts: [facts.access_paths(one.id) for one in facts.tables],
        lambda facts: [facts.index_paths(one) for one in facts.tables],
        lambda facts: [facts.family(column) for one in facts.tables for column in one.attributes],
        lambda facts: [facts.kept(_width, one) for one in facts.tables],
        lambda facts: [facts.foreign_columns(one.id) for one in facts.focused(frozenset({"people"})).tables],
    ],
)
def test_the_table_being_judged_may_be_read(look: Callable[[Facts], Any]) -> None:
    assert not _looks_beside(look)


@pytest.mark.parametrize(
    "look",
    [
        lambda facts: [facts.schema.entity(one.parent) for one in facts.links],
        lambda facts: [facts.schema.names(one.parent_columns) for one in facts.links],
        lambda facts: [facts.access_paths(one.parent) for one in facts.links],
        lambda facts: [facts.schema.entity(one.id) for one in list(facts.tables)],
        lambda facts: facts.tables[0],
        lambda facts: facts.schema.entity("people"),
        lambda facts: [facts.kept(_stray, one) for one in facts.tables],
        lambda facts: facts.heirs,
        lambda facts: facts.histories,
        lambda facts: facts.table_stems,
        lambda facts: facts.common_columns,
        lambda facts: facts.tables_with("id"),
    ],
)
def test_whoever_reads_beside_it_is_known(look: Callable[[Facts], Any]) -> None:
    assert _looks_beside(look)


@pytest.mark.parametrize(
    "look",
    [
        lambda facts: facts.patterns,
        lambda facts: facts.patterns_on("letters"),
        lambda facts: facts.needs,
        lambda facts: facts.needs_on("letters"),
        lambda facts: [facts.needs_in(one) for parsed in facts.patterns for one in parsed.statements],
    ],
)
def test_whoever_reads_what_patterns_ask_is_known_and_reads_nothing_beside(look: Callable[[Facts], Any]) -> None:
    assert _read(look) == {ASKED}


def test_nothing_is_taken_down_of_whoever_judges_no_single_tables() -> None:
    facts, read = Facts(_DESIGN, readings=Readings()), set[str]()
    with facts.reading(read):
        assert [facts.schema.entity(one.parent).name for one in facts.links] == ["people"]
        assert facts.tables[0] is facts.schema.entities[0]
    assert read == set()
