"""Values for the parameters of a statement: the declared one, else what the column's statistics suggest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from designer.lab.planner.statistics import array_literal, quantile, text_of
from designer.lab.planner.volume import ColumnVolume, TableVolume
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_literal
from designer.sql.lexer import tokenize
from designer.sql.one_query import refused_expression
from designer.sql.parameter_uses import ParameterUse, Table, parameter_uses
from designer.sql.parameters import normalise_parameters
from designer.sql.tokens import Kind

_LISTED = 10
_PAGE = 50
_BY_FAMILY = {
    "integer": "1", "numeric": "1", "float": "1", "boolean": "t", "text": "abc", "uuid": "8" + "0" * 31, "json": "{}",
    "timestamp": "now", "date": "now", "time": "12:00", "interval": "1 day", "network": "10.0.0.1", "array": "{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Values:
    """Parameter number to SQL text, one map for each way to choose: `typical` first, then frequent and rare.

    missing: numbers for which nothing suggests a value. types: number to the type of the column it meets.
    """

    text: str
    names: tuple[str, ...]
    choices: tuple[tuple[str, dict[int, str]], ...]
    missing: frozenset[int]
    types: dict[int, str]
    refused: str | None = None


def choose_values(schema: Schema, volumes: Mapping[str, TableVolume], pattern: AccessPattern, statement: str) -> Values:
    """The values to plan a statement with; the text has its parameters as `$n`."""
    text, names = normalise_parameters(statement, schema.dialect.name)
    columns = {(schema.namespace(one.schema) or "public", one.name): one for one in schema.entities}
    known: dict[Table, frozenset[str]] = {key: frozenset(volumes[entity.id].columns) for key, entity in columns.items()}
    uses: dict[int, ParameterUse] = {}
    for use in parameter_uses(text, known) if names else ():
        if use.number not in uses or (uses[use.number].column is None and use.column):
            uses[use.number] = use
    declared = {one.name: one for one in pattern.parameters}
    types = {
        number: kind
        for number, name in enumerate(names, 1)
        if (kind := (declared[name].type if name in declared else None))
    }
    held = {
        number: volumes[columns[use.table].id].columns[use.column]
        for number, use in uses.items()
        if use.table in columns and use.column
    }
    fixed: dict[int, str] = {}
    for number, name in enumerate(names, 1):
        given = declared[name].value if name in declared else None
        if given is None:
            continue
        why = refused_expression(str(given))
        if why:
            return Values(text, names, (), frozenset(), types, f"the value of the parameter {name} {why}")
        fixed[number] = _parenthesized(str(given))
    choices: list[tuple[str, dict[int, str]]] = []
    for label in ("typical", "frequent values", "rare values"):
        chosen = {
            number: found
            for number in range(1, len(names) + 1)
            if (
                found := fixed.get(number)
                or _value(label, uses.get(number), held.get(number), pattern, types.get(number))
            )
        }
        if not choices or chosen != choices[0][1]:
            choices.append((label, chosen))
    missing = frozenset(range(1, len(names) + 1)) - set(choices[0][1])
    return Values(text, names, tuple(choices), missing, types)


def with_values(text: str, values: Mapping[int, str], types: Mapping[int, str] | None = None) -> str:
    """The text with each `$n` replaced; with `types`, as a cast to them."""
    pieces: list[str] = []
    behind = 0
    for token in tokenize(text, "postgres").tokens:
        if token.kind is not Kind.PARAMETER or not token.text[1:].isdecimal():
            continue
        number = int(token.text[1:])
        value = values.get(number, "NULL")
        cast = f"::{types[number]}" if types and number in types and not refused_expression(types[number]) else ""
        pieces += [text[behind : token.start], f" {value}{cast} "]
        behind = token.end
    return "".join([*pieces, text[behind:]])


def _parenthesized(value: str) -> str:
    """A declared value; anything longer than one token in parentheses of its own."""
    tokens = [one for one in tokenize(value, "postgres").tokens if one.kind is not Kind.COMMENT]
    if len(tokens) == 1:
        return tokens[0].text
    return f"({value}\n)"


def _value(
    label: str, use: ParameterUse | None, column: ColumnVolume | None, pattern: AccessPattern, kind: str | None
) -> str | None:
    if use is not None and use.operator == "limit":
        return str(pattern.rows or _PAGE)
    if use is not None and use.operator == "offset":
        return "0"
    cast = parse_type(use.cast, "postgres").family if use is not None and use.cast else None
    if use is not None and use.cast and (column is None or cast != column.type.family):
        kind, column = use.cast, None
    found = _met_value(label, use, column) if use is not None and column is not None else None
    if found is None and kind is not None:
        read = parse_type(kind, "postgres")
        plain = _BY_FAMILY.get(read.family or "")
        found = plain
    return quote_literal(found, "postgres") if found is not None else None


def _met_value(label: str, use: ParameterUse, column: ColumnVolume) -> str | None:
    """A value as text: one the operator would usually be given."""
    if use.operator in ("like", "ilike"):
        sample = next((str(one) for one in column.samples), "abc")
        return sample[:4] + "%"
    if use.operator == "any" and not column.type.dimensions:
        return array_literal(filter(None, (_nth(column, place) for place in range(_LISTED))))
    if use.operator == "element":
        return _element(column)
    if column.type.dimensions:
        first = next((text_of(value, column.type) for value, _ in column.values), None)
        return array_literal([first]) if first is not None and first[:1] != "{" else "{}"
    if use.operator in (">", ">="):
        return quantile(column, 0.95) or _equal(label, column)
    if use.operator in ("<", "<="):
        return quantile(column, 0.05) or _equal(label, column)
    if use.operator == "between":
        return quantile(column, 0.90 if use.low else 0.95) or _equal(label, column)
    return _equal(label, column)


def _element(column: ColumnVolume) -> str | None:
    """An element of an array: one that rows are known to hold, else any of its type."""
    known = (*(value for value, _ in sorted(column.values, key=lambda one: -one[1])), *column.samples)
    element = replace(column.type, family=parse_type(column.type.base, "postgres").family, dimensions=0)
    told = (text_of(value, element) for value in known if str(value)[:1] != "{")
    return next(told, None) or _BY_FAMILY.get(element.family or "")


def _equal(label: str, column: ColumnVolume) -> str | None:
    """A value to be equal to: behind a list that leaves values out, a typical one is one of those."""
    ordered = sorted(column.values, key=lambda one: -one[1])
    if ordered and label == "frequent values":
        return text_of(ordered[0][0], column.type)
    if ordered and label == "rare values":
        return text_of(ordered[-1][0], column.type)
    if ordered and sum(share for _, share in ordered) > 0.99:
        return text_of(ordered[0][0], column.type)
    return _nth(column, _LISTED // 2) or (text_of(ordered[-1][0], column.type) if ordered else None)


def _nth(column: ColumnVolume, place: int) -> str | None:
    """One of some values spread over the column's range."""
    found = quantile(column, (place + 0.5) / _LISTED)
    if found is not None:
        return found
    listed: Iterable[str] = (text_of(value, column.type) for value, _ in column.values)
    texts = sorted(listed)
    if texts:
        return texts[place % len(texts)]
    family = column.type.family
    return f"value {place}" if family == "text" else _BY_FAMILY.get(family or "")
