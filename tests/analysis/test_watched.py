"""A watched design is the design, and tells what is read of its surroundings."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from designer.analysis.watched import BESIDE, Readings, changes_around, unwatched, watched
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.diff import diff
from designer.schema.model import Enum, EnumValue, Extension, Requirements
from designer.schema.schema import Schema

_DESIGN = schema_of(
    Enum(name="mood", values=(EnumValue(value="good"), EnumValue(value="bad"))),
    Extension(name="btree_gist"),
    Requirements(recovery="history", horizon_months=6.0),
    entity("people", "id bigint", "felt mood", pk="id"),
    entity("letters", "id bigint", "person_id bigint", pk="id"),
    link("letters.person_id", "people.id"),
)


def _read(look: Callable[[Schema], Any]) -> set[str]:
    readings = Readings()
    design = watched(_DESIGN, readings)
    readings.into = set()
    look(design)
    return readings.into


@pytest.mark.parametrize(
    "look",
    [
        lambda design: design.entity("people"),
        lambda design: design.get(_DESIGN.relationships[0].id),
        lambda design: [design.qualified(one) for one in design.entities],
        lambda design: [design.references_to(one.id) for one in design.entities],
        lambda design: design.dialect.name,
        lambda design: "no such id" in design.located,
        lambda design: edits.index(design, _DESIGN.entities[0].id, (_DESIGN.entities[0].attributes[1].id,)),
    ],
)
def test_what_rules_judge_is_not_taken_down(look: Callable[[Schema], Any]) -> None:
    assert _read(look) == set()


@pytest.mark.parametrize(
    ("look", "read"),
    [
        (lambda design: design.extensions, {"extensions"}),
        (lambda design: design.requirements, set()),
        (lambda design: design.requirements.recovery, {"requirements.recovery"}),
        (lambda design: design.get(_DESIGN.enums[0].id), {"enums"}),
        (lambda design: design.located[_DESIGN.enums[0].values[1].id], {"enums"}),
        (lambda design: design.located.get(_DESIGN.enums[0].id), {"enums"}),
        (lambda design: design.groups[_DESIGN.enums[0].id], {"enums"}),
        (lambda design: _DESIGN.enums[0].id in design.located, {"enums"}),
        (lambda design: design.name, {"name"}),
    ],
)
def test_what_is_read_around_them_is_taken_down(look: Callable[[Schema], Any], read: set[str]) -> None:
    assert _read(look) == read


def test_whoever_goes_through_everything_has_read_everything() -> None:
    for look in (
        lambda design: list(design.located),
        lambda design: list(design.groups.items()),
        lambda one: one.referrers,
    ):
        assert {"enums", "extensions", "opaque", "decisions"} <= _read(look)


def test_it_is_as_good_as_the_design() -> None:
    design = watched(_DESIGN, Readings())
    assert design == _DESIGN
    assert design == _DESIGN
    assert isinstance(design, Schema)
    assert design.requirements == _DESIGN.requirements
    assert isinstance(design.requirements, Requirements)
    assert unwatched(design) is _DESIGN
    assert unwatched(_DESIGN) is _DESIGN
    for other in (copy.deepcopy(design), pickle.loads(pickle.dumps(design)), replace(design)):
        assert type(other) is Schema
        assert other == _DESIGN
    assert type(replace(design.requirements)) is Requirements
    assert type(pickle.loads(pickle.dumps(design.requirements))) is Requirements
    changes = [edits.rename(design, design.entity("people").id, "folk")]
    after = apply(changes, design)
    assert type(after) is Schema
    assert after == apply(changes, _DESIGN)
    assert diff(design, after) == diff(_DESIGN, after)


def test_each_change_of_the_surroundings_is_called_as_what_reads_it() -> None:
    def changed(*changes: Any) -> set[str]:
        return set(changes_around(_DESIGN, apply(changes, _DESIGN)))

    assert changed(edits.alter(_DESIGN, "requirements", recovery="soft delete")) == {"requirements.recovery"}
    assert changed(edits.add(_DESIGN, Extension(name="pg_trgm"))) == {"extensions"}
    assert changed(edits.rename(_DESIGN, _DESIGN.enums[0].values[0].id, "fine")) == {"enums"}
    assert changed(edits.alter(_DESIGN, "design", comment="Ours.")) == {"comment"}
    assert changed(edits.rename(_DESIGN, _DESIGN.entity("people").id, "folk")) == set()


_PEOPLE, _LETTERS = (_DESIGN.entity(name) for name in ("people", "letters"))
_LINK = _DESIGN.relationships[0]


def _looks_beside(look: Callable[[Schema], Any]) -> bool:
    """Whether judging letters by this look rests on more than letters."""
    readings = Readings()
    design = watched(_DESIGN, readings)
    readings.into, readings.own = set(), (_LETTERS.id,)
    look(design)
    return BESIDE in readings.into


@pytest.mark.parametrize(
    "look",
    [
        lambda design: design.entity("letters").attributes,
        lambda design: design.names(_LINK.columns),
        lambda design: [design.get(one.id) for one in (*_LETTERS.attributes, _LETTERS.primary_key, _LINK)],
        lambda design: design.located[_LETTERS.attributes[0].id],
        lambda design: design.references_from(_LETTERS.id),
        lambda design: design.qualified(_LETTERS),
        lambda design: design.extensions,
        lambda design: edits.index(design, _LETTERS.id, _LINK.columns),
    ],
)
def test_a_table_and_its_own_keys_are_not_beside_it(look: Callable[[Schema], Any]) -> None:
    assert not _looks_beside(look)


@pytest.mark.parametrize(
    "look",
    [
        lambda design: design.entity("people"),
        lambda design: design.get(_PEOPLE.id),
        lambda design: design.get(_PEOPLE.primary_key.id),
        lambda design: design.attribute(_LINK.parent_columns[0]),
        lambda design: design.names((*_LINK.columns, *_LINK.parent_columns)),
        lambda design: design.located[_PEOPLE.attributes[0].id],
        lambda design: _PEOPLE.id in design.groups,
        lambda design: list(design.located),
        lambda design: design.references_from(_PEOPLE.id),
        lambda design: design.references_to(_LETTERS.id),
        lambda design: design.entities,
        lambda design: design.relationships,
        lambda design: design.access_patterns,
        lambda design: design.invariants,
        lambda design: design.referrers,
        lambda design: design.once("counted", lambda: len(_DESIGN.entities)),
        lambda design: edits.index(design, _PEOPLE.id, (_PEOPLE.attributes[0].id,)),
    ],
)
def test_all_else_of_the_tables_is_beside_it(look: Callable[[Schema], Any]) -> None:
    assert _looks_beside(look)
