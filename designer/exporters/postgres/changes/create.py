"""CREATE and ADD: what makes an object, and what makes all that a change adds."""

from collections.abc import Iterator

from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage, alter_table
from designer.exporters.postgres.columns import afterthoughts, contradictions, definition
from designer.exporters.postgres.comments import comments_of
from designer.exporters.postgres.constraints import constraint
from designer.exporters.postgres.inheritance import LOCAL, deviations
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.opaque import opaque_step
from designer.exporters.postgres.order import ordered
from designer.exporters.postgres.steps import Steps
from designer.exporters.postgres.text import literal
from designer.exporters.postgres.types import domain_check
from designer.exporters.postgres.units import Phase, Unit
from designer.schema.changes import Add
from designer.schema.schema import Schema

_STAGES = (
    (Phase.SEQUENCE, Stage.MAKE),
    (Phase.FUNCTION, Stage.MAKE),
    (Phase.TABLE, Stage.TABLE),
    (Phase.ATTACH, Stage.TABLE),
    (Phase.KEY, Stage.KEY),
    (Phase.VIEW, Stage.CODE),
    (Phase.INDEX_ATTACH, Stage.INDEX),
    (Phase.IDENTITY, Stage.INDEX),
    (Phase.RELATIONSHIP, Stage.REFERENCE),
)
_DESIGN_ONLY = frozenset(
    (
        "functional_dependency", "multivalued_dependency", "denormalization",
        "access_pattern", "invariant", "decision",
    )
)  # fmt: skip
"""Kinds that say something about a database without being in it."""


def create_statements(schema: Schema, object_id: str) -> tuple[str, ...]:
    """What makes one object of `schema`, with all that lives in it; () for what is in no database.

    An entity comes with its keys and indexes and without its relationships. KeyError for an unknown id.
    """
    if schema.located[object_id].kind.name == "attribute":
        return _column(schema, object_id)
    return tuple(text for unit in ordered(tuple(_units(schema, object_id))) for text in unit.statements)


def _units(schema: Schema, object_id: str, standing: frozenset[str] = frozenset()) -> Iterator[Unit]:
    located = schema.located[object_id]
    steps = Steps(schema, standing=standing)
    value, kind = located.value, located.kind.name
    match kind:
        case "schema":
            yield from (unit for unit in steps.namespaces() if object_id in unit.makes)
        case "extension":
            yield steps.extension(value)
        case "enum" | "domain" | "composite":
            yield from (unit for unit in steps.types() if object_id in unit.makes)
        case "sequence":
            yield from (unit for unit in steps.sequences() if object_id in (*unit.makes, *unit.needs))
        case "entity":
            yield from steps.entity(value)
        case "primary_key" | "unique" | "exclusion":
            yield from steps.key_of(value, schema.entity(located.owner))
        case "index":
            yield from steps.index_of(value, schema.entity(located.owner))
        case "check":
            entity = schema.entity(located.owner)
            add = f"{alter_table(schema, entity)} ADD {constraint(value, schema)};"
            yield Unit((add, *comments_of(schema, object_id)), Phase.KEY)
        case "domain_check":
            domain = f"ALTER DOMAIN {qualified(schema, schema.get(located.owner))}"
            comments = comments_of(schema, object_id)
            yield Unit((f"{domain} ADD {domain_check(value)};", *comments), Phase.SEQUENCE)
        case "relationship":
            yield steps.relationship(object_id)
        case "opaque":
            yield opaque_step(schema, value)
        case "enum_value":
            yield Unit((_enum_value(schema, object_id),), Phase.TYPE)
        case _ if kind not in _DESIGN_ONLY:
            raise NotExpressible(f"there is no statement that makes a {kind.replace('_', ' ')}")


def _column(schema: Schema, object_id: str) -> tuple[str, ...]:
    located = schema.located[object_id]
    entity = schema.entity(located.owner)
    contradictions(f"{schema.qualified(entity)}.{located.value.name}", located.value)
    add = f"{alter_table(schema, entity)} ADD COLUMN {definition(schema, entity, located.value)};"
    return (add, *afterthoughts(schema, entity, located.value), *comments_of(schema, object_id))


def _column_or_what_differs(attribute_id: str, context: Context) -> tuple[str, ...]:
    """ADD COLUMN; where a parent gets the same column and hands it down, only what this table has otherwise."""
    schema = context.new
    entity = context.owner(attribute_id)
    attribute = schema.attribute(attribute_id)
    parents = (*entity.inherits, *((entity.partition_of.parent,) if entity.partition_of else ()))
    handed_down = any(
        (above := schema.entity(parent).attribute(attribute.name)) is not None and above.id not in context.old.located
        for parent in parents
    )
    if not handed_down or attribute.x.get(LOCAL):
        return _column(schema, attribute_id)
    differing = deviations(schema, entity, only=attribute.name)
    return (*differing, *afterthoughts(schema, entity, attribute), *comments_of(schema, attribute_id))


def _enum_value(schema: Schema, object_id: str) -> str:
    """ADD VALUE in its place."""
    located = schema.located[object_id]
    enum = schema.get(located.owner)
    ids = [value.id for value in enum.values]
    place = ids.index(object_id)
    add = f"ALTER TYPE {qualified(schema, enum)} ADD VALUE {literal(located.value.value)}"
    if place == len(ids) - 1:
        return f"{add};"
    return f"{add} BEFORE {literal(enum.values[place + 1].value)};"


def added(changes: tuple[Add, ...], context: Context) -> Iterator[Piece]:
    """All that a change adds, in an order that loads."""
    units: list[Unit] = []
    standing = frozenset(one.id for one in context.old.entities)
    for change in changes:
        if change.kind == "enum_value":
            continue  # with its type, see `alter`
        if change.kind == "attribute":
            yield Piece(Stage.COLUMN, _column_or_what_differs(change.id, context))
        else:
            units += _units(context.new, change.id, standing)
    for unit in ordered(units):
        yield Piece(_stage(unit.phase), unit.statements)


def _stage(phase: Phase) -> Stage:
    return next((stage for last, stage in _STAGES if phase <= last), Stage.CODE)
