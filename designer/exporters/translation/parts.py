"""Small pieces that translators of designs share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from designer.exporters.result import Notice


@dataclass
class Notes:
    """Notices as they come, each once."""

    found: dict[tuple[str, str], Notice] = field(default_factory=dict)

    def __call__(self, about: str, reason: str) -> None:
        self.found.setdefault((about, reason), Notice(about, reason))

    def all(self) -> tuple[Notice, ...]:
        return tuple(self.found.values())


def free_name(wanted: str, taken: Collection[str], most: int = 63) -> str:
    """`wanted`, or that with a number, such that it is not taken; compared without regard to case."""
    name, number = wanted[:most], 2
    while name.casefold() in taken:
        tail = f"_{number}"
        name, number = wanted[: most - len(tail)] + tail, number + 1
    return name
