"""How a test that commits leaves the database empty: a pytest plugin.

Django truncates every table, and then tells all applications to fill in what they need. That is half a second for some
dozen rows. Here the rows are deleted, and what the applications filled in stays.
"""

from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import TransactionTestCase

# Filled in after the migrations; no test writes there.
KEPT = {"auth_permission", "django_content_type"}
# Not of a model: from the one that refers to the others to those.
QUEUE = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")


def empty() -> None:
    """Delete all rows of the tests; where something stands against that, truncate all tables as Django does."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    doomed = [*QUEUE, *(name for name in tables if name not in KEPT)]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("; ".join(f"DELETE FROM {connection.ops.quote_name(name)}" for name in doomed))
    except DatabaseError:
        call_command("flush", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(QUEUE)}")


def _after_a_test(case: Any) -> None:
    empty()


TransactionTestCase._fixture_teardown = _after_a_test
