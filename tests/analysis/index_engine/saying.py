"""Indexes as the cases write them, so that two spellings of one index compare equal."""

from designer.schema.model import Entity, Index, IndexKey
from designer.schema.schema import Schema


def said(schema: Schema, table: Entity, index: Index) -> str:
    """`orders gin (tags)`, `orders (customer_id, placed_at DESC) INCLUDE (total) WHERE …`."""
    method = "" if index.method == "btree" else f"{index.method} "
    included = f" INCLUDE ({', '.join(schema.names(index.include))})" if index.include else ""
    where = f" WHERE {index.where}" if index.where else ""
    return f"{table.name} {method}({', '.join(_key(schema, key) for key in index.keys)}){included}{where}"


def _key(schema: Schema, key: IndexKey) -> str:
    text = schema.attribute(key.column).name if key.column else str(key.expression).lower()
    text += f" {key.operator_class}" if key.operator_class else ""
    text += " DESC" if key.descending else ""
    usual = "first" if key.descending else "last"
    return text + (f" NULLS {key.nulls.upper()}" if key.nulls and key.nulls != usual else "")


def is_expected(found: str, expectation: str) -> bool:
    """Whether an index is one of the spellings. INCLUDE matters only where the expectation has it."""
    return any(found == one or _without_include(found) == one for one in expectation.split(" | "))


def _without_include(text: str) -> str:
    before, marker, after = text.partition(" INCLUDE (")
    return before + after.partition(")")[2] if marker else text
