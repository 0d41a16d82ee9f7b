"""Putting boxes of any size beside each other on a surface of about a screen's proportions."""

from collections.abc import Sequence
from math import sqrt

Size = tuple[float, float]
RATIO = 1.15


def pack(sizes: Sequence[Size], gap: float, ratio: float = RATIO) -> list[tuple[float, float]]:
    """The upper left corner of each box, in the order given; of a few widths, the one that suits `ratio` best."""
    if not sizes:
        return []
    padded = [(width + gap, height + gap) for width, height in sizes]
    least = max(max(width for width, _ in padded), sqrt(sum(width * height for width, height in padded) * ratio))
    tried = (_packed(padded, least * factor) for factor in (1.04, 1.2, 1.4, 1.7))
    return min(tried, key=lambda places: _badness(places, padded, ratio))


def _badness(places: list[tuple[float, float]], sizes: list[Size], ratio: float) -> float:
    across = max(x + width for (x, _), (width, _) in zip(places, sizes, strict=True))
    down = max(y + height for (_, y), (_, height) in zip(places, sizes, strict=True))
    return max(across / ratio, down)


def _packed(sizes: list[Size], limit: float) -> list[tuple[float, float]]:
    """Tall boxes first, each where the outline of what is already there is lowest (a skyline, bottom-left first)."""
    skyline: list[tuple[float, float, float]] = [(0.0, limit, 0.0)]
    places: dict[int, tuple[float, float]] = {}
    for index in sorted(range(len(sizes)), key=lambda index: (-sizes[index][1], index)):
        width, height = sizes[index]
        x, y = _lowest(skyline, width, limit)
        places[index] = (x, y)
        skyline = _raised(skyline, x, width, y + height)
    return [places[index] for index in range(len(sizes))]


def _lowest(skyline: list[tuple[float, float, float]], width: float, limit: float) -> tuple[float, float]:
    candidates = []
    for start, _, _ in skyline:
        if start + width <= limit + 0.01:
            top = max(height for left, right, height in skyline if left < start + width - 0.01 and right > start + 0.01)
            candidates.append((top, start))
    top, start = min(candidates)
    return start, top


def _raised(
    skyline: list[tuple[float, float, float]], x: float, width: float, top: float
) -> list[tuple[float, float, float]]:
    end = x + width
    pieces: list[tuple[float, float, float]] = [(x, end, top)]
    for left, right, height in skyline:
        if left < x:
            pieces.append((left, min(right, x), height))
        if right > end:
            pieces.append((max(left, end), right, height))
    return sorted(piece for piece in pieces if piece[1] - piece[0] > 0.01)
