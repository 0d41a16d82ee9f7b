"""What is attacked, what came of it, and what a browser would act on in an answer."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from tests.benchmarks.attacking.payloads import EVIL


@dataclass
class Record:
    """What came of it. kind -> (payload, whether it held, what was seen)."""

    tried: dict[str, list[tuple[str, bool, str]]] = field(default_factory=dict)

    def note(self, kind: str, payload: object, held: bool, seen: object = "") -> None:
        self.tried.setdefault(kind, []).append((str(payload), bool(held), str(seen)))


class Structure(HTMLParser):
    """What a browser would act on: scripts, handlers, addresses, and elements that no template of ours has."""

    STRANGE = frozenset({"iframe", "object", "embed", "base", "math", "foreignobject", "mglyph", "applet", "frame"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._script: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.lower(): value or "" for name, value in attrs}
        self._script = tag if tag == "script" else None
        if tag in self.STRANGE:
            self.faults.append(f"<{tag}>")
        if tag == "meta" and "refresh" in given.get("http-equiv", "").lower():
            self.faults.append("<meta refresh>")
        for name, value in given.items():
            address = re.sub(r"[\s\x00-\x20]", "", value).lower()
            if name.startswith(("on", "hx-on", "srcdoc")):
                self.faults.append(f"{tag} {name}={value[:40]}")
            if name in ("href", "src", "action", "formaction", "xlink:href", "data", "hx-get", "hx-post") and (
                address.startswith(("javascript:", "vbscript:", "data:text")) or f"//{EVIL}" in address
            ):
                self.faults.append(f"{tag} {name}={value[:40]}")

    def handle_data(self, data: str) -> None:
        if self._script and "xss0" in data:
            self.faults.append(f"script {data[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._script = None


class Application:
    """The one that is attacked: Alice owns a team, Victor looks, Mallory belongs to another one."""

    def __init__(self) -> None:
        from django.contrib.auth.models import User
        from django.test import Client

        from designer.store.models import Membership, Role, Team

        self.client_class = Client
        self.team, self.other = Team.objects.create(name="Shop"), Team.objects.create(name="Elsewhere")
        self.people: dict[str, Any] = {}
        for name, team, role in (
            ("alice", self.team, Role.OWNER), ("edgar", self.team, Role.EDITOR), ("victor", self.team, Role.VIEWER),
            ("mallory", self.other, Role.OWNER),
        ):  # fmt: skip
            self.people[name] = User.objects.create_user(name, f"{name}@example.org", "correct horse battery")
            Membership.objects.create(team=team, user=self.people[name], role=role)

    def browser(self, name: str = "", **more: Any) -> Any:
        client = self.client_class(raise_request_exception=False, **more)
        if name:
            client.force_login(self.people[name])
        return client

    def design(self, word: str, owner: str = "alice", file: str = "") -> Any:
        """A design in which everything that can be called something is called `word`."""
        from designer.store.editing import create_design

        team = self.team if owner == "alice" else self.other
        return create_design(team.pk, self.people[owner], named(word), label=f"Made {file or word}"[:300])


def named(word: str) -> Any:
    from dataclasses import replace

    from designer.schema.build import entity, link, pattern, schema_of

    safe = word.replace("\x00", "")
    base = schema_of(
        entity("first", "id bigint not null", "note text", pk="id", unique=["note"], rows=10),
        entity("second", "id bigint not null", "first_id bigint not null", pk="id", rows=10),
        link("second.first_id", "first.id"),
        pattern("look", "SELECT note FROM first WHERE id = $1", per_minute=5),
        name="attacked",
    )
    first = base.entities[0]
    attributes = (
        first.attributes[0],
        replace(first.attributes[1], name=safe, comment=word, default="'" + word.replace("'", "''") + "'"),
    )
    first = replace(first, name=safe[:200], comment=word, attributes=attributes)
    return replace(
        base, name=safe[:200], comment=word, entities=(first, base.entities[1]),
        access_patterns=tuple(replace(one, name=safe, owner=word, notes=word) for one in base.access_patterns),
    )  # fmt: skip


def body(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
