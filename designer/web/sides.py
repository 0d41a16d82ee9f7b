"""The two states of a design that a page compares: versions of it, or the design as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.utils.http import urlencode

from designer.exporters.diagram.kept import Kept
from designer.schema.align import align, with_ids
from designer.schema.changes import Alter, Change
from designer.schema.diff import diff
from designer.schema.likely_renames import LikelyRename, likely_renames
from designer.schema.schema import Schema
from designer.store.models import Design, Review, Version
from designer.store.review_rows import review_of_proposal
from designer.store.versions import schema_of_version, version_of, versions_of
from designer.web.requests import whole_number

NOW, BASE = "now", "base"
OFFERED = 200
"""Versions that a choice lists, the latest first; older ones are reached by their address."""
_MOST_PAIRS = 50
_differences: Kept[Difference] = Kept(16)


@dataclass(frozen=True, slots=True)
class Side:
    """A state: ref is a version's number, `now` or, of a proposal, `base`; revision: which of the history it is.

    of: the design whose history that is, where it is not the one of the page.
    """

    ref: str
    name: str
    revision: int
    schema: Schema
    version: Version | None = None
    of: Design | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What leads from one to the other. new has the ids of old wherever the two mean the same object.

    likely: drops and additions that look like renames; accepted: those of them that the user took for such.
    """

    old: Schema
    new: Schema
    changes: tuple[Change, ...]
    likely: tuple[LikelyRename, ...]
    accepted: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides, and the renames (old id, new id) that were taken for such."""

    design: Design
    old: Side
    new: Side
    same: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """What everything computed of it is known by: both states never change."""
        made = self.design.created_at.isoformat()
        sides = "/".join(
            f"{one.of.pk if one.of else ''}:{one.revision}v{one.version.number if one.version else ''}"
            for one in (self.old, self.new)
        )
        return f"{self.design.pk}/{made}/{sides}/{self.same}"

    def query(self, **more: Any) -> str:
        """The part of an address that asks for this pair."""
        given: list[tuple[str, Any]] = [("from", self.old.ref), ("to", self.new.ref)]
        given += [("same", f"{old}~{new}") for old, new in self.same]
        return urlencode([*given, *((name, value) for name, value in more.items() if value not in ("", None))])

    def difference(self) -> Difference:
        """Computed once per pair and process."""
        return _differences.get(self.key, self._difference)

    def _difference(self) -> Difference:
        old, new = self.old.schema, self.new.schema
        accepted = tuple((before, after) for before, after in self.same if _fits(before, after, old, new))
        if accepted:
            new = with_ids(new, {after: before for before, after in accepted})
        new = align(new, old)
        changes = tuple(change for change in diff(old, new) if not _is_only_the_name(change))
        return Difference(old, new, changes, likely_renames(changes, old, new), accepted)


def side_of(design: Design, ref: str, schema: Schema, revision: int) -> Side:
    """The side that an address names; schema and revision: the design as it is. Raises Http404."""
    if ref == NOW:
        return Side(NOW, f"now (revision {revision})", revision, schema)
    if ref == BASE:
        return base_side(design, review_of_proposal(design))
    number = whole_number(ref)
    version = version_of(design, number) if number is not None else None
    if version is None:
        raise Http404("There is no such version.")
    return _of_version(version)


def _of_version(version: Version) -> Side:
    return Side(str(version.number), version.name, version.revision, schema_of_version(version), version)


def base_side(proposal: Design, review: Review | None) -> Side:
    """The version of its design that a proposal began from. Raises Http404 for what is no proposal."""
    version = version_of(review.design, review.base) if review is not None else None
    if review is None or version is None:
        raise Http404("This is no proposal.")
    name = f"{version.name} of {review.design.name}"
    return Side(BASE, name, version.revision, schema_of_version(version), version, review.design)


def pair_of(design: Design, schema: Schema, given: QueryDict, *, revision: int | None = None) -> Pair | None:
    """The pair that a query asks for: by default the latest version that differs from the design, and the design.

    schema: the design at `revision` (the one that its row was read at, if left out), which `now` stands for.
    None while there is no version to compare with. Raises Http404 for versions that there are not.
    """
    revision = design.revision if revision is None else revision
    old, new = given.get("from", ""), given.get("to", "") or NOW
    if not old and design.proposal_for_id is not None:
        old = BASE
    if old:
        before = side_of(design, old, schema, revision)
    else:
        latest = list(versions_of(design)[:2])
        if not latest:
            return None
        before = _of_version(next((one for one in latest if one.revision != revision), latest[0]))
    return Pair(design, before, side_of(design, new, schema, revision), read_same(given.getlist("same")))


def read_same(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """`old~new` pairs of ids; what is no pair is left out."""
    parts = (text.partition("~") for text in texts)
    return tuple((old, new) for old, mark, new in parts if old and mark and new)[:_MOST_PAIRS]


def choices(design: Design) -> list[tuple[str, str]]:
    """(ref, words) of what can be compared, the design as it is first."""
    found = [(NOW, f"now (revision {design.revision})")]
    if design.proposal_for_id is not None:
        found.append((BASE, "what the proposal began from"))
    for version in versions_of(design)[:OFFERED]:
        line = version.message.partition("\n")[0]
        found.append((str(version.number), f"{version.name}: {line[:60]}{'…' if len(line) > 60 else ''}"))
    return found


def _fits(before: str, after: str, old: Schema, new: Schema) -> bool:
    """Whether both are there, of one kind, in one table, and not the same thing already."""
    here, there = old.located.get(before), new.located.get(after)
    if here is None or there is None or before in new.located or after in old.located:
        return False
    if here.kind.name != there.kind.name or here.kind.name not in ("entity", "attribute"):
        return False
    return here.kind.name == "entity" or here.owner == there.owner


def _is_only_the_name(change: Change) -> bool:
    return isinstance(change, Alter) and change.kind == "design" and set(change.set) == {"name"}
