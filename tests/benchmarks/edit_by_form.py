"""How long it takes to edit a column by its form in a large design, from the request to the answer.

    DATABASE_URL=postgresql://… python -m tests.benchmarks.edit_by_form [entities …]

Uses the database of DATABASE_URL, migrates it, and removes what it made. Prints the median, the 95th percentile and the
slowest of fifty requests in milliseconds: opening the form, saving it as htmx does (the answer is the pane), saving it
without JavaScript (the answer is a redirect), and a form that is refused. Findings of each new state are included.
"""

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "designer.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from designer.store.editing import create_design  # noqa: E402
from designer.store.models import Membership, Role, Team  # noqa: E402
from tests.benchmarks.edit_attribute import large  # noqa: E402
from tests.web.browsing import FRAGMENT, form_of, send  # noqa: E402

ROUNDS = 50


def measured(action: Callable[[int], Any]) -> str:
    """Median, 95th percentile and slowest of the runs after the first, and this process's processor time."""
    times, busy = [], []
    for number in range(ROUNDS + 1):
        start, spent = time.perf_counter(), time.process_time()
        action(number)
        times.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - spent) * 1000)
    times = sorted(times[1:])
    slow = times[int(len(times) * 0.95)]
    return f"{statistics.median(times):7.1f} {slow:7.1f} {times[-1]:7.1f} {statistics.median(busy[1:]):7.1f}"


def measure(team: Team, client: Client, entities: int) -> None:
    """Prints the figures for a design of this size."""
    schema = large(entities)
    design = create_design(team.pk, None, schema, label="Created")
    column = schema.entities[entities // 2].attributes[5].id
    url = reverse("edit_object", args=[design.pk, column])
    print(f"\n{entities} entities                       median     95 % slowest     CPU (ms)")

    def open_form(_: int) -> Any:
        answer = client.get(url, headers=FRAGMENT)
        assert answer.status_code == 200
        return form_of(answer)  # type: ignore[arg-type]

    def save(number: int, headers: dict[str, str] | None, status: int, **typed: str) -> None:
        address, fields = forms[0]
        # Each says that it was opened on the latest revision, as one that was just opened would.
        design.refresh_from_db()
        answer = send(client, address, {**fields, "revision": [str(design.revision)]}, headers, **typed)
        assert answer.status_code == status, answer.status_code

    forms = [open_form(0)]
    print("opening the form               ", measured(lambda number: client.get(url, headers=FRAGMENT)))
    print("saving, answered by the pane   ", measured(lambda number: save(number, FRAGMENT, 200, comment=f"a{number}")))
    print("saving, answered by a redirect ", measured(lambda number: save(number, None, 303, comment=f"b{number}")))
    print("a form that is refused         ", measured(lambda number: save(number, FRAGMENT, 422, type="numeric(")))
    design.delete()


def main() -> None:
    """For each size given, or 200."""
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    team = Team.objects.create(name="benchmark")
    user = User.objects.create(username="benchmark")
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    try:
        for entities in map(int, sys.argv[1:] or ("200",)):
            measure(team, client, entities)
    finally:
        team.delete()
        user.delete()


if __name__ == "__main__":
    main()
