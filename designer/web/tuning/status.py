"""What stands over every page about the planner's results: how new they are, the job that makes them, or why not."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from designer.web.bench import Bench
from designer.web.jobs import job_context
from designer.web.links import with_query
from designer.web.tuning.keeping import INDEXES, PATTERNS, Evidence, Part

PAGES = {"patterns": "Patterns", "indexes": "Indexes", "matrix": "Matrix", "growth": "Growth", "measured": "Measured"}
"""The pages by URL name, as their tabs call them."""
TARGET = "#tuning"


def tuning_context(bench: Bench, evidence: Evidence, page: str, part: str = PATTERNS, of: str = "") -> dict[str, Any]:
    """For templates/tuning/status.html and tuning/tabs.html. page: a URL name; part: what the page mainly shows;
    of: the id of the pattern whose page it is."""
    shown = evidence.part(part)
    query = with_query("", {"as": page, "of": of, "have": str(len(evidence.current))})
    return {
        **job_context(evidence.job, TARGET, query),
        "tuning_url": reverse("tuning", args=[bench.design.id]) + query,
        "tuning_target": TARGET,
        "tuning_tabs": tabs(bench, page, evidence),
        "tuning": _state(bench, evidence, shown),
        "has_patterns": bool(bench.schema.access_patterns),
    }


def address(number: int, page: str, of: str) -> str:
    """The page that a request about results stands for; the list of patterns where it names none."""
    if page == "pattern_plan" and of:
        return reverse("pattern_plan", args=[number, of])
    return reverse(page if page in PAGES else "patterns", args=[number])


def _state(bench: Bench, evidence: Evidence, shown: Part | None) -> dict[str, Any]:
    return {
        "part": shown,
        "server": shown.result.get("server", "") if shown else "",
        "notes": shown.result.get("notes", ()) if shown else (),
        "behind": shown.behind if shown else 0,
        "revision": shown.revision if shown else None,
        "by_other_numbers": shown is not None and shown.behind and shown.revision == bench.design.revision,
        "made_at": shown.made_at if shown else None,
        "no_server": evidence.no_server,
        "findings": len(bench.findings.report.findings),
    }


def tabs(bench: Bench, page: str, evidence: Evidence | None = None) -> list[dict[str, Any]]:
    """For components/segment.html: the pages about access patterns, of which `page` is open."""
    counts = {"patterns": len(bench.schema.access_patterns)}
    indexes = evidence.part(INDEXES) if evidence else None
    if indexes is not None:
        counts["indexes"] = len(indexes.result["indexes"])
    shown = "patterns" if page == "pattern_plan" else page
    return [
        {
            "label": f"{label} {counts[name]:,}" if counts.get(name) else label,
            "url": reverse(name, args=[bench.design.id]),
            "current": name == shown,
        }
        for name, label in PAGES.items()
    ]
