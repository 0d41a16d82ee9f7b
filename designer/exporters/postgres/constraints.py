"""Table constraints, as they stand after ADD or inside CREATE TABLE."""

from functools import singledispatch
from typing import Any

from designer.exporters.postgres.naming import column, columns, qualified
from designer.exporters.postgres.text import name, of_postgres, parenthesized, settings, verbatim
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Exclusion, ExclusionElement, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema


@singledispatch
def constraint(value: Any, schema: Schema) -> str:
    """`CONSTRAINT name …` of a key, check, exclusion or relationship."""
    raise TypeError(f"{type(value).__name__} is no constraint")


@constraint.register
def _(value: PrimaryKey, schema: Schema) -> str:
    return _named(value.name, f"PRIMARY KEY {_key(value, schema)}{deferrable(value.deferrable)}")


@constraint.register
def _(value: Unique, schema: Schema) -> str:
    nulls = "NULLS NOT DISTINCT " if value.nulls_not_distinct else ""
    return _named(value.name, f"UNIQUE {nulls}{_key(value, schema)}{deferrable(value.deferrable)}")


@constraint.register
def _(value: Check, schema: Schema) -> str:
    return _named(value.name, f"{condition(value)}{validity(value.validated, value.enforced)}")


@constraint.register
def _(value: Exclusion, schema: Schema) -> str:
    elements = ", ".join(_element(element, schema, value) for element in value.elements)
    where = f" WHERE {parenthesized(value.where, f'the condition of {value.name}')}" if value.where else ""
    text = f"EXCLUDE USING {name(value.method)} ({elements}){_include(value.include, schema)}{_with(value.options)}"
    return _named(value.name, f"{text}{where}{deferrable(value.deferrable)}")


@constraint.register
def _(value: Relationship, schema: Schema) -> str:
    period = _refers_to_a_period(value, schema)
    text = (
        f"FOREIGN KEY ({_with_period(value.columns, schema, period)})"
        f" REFERENCES {qualified(schema, schema.entity(value.parent))}"
    )
    if value.parent_columns:
        text += f" ({_with_period(value.parent_columns, schema, period)})"
    if value.match and value.match != "simple":
        text += f" MATCH {value.match.upper()}"
    if value.on_update != "no action":
        text += f" ON UPDATE {value.on_update.upper()}"
    if value.on_delete != "no action":
        text += f" ON DELETE {value.on_delete.upper()}"
        if value.on_delete_columns:
            text += f" ({columns(schema, value.on_delete_columns)})"
    return _named(value.name, f"{text}{deferrable(value.deferrable)}{validity(value.validated, value.enforced)}")


def condition(value: Check) -> str:
    """A check without its name and its validity, for a table or a domain."""
    written = parenthesized(value.expression, f"the check {value.name or value.expression!r}")
    return f"CHECK {written}{' NO INHERIT' if value.no_inherit else ''}"


def deferrable(mode: str | None) -> str:
    """When a constraint is looked at."""
    return {None: "", "immediate": " DEFERRABLE", "deferred": " DEFERRABLE INITIALLY DEFERRED"}[mode]


def validity(validated: bool, enforced: bool) -> str:
    """NOT ENFORCED includes that nobody looked at the rows, so it stands alone."""
    if not enforced:
        return " NOT ENFORCED"
    return "" if validated else " NOT VALID"


def _named(constraint_name: str | None, text: str) -> str:
    return f"CONSTRAINT {name(constraint_name)} {text}" if constraint_name else text


def _key(value: PrimaryKey | Unique, schema: Schema) -> str:
    overlaps = " WITHOUT OVERLAPS" if value.without_overlaps else ""
    return f"({columns(schema, value.columns)}{overlaps}){_include(value.include, schema)}{_with(value.options)}"


def _include(included: tuple[str, ...], schema: Schema) -> str:
    return f" INCLUDE ({columns(schema, included)})" if included else ""


def _with(options: FrozenMap) -> str:
    given = storage(options)
    return f" WITH ({settings(given)})" if given else ""


def storage(options: FrozenMap) -> FrozenMap:
    """The storage parameters of an index or a key, which may be kept by dialect or not."""
    given = of_postgres(options) or options
    return FrozenMap({key: value for key, value in given.items() if not isinstance(value, FrozenMap)})


def _element(element: ExclusionElement, schema: Schema, value: Exclusion) -> str:
    what = f"an element of {value.name or 'an exclusion'}"
    text = column(schema, element.column) if element.column else parenthesized(element.expression or "", what)
    if element.collation:
        text += f" COLLATE {verbatim(element.collation, what)}"
    if element.operator_class:
        text += f" {verbatim(element.operator_class, what)}"
    return f"{text}{ordering(element.descending, element.nulls)} WITH {_operator(element.operator, what)}"


def _operator(operator: str, what: str) -> str:
    """An operator; one with a schema or in a schema that is not searched has to say OPERATOR()."""
    written = verbatim(operator, what)
    return f"OPERATOR({written})" if "." in written and not written.upper().startswith("OPERATOR") else written


def ordering(descending: bool, nulls: str | None) -> str:
    """The direction of an index column, where it is not the default."""
    return f"{' DESC' if descending else ''}{f' NULLS {nulls.upper()}' if nulls else ''}"


def _refers_to_a_period(value: Relationship, schema: Schema) -> bool:
    return bool(value.x.get("period")) or any(
        key.without_overlaps and key.columns == value.parent_columns for key in schema.entity(value.parent).keys
    )


def _with_period(attribute_ids: tuple[str, ...], schema: Schema, period: bool) -> str:
    if not period:
        return columns(schema, attribute_ids)
    return f"{columns(schema, attribute_ids[:-1])}, PERIOD {column(schema, attribute_ids[-1])}"
