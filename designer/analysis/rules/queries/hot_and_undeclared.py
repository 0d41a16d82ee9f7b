"""QR023: a statement that takes much of a server's time, and that nobody has declared."""

from collections.abc import Iterator, Mapping
from typing import Any

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import AccessPattern

_orders = entity("orders", "id bigint", "state text", pk="id", index="state")
_declared = pattern("an order", "SELECT state FROM orders WHERE id = $1", per_minute=60, owner="shop")
_hot = "SELECT id FROM orders WHERE state = $1"


def _counted(share: float) -> FrozenMap:
    return FrozenMap({"server": {"calls": 9_000_000, "share": share, "mean_ms": 31.0}})


class HotAndUndeclared(Rule):
    """Statement that takes much of a server's time, and that nobody has declared.

    Access patterns say what a schema is for, and indexes and copies are judged by them. A statement that takes a
    tenth of the server's time and stands in no list is what the design does not know of itself: a report that
    somebody wrote, a library's own query, a job that should have ended.

    Told by what the server counted (`--queries` with its address, or CSV of pg_stat_statements), in designs that
    declare others. Once the pattern has an owner or a latency target somebody has taken it on, and nothing is said.
    """

    code = "QR023"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/pgstatstatements.html"
    flagged = example(_orders, _declared, pattern("read orders by state", _hot, per_minute=4_000, x=_counted(0.41)))
    accepted = example(_orders, _declared, pattern("read orders by state", _hot, per_minute=4_000, x=_counted(0.02)))

    def check(self, facts: Facts) -> Iterator[Finding]:
        patterns = facts.schema.access_patterns
        if all(_seen(one) for one in patterns):
            return
        for one in patterns:
            seen = _seen(one)
            share = _number(seen.get("share"))
            if one.owner or one.latency_ms or share is None or share < facts.thresholds.hot_statement_share:
                continue
            calls, each = _number(seen.get("calls")), _number(seen.get("mean_ms"))
            yield self.finding(
                one,
                f"“{one.name}” takes {share:.0%} of the server’s time, and nobody has declared it",
                f"It runs {said_rate(one.frequency_per_minute) or 'at a rate that is not known'}"
                + (f", {each:,.3g} ms each" if each is not None else "")
                + ". Say whose it is and how fast it has to be, or find out who runs it.",
                evidence=FrozenMap(
                    {
                        "statement": one.statements[0] if one.statements else "",
                        "share of the server's time": round(share, 3),
                        **({"calls": round(calls)} if calls is not None else {}),
                        **({"ms each": each} if each is not None else {}),
                    }
                ),
            )


def _seen(one: AccessPattern) -> Mapping[str, Any]:
    """What a server has counted of it."""
    held = one.x.get("server")
    return held if isinstance(held, Mapping) else {}


def _number(held: Any) -> float | None:
    return float(held) if isinstance(held, int | float) and not isinstance(held, bool) else None
