"""A file that one process holds for as long as it lives, even if it is killed."""

import fcntl
import os
from pathlib import Path

from designer.lab.errors import AlreadyRunning, ServerUnavailable


class Hold:
    """An exclusive hold on `path`; the kernel ends it with us.

    It is taken at once or not at all (AlreadyRunning), or with `wait` when whoever holds it lets go.
    """

    def __init__(self, path: Path, *, wait: bool = False) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ServerUnavailable(f"{path} cannot be used: {error.strerror}.") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            note = os.pread(self._descriptor, 4096, 0).decode(errors="replace")
            os.close(self._descriptor)
            raise AlreadyRunning(note) from None
        self.note("")

    def note(self, text: str) -> None:
        """Replace what a refused process may read."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def release(self) -> None:
        """Give it up."""
        os.close(self._descriptor)
