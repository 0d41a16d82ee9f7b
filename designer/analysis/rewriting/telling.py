"""Rewrites with what was seen of them: whether the answers are the same, and what both forms cost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.rewriting.elsewhere.proving import Seen, seen_elsewhere
from designer.analysis.rewriting.elsewhere.weighing import Weight
from designer.analysis.rewriting.offered import TITLES, Declined, Offer, Rewrite
from designer.analysis.rewriting.offers import offers_of
from designer.analysis.rewriting.paying import Price, priced
from designer.analysis.rewriting.proving import Progress, Verdict, proved
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.lab.errors import ServerUnavailable
from designer.lab.planner import Lab, NoServer
from designer.schema.frozen import FrozenMap
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Told:
    """One offer. state: `proved`, `differs`, `not compared`, `not run`, `does not pay` or `declined`.

    price: planner costs, of PostgreSQL; weight: what both forms read of made rows, elsewhere.
    """

    pattern: AccessPattern
    offer: Offer
    verdict: Verdict | None = None
    price: Price | None = None
    weight: Weight | None = None

    @property
    def state(self) -> str:
        """What came of it."""
        if isinstance(self.offer, Declined):
            return "declined"
        if self.verdict is None or self.verdict.equal is None:
            return "not run" if self.verdict is not None and self.verdict.not_run else "not compared"
        if not self.verdict.equal:
            return "differs"
        held = self.price or self.weight
        return "does not pay" if self.offer.must_pay and held is not None and held.pays is False else "proved"

    @property
    def sentence(self) -> str:
        """The same for people, with the reason."""
        if isinstance(self.offer, Declined):
            return f"Not rewritten: {self.offer.why}"
        said = self.verdict.sentence if self.verdict else "Not compared."
        if self.state == "does not pay":
            why = "the planner finds the new form no cheaper" if self.price else "the new form reads no fewer rows"
            return f"{said} Not offered, since it does not pay: {why}."
        if self.state == "proved" and self.offer.must_pay and self.weight is not None and self.weight.pays is None:
            return f"{said} Whether it pays, the server does not tell: measure it before you take it."
        return said

    def as_json(self) -> dict[str, Any]:
        """For the evidence of a finding, and for what is kept. `sql` is there where the rewrite is offered."""
        one = self.offer
        found: dict[str, Any] = {
            "code": one.code, "title": TITLES[one.code], "pattern": self.pattern.id, "name": self.pattern.name,
            "statement": one.statement, "before": one.before, "state": self.state, "said": self.sentence,
        }  # fmt: skip
        if isinstance(one, Rewrite) and self.state != "differs":
            found |= {"sql": one.sql, "why": one.why, "caveat": one.caveat, "order": list(one.order)}
        if self.verdict is not None and self.verdict.equal:
            verdict = self.verdict
            found |= {"rows": verdict.rows, "answers": verdict.answers, "returned": verdict.returned}
        if self.price is not None:
            price = self.price.as_json()
            # A star that is spelled out wants no index that the star would not want.
            found["price"] = {**price, "indexes_after": []} if one.code == "QR001" else price
        if self.weight is not None:
            found["read"] = self.weight.as_json()
        return found


def all_offers(facts: Facts) -> Iterator[tuple[AccessPattern, Offer]]:
    """Every offer for a design's patterns."""
    for parsed in facts.patterns:
        for offer in offers_of(facts, parsed):
            yield parsed.pattern, offer


def told(
    schema: Schema,
    offers: Iterable[tuple[AccessPattern, Offer]],
    lab: Lab | None,
    progress: Progress = lambda done, total, what: None,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[Told, ...]:
    """What is to be said of each offer. lab: None leaves the costs out; thresholds: by which indexes are tried with
    either form. Raises ServerUnavailable and ExportError."""
    listed = tuple(offers)
    asked = [(pattern, one) for pattern, one in listed if isinstance(one, Rewrite)]
    if schema.dialect.name != "postgres":
        elsewhere = iter(seen_elsewhere(schema, asked, progress))
        return tuple(_told(pattern, one, elsewhere) for pattern, one in listed)
    verdicts = proved(schema, asked, progress)
    if isinstance(verdicts, NoServer):
        raise ServerUnavailable(verdicts.reason)
    prices = priced(schema, asked, lab, thresholds=thresholds) if lab is not None else (None,) * len(asked)
    seen = iter(zip(verdicts, prices, strict=True))
    return tuple(
        Told(pattern, one, *next(seen)) if isinstance(one, Rewrite) else Told(pattern, one) for pattern, one in listed
    )


def _told(pattern: AccessPattern, one: Offer, seen: Iterator[Seen]) -> Told:
    if not isinstance(one, Rewrite):
        return Told(pattern, one)
    verdict, weight = next(seen)
    return Told(pattern, one, verdict, weight=weight)


def with_rewrites(
    schema: Schema, findings: Iterable[Finding], lab: Lab | None, *, thresholds: Thresholds = DEFAULTS
) -> tuple[Finding, ...]:
    """The findings, those about statements that have another form with `rewrite` in their evidence.

    lab: None leaves planner costs out. Raises ServerUnavailable and ExportError.
    """
    found = tuple(findings)
    wanted = {(one.code, one.subject.access_pattern) for one in found if one.code in TITLES}
    every = all_offers(Facts(schema, thresholds))
    offers = [(pattern, one) for pattern, one in every if (one.code, pattern.id) in wanted]
    by_place: dict[tuple[str, str | None], Told] = {}
    for one in told(schema, offers, lab, thresholds=thresholds):
        by_place.setdefault((one.offer.code, one.pattern.id), one)
    return tuple(_with(one, by_place.get((one.code, one.subject.access_pattern))) for one in found)


def _with(finding: Finding, one: Told | None) -> Finding:
    if one is None:
        return finding
    evidence = FrozenMap({**finding.evidence, "rewrite": FrozenMap(one.as_json())})
    price = one.price
    given = one.offer if isinstance(one.offer, Rewrite) and one.state in ("proved", "not run") else None
    caveat = given.caveat if given is not None else ""
    order = f"Its parameters, in their order: {', '.join(given.order)}." if given is not None and given.order else ""
    costs = ""
    if price is not None and one.state == "proved":
        index = " with the index that goes with it" if price.after.indexes else ""
        costs = (
            f"{price.server} plans it at cost {price.before.cost:,.0f} as it is written, and at"
            f" {price.after.served:,.0f} in the new form{index}."
        )
    if one.weight is not None and one.state == "proved":
        costs = one.weight.sentence
    return replace(
        finding,
        message=" ".join(filter(None, (finding.message, one.sentence, caveat, costs, order))),
        evidence=evidence,
    )
