"""What a design's findings could stand on: how much of its use is said."""

from dataclasses import dataclass, fields
from typing import Any

from designer.schema.model import Requirements
from designer.schema.schema import Schema

_QUESTIONS = tuple(one.name for one in fields(Requirements) if one.name != "x")


@dataclass(frozen=True, slots=True)
class Coverage:
    """patterns, rated: access patterns, and those with a rate; tables, sized: tables that are no partitions, and those
    with a number of rows; questions, answered: what the requirements ask, and what of it has an answer."""

    patterns: int
    rated: int
    tables: int
    sized: int
    questions: int
    answered: int

    def as_json(self) -> dict[str, Any]:
        """As the summary of `designer analyze --format json` holds it."""
        return {
            "access_patterns": self.patterns,
            "with_rate": self.rated,
            "tables": self.tables,
            "with_rows": self.sized,
            "requirements": self.questions,
            "answered": self.answered,
        }


def coverage(schema: Schema) -> Coverage:
    """Of a design as it is."""
    tables = [one for one in schema.entities if not one.partition_of]
    return Coverage(
        len(schema.access_patterns),
        sum(bool(one.frequency_per_minute) for one in schema.access_patterns),
        len(tables),
        sum(one.rows is not None for one in tables),
        len(_QUESTIONS),
        sum(getattr(schema.requirements, name) is not None for name in _QUESTIONS),
    )
