"""What can be wrong with a design, or with a change to one, in words for the person who gave it."""


class DesignError(ValueError):
    """A design that does not hold together; `problems` lists each reason with its place."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class ChangeConflict(ValueError):
    """A change that no longer fits the design it is applied to.

    object_id: what it is about; fields: per field (value expected, value found), where that is known.
    """

    def __init__(
        self, message: str, object_id: str = "", fields: dict[str, tuple[object, object]] | None = None
    ) -> None:
        super().__init__(message)
        self.object_id = object_id
        self.fields = fields or {}
