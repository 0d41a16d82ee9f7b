"""Runs the migrations of an app with Django, there and back: `python django_app.py FOLDER DSN [WAY…]`.

FOLDER holds the package `shop`. Each WAY is `up`, `check` (that nothing is left to migrate) or `down`; answers with 0,
or with what went wrong on standard error.
"""

import sys

import django
from django.conf import settings
from django.core.management import call_command
from psycopg.conninfo import conninfo_to_dict


def main(folder: str, dsn: str, *ways: str) -> None:
    sys.path.insert(0, folder)
    parts = conninfo_to_dict(dsn)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "PASSWORD": parts["password"],
        "HOST": parts["host"],
    }
    settings.configure(INSTALLED_APPS=["django.contrib.postgres", "shop"], DATABASES={"default": database}, USE_TZ=True)
    django.setup()
    for way in ways:
        if way == "check":
            call_command("makemigrations", "shop", check=True, dry_run=True, verbosity=3)
        else:
            call_command("migrate", "shop", *(["zero"] if way == "down" else []), verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
