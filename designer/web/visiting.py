"""A design as somebody sees it who came by a shared link: what the link shows, and nothing beside it.

Everything a visitor gets is a function of the schema that `shown` returns, so what the link leaves out cannot come
through a tree, a picture, a finding or a file. No address of the pages for members is in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from designer.analysis.engine import Report
from designer.exporters.diagram.kept import Kept
from designer.exporters.registry import Export, export
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.schema.subset import subset
from designer.store.access import get_share
from designer.store.cache import schema_of
from designer.store.editing import schema_at
from designer.store.models import ShareLink, SharePart
from designer.web.bench import Bench
from designer.web.links import with_query
from designer.web.live import place_of_link
from designer.web.reports import Findings, findings_at
from designer.web.tree import tree_groups

_COOKIE = "shared"
_UNLOCKED = 12 * 3600
"""Seconds for which a password, once given, is not asked for again."""
_schemas: Kept[Schema] = Kept(24)
_files: Kept[Export] = Kept(8)
PAGES = {
    "shared": "Diagram",
    "shared_dictionary": "Dictionary",
    "shared_findings": "Findings",
    "shared_comments": "Comments",
}
_PARTS = {
    "shared_dictionary": SharePart.DICTIONARY,
    "shared_findings": SharePart.FINDINGS,
    "shared_comments": SharePart.COMMENTS,
}
FILES = {"svg": "SVG picture", "png": "PNG picture", "poster": "PDF picture"}
DOCUMENT = {"pdf": "PDF document"}
"""What holds the dictionary beside the diagram."""


class Locked(Exception):
    """The link has a password that this visitor has not given yet."""

    def __init__(self, link: ShareLink) -> None:
        super().__init__("The link asks for a password.")
        self.link = link


@dataclass(frozen=True)
class Visit(Bench):
    """The bench of a visitor. link, token: what they came by; embedded: inside another site's page."""

    link: ShareLink | None = None
    token: str = ""
    embedded: bool = False

    @cached_property
    def findings(self) -> Findings:
        """What the rules say of what is shown; nothing, where the link does not show it."""
        assert self.link is not None
        if not self.link.shows(SharePart.FINDINGS):
            return Findings(Report((), (), 0))
        return findings_at(self.design, self.schema, self.link.revision or self.design.revision)

    @cached_property
    def may_edit(self) -> bool:
        """Never."""
        return False

    @cached_property
    def may_decide(self) -> bool:
        """Never."""
        return False

    @cached_property
    def open_threads(self) -> Mapping[str, int]:
        """Nobody is told how much is said where comments are not shown; where they are, the page of them tells."""
        return {}

    def url(self, entity: Entity | None = None, **query: str) -> str:
        """The shared page with this entity chosen, keeping how the diagram is drawn; on the page of the comments, those
        about it."""
        kept = {name: self.request.GET.get(name, "") for name in ("detail", "reach")}
        chosen = {"at": entity.id} if entity is not None else {}
        page = "shared_embed" if self.embedded else "shared_comments" if self.page == "shared_comments" else "shared"
        return with_query(reverse(page, args=[self.token]), {**kept, **chosen, **query, "tab": ""})

    def page_url(self, name: str, *more: str) -> str:
        """Another page of the link."""
        return reverse(name, args=[self.token, *more])

    def context(self, **more: Any) -> dict[str, Any]:
        """For the templates in `shared/`; nothing that names a member, a team or a number."""
        return {
            "bench": self,
            "schema": self.schema,
            "visit": self,
            "may_edit": False,
            "nav_tabs": self._tabs(),
            "tree_groups": [
                {**group, "entities": [{**one, "attributes_url": ""} for one in group["entities"]]}
                for group in tree_groups(self)
            ],
            "tree_action": self.url(self.entity),
            "tree_query": self.request.GET.get("find", ""),
            "files": self.files(),
            "place": place_of_link(self.link, self.token) if self.link is not None else None,
            **more,
        }

    def files(self) -> list[dict[str, str]]:
        """What may be downloaded."""
        return [
            {"label": label, "url": self.page_url("shared_download", target)} for target, label in self.targets.items()
        ]

    @property
    def talks(self) -> bool:
        """Whether the link shows comments and takes them."""
        return self.link is not None and self.link.shows(SharePart.COMMENTS)

    @property
    def targets(self) -> dict[str, str]:
        """Exporter names to labels: pictures and DDL, as far as the link lets them go."""
        assert self.link is not None
        pictures = FILES if self.link.shows(SharePart.PICTURE) else {}
        documents = DOCUMENT if pictures and self.link.shows(SharePart.DICTIONARY) else {}
        dialect = self.schema.dialect.name
        ddl = {dialect: "SQL"} if self.link.shows(SharePart.DDL) else {}
        return {**pictures, **documents, **ddl}

    def file(self, target: str) -> Export:
        """An export of what is shown, made now. Raises ExportError for a design that the target refuses."""
        return _files.get(f"{self.scope}/{target}", lambda: export(self.schema, target))

    @cached_property
    def scope(self) -> str:
        """What two links that show the same have in common."""
        assert self.link is not None
        return _scope(self.link)

    def _tabs(self) -> list[dict[str, Any]]:
        assert self.link is not None
        return [
            {"label": label, "url": self.page_url(name), "current": name == self.page}
            for name, label in PAGES.items()
            if name not in _PARTS or self.link.shows(_PARTS[name])
        ]


def open_visit(
    request: HttpRequest, token: str, *, page: str = "shared", part: SharePart | None = None, embedded: bool = False
) -> Visit:
    """The visit of a request. Raises Http404 for what the link does not show, Locked where its password is missing."""
    link = get_share(token, part)
    if link.password and not _unlocked(request, link):
        raise Locked(link)
    schema = shown(link)
    at = schema.located.get(request.GET.get("at", ""))
    entity = None
    if at is not None:
        owner = at if at.kind.name == "entity" else schema.located.get(at.owner)
        entity = owner.value if owner is not None and owner.kind.name == "entity" else None
    inside = at if at is not None and at.kind.name != "entity" else None
    return Visit(request, link.design, schema, entity, inside, page, "", False, link, token, embedded)


def shown(link: ShareLink) -> Schema:
    """The design as the link shows it."""

    def make() -> Schema:
        schema = schema_of(link.design) if link.revision is None else schema_at(link.design, link.revision)
        return shown_of(link, schema)

    return _schemas.get(_scope(link), make)


def shown_of(link: ShareLink, schema: Schema) -> Schema:
    """What the link shows of a state of its design."""
    if link.entities:
        return subset(schema, set(link.entities))
    return schema if link.shows(SharePart.FINDINGS) else replace(schema, decisions=())


def unlocks(response: HttpResponse, link: ShareLink, token: str) -> HttpResponse:
    """Lets the browser remember for half a day that the password of this link was given."""
    response.set_cookie(
        _COOKIE,
        _signer(link).sign(str(link.id)),
        max_age=_UNLOCKED,
        path=reverse("shared", args=[token]),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _unlocked(request: HttpRequest, link: ShareLink) -> bool:
    try:
        return _signer(link).unsign(request.COOKIES.get(_COOKIE, ""), max_age=_UNLOCKED) == str(link.id)
    except BadSignature:
        return False


def _signer(link: ShareLink) -> TimestampSigner:
    """The password's hash is part of it, so that another password locks again."""
    return TimestampSigner(salt=f"shared/{link.password}")


def _scope(link: ShareLink) -> str:
    parts = (sorted(link.entities), link.shows(SharePart.FINDINGS))
    which = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return f"{link.design_id}/{link.revision or link.design.revision}/{which}"
