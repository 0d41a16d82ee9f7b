"""Attacks on a whole application, one after the other: what was tried, how often, and what held.

    python tests/benchmarks/attacks.py [--all] [name of a function below ...]

Starts a database of its own, fills it in, and sends hostile names, texts, addresses, files, headers and requests to
pages, exports, links and the API, as a browser or a program would. An attack holds when what it is after did not
happen, which is looked for in the answer's structure (parsed, not searched for words) or in the database. Prints a
table by kind, and what fell; `--all` prints every payload. Exit status 1 where one fell.
"""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.attacking.files import files  # noqa: E402
from tests.benchmarks.attacking.people import accounts, requests  # noqa: E402
from tests.benchmarks.attacking.places import headers_and_cookies, places, redirects  # noqa: E402
from tests.benchmarks.attacking.programs import api, logs  # noqa: E402
from tests.benchmarks.attacking.target import Application, Record  # noqa: E402
from tests.benchmarks.attacking.texts import other_languages, spreadsheets, stored_xss  # noqa: E402
from tests.benchmarks.attacking.visitors import visitors  # noqa: E402


def run(record: Record) -> None:
    app = Application()
    steps: tuple[Callable[..., None], ...] = (
        stored_xss, spreadsheets, other_languages, redirects, places, headers_and_cookies, files, accounts,
        requests, api, visitors,
    )  # fmt: skip
    chosen = {one for one in sys.argv[1:] if not one.startswith("-")}
    for step in steps:
        if chosen and step.__name__ not in chosen:
            continue
        try:
            step(app, record)
        except Exception as fault:  # one attack that fails to be made must not hide the others
            record.note(f"{step.__name__} could not be tried", fault, False, traceback.format_exc()[-400:])
    logs(record)


def report(record: Record, whole: bool) -> int:
    print(f"{'attack':<52}{'tried':>6}{'held':>6}")
    fallen = [(kind, one) for kind, tried in record.tried.items() for one in tried if not one[1]]
    for kind, tried in record.tried.items():
        print(f"{kind:<52}{len(tried):>6}{sum(held for _, held, _ in tried):>6}")
        for payload, held, seen in tried if whole else ():
            print(f"    {'held' if held else 'FELL':<5} {payload[:70]!r:<74} {seen[:70]}")
    print(
        f"{'all':<52}{sum(map(len, record.tried.values())):>6}{sum(map(len, record.tried.values())) - len(fallen):>6}"
    )
    for kind, (payload, _, seen) in fallen:
        print(f"FELL {kind}: {payload!r}: {seen}")
    return 1 if fallen else 0


def main(whole: bool) -> int:
    from designer.lab.scratch import ScratchCluster

    with ScratchCluster() as cluster:
        os.environ |= {
            "DATABASE_URL": cluster.provide_database("designer", "designer"), "DESIGNER_NO_BOOTSTRAP": "1",
            "DJANGO_SETTINGS_MODULE": "designer.settings", "DESIGNER_SECRET_KEY": "for the attacks only",
        }  # fmt: skip
        import logging

        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        logging.disable(logging.CRITICAL)
        call_command("migrate", verbosity=0)
        from django.conf import settings
        from django.test.utils import setup_test_environment

        setup_test_environment()
        settings.ALLOWED_HOSTS = ["localhost", "testserver"]
        settings.SIGNUP_OPEN = True
        record = Record()
        run(record)
        connections.close_all()
    return report(record, whole)


if __name__ == "__main__":
    sys.exit(main("--all" in sys.argv))
