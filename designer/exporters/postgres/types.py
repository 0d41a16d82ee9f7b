"""Enums, domains, composite types and sequences."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from designer.exporters.postgres.columns import collation, domain_not_null, sequence_options
from designer.exporters.postgres.constraints import condition
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal, name, verbatim
from designer.schema.model import Check, Composite, CompositeAttribute, Domain, Enum, Sequence
from designer.schema.schema import Schema


@singledispatch
def create_type(value: Any, schema: Schema) -> Iterator[str]:
    """The statements that make a type or a sequence."""
    raise TypeError(f"{type(value).__name__} is no type")


@create_type.register
def _(value: Enum, schema: Schema) -> Iterator[str]:
    values = ",".join(f"\n    {literal(item.value)}" for item in value.values)
    yield f"CREATE TYPE {qualified(schema, value)} AS ENUM ({values}\n);"


@create_type.register
def _(value: Composite, schema: Schema) -> Iterator[str]:
    attributes = ",".join(f"\n    {composite_attribute(item, value)}" for item in value.attributes)
    yield f"CREATE TYPE {qualified(schema, value)} AS ({attributes}\n);"


@create_type.register
def _(value: Domain, schema: Schema) -> Iterator[str]:
    lines = [f"CREATE DOMAIN {qualified(schema, value)} AS {verbatim(value.type, f'the type of {value.name}')}"]
    if value.collation:
        lines.append(f"COLLATE {collation(value.collation, value.name)}")
    if value.default is not None:
        lines.append(f"DEFAULT {verbatim(value.default, f'the default of {value.name}')}")
    if value.not_null:
        lines.append(domain_not_null(value))
    lines += [domain_check(check) for check in value.checks if check.validated]
    yield "\n    ".join(lines) + ";"
    for check in value.checks:
        if not check.validated:
            yield f"ALTER DOMAIN {qualified(schema, value)} ADD {domain_check(check)};"


@create_type.register
def _(value: Sequence, schema: Schema) -> Iterator[str]:
    kind = "" if value.persistence == "permanent" else f"{value.persistence.upper()} "
    parts = [f"CREATE {kind}SEQUENCE {qualified(schema, value)}"]
    if value.type.strip().lower() not in ("bigint", "int8"):
        parts.append(f"AS {verbatim(value.type, f'the type of {value.name}')}")
    yield " ".join([*parts, *sequence_options(value)]) + ";"


def composite_attribute(item: CompositeAttribute, value: Composite) -> str:
    """One attribute of a composite type."""
    where = f"{value.name}.{item.name}"
    text = f"{name(item.name)} {verbatim(item.type, f'the type of {where}')}"
    return f"{text} COLLATE {collation(item.collation, where)}" if item.collation else text


def domain_check(check: Check) -> str:
    """A check of a domain, as CREATE DOMAIN and ADD take it."""
    named = f"CONSTRAINT {name(check.name)} " if check.name else ""
    return f"{named}{condition(check)}{'' if check.validated else ' NOT VALID'}"


def own_sequence(schema: Schema, sequence: Sequence) -> str:
    """Ties a sequence to the column it goes with."""
    assert sequence.owned_by is not None
    owner = schema.entity(schema.located[sequence.owned_by].owner)
    column = name(schema.attribute(sequence.owned_by).name)
    return f"ALTER SEQUENCE {qualified(schema, sequence)} OWNED BY {qualified(schema, owner)}.{column};"
