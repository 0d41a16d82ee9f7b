"""A mixture of requests as people make them, and what came of each."""

import http.client
import itertools
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from tests.benchmarks.killing.sites import Answer, Sites
from tests.web.browsing import form_of


@dataclass
class Tally:
    """What was sent and what came of it. acknowledged: kind -> texts; last: field -> its texts, the latest last."""

    seconds: list[tuple[str, float]] = field(default_factory=list)
    failures: list[tuple[float, str, str]] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    acknowledged: dict[str, list[str]] = field(default_factory=lambda: {"edit": [], "comment": [], "verdict": []})
    last: dict[str, list[str]] = field(default_factory=dict)
    tried: dict[str, set[str]] = field(default_factory=dict)
    away: list[list[float]] = field(default_factory=list)

    def database_was_away(self, at: float) -> bool:
        return any(begun - 0.1 <= at <= ended + 1.0 for begun, ended in self.away)


@dataclass
class Field:
    """A comment of a column that one person at a time edits. fields: the form as it was opened; None: open it anew."""

    object_id: str
    held: threading.Lock = field(default_factory=threading.Lock)
    form: dict[str, str] | None = None


class Load:
    """The mixture."""

    def __init__(self, sites: Sites, tally: Tally, world: dict[str, Any]) -> None:
        self.sites, self.tally, self.world = sites, tally, world
        self.fields = [Field(one) for one in world["columns"]]
        self._number = itertools.count()
        design, review = world["design"], world["review"]
        self.pages = [
            f"/d/{design}/", f"/d/{design}/findings/", f"/d/{design}/history/", f"/d/{design}/dictionary/", "/",
            *(f"/d/{design}/{table}" for table in world["tables"]), f"/d/{design}/reviews/{review}/",
        ]  # fmt: skip
        self.acts: list[tuple[int, str, Callable[[str], int]]] = [
            (55, "page", self.page), (24, "edit", self.edit), (9, "comment", self.comment),
            (4, "verdict", self.verdict), (7, "export", self.export), (1, "job", self.job),
        ]  # fmt: skip

    def send(self, due: float) -> None:
        """One request, of a kind and a person chosen at random; its time counts from when it was due."""
        _, name, act = random.choices(self.acts, [one[0] for one in self.acts])[0]
        try:
            status = act(random.choice(self.world["sessions"]))
            if status >= 500:
                self.tally.failures.append((time.monotonic(), name, str(status)))
            self.tally.statuses[name, status] += 1
        except (OSError, http.client.HTTPException) as error:
            self.tally.failures.append((time.monotonic(), name, type(error).__name__))
        self.tally.seconds.append((name, time.monotonic() - due))

    def page(self, session: str) -> int:
        return self.sites.ask("GET", random.choice(self.pages), session).status

    def export(self, session: str) -> int:
        target = random.choice(("postgres", "markdown", "mermaid"))
        return self.sites.ask("GET", f"/d/{self.world['design']}/export/{target}/file/", session).status

    def job(self, session: str) -> int:
        return self.sites.ask("POST", f"/d/{self.world['design']}/export/verify/", session, {}).status

    def comment(self, session: str) -> int:
        text = self._text("comment")
        path = f"/d/{self.world['design']}/threads/{self.world['thread']}/reply/"
        return self._said(self.sites.ask("POST", path, session, {"text": text}), "comment", text)

    def verdict(self, session: str) -> int:
        text = self._text("verdict")
        path = f"/d/{self.world['design']}/reviews/{self.world['review']}/decide/"
        body = {"opinion": "changes requested", "text": text, "revision": str(self.world["proposed"])}
        return self._said(self.sites.ask("POST", path, session, body), "verdict", text)

    def edit(self, session: str) -> int:
        """A column's comment, by its form; the revision is the one that the form was opened on."""
        one = random.choice(self.fields)
        with one.held:
            path = f"/d/{self.world['design']}/edit/{one.object_id}"
            form, one.form = one.form or self._opened(path, session), None
            if form is None:
                return 503
            text = self._text("edit")
            self.tally.tried.setdefault(one.object_id, set()).add(text)
            answer = self.sites.ask("POST", path, session, {**form, "comment": text}, part=True)
            if answer.status == 200 and answer.followed:
                self.tally.acknowledged["edit"].append(text)
                self.tally.last.setdefault(one.object_id, []).append(text)
            return answer.status

    def _opened(self, path: str, session: str) -> dict[str, str] | None:
        answer = self.sites.ask("GET", path, session, part=True)
        if answer.status != 200:
            return None
        return {name: values[-1] for name, values in form_in(answer.text).items() if name != "csrfmiddlewaretoken"}

    def _said(self, answer: Answer, kind: str, text: str) -> int:
        if answer.status == 303:
            self.tally.acknowledged[kind].append(text)
        return answer.status

    def _text(self, kind: str) -> str:
        return f"{kind} {next(self._number)} {secrets.token_hex(4)}"


def form_in(text: str) -> dict[str, list[str]]:
    """The fields of the editor's form in a page."""
    return form_of(HttpResponse(text))[1]
