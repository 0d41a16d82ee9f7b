"""Rewrites of a design's access patterns: asked for, kept by what the design means, and as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.rewriting import TITLES, Offer, offers_of
from designer.analysis.rewriting.telling import Told, all_offers, told
from designer.exporters.result import ExportError
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.lab.errors import ServerUnavailable
from designer.lab.planner import NoServer, open_lab
from designer.schema.model import AccessPattern
from designer.sql.layout import laid_out
from designer.store.rule_settings import thresholds_of
from designer.web.answers_kept import Question
from designer.web.bench import Bench
from designer.web.highlighting import highlight
from designer.web.models import Verdict
from designer.web.workload import parsed_patterns

REWRITES = Question("rewrite", "rewrites")
_STATES = {
    "proved": ("Same rows", "good"),
    "differs": ("Not offered", "bad"),
    "declined": ("Not rewritten", "muted"),
    "does not pay": ("Does not pay", "muted"),
    "not compared": ("Not compared", "muted"),
    "not run": ("Not run here", "muted"),
    None: ("Not run yet", "muted"),
}


def perform(work: Work) -> Answer:
    """Compares and plans in a worker's process. Raises JobFailed."""
    lab = open_lab()
    try:
        numbers = thresholds_of(work.design)
        found = told(
            work.schema,
            all_offers(Facts(work.schema, numbers)),
            None if isinstance(lab, NoServer) else lab,
            work.progress.step,
            numbers,
        )
    except (ServerUnavailable, ExportError) as error:
        raise JobFailed(str(error)) from error
    REWRITES.keep(work, {"offers": [one.as_json() for one in found]})
    return {}


def shown(bench: Bench, kept: Verdict | None, *, code: str | None = None, pattern: str | None = None) -> list[Any]:
    """Every rewrite, or those of a rule and a pattern: as it was seen, else as it would be tried."""
    offers: Iterable[dict[str, Any]] = (
        kept.result["offers"]
        if kept
        else ({**Told(one, offer).as_json(), "state": None} for one, offer in _offers(bench))
    )
    return [
        _with_colour(bench, {**one, "state": one["state"] if kept else _before_running(one)})
        for one in offers
        if one["code"] in TITLES and code in (None, one["code"]) and pattern in (None, one["pattern"])
    ]


def _offers(bench: Bench) -> Iterator[tuple[AccessPattern, Offer]]:
    """As `all_offers`, from patterns that are parsed already."""
    facts = bench.facts
    for parsed in parsed_patterns(bench.design, bench.schema):
        for offer in offers_of(facts, parsed):
            yield parsed.pattern, offer


def _indexes(one: dict[str, Any]) -> list[str]:
    """The indexes that go with the other form."""
    if "read" in one:
        return [one["read"]["index"]] if one["read"]["index"] else []
    return list((one.get("price") or {}).get("indexes_after", ()))


def _before_running(one: dict[str, Any]) -> str | None:
    return None if "sql" in one else "declined"


def _with_colour(bench: Bench, one: dict[str, Any]) -> dict[str, Any]:
    words, tone = _STATES[one["state"]]
    dialect = bench.schema.dialect.name
    return {
        **one,
        "words": words,
        "tone": tone,
        "said": one["said"] if one["state"] is not None else "",
        "before_html": highlight(laid_out(one["before"], dialect), dialect),
        "after_html": highlight(laid_out(one["sql"], dialect), dialect) if "sql" in one else None,
        "indexes_html": [highlight(text, dialect) for text in _indexes(one)],
        "counted": bool(one.get("read")) and one["read"]["before"]["rows"] is not None,
        "pattern_known": any(each.id == one["pattern"] for each in bench.schema.access_patterns),
    }
