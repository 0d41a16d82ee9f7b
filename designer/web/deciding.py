"""What pages make of findings: changes that dismiss them, open them again, or mend several at once."""

from collections.abc import Iterable
from datetime import date

from designer.analysis.finding import Finding
from designer.analysis.normalization.kept import CODES
from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import add, alter, drop
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.model import Decision
from designer.schema.schema import Schema
from designer.store.rebase import rebase


def dismissal(schema: Schema, findings: Iterable[Finding], reason: str, expires: date | None) -> tuple[Change, ...]:
    """Decisions that keep the findings as documented trade-offs, `expires` being their last day.

    A decision that is there already, such as one that has run out, is renewed. A card that stands for its reasons is
    dismissed with each of them.
    """
    until = expires.isoformat() if expires else None
    held = {(one.finding, one.subject): one for one in schema.decisions}
    changes: dict[tuple[str, str], Change] = {}
    for finding in (one for card in findings for one in (card.reasons if card.gathered else (card,))):
        code, subject = finding.key
        old = held.get(finding.key)
        if old is not None:
            changes[finding.key] = alter(schema, old.id, decision="dismissed", reason=reason, expires=until)
        else:
            decision = Decision(finding=code, subject=subject, reason=reason, expires=until)
            changes[finding.key] = add(schema, decision)
    return tuple(changes.values())


def reopening(schema: Schema, decisions: Iterable[str]) -> tuple[Change, ...]:
    """Drops these decisions (ids); one that is gone already is passed over.

    With a decision to keep a broken normal form goes what was written down for it, or the violation would stay closed.
    """
    known = {decision.id: decision for decision in schema.decisions}
    chosen = [known[one] for one in dict.fromkeys(decisions) if one in known]
    subjects = {one.subject for one in chosen if one.finding in CODES}
    written = [one.id for entity in schema.entities for one in entity.denormalizations if one.dependency in subjects]
    return tuple(drop(schema, one) for one in (*(decision.id for decision in chosen), *written))


def together(schema: Schema, findings: Iterable[Finding]) -> tuple[tuple[Change, ...], list[Finding], list[Finding]]:
    """(changes, mended, left out): the fixes of all findings as one edit.

    Each was computed alone. One that an earlier one has already made counts as mended; one that no longer fits
    after the earlier ones is left out.
    """
    changes: tuple[Change, ...] = ()
    mended, left_out = [], []
    for finding in findings:
        fitted, conflicts = rebase(finding.fix, schema)
        try:
            after = apply(fitted, schema) if not conflicts else None
        except (ChangeConflict, DesignError):
            after = None
        if after is None:
            left_out.append(finding)
            continue
        schema, changes = after, (*changes, *fitted)
        mended.append(finding)
    return changes, mended, left_out
