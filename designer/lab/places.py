"""Where clusters, prepared copies and sockets live, and whether a path there can be trusted.

Durable data goes where nothing ages away; what can be made again goes to a cache; what ends with its
process goes to the temporary directory. A checkout's own data is told from another's by a hash of its path.
"""

import hashlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from designer.lab.errors import ServerUnavailable

CHECKOUT = Path(__file__).resolve().parents[2]
# The socket's address holds 107 bytes and a terminator on Linux, 103 on macOS.
LONGEST_SOCKET_DIRECTORY = 103 - len("/.s.PGSQL.5432")
_NAME = "schema-designer"
_ENOUGH_MEMORY = 4 * 2**30


def is_root() -> bool:
    """Whether this process has the rights of root, under which PostgreSQL refuses to run."""
    return os.geteuid() == 0


def data_directory() -> Path:
    """Where this checkout's durable data lives: `DESIGNER_DATA_DIR`, or the platform's place for it."""
    chosen = os.environ.get("DESIGNER_DATA_DIR")
    if chosen:
        return Path(chosen).absolute()
    checkout = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:12]
    if is_root():
        return Path("/var/lib") / _NAME / checkout
    return _user_directory("XDG_DATA_HOME", ".local/share", "Library/Application Support") / checkout


def cache_directory() -> Path:
    """Where copies that can be made again live, shared by all checkouts of one user."""
    if is_root():
        return Path("/var/cache") / _NAME
    return _user_directory("XDG_CACHE_HOME", ".cache", "Library/Caches")


def _user_directory(variable: str, elsewhere: str, macos: str) -> Path:
    named = os.environ.get(variable, "")
    if os.path.isabs(named):  # the XDG specification: relative values are to be ignored
        return Path(named) / _NAME
    return Path.home() / (macos if sys.platform == "darwin" else elsewhere) / _NAME


def scratch_directory() -> Path:
    """Where this user's throw-away clusters and short socket directories live; made and checked."""
    base = Path(tempfile.gettempdir())
    if is_root() and not reachable_by_others(base):
        base = Path("/tmp")  # a private TMPDIR is out of reach for the account the server runs under
    path = base / f"sd-{os.geteuid()}"
    if len(os.fsencode(path)) + len("/12345678/run") > LONGEST_SOCKET_DIRECTORY:
        path = Path("/tmp") / path.name
    return own_directory(path)


def memory_directory() -> Path | None:
    """The same in memory, for clusters that stay small; None where the machine gives too little for that.

    Making a database is making hundreds of files, which a busy disk takes a second for and memory some hundredths.
    """
    base = Path("/dev/shm")
    try:
        if shutil.disk_usage(base).free < _ENOUGH_MEMORY or not os.access(base, os.W_OK | os.X_OK):
            return None
        return own_directory(base / f"sd-{os.geteuid()}")
    except (OSError, ServerUnavailable):
        return None


def own_directory(path: Path, *, mode: int | None = None) -> Path:
    """Make `path` unless it is there, and make sure that only this user can have put anything into it.

    `mode` defaults to 0711 for root, whose servers run under another account and must pass through, and to
    0700 for everyone else. Raises ServerUnavailable when the path is a link, or somebody else's.
    """
    wanted = mode if mode is not None else (0o711 if is_root() else 0o700)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.mkdir(mode=wanted)
            path.chmod(wanted)  # mkdir's mode is reduced by the umask
        except FileExistsError:
            pass
        found = path.lstat()
    except OSError as error:
        raise ServerUnavailable(f"{path} cannot be used: {error.strerror}.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ServerUnavailable(f"{path} is not a directory of this user's; remove it and start again.")
    if found.st_mode & 0o022:
        raise ServerUnavailable(f"{path} can be written by others; remove it and start again.")
    return path


def reachable_by_others(path: Path) -> bool:
    """Whether any account of the machine may pass through `path` and every directory above it."""
    resolved = path.resolve()
    return all(level.stat().st_mode & stat.S_IXOTH for level in (resolved, *resolved.parents))
