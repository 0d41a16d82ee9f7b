"""Columns that say when a row was changed last, and what sets them."""

from functools import lru_cache

from designer.analysis.facts import Facts
from designer.schema import edits
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_CHANGED = frozenset("updated modified changed altered".split())
_AROUND = frozenset("last at on time date row record datetime timestamp utc".split())


def tells_changes(facts: Facts, column: Attribute) -> bool:
    """`updated_at`, `last_modified`, `changed`; not `price_updated_at`, `updated_by`."""
    return _says_changed(column.name) and facts.family(column) in ("timestamp", "date")


@lru_cache(maxsize=65536)
def _says_changed(name: str) -> bool:
    said = set(words(name)) - _AROUND
    return len(said) == 1 and bool(said & _CHANGED)


def is_kept_by_column(facts: Facts, column: Attribute) -> bool:
    """Whether the column sets itself: a clause of its own, or a generated value."""
    own = column.options.get(facts.schema.dialect.name) or column.options.get("mysql") or {}
    return bool(column.generated or own.get("on_update") or facts.type_of(column).base == "rowversion")


def kept_by_mysql(facts: Facts, column: Attribute) -> tuple[Change, ...]:
    """MySQL's clause, which is one word of the column; none elsewhere, where a trigger is text that people write."""
    dialect = facts.schema.dialect.name
    if dialect not in ("mysql", "mariadb") or facts.type_of(column).base not in ("timestamp", "datetime"):
        return ()
    digits = facts.type_of(column).length
    value = f"current_timestamp({digits})" if digits else "current_timestamp"
    own = FrozenMap({**(column.options.get("mysql") or {}), "on_update": value})
    return (edits.alter(facts.schema, column.id, options=FrozenMap({**column.options, "mysql": own})),)


def has_trigger(facts: Facts, table: Entity) -> bool:
    """Whether any trigger or rule may be on the table."""
    return any(
        one.kind in ("trigger", "rule") and (table.id in one.requires or not one.requires)
        for one in facts.schema.opaque
    )
