"""Fonts for pictures: the vendored face first, then what the machine has for scripts that it lacks."""

import atexit
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

FAMILY = "Liberation Sans"
_FOLDER = "liberation-fonts-2.1.5"
_SYSTEM = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "~/.fonts",
           "~/.local/share/fonts")  # fmt: skip


def vendored() -> Path | None:
    """The folder of the vendored face: in the checkout, else where the installed distribution put it."""
    checkout = Path(__file__).resolve().parents[3] / "static" / "vendor" / _FOLDER
    installed = Path(sys.prefix) / "share" / "schema-designer" / "fonts"
    return next((folder for folder in (checkout, installed) if any(folder.glob("*.ttf"))), None)


@cache
def configuration() -> Path:
    """A fontconfig file of this process's own that names the face, in a folder removed at exit."""
    folder = Path(tempfile.mkdtemp(prefix="designer-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    own = vendored()
    places = [str(own)] if own else []
    places += [str(place) for place in map(Path.expanduser, map(Path, _SYSTEM)) if place.is_dir()]
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
