"""A test that commits leaves nothing to the next one."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from designer.jobs.models import Job
from designer.store.models import Role, Team
from designer.store.sample import seed_sample
from designer.store.versions import make_version
from tests.emptied import KEPT, QUEUE, empty
from tests.web.conftest import member

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    """How many rows each table has that has any."""
    tables = [*QUEUE, *connection.introspection.django_table_names(only_existing=True, include_views=False)]
    with connection.cursor() as cursor:
        counts = [f"SELECT '{name}', count(*) FROM {connection.ops.quote_name(name)}" for name in tables]
        cursor.execute(" UNION ALL ".join(counts))
        return {name: count for name, count in cursor.fetchall() if count}


def furnish() -> None:
    """A team with a design, a version of it and a job in the queue."""
    team = Team.objects.create(name="Shop")
    alice = member(team, "alice", Role.OWNER)
    design = seed_sample(team, alice)
    make_version(design, alice, message="As it was")
    Job.objects.create(team=team, design=design, revision=1, actor=alice, kind="verify")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'nothing')")


def test_rows_go_and_what_the_applications_filled_in_stays() -> None:
    furnish()
    assert len(rows()) > 15
    empty()
    assert set(rows()) == KEPT
    assert ContentType.objects.get(app_label="store", model="team")


def test_what_may_not_be_deleted_goes_too() -> None:
    furnish()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'it stays'; END $$;"
            "CREATE TRIGGER stay BEFORE DELETE ON store_team FOR EACH ROW EXECUTE FUNCTION stay()"
        )
    try:
        empty()
        assert set(rows()) == KEPT
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION stay CASCADE")
