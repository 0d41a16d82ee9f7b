"""DO003: a decision about a finding that does not say why."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Decision

_table = entity("orders", "id bigint", pk="id", id="orders")


class DecisionWithoutReason(Rule):
    """Decision that does not say why.

    A finding that was dismissed is not shown again. Whoever wonders about it in a year has only the reason to go by:
    without one nobody can tell whether it still holds, and nobody dares to take the decision back.

    Any words will do; this rule does not judge them. Decisions that have expired no longer count.
    """

    code = "DO003"
    severity = Severity.INFO
    reference = "https://cognitect.com/blog/2011/11/15/documenting-architecture-decisions"
    flagged = example(_table, Decision(id="d", finding="CO001", subject="orders"))
    accepted = example(_table, Decision(id="d", finding="CO001", subject="orders", reason="Rebuilt each night."))

    def check(self, facts: Facts) -> Iterator[Finding]:
        for one in facts.schema.decisions:
            if one.reason.strip() or (one.expires and one.expires < facts.today.isoformat()):
                continue
            located = facts.schema.located.get(one.subject)
            about = getattr(located.value, "name", None) if located else None
            yield self.finding(
                one,
                f"{one.finding} was {one.decision}{f' for {about}' if about else ''}, and nobody wrote down why",
                "One sentence lets the next reader judge whether it still holds.",
                entity=located.value.id if located and located.kind.name == "entity" else None,
                evidence=FrozenMap(
                    {"finding": one.finding, "decision": one.decision, "expires": one.expires or "never"}
                ),
            )
