"""Faces that a document only names: every PDF reader is meant to bring one for Chinese, Japanese and Korean.

They are the predefined ones of the PDF format (ISO 32000-1, 9.7.5.2), written by the number of each character, so that
text can be searched and copied whatever it is shown in. What such a face has is told from the code page of its script.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

FULL_WIDTH = 1000.0
_CHINESE, _JAPANESE, _KOREAN = ("STSong-Light", "gbk"), ("HeiseiMin-W3", "cp932"), ("HYSMyeongJo-Medium", "cp949")
_TRADITIONAL = ("MSung-Light", "big5")
_FACES = (_CHINESE, _JAPANESE, _KOREAN, _TRADITIONAL)
_lock = threading.Lock()


@lru_cache(maxsize=16384)
def is_lent(character: str) -> bool:
    """Whether a reader's face for one of these scripts has it, as wide as it is high."""
    return unicodedata.east_asian_width(character) in "WF" and any(_has(code, character) for _, code in _FACES)


def lender(character: str, text: str) -> str:
    """The name of the face for a character of a text: Chinese signs in Japanese are written as Japanese does."""
    face = next(name for name, code in _order(text) if _has(code, character))
    _register(face)
    return face


def _order(text: str) -> tuple[tuple[str, str], ...]:
    if any("\u3040" <= character <= "\u30ff" for character in text):
        first = _JAPANESE
    elif any("\uac00" <= character <= "\ud7af" for character in text):
        first = _KOREAN
    else:
        first = _CHINESE
    return (first, *(one for one in _FACES if one is not first))


def _has(code: str, character: str) -> bool:
    try:
        return len(character.encode(code)) == 2
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=8)
def _register(face: str) -> None:
    with _lock:
        pdfmetrics.registerFont(UnicodeCIDFont(face))
