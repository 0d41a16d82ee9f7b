"""Versions of a design: made, tagged, read and restored. Nothing changes one but its tag, and nothing deletes it
while its design is there."""

import unicodedata

from django.db import transaction
from django.db.models import Max, QuerySet

from designer.exporters.diagram.kept import Kept
from designer.schema.content_hash import content_hash
from designer.schema.design_file import dumps, loads
from designer.schema.diff import diff
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.editing import Actor, commit, lock
from designer.store.events import record
from designer.store.limits import refuse_unkeepable
from designer.store.models import Design, EventKind, Revision, Version
from designer.store.models.versions import LONGEST_TAG

LONGEST_MESSAGE = 2000
_schemas: Kept[Schema] = Kept(16)


class VersionRefused(Exception):
    """A version that cannot be made, tagged or restored; the message is a sentence for the user."""


class MovedOn(VersionRefused):
    """The design is no longer what the user looked at; revision: what it is now."""

    def __init__(self, message: str, revision: int) -> None:
        super().__init__(message)
        self.revision = revision


def versions_of(design: Design) -> "QuerySet[Version]":
    """A design's versions, the latest first, with who made them and without their files."""
    mine = Version.objects.filter(team_id=design.team_id, design=design)
    return mine.select_related("actor").defer("file").order_by("-number")


def version_of(design: Design, number: int) -> Version | None:
    """One version, without its file until that is asked for."""
    return versions_of(design).filter(number=number).first()


def schema_of_version(version: Version) -> Schema:
    """The design as the version holds it."""
    key = f"{version.design_id}/{version.number}/{version.created_at.isoformat()}"
    return _schemas.get(key, lambda: loads(version.file))


@transaction.atomic
def make_version(
    design: Design,
    actor: Actor,
    *,
    message: str,
    tag: str | None = None,
    opened_on: int | None = None,
    tell: bool = True,
) -> Version:
    """Keeps the design as it is now as its next version. tell: whether the team is told of it.

    opened_on: the revision that the user looked at; MovedOn where that is no longer the latest.
    Raises VersionRefused for an empty or overlong message, a tag that is taken, and a state that is kept already.
    """
    text, label = _message(message), clean_tag(tag)
    locked = lock(design)
    _same_as_opened(locked, opened_on)
    schema = schema_of(locked)
    last = versions_of(locked).first()
    if last is not None and last.revision == locked.revision:
        raise VersionRefused(f"Nothing has changed since version {last.number}.")
    _free(locked, label)
    refuse_unkeepable([text, label], "this version")
    number = (versions_of(locked).aggregate(most=Max("number"))["most"] or 0) + 1
    design.revision = locked.revision
    if tell:
        record(EventKind.VERSION_SAVED, locked, actor, text=text, revision=locked.revision, version=number)
    return Version.objects.create(
        team_id=locked.team_id,
        design=locked,
        number=number,
        revision=locked.revision,
        content_hash=content_hash(schema),
        file=dumps(schema),
        entities=len(schema.entities),
        message=text,
        tag=label,
        actor=actor,
    )


@transaction.atomic
def set_tag(design: Design, number: int, tag: str | None) -> Version:
    """Gives a version a name that is unique in its design, or takes it away. Raises VersionRefused."""
    label = clean_tag(tag)
    locked = lock(design)
    version = version_of(locked, number)
    if version is None:
        raise VersionRefused(f"There is no version {number}.")
    if label != version.tag:
        _free(locked, label)
        Version.objects.filter(team_id=locked.team_id, design=locked, number=number).update(tag=label)
        version.tag = label
    return version


@transaction.atomic
def restore(design: Design, actor: Actor, number: int, *, opened_on: int | None = None) -> Revision | None:
    """Makes the design what a version holds, as one revision that can be undone; None where it is that already.

    opened_on: the revision whose difference from the version the user agreed to. Raises MovedOn, VersionRefused.
    """
    locked = lock(design)
    version = version_of(locked, number)
    if version is None:
        raise VersionRefused(f"There is no version {number}.")
    _same_as_opened(locked, opened_on)
    schema = schema_of(locked)
    changes = diff(schema, schema_of_version(version))
    if not changes:
        return None
    revision = commit(locked, actor, schema, changes, f"Restore version {version.name}")
    design.revision = locked.revision
    return revision


def clean_tag(tag: str | None) -> str | None:
    """The tag without blanks around it; None for none. Raises VersionRefused for one that would mislead."""
    label = unicodedata.normalize("NFC", tag or "").strip()
    if not label:
        return None
    if len(label) > LONGEST_TAG:
        raise VersionRefused(f"A tag has at most {LONGEST_TAG} characters.")
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") for one in label):
        raise VersionRefused("A tag is one line of characters that can be seen.")
    return label


def _message(message: str) -> str:
    text = message.replace("\r\n", "\n").strip()
    if not text:
        raise VersionRefused("Say what this version is about.")
    if len(text) > LONGEST_MESSAGE:
        raise VersionRefused(f"A message has at most {LONGEST_MESSAGE:,} characters.")
    return text


def _same_as_opened(locked: Design, opened_on: int | None) -> None:
    if opened_on is not None and opened_on != locked.revision:
        raise MovedOn(
            f"The design has moved on to revision {locked.revision} since this page was opened on {opened_on}:"
            " look at it again, then repeat.",
            locked.revision,
        )


def _free(locked: Design, label: str | None) -> None:
    """The design's row is locked, so nobody takes the tag in between."""
    taken = versions_of(locked).filter(tag=label).first() if label else None
    if taken is not None:
        raise VersionRefused(f"Version {taken.number} has the tag {label} already.")
