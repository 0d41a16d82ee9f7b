"""Django: a migration a step, with operations of its own where they do the same, else SQL and what becomes of models.

https://docs.djangoproject.com/en/5.2/ref/migration-operations/. Statements stand in lists, so that nothing splits them,
and `atomic = False` where they run outside a transaction. The first migration tells Django of the tables that are
there; beside the migrations stands the module of models that they lead to. Plans for other databases are SQL alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from designer.exporters.django import render
from designer.planning.formats.base import File, Numbered, numbered, remarks
from designer.planning.formats.django_real import real
from designer.planning.formats.django_state import APP, Models, Operation, helpers, operations
from designer.planning.model import Plan, Step
from designer.planning.waiting import is_head
from designer.schema.schema import Schema

_IMPORTS = {
    "decimal.Decimal": "import decimal",
    "AddConstraintNotValid": "from django.contrib.postgres.operations import AddConstraintNotValid",
    "AddIndexConcurrently": "from django.contrib.postgres.operations import AddIndexConcurrently",
    "ExclusionConstraint": "from django.contrib.postgres.constraints import ExclusionConstraint",
    "OpClass": "from django.contrib.postgres.indexes import OpClass",
    "OrderBy": "from django.db.models.expressions import OrderBy",
    "RawSQL": "from django.db.models.expressions import RawSQL",
    "RemoveIndexConcurrently": "from django.contrib.postgres.operations import RemoveIndexConcurrently",
    "ValidateConstraint": "from django.contrib.postgres.operations import ValidateConstraint",
    "validators.": "from django.core import validators",
}  # fmt: skip


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`migrations/0001_name.py`, each depending on the one before, the first on none of its app; and `models.py`."""
    if not plan.steps:
        return ()
    if plan.after.dialect.name != "postgres":
        return _of_sql(plan, first)
    known = _Known(plan)
    found: list[tuple[str, list[str]]] = []
    if known.reached.by_entity:
        made = [one.text for one in operations(Models.of(None), known.reached)]
        found.append((f"{first:04}_what_is_there", [*_THERE, *_body(_separate((), made), None)]))
    for one in numbered(plan, first + len(found)):
        head = [f"    {line}" for line in remarks(one, "#")]
        found.append((_name(one), [*head, *_body(_operations(one.step, known), one.step)]))
    return (
        File("models.py", render(plan.after).text),
        File("migrations/__init__.py", ""),
        *_chained(found),
    )


_THERE = (
    "    # The tables that are there already, for Django to know of them. An app that has its models in migrations of",
    "    # its own leaves this one out and names its last one instead.",
)


@dataclass(slots=True)
class _Known:
    """The models that Django knows of as the steps go on; designs with helpers of the migration are passed over."""

    plan: Plan
    reached: Models = field(init=False)
    _read: dict[int, Models] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reached = self.of(self.plan.before)

    def of(self, schema: Schema) -> Models:
        if id(schema) not in self._read:
            self._read[id(schema)] = Models.of(schema)
        return self._read[id(schema)]

    def after(self, step: Step) -> Models:
        if step is self.plan.steps[-1]:
            return self.of(self.plan.after)
        if step.after is None or not self._is_on_the_way(step.after):
            return self.reached
        return self.of(step.after)

    def _is_on_the_way(self, schema: Schema) -> bool:
        ends = (self.plan.before, self.plan.after)
        ids = (one for entity in schema.entities for one in (entity.id, *(each.id for each in entity.attributes)))
        return all(any(one in end.located for end in ends) for one in ids)


def _operations(step: Step, known: _Known) -> Iterator[str]:
    """The operations of a step, as lines."""
    target = known.after(step)
    ones: tuple[Operation, ...] = operations(known.reached, target)
    starts_here = step.before is not None and known.of(step.before).by_entity == known.reached.by_entity
    ends_here = step.after is not None and known.of(step.after).by_entity == target.by_entity
    own = real(step, ones, known.reached, target) if starts_here and ends_here else None
    known.reached = target
    if own is None:
        yield from _separate(step.up, [one.text for one in ones], step.down)
        return
    settings = [tuple(one for one in way if is_head(one)) for way in (step.up, step.down)]
    if settings[0] or settings[1]:
        yield from _run_sql(settings[0], settings[1])
    yield from (f"{one}," for one in own)
    if settings[1]:  # undone from the last to the first, the settings come first again
        yield from _run_sql((), settings[1])


def _separate(up: Sequence[str], ones: Sequence[str], down: Sequence[str] = ()) -> Iterator[str]:
    """Statements for the database, operations for the models."""
    if not ones:
        yield from _run_sql(up, down)
        return
    yield "migrations.SeparateDatabaseAndState("
    if up or down:
        yield "    database_operations=["
        yield from (f"        {line}" for line in _run_sql(up, down))
        yield "    ],"
    yield "    state_operations=["
    yield from (f"        {one}," for one in ones)
    yield "    ],"
    yield "),"


def _run_sql(up: Sequence[str], down: Sequence[str]) -> Iterator[str]:
    yield "migrations.RunSQL("
    for key, statements in (("sql", up), ("reverse_sql", down)):
        yield f"    {key}=["
        yield from (f"        {statement!r}," for statement in statements)
        yield "    ],"
    yield "),"


def _body(lines: Iterator[str], step: Step | None) -> list[str]:
    atomic = [] if step is None or step.transactional else ["    atomic = False"]
    return [*atomic, "    DEPENDENCIES", "    operations = [", *(f"        {line}" for line in lines), "    ]"]


def _chained(found: list[tuple[str, list[str]]]) -> Iterator[File]:
    previous: str | None = None
    for name, lines in found:
        # The label of an app is, where nobody says otherwise, the name of the package that holds `migrations`.
        depends = "[]" if previous is None else f"[({APP}, {previous!r})]"
        body = [line.replace("    DEPENDENCIES", f"    dependencies = {depends}", 1) for line in lines]
        yield File(f"migrations/{name}.py", "\n".join((*_head(body), *body)) + "\n")
        previous = name


def _head(body: list[str]) -> Iterator[str]:
    code = [line for line in body if not line.lstrip().startswith("#")]
    text = "\n".join(code)
    needed = sorted({line for word, line in _IMPORTS.items() if re.search(rf"(?<![\w'\"]){re.escape(word)}", text)})
    yield from (line for line in needed if line.startswith("import "))
    if any(line.startswith("import ") for line in needed):
        yield ""
    yield from sorted(
        [line for line in needed if line.startswith("from ")]
        + [f"from django.db import migrations{', models' if 'models.' in text else ''}"]
    )
    own = helpers(code)
    if own:
        yield from ("", f"from ..models import {', '.join(sorted(own))}")
    if APP in text:
        yield from ("", f'{APP} = __name__.split(".")[-3]')
    yield from ("", "", "class Migration(migrations.Migration):")


def _of_sql(plan: Plan, first: int) -> tuple[File, ...]:
    found = []
    for one in numbered(plan, first):
        head = [f"    {line}" for line in remarks(one, "#")]
        found.append((_name(one), [*head, *_body(_run_sql(one.step.up, one.step.down), one.step)]))
    return (File("migrations/__init__.py", ""), *_chained(found))


def _name(one: Numbered) -> str:
    return f"{one.number:04}_{one.slug}"
