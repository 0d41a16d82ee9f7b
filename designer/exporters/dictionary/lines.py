"""The lines of which an entry is made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttributeLine:
    """keys: which of PK, FK and UK it is in. statistics: what is known of its values, in words."""

    anchor: str
    name: str
    type: str
    full_type: str
    nullable: bool
    default: str
    keys: tuple[str, ...]
    meaning: str
    statistics: str


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A foreign key seen from one of its ends; other is the table at the other end.

    pairs: each of this table's columns with the column that it is matched with.
    """

    name: str
    columns: str
    other: str
    other_anchor: str
    other_columns: str
    pairs: tuple[tuple[str, str], ...]
    rows: str
    actions: str


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A key, index or constraint: what it is (`unique`, `btree`), over what, and its condition."""

    name: str
    kind: str
    over: str
    condition: str
    comment: str


@dataclass(frozen=True, slots=True)
class PatternLine:
    """An access pattern. facts: how often, how fast, how many rows, whose."""

    anchor: str
    name: str
    facts: str
    statements: tuple[str, ...]
    notes: str
    tables: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A decision or a deliberate exception: what about, and why."""

    subject: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One table."""

    entity: str
    anchor: str
    name: str
    meaning: str
    facts: tuple[str, ...]
    attributes: tuple[AttributeLine, ...]
    refers_to: tuple[ReferenceLine, ...]
    referred_by: tuple[ReferenceLine, ...]
    indexes: tuple[IndexLine, ...]
    constraints: tuple[IndexLine, ...]
    patterns: tuple[PatternLine, ...]
    remarks: tuple[Remark, ...]
