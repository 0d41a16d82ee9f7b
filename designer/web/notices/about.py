"""An event in words, with where it leads: what notifications, mails and messages are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from designer.exporters.wording import legible
from designer.store.models import Design, Event, EventKind, Review, Team, Thread

EXCERPT = 300
_TITLE = 300


@dataclass(frozen=True, slots=True)
class About:
    """An event with what it is about. title: a sentence without its full stop; path: of the page to look at."""

    event: Event
    team: Team
    design: Design
    review: Review | None
    thread: Thread | None

    @property
    def actor(self) -> str:
        """Who did it, on one line."""
        return _line(self.event.actor_name) or "Somebody"

    @property
    def title(self) -> str:
        """Who did what to what."""
        return f"{self.actor} {_VERBS[EventKind(self.event.kind)]} {self._what()}"[:_TITLE]

    @property
    def excerpt(self) -> str:
        """The beginning of what was said."""
        said = " ".join(legible(self.event.text).split())
        return said if len(said) <= EXCERPT else f"{said[: EXCERPT - 1]}…"

    @property
    def path(self) -> str:
        """Of the page that shows it."""
        anchor = f"#thread-{self.thread.id}" if self.thread is not None else ""
        number = self.design.id
        if self.review is not None:
            return reverse("review", args=[number, self.review.number]) + anchor
        if self.thread is not None:
            return f"{reverse('workbench', args=[number])}?tab=threads{anchor}"
        return reverse("versions" if self.event.kind == EventKind.VERSION_SAVED else "workbench", args=[number])

    def _what(self) -> str:
        place = f"#{self.review.number} “{_line(self.review.title)}”" if self.review else f"“{_line(self.design.name)}”"
        if self.event.kind == EventKind.VERSION_SAVED:
            return f"version {self.event.details.get('version', '')} of {place}"
        if self.thread is None or self.thread.kind == "review":
            return place
        return f"{_line(self.thread.label)} in {place}"


_VERBS = {
    EventKind.PROPOSED: "began",
    EventKind.OPENED: "asks for a review of",
    EventKind.EDITED: "described anew",
    EventKind.CHANGED: "changed the proposal of",
    EventKind.APPROVED: "approved",
    EventKind.CHANGES_REQUESTED: "asks for changes of",
    EventKind.UPDATED: "brought up to date",
    EventKind.MERGED: "merged",
    EventKind.CLOSED: "closed",
    EventKind.REOPENED: "opened again",
    EventKind.COMMENTED: "commented on",
    EventKind.RESOLVED: "resolved a thread about",
    EventKind.UNRESOLVED: "opened a thread again about",
    EventKind.APPLIED: "took over a suggestion about",
    EventKind.VERSION_SAVED: "saved",
    EventKind.SHARED: "shared by a link",
}


def about(event: Event) -> About:
    """The event with its rows. Four queries."""
    design = Design.objects.select_related("team").get(team_id=event.team_id, id=event.design_id)
    of = {"team_id": event.team_id, "design_id": event.design_id}
    review = Review.objects.filter(**of, number=event.review).first() if event.review is not None else None
    thread = Thread.objects.filter(**of, id=event.thread).first() if event.thread is not None else None
    return About(event, design.team, design, review, thread)


def absolute(path: str) -> str:
    """A path of this application as an address that a mail can carry."""
    return urljoin(settings.PUBLIC_URL, path)


def _line(text: Any) -> str:
    """A name as it may stand in a subject: on one line, with what cannot be seen taken out."""
    return " ".join(legible(str(text)).split())[:120]
