"""One card for what a rule says of many things alike, where one decision settles or mends them all.

Ten cards of one rule push nine other matters off a page. Such a card stands for its reasons alone: each is a finding
with its own name, fix and page, and decisions hang on them, so that none is lost when one more of the kind turns up.
"""

from collections import defaultdict
from collections.abc import Sequence

from designer.analysis.columns import enumerated, merged
from designer.analysis.finding import Finding, Subject
from designer.schema.schema import Schema

FEW = 3
"""So many of a rule are told one by one."""
_MOST_MENDED = 60
"""More than so many are not mended with one press: so many changes want a plan."""
SEVERAL = "several"
"""The object of such a card: no decision is about it."""


def gathered(cards: Sequence[Finding], schema: Schema) -> tuple[Finding, ...]:
    """The cards in their order, with those of one rule that say they are alike, and are as severe and as sure, as one
    in the place of the first."""
    alike: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for card in cards:
        if card.alike and not card.reasons:
            alike[_sort(card)].append(card)
    if not any(len(members) > FEW for members in alike.values()):
        return tuple(cards)
    made: list[Finding] = []
    for card in cards:
        members = alike.get(_sort(card), []) if not card.reasons else []
        if len(members) <= FEW:
            made.append(card)
        elif card is members[0]:
            made.append(_together(members, schema))
    return tuple(made)


def _sort(card: Finding) -> tuple[str, ...]:
    return card.code, card.severity, card.confidence, card.alike


def _together(members: Sequence[Finding], schema: Schema) -> Finding:
    first = members[0]
    messages = {one.message for one in members}
    complete = len(members) <= _MOST_MENDED and all(one.fix for one in members)
    return Finding(
        code=first.code,
        severity=first.severity,
        confidence=first.confidence,
        subject=Subject(object=SEVERAL),
        title=f"{len(members)} {first.alike}: {enumerated([_place(one, schema) for one in members])}",
        message=first.message if len(messages) == 1 else "Each is told below, and can be settled by itself.",
        fix=merged(one.fix for one in members) if complete else (),
        reference=first.reference,
        reasons=tuple(members),
        gathered=True,
    )


def _place(finding: Finding, schema: Schema) -> str:
    subject = finding.subject
    columns = ", ".join(schema.names(subject.attributes))
    table = schema.qualified(schema.get(subject.entity)) if subject.entity else ""
    return f"{table} ({columns})" if table and columns else table or finding.title
