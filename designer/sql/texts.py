"""The texts of a design: every place where somebody wrote SQL, or a name, as text.

This module and `renames` are the only ones of this package that know the schema model.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from designer.schema import model
from designer.schema.naming import path_in
from designer.schema.schema import Schema


class Form(Enum):
    """What a text is, and so how the names in it are to be read."""

    EXPRESSION = "expression"
    TYPE = "type"
    STATEMENT = "statement"
    CARRIED = "carried statement"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its place.

    object and field: as in `Rewrite`; entity: the id of the entity whose columns an expression may name.
    """

    form: Form
    object: str
    field: str
    text: str
    entity: str = ""

    def called(self, schema: Schema) -> str:
        """The place, in words for a user."""
        located = schema.located.get(self.object)
        if located is None:
            return self.object
        return f"the {self.field.split('.')[0]} of {located.kind.name.replace('_', ' ')} {path_in(schema, self.object)}"


def texts_in(schema: Schema) -> Iterator[Text]:
    """Every text of the design, in the order of its objects."""
    for entity in schema.entities:
        yield from _of_entity(entity)
    for domain in schema.domains:
        yield Text(Form.TYPE, domain.id, "type", domain.type)
        if domain.default is not None:
            yield Text(Form.EXPRESSION, domain.id, "default", domain.default)
        for check in domain.checks:
            yield Text(Form.EXPRESSION, check.id, "expression", check.expression)
    for composite in schema.composites:
        for number, part in enumerate(composite.attributes):
            yield Text(Form.TYPE, composite.id, f"attributes.{number}.type", part.type)
    for pattern in schema.access_patterns:
        for number, statement in enumerate(pattern.statements):
            yield Text(Form.STATEMENT, pattern.id, f"statements.{number}", statement)
    for invariant in schema.invariants:
        if invariant.where is not None:
            yield Text(Form.EXPRESSION, invariant.id, "where", invariant.where, invariant.entity)
    for opaque in schema.opaque:
        yield Text(Form.CARRIED, opaque.id, "sql", opaque.sql)
    for extension in schema.extensions:
        if extension.schema is not None:
            yield Text(Form.NAME, extension.id, "schema", extension.schema)
    if schema.requirements.tenancy is not None:
        yield Text(Form.NAME, "requirements", "tenancy", schema.requirements.tenancy)


def _of_entity(entity: model.Entity) -> Iterator[Text]:
    for attribute in entity.attributes:
        yield Text(Form.TYPE, attribute.id, "type", attribute.type, entity.id)
        if attribute.default is not None:
            yield Text(Form.EXPRESSION, attribute.id, "default", attribute.default, entity.id)
        if attribute.generated is not None:
            expression = attribute.generated.expression
            yield Text(Form.EXPRESSION, attribute.id, "generated.expression", expression, entity.id)
        if attribute.identity is not None and attribute.identity.sequence is not None:
            yield Text(Form.NAME, attribute.id, "identity.sequence", attribute.identity.sequence, entity.id)
    for check in entity.checks:
        yield Text(Form.EXPRESSION, check.id, "expression", check.expression, entity.id)
    for held, parts in ((entity.indexes, "keys"), (entity.exclusions, "elements")):
        for one in held:
            yield from _of_parts(one, parts, entity.id)
            if one.where is not None:
                yield Text(Form.EXPRESSION, one.id, "where", one.where, entity.id)
    if entity.partition_by is not None:
        for number, key in enumerate(entity.partition_by.keys):
            if key.expression is not None:
                field = f"partition_by.keys.{number}.expression"
                yield Text(Form.EXPRESSION, entity.id, field, key.expression, entity.id)
    if entity.replica_identity is not None and entity.replica_identity.index is not None:
        yield Text(Form.NAME, entity.id, "replica_identity.index", entity.replica_identity.index, entity.id)


def _of_parts(value: Any, field: str, entity: str) -> Iterator[Text]:
    for number, part in enumerate(getattr(value, field)):
        if part.expression is not None:
            yield Text(Form.EXPRESSION, value.id, f"{field}.{number}.expression", part.expression, entity)
