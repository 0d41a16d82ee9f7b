"""All patterns over all sizes: a table, a picture each, and what the slider over them says at each size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from designer.lab.planner import scaled
from designer.schema.schema import Schema
from designer.web.bench import Bench
from designer.web.templatetags.wording import compact
from designer.web.tuning.advice import SCALES
from designer.web.tuning.charts import chart_of
from designer.web.tuning.keeping import GROWTH, INDEXES, Evidence
from designer.web.tuning.listing import is_less


def growth_content(bench: Bench, evidence: Evidence) -> dict[str, Any]:
    """`growth` (None without results) and `robustness` for templates/tuning/growth.html."""
    part, indexes = evidence.part(GROWTH), evidence.beside(INDEXES, GROWTH)
    return {
        "growth": _growth(bench, part.result) if part and part.result["patterns"] else None,
        "robustness": robustness_rows(bench.schema, indexes.result) if indexes else None,
    }


def _growth(bench: Bench, found: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.id: one.name for one in bench.schema.access_patterns}
    known = [one for one in found["patterns"] if one["pattern"] in names]
    patterns = [_pattern(bench, one, names[one["pattern"]]) for one in known]
    patterns.sort(key=lambda one: (_RANK[one["verdict"]["kind"]], one["bad_from"] or 0, one["name"]))
    sizes: Sequence[float] = found["sizes"]
    return {
        "table": found["table"],
        "sizes": [
            {
                "rows": size,
                "short": compact(size),
                "declared": size == found["declared"],
                "bad": sum(one["cells"][number]["bad"] for one in patterns),
                "bad_after": sum(one["cells"][number]["bad_after"] for one in patterns),
            }
            for number, size in enumerate(sizes)
        ],
        "last": len(sizes) - 1,
        "declared": found["declared"],
        "declared_at": next((number for number, size in enumerate(sizes) if size == found["declared"]), 0),
        "patterns": patterns,
        "kinds": {kind: sum(1 for one in patterns if one["verdict"]["kind"] == kind) for kind in _RANK},
    }


_RANK = {"error": 0, "warning": 1, "good": 2}


def _pattern(bench: Bench, one: Mapping[str, Any], name: str) -> dict[str, Any]:
    limit = one["limit"]
    return {
        **chart_of(one),
        "name": name,
        "url": reverse("pattern_plan", args=[bench.design.id, one["pattern"]]),
        "cells": [
            {
                **point,
                "bad": _above(point["cost"], limit),
                "bad_after": _above(point["cost_after"], limit),
                "better": is_less(point["cost_after"], point["cost"]),
            }
            for point in one["points"]
        ],
    }


def _above(cost: float | None, limit: float) -> bool:
    return cost is not None and cost > limit


def robustness_rows(schema: Schema, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The recommendation as declared and at other volumes. `same`: nothing is declared that could be another."""
    declared = {
        "label": "as declared",
        "cost_before": found["baseline_cost"],
        "cost_after": found["cost"],
        "bytes": found["storage_bytes"],
        "fragile": (),
    }
    silent = scaled(schema, distinct=10.0) == schema
    others = [
        {**one, "label": SCALES.get(label, label), "same": silent and label.startswith("distinct")}
        for label, one in found["robustness"]
    ]
    return [declared, *others]
