"""One card for what a rule says of many things alike, where one decision settles or mends them all.

Ten cards of one rule push nine other matters off a page, and three that say the same of one table are one matter. Such
a card stands for its reasons alone: each is a finding with its own name, fix and page, and decisions hang on them, so
that none is lost when one more of the kind turns up.
"""

from collections import defaultdict
from collections.abc import Sequence

from designer.analysis.columns import enumerated, merged
from designer.analysis.finding import Finding, Subject
from designer.schema.schema import Schema

FEW = 3
"""So many of a rule are told one by one."""
FEW_IN_TABLE = 2
"""So many of a rule and a table are told one by one."""
_MOST_MENDED = 60
"""More than so many are not mended with one press: so many changes want a plan."""
SEVERAL = "several"
"""The object of such a card: no decision is about it."""


def gathered(cards: Sequence[Finding], schema: Schema) -> tuple[Finding, ...]:
    """The cards in their order, with those of one rule that say they are alike, and are as severe and as sure, as one
    in the place of the first."""
    alike: dict[_Sort, list[Finding]] = defaultdict(list)
    for card in cards:
        if (sort := _sort(card)) is not None:
            alike[sort].append(card)
    many = {sort: members for sort, members in alike.items() if len(members) > (FEW_IN_TABLE if sort[-1] else FEW)}
    if not many:
        return tuple(cards)
    made: list[Finding] = []
    for card in cards:
        sort = _sort(card)
        members = many.get(sort, ()) if sort is not None else ()
        if not members:
            made.append(card)
        elif card is members[0]:
            made.append(_together(members, schema))
    return tuple(made)


_Sort = tuple[str, str, str, str, str]
"""Rule, severity, confidence, what they have in common, and the table where that holds of one alone."""


def _sort(card: Finding) -> _Sort | None:
    if card.reasons:
        return None
    if card.alike:
        return card.code, card.severity, card.confidence, card.alike, ""
    if card.alike_in_table and card.subject.entity:
        return card.code, card.severity, card.confidence, card.alike_in_table, card.subject.entity
    return None


def _together(members: Sequence[Finding], schema: Schema) -> Finding:
    first = members[0]
    messages = {one.message for one in members}
    complete = len(members) <= _MOST_MENDED and all(one.fix for one in members)
    return Finding(
        code=first.code,
        severity=first.severity,
        confidence=first.confidence,
        subject=Subject(object=SEVERAL),
        title=_title(members, schema),
        message=first.message if len(messages) == 1 else "Each is told below, and can be settled by itself.",
        fix=merged(one.fix for one in members) if complete else (),
        reference=first.reference,
        reasons=tuple(members),
        gathered=True,
    )


def _title(members: Sequence[Finding], schema: Schema) -> str:
    first = members[0]
    if first.alike:
        return f"{len(members)} {first.alike}: {enumerated([_place(one, schema) for one in members])}"
    table = schema.qualified(schema.get(first.subject.entity or ""))
    columns = [" and ".join(schema.names(one.subject.attributes)) for one in members]
    # What an expression is about has no columns to be named by.
    named = f": {enumerated(columns)}" if all(columns) else ""
    return f"{len(members)} {first.alike_in_table}, all of {table}{named}"


def _place(finding: Finding, schema: Schema) -> str:
    subject = finding.subject
    columns = ", ".join(schema.names(subject.attributes))
    table = schema.qualified(schema.get(subject.entity)) if subject.entity else ""
    return f"{table} ({columns})" if table and columns else table or finding.title
