"""The stylesheets: tokens exist, files exist, nothing comes from elsewhere, and text can be read in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "static" / "css"
SHEETS = {path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in FOLDER.glob("*.css")}
EVERYTHING = "\n".join(SHEETS.values())
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(SHEETS["tokens.css"])}
SURFACES = ("bg", "panel", "raised", "hover", "accent-soft")
INKS = ("ink", "ink-2", "ink-3", "accent", "error", "good", "warning", "info")
READ_ON = [
    *((ink, surface) for ink in ("ink", "ink-2") for surface in SURFACES),
    *((ink, surface) for ink in INKS for surface in ("bg", "panel", "raised", "hover")),
    *((kind, f"{kind}-soft") for kind in ("error", "warning", "info", "good")),
    *(("ink", f"{kind}-soft") for kind in ("error", "warning", "info", "good")),
    *(("ink-2", f"{kind}-soft") for kind in ("error", "warning")),
    *((token, "raised") for token in ("tok-k", "tok-s", "tok-n", "tok-c")),
    ("accent", "accent-soft"),
    ("ink-3", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("ink", "card-head"),
    ("key", "panel"),
    ("accent-strong", "panel"),
]
# What is no text but must be seen: outlines of controls, dots, lines.
SEEN_ON = [
    *((line, surface) for line in ("line-control", "accent") for surface in ("bg", "panel")),
    ("edge", "bg"),
]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


@pytest.mark.parametrize(("text", "surface"), READ_ON)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_its_surface(text: str, surface: str, theme: int) -> None:
    assert contrast(TOKENS[text][theme], TOKENS[surface][theme]) >= 4.5


@pytest.mark.parametrize(("shape", "surface"), SEEN_ON)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_outlines_can_be_seen_on_their_surface(shape: str, surface: str, theme: int) -> None:
    assert contrast(TOKENS[shape][theme], TOKENS[surface][theme]) >= 3


def test_every_custom_property_in_use_is_defined() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\s*\)", EVERYTHING))  # those with a fallback may be missing
    assert used - set(re.findall(r"--([\w-]+)\s*:", EVERYTHING)) == set()


def test_stylesheets_load_nothing_that_is_not_here() -> None:
    urls = re.findall(r"url\([\"']?([^\"')]+)", EVERYTHING)
    assert urls
    assert [url for url in urls if not (FOLDER / url).resolve().is_file()] == []


def test_colours_are_said_in_the_tokens_only() -> None:
    """Outside the tokens, print and people's badges a literal colour would not follow the theme."""
    literal = re.compile(r"#[0-9a-f]{3,8}\b(?!\"\])")
    loose = {name: literal.findall(text) for name, text in SHEETS.items() if name not in ("tokens.css", "print.css")}
    badges = {"#fff", "#59708f", "#8a5a9e", "#6b7a3a"}
    assert {name: set(found) - badges for name, found in loose.items() if set(found) - badges} == {}
