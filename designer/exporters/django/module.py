"""models.py: its imports, its helpers, and a class for each table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from designer.exporters.django.constraints import METHODS, Named, constraints, indexes
from designer.exporters.django.fields import comment, field
from designer.exporters.python_text import Rule, attribute_name, class_name, docstring, rules_of, string
from designer.exporters.result import Export, Notice
from designer.exporters.sqlalchemy.module import is_shared_pattern
from designer.schema.model import Entity, Relationship
from designer.schema.schema import Schema

_RESERVED = frozenset(
    "pk objects save delete clean full_clean check refresh_from_db validate_unique validate_constraints id_set meta "
    "from_db get_deferred_fields serializable_value date_error_message unique_error_message prepare_database_save "
    "clean_fields get_constraints asave adelete arefresh_from_db".split()
)
_HEAD = '''"""{title}, as models of Django. Needs `django.contrib.postgres` among the installed apps."""

import decimal

from django.contrib.postgres import indexes as postgres_indexes
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import OpClass
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import OrderBy, RawSQL
from django.utils.deconstruct import deconstructible


class DatabaseField(models.Field):
    """A column of a type that Django has no field for."""

    def __init__(self, *args, database_type="text", **options):
        self.database_type = database_type
        super().__init__(*args, **options)

    def db_type(self, connection):
        return self.database_type

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "database_type": self.database_type}


@deconstructible
class above:
    """Takes values greater than a bound."""

    def __init__(self, bound):
        self.bound = bound

    def __call__(self, value):
        if not value > self.bound:
            raise ValidationError(f"Ensure this value is greater than {self.bound}.")

    def __eq__(self, other):
        return type(other) is type(self) and self.bound == other.bound


@deconstructible
class below(above):
    """Takes values less than a bound."""

    def __call__(self, value):
        if not value < self.bound:
            raise ValidationError(f"Ensure this value is less than {self.bound}.")


class Index(models.Index):
    max_name_length = 63
'''
_INDEX = """

class {name}(postgres_indexes.{name}):
    max_name_length = 63
"""


@dataclass(frozen=True, slots=True)
class Model:
    """A table as a model: expressions of Python by the names that they get. fields: also by the column's id ("pk")."""

    entity: str
    name: str
    table: str
    comment: str | None
    fields: tuple[tuple[str, str, str], ...]
    constraints: tuple[Named, ...]
    indexes: tuple[Named, ...]


HELPERS = ("DatabaseField", "above", "below", "Index", *(one for one in METHODS.values() if one != "Index"))
"""What the module defines beside its models, for them to use."""


def models_of(schema: Schema, notices: list[Notice]) -> tuple[Model, ...]:
    """Every table that Django can have, and what it cannot express of them as notices."""
    taken = {
        "DatabaseField",
        "ExclusionConstraint",
        "OpClass",
        "OrderBy",
        "RawSQL",
        "ValidationError",
        *METHODS.values(),
    }
    classes: dict[str, str] = {}
    written = [entity for entity in schema.entities if entity.partition_of is None and entity.attributes]
    for entity in written:
        classes[entity.id] = class_name(entity.name, taken)
        taken.add(classes[entity.id])
    names = {one: name for entity in written for one, name in _field_names(entity).items()}
    return tuple(_model(schema, one, classes, names, notices) for one in written)


def render_module(schema: Schema) -> Export:
    """The whole design as one models.py, with notices."""
    notices = list(_notices(schema))
    models = models_of(schema, notices)
    head = _HEAD.replace("{title}", docstring(schema.name)[3:-3])
    head += "".join(_INDEX.format(name=name) for name in METHODS.values() if name != "Index").rstrip("\n") + "\n"
    parts = [head, *("\n".join(_class(one)) for one in models)]
    return Export("\n\n".join(parts) + "\n", tuple(notices))


def _field_names(entity: Entity) -> dict[str, str]:
    taken: set[str] = set()
    names: dict[str, str] = {}
    for attribute in entity.attributes:
        names[attribute.id] = attribute_name(attribute.name, taken, _RESERVED)
        taken |= {names[attribute.id], f"{names[attribute.id]}_id"}
    return names


def _model(
    schema: Schema, entity: Entity, classes: Mapping[str, str], names: Mapping[str, str], notices: list[Notice]
) -> Model:
    key = entity.primary_key.columns if entity.primary_key else ()
    fields: list[tuple[str, str, str]] = []
    if len(key) > 1:
        fields.append(("pk", "pk", f"models.CompositePrimaryKey({', '.join(string(names[one]) for one in key)})"))
    elif not key:
        own = any(names[one.id] == "id" for one in entity.attributes)
        told = "and takes id for one" if own else "and adds a column id"
        notices.append(Notice(schema.qualified(entity), f"Django needs a primary key {told}"))
    links = _links(schema, entity, classes, notices)
    rules = _rules(entity)
    for attribute in entity.attributes:
        shown = field(
            schema, entity, attribute, links.get(attribute.id), rules.get(attribute.name, ()), classes, names, notices
        )
        if not key and names[attribute.id] == "id":
            shown = f"{shown.replace(', null=True, blank=True', '')[:-1]}, primary_key=True)"
        fields.append((attribute.id, names[attribute.id], shown))
    namespace = schema.namespace(entity.schema)
    return Model(
        entity=entity.id,
        name=classes[entity.id],
        # Django puts quotes around the whole: these make a schema and a table of it.
        table=entity.name if namespace in (None, "public") else f'{namespace}"."{entity.name}',
        comment=entity.comment,
        fields=tuple(fields),
        constraints=tuple(constraints(schema, entity, names, notices)),
        indexes=tuple(indexes(schema, entity, names, notices)),
    )


def _class(model: Model) -> Iterator[str]:
    yield f"\nclass {model.name}(models.Model):"
    if model.comment:
        yield f"    {docstring(model.comment)}\n"
    yield from (f"    {name} = {shown}" for _, name, shown in model.fields)
    yield from ("", "    class Meta:", f"        db_table = {string(model.table)}")
    if model.comment:
        yield f"        db_table_comment = {comment(model.comment)}"
    for word, found in (("constraints", model.constraints), ("indexes", model.indexes)):
        if found:
            yield from (f"        {word} = [", *(f"            {one}," for _, one in found), "        ]")


def _links(
    schema: Schema, entity: Entity, classes: Mapping[str, str], notices: list[Notice]
) -> dict[str, Relationship]:
    """The foreign keys that Django can express: of one column, one per column."""
    found: dict[str, Relationship] = {}
    for link in schema.references_from(entity.id):
        place = f"{schema.qualified(entity)}.{link.name}"
        if len(link.columns) != 1 or link.columns[0] in found or link.parent not in classes:
            notices.append(Notice(place, "Django cannot express this foreign key; its columns are plain ones"))
            continue
        parent = schema.entity(link.parent)
        if not any(key.columns == link.parent_columns for key in parent.keys):
            notices.append(Notice(place, "it refers to no key that Django knows; its column is a plain one"))
            continue
        found[link.columns[0]] = link
        notices.append(Notice(place, _foreign_key_words(link)))
    return found


def _foreign_key_words(link: Relationship) -> str:
    told = (
        "Django gives this foreign key a name of its own, makes it DEFERRABLE INITIALLY DEFERRED and "
        "may add its column behind all others"
    )
    if link.on_delete != "no action":
        told += f"; ON DELETE {link.on_delete.upper()} is done by Django and not by the database"
    if link.on_update != "no action":
        told += f"; ON UPDATE {link.on_update.upper()} is left out"
    return told


def _rules(entity: Entity) -> dict[str, list[Rule]]:
    rules: dict[str, list[Rule]] = {}
    for check in entity.checks:
        for rule in rules_of(check.expression) or ():
            if rule.kind != "pattern" or is_shared_pattern(rule.value):
                rules.setdefault(rule.column, []).append(rule)
    return rules


def _notices(schema: Schema) -> Iterator[Notice]:
    for namespace in schema.schemas:
        if namespace.name != "public":
            yield Notice(namespace.name, "Django makes no schemas: make it before `migrate`")
    for kind, values in (("enum types", schema.enums), ("domains", schema.domains),
                         ("composite types", schema.composites), ("sequences", schema.sequences)):  # fmt: skip
        for value in values:
            yield Notice(schema.qualified(value), f"Django makes no {kind}: make it before `migrate`")
    for extension in schema.extensions:
        yield Notice(extension.name, "a model makes no extension: make it before `migrate`")
    for statement in schema.opaque:
        yield Notice(statement.name, f"Django has no word for a {statement.kind}")
    for entity in schema.entities:
        owner = schema.qualified(entity)
        if entity.partition_of is not None or entity.partition_by is not None:
            yield Notice(owner, "Django makes no partitions")
        if entity.inherits or entity.row_security or entity.persistence != "permanent":
            yield Notice(owner, "what it inherits, its row security and its persistence are left out")
        if not entity.attributes:
            yield Notice(owner, "Django has no table without columns; it is left out")
