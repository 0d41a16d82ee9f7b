"""Which face writes which character: the vendored one, then what the machine has, then one that the reader brings,
then a box that says its number.

A character without a face is never dropped: it becomes a box with its number in Unicode, as browsers draw it, and
the document's notices say which scripts that befell.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from designer.exporters.diagram.fonts import SYSTEM, vendored
from designer.exporters.pdf.lending import FULL_WIDTH, is_lent, lender
from designer.exporters.result import ExportError

REGULAR, BOLD = "designer-regular", "designer-bold"
BOX, LENT = "box", "lent"
"""The face of characters that no face has, and of those that the reader's own faces have."""
_MOST = 24
"""How many faces of the machine are looked into; a dozen cover what can be covered."""
_BOX_WIDTH = 900
_FIRST = ("dejavusans", "droidsansfallback", "notosanscjk", "wqy", "ipag", "unifont", "symbola", "freesans", "noto")
_VARIANTS = ("bold", "italic", "oblique", "condensed", "mono", "serif", "light", "thin", "black", "medium")
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Face:
    """A face under the name that the document knows it by. widths: of each character, in thousandths."""

    name: str
    widths: dict[int, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face. width: in thousandths of the size."""

    face: str
    text: str
    width: float


@lru_cache(maxsize=1)
def _own() -> tuple[Face, Face]:
    """The vendored face, upright and bold. Raises ExportError where it is missing."""
    folder = vendored()
    if folder is None:
        raise ExportError("the face that documents are written in is missing from this installation")
    return (
        _registered(REGULAR, folder / "LiberationSans-Regular.ttf"),
        _registered(BOLD, folder / "LiberationSans-Bold.ttf"),
    )


def _registered(name: str, path: Path) -> Face:
    font = TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    return Face(name, font.face.charWidths)


@lru_cache(maxsize=1)
def _others() -> tuple[Face, ...]:
    """The machine's upright TrueType faces, those that cover most scripts first."""
    found: list[Face] = []
    for path in sorted(_files(), key=_usefulness)[:_MOST]:
        try:
            found.append(_registered(f"designer-{len(found)}", path))
        except (TTFError, OSError, ValueError, KeyError, IndexError):  # other outlines, not to be embedded, or damaged
            continue
    return tuple(found)


def _files() -> Iterator[Path]:
    for folder in map(Path.expanduser, map(Path, SYSTEM)):
        for path in folder.rglob("*.tt[fc]") if folder.is_dir() else ():
            if not any(word in path.stem.lower() for word in _VARIANTS):
                yield path


def _usefulness(path: Path) -> tuple[int, str]:
    stem = path.stem.lower()
    return next((place for place, word in enumerate(_FIRST) if stem.startswith(word)), len(_FIRST)), str(path)


@lru_cache(maxsize=65536)
def _face_of(character: str, bold: bool) -> tuple[str, float]:
    """The name of the face that writes a character, and how wide it is."""
    code = ord(character)
    own = _own()[1 if bold else 0]
    if code in own.widths:
        return own.name, own.widths[code]
    if unicodedata.category(character) in ("Cf", "Mn", "Me") or 0xFE00 <= code <= 0xFE0F:
        return own.name, 0.0  # joins or marks what stands before it; `runs` leaves out those that no face has
    with _lock:
        other = next((face for face in _others() if code in face.widths), None)
    if other is not None:
        return other.name, other.widths[code]
    return (LENT, FULL_WIDTH) if is_lent(character) else (BOX, float(_BOX_WIDTH))


def _is_written(character: str, bold: bool) -> bool:
    face, width = _face_of(character, bold)
    return width > 0 or face == BOX or ord(character) in _own()[1 if bold else 0].widths


@lru_cache(maxsize=65536)
def runs(text: str, bold: bool = False) -> tuple[Run, ...]:
    """One line of text as it is written from left to right."""
    shown = [(character, *_face_of(character, bold)) for character in visual(text) if _is_written(character, bold)]
    if any(face == LENT for _, face, _ in shown):
        shown = [(one, lender(one, text) if face == LENT else face, width) for one, face, width in shown]
    return tuple(
        Run(face, "".join(one[0] for one in group), sum(one[2] for one in group))
        for face, group in ((face, list(found)) for face, found in groupby(shown, key=lambda one: one[1]))
    )


@lru_cache(maxsize=65536)
def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in points."""
    return sum(_face_of(character, bold)[1] for character in text) * size / 1000


def unwritten(text: str) -> frozenset[str]:
    """The scripts, by their names in Unicode, of the characters that become boxes."""
    return _scripts(text, BOX)


def lent(text: str) -> frozenset[str]:
    """The scripts of the characters that are written in a face which the document only names."""
    return _scripts(text, LENT)


def _scripts(text: str, face: str) -> frozenset[str]:
    found = {character for character in set(text) if _face_of(character, False)[0] == face}
    return frozenset(unicodedata.name(character, "unnamed").split(" ")[0].lower() for character in found)


def visual(text: str) -> str:
    """Text in the order in which its characters stand on the line: what is written from the right is turned round.

    Runs of letters from the right, with the spaces and signs between them, are reversed; numbers in them are not.
    """
    if not any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        return text
    turned: list[str] = []
    for rightward, found in groupby(_directed(text), key=lambda one: one[1]):
        piece = "".join(character for character, _ in found)
        turned.append(_reversed(piece) if rightward else piece)
    return "".join(turned)


def _directed(text: str) -> list[tuple[str, bool]]:
    """Each character, and whether it belongs to a run from the right; what stands between two such runs does."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    rightward = [kind in ("R", "AL", "NSM") for kind in kinds]
    last = None
    for place, kind in enumerate(kinds):
        if kind in ("R", "AL"):
            if last is not None and all(between not in ("L",) for between in kinds[last + 1 : place]):
                rightward[last:place] = [True] * (place - last)
            last = place
    return list(zip(text, rightward, strict=True))


def _reversed(piece: str) -> str:
    """The piece from its end to its start; a letter keeps its marks behind it, a number its digits in order."""
    clusters: list[str] = []
    for character in piece:
        joins = unicodedata.combining(character) or (character.isdigit() and clusters and clusters[-1][-1].isdigit())
        if joins and clusters:
            clusters[-1] += character
        else:
            clusters.append(character)
    return "".join(_MIRRORED.get(cluster, cluster) for cluster in reversed(clusters))


_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))
