"""A rule's example: a small design that is completed when it is first looked at.

There are two of them in every rule, and running the rules over a design needs none.
"""

from typing import Any

from designer.schema.build import schema_of
from designer.schema.schema import Schema


class Example:
    """A class variable that reads as the design made of its parts."""

    def __init__(self, parts: tuple[Any, ...], properties: dict[str, Any]) -> None:
        self._parts = parts
        self._properties = properties
        self._schema: Schema | None = None

    def __get__(self, rule: object, owner: type) -> Schema:
        if self._schema is None:
            self._schema = schema_of(*self._parts, **self._properties)
        return self._schema


def example(*parts: Any, **properties: Any) -> Example:
    """`designer.schema.build.schema_of`, later: what does not fit together is raised by the first who looks."""
    return Example(parts, properties)
