"""What two sides disagree about, and what comes of putting them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.schema.schema import Schema

OURS, THEIRS = "ours", "theirs"
Choices = Mapping[str, str]
"""Keys of conflicts to OURS or THEIRS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Something that both sides changed, each in its own way.

    field: a field of the object's model type; "" is the object as a whole: one side has dropped it (its value is None),
    the other one changed or needs it; "order" is the order of the objects of `kind` inside `object_id`.
    base is None where both sides added it. choice: whose it shall be, None while that is open.
    needed_by: ids of what stays and refers to it, where one side dropped it.
    """

    object_id: str
    kind: str
    field: str
    base: Any
    ours: Any
    theirs: Any
    choice: str | None = None
    needed_by: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a choice names it by."""
        return key_of(self.object_id, self.kind if self.field == "order" else "", self.field)


def key_of(object_id: str, kind: str, field: str) -> str:
    """`id~field`; for an order, which lists are meant is said too."""
    return f"{object_id}~{kind}~{field}" if kind else f"{object_id}~{field}"


@dataclass(frozen=True, slots=True)
class Merged:
    """The design as both sides have it; where they disagree and nothing was chosen, as ours is.

    problems: sentences about why the result is no design even so (two new tables of one name); then, and as long as a
    conflict is open, it is not to be used.
    """

    schema: Schema
    conflicts: tuple[Conflict, ...]
    problems: tuple[str, ...]

    @property
    def open(self) -> tuple[Conflict, ...]:
        """The conflicts that nobody decided."""
        return tuple(one for one in self.conflicts if one.choice is None)

    @property
    def clean(self) -> bool:
        """Whether the result can be used."""
        return not self.open and not self.problems
