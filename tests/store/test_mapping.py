"""Rows and values: nothing is lost on the way, nothing is written that did not change."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.schema.designs import designs, edits, thorough

from designer.schema import model
from designer.schema.apply import apply
from designer.schema.build import attribute, entity, link, schema_of
from designer.schema.content_hash import content_hash, surroundings_hash
from designer.schema.edits import alter, move
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema
from designer.store import mapping
from designer.store.models import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Shop")


def saved(team: Team, schema: Schema) -> Schema:
    """What comes back, as the transaction's end would accept it."""
    design = mapping.save_new(team.id, schema)
    _check_deferred()
    return mapping.load(design).schema


def _check_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def without_nul(schema: Schema) -> bool:
    return "\x00" not in repr(schema) and "\\x00" not in repr(schema)


@thorough
@given(schema=designs())
def test_every_design_comes_back_as_it_was_saved(schema: Schema) -> None:
    with transaction.atomic():
        team = Team.objects.create(name="generated")
        try:
            found = saved(team, schema)
        except DesignError as refused:
            assert "NUL" in str(refused) or "beyond" in str(refused)
        else:
            assert found == schema
            assert content_hash(found) == content_hash(schema)
            assert surroundings_hash(found) == surroundings_hash(schema)
        transaction.set_rollback(True)


@thorough
@given(data=st.data())
def test_writing_a_run_of_changes_gives_the_changed_design(data: st.DataObject) -> None:
    before = data.draw(designs().filter(without_nul))
    changes = data.draw(edits(before))
    after = apply(changes, before)
    with transaction.atomic():
        team = Team.objects.create(name="generated")
        try:
            design = mapping.save_new(team.id, before)
            mapping.write(design, before, after)
        except DesignError as refused:
            assert "NUL" in str(refused) or "beyond" in str(refused)
        else:
            _check_deferred()
            assert mapping.load(design).schema == after
        transaction.set_rollback(True)
