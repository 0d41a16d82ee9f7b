"""Fonts for pictures: the vendored face first, then what the machine has for scripts that it lacks."""

import atexit
import fcntl
import os
import shutil
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

FAMILY = "Liberation Sans"
_PREFIX = "designer-fonts-"
_MARK = "alive"
_UNMARKED_SECONDS = 3600.0
"""Between making a folder and marking it lie microseconds."""
_FOLDER = "liberation-fonts-2.1.5"
SYSTEM = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "~/.fonts",
           "~/.local/share/fonts")  # fmt: skip


def vendored() -> Path | None:
    """The folder of the vendored face: in the checkout, else where the installed distribution put it."""
    checkout = Path(__file__).resolve().parents[3] / "static" / "vendor" / _FOLDER
    installed = Path(sys.prefix) / "share" / "schema-designer" / "fonts"
    return next((folder for folder in (checkout, installed) if any(folder.glob("*.ttf"))), None)


@cache
def configuration() -> Path:
    """A fontconfig file of this process's own that names the face, in a folder removed at exit.

    What a killed process left behind is removed by the next one.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    _hold(folder)
    atexit.register(_remove, folder, os.getpid())
    own = vendored()
    places = [str(own)] if own else []
    places += [str(place) for place in map(Path.expanduser, map(Path, SYSTEM)) if place.is_dir()]
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        + "".join(f"<dir>{escape(place)}</dir>" for place in places)
        + f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>"
        + "".join(
            f'<alias binding="same"><family>{family}</family><prefer><family>{FAMILY}</family></prefer></alias>'
            for family in ("Helvetica", "Arial", "sans-serif")
        )
        + "</fontconfig>"
    )
    return file


def _hold(folder: Path) -> None:
    """Marks a folder as in use for as long as this process lives: the kernel ends the hold, even after kill -9.

    The mark gets its name once it is held, so that nobody ever finds one that is not.
    """
    unfinished = folder / "alive.new"
    held = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    unfinished.rename(folder / _MARK)


def _sweep() -> None:
    """Removes this user's folders whose processes are gone: nobody holds their mark, or they never came to have one."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            mine = folder.lstat().st_uid == os.geteuid() and not folder.is_symlink()
            if mine and _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # another process was quicker
            continue


def _is_left(folder: Path) -> bool:
    try:
        mark = os.open(folder / _MARK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return time.time() - folder.lstat().st_mtime > _UNMARKED_SECONDS
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(mark)
    return True


def _remove(folder: Path, owner: int) -> None:
    """At exit, of the process that made it; a copy of that process has no say."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
