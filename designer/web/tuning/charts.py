"""A pattern's cost over the rows of its largest table, as a small picture: both axes logarithmic, no style in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from designer.web.templatetags.planner import cost, rows
from designer.web.templatetags.wording import compact
from designer.web.tuning.listing import is_less

WIDTH, HEIGHT = 320.0, 120.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 8.0, 8.0, 20.0
_LEAST_COST = 1.0


def chart_of(growing: Mapping[str, Any]) -> dict[str, Any]:
    """For templates/tuning/chart.html and growth.html, of one pattern as it is stored: the lines, their points, the
    limit, and the same in words."""
    points = [one for one in growing["points"] if one["cost"] is not None]
    scale = _Scale(points, growing["limit"])
    table, declared = growing["table"], growing["declared"]
    has_after = any(is_less(one["cost_after"], one["cost"]) for one in points)
    return {
        **growing,
        "width": f"{WIDTH:g}",
        "height": f"{HEIGHT:g}",
        "line": scale.line(points, "cost"),
        "line_after": scale.line(points, "cost_after") if has_after else "",
        "dots": [scale.dot(one, "cost", one["step"]) for one in points],
        "dots_after": [scale.dot(one, "cost_after", one["step_after"]) for one in points] if has_after else [],
        "limit_y": f"{scale.y(growing['limit']):.1f}",
        "declared_x": f"{scale.x(growing['declared']):.1f}",
        "left": f"{_LEFT:g}",
        "right": f"{WIDTH - _RIGHT:g}",
        "floor": f"{HEIGHT - _BOTTOM:g}",
        "ceiling": f"{_TOP:g}",
        "zone_width": f"{WIDTH - _LEFT - _RIGHT:g}",
        "zone_height": f"{max(0.0, scale.y(growing['limit']) - _TOP):.1f}",
        "label_x": f"{_LEFT - 5:g}",
        "label_y": f"{HEIGHT - 6:g}",
        "x_marks": scale.x_marks(),
        "y_marks": scale.y_marks(),
        "has_after": has_after,
        "verdict": verdict(growing["bad_from"], declared, table),
        "verdict_after": verdict(growing["bad_from_after"], declared, table) if has_after else None,
        "flat": len({round(one["rows"]) for one in points}) < 2,
    }


def verdict(bad_from: float | None, declared: float, table: str) -> dict[str, str]:
    """Whether it is bad now, later or never, in words; `kind` is a severity."""
    if bad_from is None:
        return {"kind": "good", "text": "stays good", "rows": ""}
    said = rough(bad_from)
    if bad_from <= declared:
        return {"kind": "error", "text": f"bad from {said} rows in {table}", "rows": said}
    return {"kind": "warning", "text": f"turns bad at {said} rows in {table}", "rows": said}


def rough(number: float) -> str:
    """Two digits of it, since it was read off a line: `39,000`, `1.2M`."""
    if number < 10:
        return f"{number:.0f}"
    places = math.floor(math.log10(number)) - 1
    rounded = round(number / 10**places) * 10**places
    return compact(rounded) if rounded >= 1_000_000 else f"{rounded:,}"


class _Scale:
    """Rows and costs to places in the picture."""

    def __init__(self, points: Sequence[Mapping[str, Any]], limit: float) -> None:
        sizes = [max(1.0, one["rows"]) for one in points] or [1.0]
        costs = [one[name] for one in points for name in ("cost", "cost_after") if one[name] is not None]
        self.low, self.high = math.log10(min(sizes)), math.log10(max(sizes))
        self.top = math.log10(max([*costs, limit]) * 1.5)
        self.bottom = math.log10(max(_LEAST_COST, min([*costs, limit]) * 0.7))

    def x(self, number: float) -> float:
        span = max(0.1, self.high - self.low)
        share = (math.log10(max(1.0, number)) - self.low) / span
        return _LEFT + min(1.0, max(0.0, share)) * (WIDTH - _LEFT - _RIGHT)

    def y(self, number: float) -> float:
        span = max(0.1, self.top - self.bottom)
        share = (math.log10(max(_LEAST_COST, number)) - self.bottom) / span
        return HEIGHT - _BOTTOM - min(1.0, max(0.0, share)) * (HEIGHT - _BOTTOM - _TOP)

    def line(self, points: Sequence[Mapping[str, Any]], name: str) -> str:
        return " ".join(f"{self.x(one['rows']):.1f},{self.y(one[name]):.1f}" for one in points if one[name] is not None)

    def dot(self, one: Mapping[str, Any], name: str, step: str) -> dict[str, Any]:
        held = one[name]
        return {
            "x": f"{self.x(one['rows']):.1f}",
            "y": f"{self.y(held if held is not None else _LEAST_COST):.1f}",
            "said": f"{rows(one['rows'])} rows: cost {cost(held)}, {step}",
        }

    def x_marks(self) -> list[dict[str, str]]:
        powers = range(math.ceil(self.low), math.floor(self.high) + 1)
        step = max(1, math.ceil(len(powers) / 5))
        return [{"at": f"{self.x(10.0**power):.1f}", "said": compact(10.0**power)} for power in powers[::step]]

    def y_marks(self) -> list[dict[str, str]]:
        powers = range(math.ceil(self.bottom), math.floor(self.top) + 1)
        step = max(1, math.ceil(len(powers) / 4))
        return [{"at": f"{self.y(10.0**power):.1f}", "said": compact(10.0**power)} for power in powers[::step]]
