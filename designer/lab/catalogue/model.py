"""The catalogue as a value: objects by kind and name, each with its properties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Key = tuple[str, str]
"""Kind ("table", "column", "foreign key" …) and qualified, quoted name ("public.orders.id")."""

Detail = Mapping[str, str | tuple[str, ...]]
"""Properties that are set, by name; a list whose order matters, or that was sorted, is a tuple."""

_NO_PARENTS: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue(Mapping[Key, Detail]):
    """All objects of one database that do not belong to the system or to an extension.

    `major` is the server's major version. `parents` names, for each object, what it cannot exist without
    (its table, its schema, the constraint it was inherited from): when a parent is gone, its children are
    gone with it and need no word of their own.
    """

    major: int
    objects: Mapping[Key, Detail]
    parents: Mapping[Key, tuple[Key, ...]]

    def __getitem__(self, key: Key) -> Detail:
        return self.objects[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.objects)

    def __len__(self) -> int:
        return len(self.objects)

    def parents_of(self, key: Key) -> tuple[Key, ...]:
        return self.parents.get(key, _NO_PARENTS)


def frozen_detail(properties: Mapping[str, object]) -> Detail:
    """Properties as the server's JSON gives them (text and lists of text), made immutable."""
    return MappingProxyType(
        {name: tuple(map(str, value)) if isinstance(value, list) else str(value) for name, value in properties.items()}
    )
