"""The operating system account a server runs under.

An ordinary user's servers run as that user. Root's cannot: the application's cluster drops to `nobody`, and
each proof server, which executes statements from outside, gets a number of its own that owns nothing else.
"""

import os
import pwd
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from designer.lab.errors import ServerUnavailable
from designer.lab.places import is_root

# Numbers that no distribution, container runtime or directory service hands out.
_FIRST_UNASSIGNED = 1_900_000_000
_UNASSIGNED = 100_000_000


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its numbers; it need not have a name."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """The account for servers that execute only our own statements; None means: as this process."""
    if not is_root():
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerUnavailable(
            "PostgreSQL does not run as root, and this machine has no account named 'nobody' to run it under."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def throwaway_account() -> Account | None:
    """An account that owns nothing on this machine, for a server that executes statements from outside.

    Containers may map only some numbers; where one cannot own a file, this is `server_account()`.
    """
    if not is_root():
        return None
    number = _FIRST_UNASSIGNED + secrets.randbelow(_UNASSIGNED)
    with tempfile.TemporaryFile() as probe:
        try:
            os.fchown(probe.fileno(), number, number)
        except OSError:
            return server_account()
    return Account(number, number)


def give(path: Path, account: Account | None) -> None:
    """Make `account` the owner of a whole directory tree of ours."""
    if account is None:
        return
    for directory, _, files in os.walk(path):
        os.chown(directory, account.uid, account.gid)
        for name in files:
            os.chown(os.path.join(directory, name), account.uid, account.gid, follow_symlinks=False)


def give_file(path: Path, account: Account | None) -> None:
    """Make `account` the owner of one file of ours."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
