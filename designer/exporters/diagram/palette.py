"""The colours of a drawing that carries its own. Inlined, the page's stylesheet replaces them.

The light values are those that the stylesheet knows by attribute; they may not change alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme; every value is #rrggbb."""

    background: str
    card: str
    line: str
    head: str
    ink: str
    muted: str
    key: str
    edge: str
    error: str
    warning: str
    info: str
    added: str
    removed: str
    changed: str
    note: str
    note_line: str
    groups: tuple[str, ...]

    def of(self, role: str | None) -> str:
        """The colour of a role: a field's name, `group3`, `head3` (a header tinted by its group), or None."""
        if role is None:
            return "none"
        if role.startswith("area"):
            return mixed(self.of(f"group{role[4:]}"), self.background, 0.09)
        if role.startswith("group"):
            return self.groups[(int(role[5:]) - 1) % len(self.groups)]
        if role.startswith("head") and role != "head":
            tint = {"head+": self.added, "head-": self.removed, "head~": self.changed}.get(role)
            return mixed(tint or self.of(f"group{role[4:]}"), self.card, 0.14)
        colour: str = getattr(self, role)
        return colour


def mixed(colour: str, ground: str, share: float) -> str:
    """`share` of one colour on the other."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


LIGHT = Palette(
    background="#f5f6f8", card="#ffffff", line="#c4cbd8", head="#eef1f6", ink="#1b1f27", muted="#6b7280",
    key="#5b6bc0", edge="#8691a3", error="#b42331", warning="#8a5700", info="#2a6296",
    added="#1a7044", removed="#b42331", changed="#8a5700", note="#fdf6d8", note_line="#e2d391",
    groups=("#3f8fc2", "#c2813f", "#5c9e5a", "#8a63b8", "#c0567c", "#2f9c95", "#8c8a3c", "#7a7f8c"),
)  # fmt: skip
DARK = Palette(
    background="#0f1115", card="#16181d", line="#3a3f4a", head="#20242c", ink="#e7e9ee", muted="#8f97a5",
    key="#98a4f0", edge="#6b7483", error="#ff8d8d", warning="#f0b451", info="#7db8ea",
    added="#6fd39b", removed="#ff8d8d", changed="#f0b451", note="#2b2818", note_line="#5c5430",
    groups=("#5aa7d8", "#d99a5b", "#74b872", "#a684d0", "#d87a9b", "#4fb8b1", "#aeac58", "#959bab"),
)  # fmt: skip
PALETTES = {"light": LIGHT, "dark": DARK}


def nearest_group(colour: str | None, position: int) -> int:
    """The group number, 1 to 8, for a colour that the user chose (`g3` or #rrggbb), else by position."""
    text = (colour or "").strip().lower()
    if len(text) == 2 and text[0] == "g" and text[1] in "12345678":
        return int(text[1])
    if len(text) == 7 and text[0] == "#" and all(digit in "0123456789abcdef" for digit in text[1:]):
        wanted = _channels(text)
        return 1 + min(range(8), key=lambda number: _distance(wanted, _channels(LIGHT.groups[number])))
    return position % 8 + 1


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
