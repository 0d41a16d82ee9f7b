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
from designer.store.models import Design


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
