"""Why an edit was not made, in words and field by field."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that two people changed: what it was, what it is now, what the second one wanted.

    field: the name in the model, "" for the object as a whole. revision and actor say who changed it, if known.
    """

    object_id: str
    kind: str
    field: str
    base: Any
    theirs: Any
    yours: Any
    message: str
    revision: int | None = None
    actor: str | None = None


class EditConflict(Exception):
    """An edit whose fields somebody else changed since it was begun. Nothing was written."""

    def __init__(self, *conflicts: FieldConflict) -> None:
        super().__init__("; ".join(conflict.message for conflict in conflicts))
        self.conflicts = conflicts


class CannotUndo(Exception):
    """A revision that cannot be taken back (or done again); the message says why.

    blocked_by: the numbers of the later revisions that depend on it.
    """

    def __init__(self, message: str, blocked_by: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.blocked_by = blocked_by
