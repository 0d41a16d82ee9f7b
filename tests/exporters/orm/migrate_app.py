"""Makes and runs the first migration of a generated app: `migrate_app.py FOLDER DSN`, in a process of its own."""

import sys

import django
import psycopg
from django.conf import settings
from django.core.management import call_command

folder, dsn = sys.argv[1:]
sys.path.insert(0, folder)
parts = psycopg.conninfo.conninfo_to_dict(dsn)
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": parts["dbname"], "USER": parts["user"],
            "PASSWORD": parts["password"], "HOST": parts["host"], "PORT": parts.get("port", ""),
        }
    },
    INSTALLED_APPS=["django.contrib.postgres", "generated"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)  # fmt: skip
django.setup()
call_command("makemigrations", "generated", verbosity=0)
call_command("makemigrations", "generated", check_changes=True, verbosity=0)
call_command("migrate", verbosity=0)

from django.core.exceptions import ValidationError  # noqa: E402
from generated import models  # noqa: E402

for field, value in (("age", 200), ("age", -1), ("code", "abc"), ("code", "ABCD")):
    try:
        models.Customers(mail="a@b", **{field: value}).clean_fields()
    except ValidationError as error:
        if field not in error.message_dict:
            raise
    else:
        raise SystemExit(f"{field} = {value!r} was taken")
customer = models.Customers.objects.create(mail="a@b", age=3, code="ABC")
customer.refresh_from_db()
assert customer.settings == {"a": "b:c"}, customer.settings
order = models.Orders.objects.create(customer_id=customer, state="new", amount=2, price=3)
order.refresh_from_db()
assert order.total == 6, order.total
