"""Django: a migration a step; statements as lists, so that nothing splits them; `atomic = False` where needed.

https://docs.djangoproject.com/en/5.2/ref/migration-operations/#runsql.
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, numbered, remarks
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`migrations/0001_name.py`, each depending on the one before; the first on none of its app."""
    ones = numbered(plan, first)
    empty = (File("migrations/__init__.py", ""),) if ones else ()
    names = (None, *map(_name, ones))
    return (
        *empty,
        *(
            File(f"migrations/{_name(one)}.py", "\n".join(_lines(one, previous)) + "\n")
            for one, previous in zip(ones, names, strict=False)
        ),
    )


def _name(one: Numbered) -> str:
    return f"{one.number:04}_{one.slug}"


def _lines(one: Numbered, previous: str | None) -> Iterator[str]:
    yield from ("from django.db import migrations", "", "")
    yield "class Migration(migrations.Migration):"
    yield from (f"    {line}" for line in remarks(one.step, "#"))
    if not one.step.transactional:
        yield "    atomic = False"
    if previous is None:
        yield "    dependencies = []"
    else:  # the label of an app is, where nobody says otherwise, the name of the package that holds `migrations`
        yield f"    dependencies = [(__name__.split('.')[-3], {previous!r})]"
    yield "    operations = ["
    yield "        migrations.RunSQL("
    for key, statements in (("sql", one.step.up), ("reverse_sql", one.step.down)):
        yield f"            {key}=["
        yield from (f"                {statement!r}," for statement in statements)
        yield "            ],"
    yield "        ),"
    yield "    ]"
