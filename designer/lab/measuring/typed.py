"""A value of any type, as text that the type reads, told by a number: other numbers give other values."""

import json
from datetime import date, timedelta

from designer.lab.planner.statistics import array_literal
from designer.schema.schema import Schema
from designer.schema.types import DataType, parse_type

_EPOCH_YEAR = 2020


def value_text(schema: Schema, type_text: str, number: int) -> str:
    """The text. Types of few values (enums, booleans, the bits of a length) repeat theirs."""
    parsed = parse_type(type_text)
    if parsed.dimensions:
        inside = type_text[: type_text.rindex("[")] if "[" in type_text else parsed.base
        return array_literal([value_text(schema, inside, number)])
    bare = type_text.replace('"', "").rpartition(".")[2].split("(")[0].strip()
    for enum in schema.enums:
        if enum.name == bare and enum.values:
            return enum.values[number % len(enum.values)].value
    for domain in schema.domains:
        if domain.name == bare:
            return value_text(schema, domain.type, number)
    for composite in schema.composites:
        if composite.name == bare:
            return _row([value_text(schema, one.type, number) for one in composite.attributes])
    return _text(parsed, number)


def _row(parts: list[str]) -> str:
    quoted = ('"' + part.replace("\\", "\\\\").replace('"', '""') + '"' for part in parts)
    return f"({','.join(quoted)})"


def _text(parsed: DataType, number: int) -> str:
    """The text of a value of a built-in type."""
    base, length = parsed.base, parsed.length
    match parsed.family:
        case "integer":
            return str(number % 30_000 if base == "smallint" else number)
        case "numeric":
            return str(number % 10 ** max(1, (length or 9) - (parsed.scale or 0)))
        case "float":
            return f"{number}.5"
        case "text":
            return str(number)[-length:] if length else f"text {number}"
        case "boolean":
            return ("true", "false")[number % 2] if base == "boolean" else "1" * (length or 1)
        case "timestamp" | "date":
            return f"{_EPOCH_YEAR + number % 5}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        case "time":
            return f"{number % 24:02}:{number % 60:02}:00"
        case "interval":
            return f"{number} hours"
        case "uuid":
            return f"{number:032x}"
        case "json":
            return json.dumps({"number": number})
        case "binary":
            return f"\\x{number:08x}"
        case "network" if base in ("inet", "cidr"):
            return f"10.0.{number // 250 % 250}.{number % 250}"
        case "network":
            return f"08:00:2b:01:{number // 90 % 90 + 10}:{number % 90 + 10}{':00:00' if base == 'macaddr8' else ''}"
        case "range":
            return _range(base, number)
        case "search":
            return f"word{number}"
        case "bits":
            return "1" * (length or 1)
        case "xml":
            return f"<a>{number}</a>"
        case "geometry":
            return f"({number},{number})"
    return str(number)


def _range(base: str, number: int) -> str:
    """One that overlaps no other number's."""
    if base.removesuffix("multirange").removesuffix("range") in ("date", "ts", "tstz"):
        first, last = (date(_EPOCH_YEAR, 1, 1) + timedelta(days=2 * number + one) for one in (0, 1))
        text = f"[{first},{last})"
    else:
        text = f"[{2 * number},{2 * number + 1})"
    return f"{{{text}}}" if "multi" in base else text
