"""Designs kept in memory: found by the revision read from the database, and only what was committed."""

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from designer.schema.build import entity, schema_of
from designer.schema.edits import alter
from designer.store import mapping
from designer.store.cache import CACHE, SchemaCache
from designer.store.cache import schema_of as current
from designer.store.editing import edit
from designer.store.models import Design, Revision


def test_what_was_not_kept_is_not_found() -> None:
    cache = SchemaCache(capacity=10)
    cache.put(1, 1, schema_of())
    assert cache.get(1, 2) is None
    assert cache.get(2, 1) is None


def test_the_least_recently_used_goes_first_and_one_always_fits() -> None:
    small, big = (schema_of(*(entity(f"t{number}", "id int") for number in range(count))) for count in (1, 20))
    cache = SchemaCache(capacity=3 * len(small.located))
    for design in (1, 2, 3):
        cache.put(design, 1, small)
    assert cache.get(1, 1)
    cache.put(4, 1, small)
    assert [design for design in (1, 2, 3, 4) if cache.get(design, 1)] == [1, 3, 4]
    cache.put(5, 1, big)
    assert [design for design in (1, 2, 3, 4, 5) if cache.get(design, 1)] == [5]


@pytest.mark.django_db(transaction=True)
def test_an_edit_is_kept_once_it_is_committed(design: Design, bob: User) -> None:
    schema = current(design)
    edit(design, bob, [alter(schema, "design", comment="x")], label="Comment")
    with CaptureQueriesContext(connection) as queries:
        assert current(design).comment == "x"
    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_was_rolled_back_is_not_kept(design: Design, bob: User) -> None:
    with transaction.atomic():
        edit(design, bob, [alter(current(design), "design", comment="x")], label="Comment")
        transaction.set_rollback(True)
    assert CACHE.get(design.id, 2) is None
    design.refresh_from_db()
    assert current(design).comment is None


@pytest.mark.django_db(transaction=True)
def test_a_row_read_before_an_edit_of_another_process_gets_the_later_state(design: Design, bob: User) -> None:
    mine = Design.objects.get(id=design.id)
    edit(design, bob, [alter(current(design), "design", comment="x")], label="Comment")
    CACHE.clear()  # as in a process that has seen nothing of it
    assert current(mine) == mapping.load(design).schema
    assert mine.revision == 2


@pytest.mark.django_db
def test_a_process_that_knows_an_earlier_revision_reads_the_changes_only(design: Design, bob: User) -> None:
    known = mapping.load(design).schema
    touched, *others = known.entities
    assert others
    edit(design, bob, [alter(known, touched.id, comment="x")], label="Comment")
    edit(design, bob, [alter(current(design), "design", comment="y")], label="Comment")
    CACHE.clear()
    CACHE.put(design.id, 1, known)
    mine = Design.objects.get(id=design.id)
    with CaptureQueriesContext(connection) as queries:
        found = current(mine)
    assert len(queries) == 1
    assert found == mapping.load(design).schema
    assert all(found.located[one.id].value is one for one in others)
    assert mine.revision == 3


@pytest.mark.django_db
def test_a_log_with_a_gap_or_of_another_kind_is_not_followed(design: Design, bob: User) -> None:
    known = mapping.load(design).schema
    for text in ("x", "y"):
        edit(design, bob, [alter(current(design), "design", comment=text)], label="Comment")
    own = Revision.objects.filter(team_id=design.team_id, design=design, number=2)
    for broken in (
        [{"change": "paint"}],
        [{"change": "alter", "kind": "design", "id": "design", "set": {}, "was": {"comment": "z"}}],
    ):
        own.update(changes=broken)
        CACHE.clear()
        CACHE.put(design.id, 1, known)
        assert current(Design.objects.get(id=design.id)).comment == "y"
    own.delete()
    CACHE.clear()
    CACHE.put(design.id, 1, known)
    assert current(Design.objects.get(id=design.id)).comment == "y"


def test_the_latest_of_a_design_is_forgotten_with_it() -> None:
    small = schema_of(entity("t", "id int"))
    cache = SchemaCache(capacity=2 * len(small.located))
    cache.put(1, 2, small)
    cache.put(1, 1, small)
    found = cache.latest(1)
    assert found is not None
    assert found.revision == 2
    assert cache.latest(2) is None
    cache.put(2, 1, small)  # revision 2 of the first goes
    assert cache.latest(1) is None
    cache.clear()
    assert cache.latest(2) is None
