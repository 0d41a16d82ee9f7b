"""What Django's models become between two designs, as operations of its migrations.

Both sides are read from the module of models that the design is exported as, so that after the last migration Django
finds nothing left to migrate. An operation is an expression of Python, and says what of the design it is about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from designer.exporters.django.fields import comment
from designer.exporters.django.module import HELPERS, Model, models_of
from designer.exporters.python_text import string
from designer.exporters.result import Notice
from designer.schema.schema import Schema

APP = "APP"
"""The name that a migration gives to the label of its app."""

_REFERRING = re.compile(r"(models\.(?:ForeignKey|OneToOneField)\()'(\w+)'")


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a design by the ids of tables; notices: the objects that Django has otherwise, or not at all."""

    by_entity: dict[str, Model]
    notices: frozenset[str]

    @classmethod
    def of(cls, schema: Schema | None) -> "Models":
        if schema is None:
            return cls({}, frozenset())
        notices: list[Notice] = []
        found = {one.entity: one for one in models_of(schema, notices)}
        return cls(found, frozenset(one.object for one in notices))


@dataclass(frozen=True, slots=True)
class Operation:
    """kind: what it does, `add field` say; text: the operation."""

    kind: str
    text: str


def operations(old: Models, new: Models) -> tuple[Operation, ...]:
    """From the one to the other, in an order in which each finds what it is about."""
    kept = [(old.by_entity[key], one) for key, one in new.by_entity.items() if key in old.by_entity]
    return (
        *(one for was, now in kept for one in _gone(was, now)),
        *_renamed(kept),
        *(_created(one) for one in _in_order(new, [key for key in new.by_entity if key not in old.by_entity])),
        *(one for was, now in kept for one in _columns(was, now)),
        *(one for was, now in kept for one in _come(was, now)),
        *(Operation("delete model", f"migrations.DeleteModel(name={string(one.name)})")
          for key, one in reversed(old.by_entity.items()) if key not in new.by_entity),
    )  # fmt: skip


def helpers(texts: list[str]) -> tuple[str, ...]:
    """The names of the module of models that expressions use."""
    whole = "\n".join(texts)
    return tuple(one for one in HELPERS if re.search(rf"(?<![\w.'\"]){one}\(", whole))


def _in_order(new: Models, keys: list[str]) -> Iterator[Model]:
    """New models, those that others refer to first."""
    waiting = {new.by_entity[key].name: new.by_entity[key] for key in keys}
    while waiting:
        free = [
            one
            for one in waiting.values()
            if not any(target in waiting and target != one.name for target in _targets(one))
        ] or [*waiting.values()]
        for one in free:
            del waiting[one.name]
            yield one


def _targets(model: Model) -> set[str]:
    return {found[2] for _, _, text in model.fields if (found := _REFERRING.match(text))}


def as_written(model: Model, text: str) -> str:
    """The field as Django writes it into migrations: its target with the label of the app, a key said to be one."""
    found = _REFERRING.match(text)
    if "primary_key=True" in text and text.endswith("primary_key=True)"):
        text = f"{text[:-1]}, serialize=False)"
    elif "primary_key=True, " in text:
        text = text.replace("primary_key=True, ", "primary_key=True, serialize=False, ", 1)
    if found is None:
        return text
    target = model.name if found[2] == "self" else found[2]
    return f"{found[1]}f'{{{APP}}}.{target}'{text[found.end() :]}"


def _created(model: Model) -> Operation:
    fields = ", ".join(f"({string(name)}, {as_written(model, text)})" for _, name, text in model.fields)
    options = [f"'db_table': {string(model.table)}"]
    options += [f"'db_table_comment': {comment(model.comment)}"] if model.comment else []
    for word, found in (("constraints", model.constraints), ("indexes", model.indexes)):
        if found:
            options.append(f"'{word}': [{', '.join(text for _, text in found)}]")
    if not any(key == "pk" or "primary_key=True" in text for key, _, text in model.fields):
        own = "models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')"
        fields = f"('id', {own}), {fields}"
    return Operation(
        "create model",
        f"migrations.CreateModel(name={string(model.name)}, fields=[{fields}], options={{{', '.join(options)}}})",
    )


def _gone(was: Model, now: Model) -> Iterator[Operation]:
    for word, before, after in (("constraint", was.constraints, now.constraints), ("index", was.indexes, now.indexes)):
        for name, text in before:
            if (name, text) not in after:
                operation = "RemoveConstraint" if word == "constraint" else "RemoveIndex"
                yield Operation(
                    f"remove {word}",
                    f"migrations.{operation}(model_name={string(was.name.lower())}, name={string(name)})",
                )


def _renamed(kept: list[tuple[Model, Model]]) -> Iterator[Operation]:
    for was, now in kept:
        if was.name != now.name:
            yield Operation(
                "rename model", f"migrations.RenameModel(old_name={string(was.name)}, new_name={string(now.name)})"
            )
        if was.table != now.table:
            yield Operation(
                "rename table",
                f"migrations.AlterModelTable(name={string(now.name.lower())}, table={string(now.table)})",
            )
        if was.comment != now.comment:
            text = comment(now.comment) if now.comment else "None"
            yield Operation(
                "comment",
                f"migrations.AlterModelTableComment(name={string(now.name.lower())}, table_comment={text})",
            )


def _columns(was: Model, now: Model) -> Iterator[Operation]:
    model = f"model_name={string(now.name.lower())}"
    before, after = ({key: (name, text) for key, name, text in one.fields} for one in (was, now))
    for key, (name, _) in before.items():
        if key not in after:
            yield Operation("remove field", f"migrations.RemoveField({model}, name={string(name)})")
    for key, (name, text) in after.items():
        if key not in before:
            field = f"field={as_written(now, text)}"
            yield Operation("add field", f"migrations.AddField({model}, name={string(name)}, {field})")
            continue
        old_name, old_text = before[key]
        if old_name != name:
            yield Operation(
                "rename field",
                f"migrations.RenameField({model}, old_name={string(old_name)}, new_name={string(name)})",
            )
        if as_written(was, old_text) != as_written(now, text):
            field = f"field={as_written(now, text)}"
            yield Operation("alter field", f"migrations.AlterField({model}, name={string(name)}, {field})")


def _come(was: Model, now: Model) -> Iterator[Operation]:
    model = f"model_name={string(now.name.lower())}"
    for name, text in now.constraints:
        if (name, text) not in was.constraints:
            yield Operation("add constraint", f"migrations.AddConstraint({model}, constraint={text})")
    for name, text in now.indexes:
        if (name, text) not in was.indexes:
            yield Operation("add index", f"migrations.AddIndex({model}, index={text})")
