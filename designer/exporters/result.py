"""What an exporter gives back. A module of its own, so that targets import it without the registry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the target cannot express: the object's name, and why, in a sentence for the user."""

    object: str
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """A design in a target's language. content: text, or bytes for a picture or a packed file."""

    content: str | bytes
    notices: tuple[Notice, ...] = ()

    @property
    def text(self) -> str:
        """The content of a textual target. TypeError for a binary one."""
        if isinstance(self.content, bytes):
            raise TypeError("a binary export has no text")
        return self.content


class ExportError(ValueError):
    """A design that the target refuses; the message is a sentence for the user."""


class NotExpressible(ExportError):
    """A change that no statement of the server makes, or none that keeps the data; says why."""
