"""What the pages of a design know: the design, what is chosen in it, and how the address says so.

A view makes one `Bench`, and `context()` turns it into what the templates of the frame ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest

from designer.analysis.facts import Facts
from designer.schema.model import Entity
from designer.schema.schema import Located, Schema
from designer.store.cache import schema_of
from designer.store.models import Design
from designer.store.rule_settings import thresholds_of
from designer.web.access import may_decide, may_edit
from designer.web.links import design_url, entity_url, find_entity, known_pages, path_to
from designer.web.live import place_of
from designer.web.placing import open_threads
from designer.web.reports import Findings, findings_of, findings_so_far
from designer.web.tree import Written, tree_groups

TABS = {"inspector": "Inspector", "findings": "Findings", "threads": "Threads", "history": "History"}
DETAILS = {"all": "All columns", "keys": "Keys", "names": "Names"}
REACHES = {"1": "Neighbours", "2": "Two steps", "all": "Everything"}
LARGE, HUGE = 24, 60
"""Above so many entities the first view of a whole design shows keys only, or names only."""
_written = Written(4000)
_KEPT = ("detail", "reach")
"""What a link inside the workbench carries along."""


@dataclass(frozen=True)
class Bench:
    """A design as a request looks at it. entity: the chosen one; at: the object inside it (or of the design's own)
    that `?at=` names; page: which of the header's tabs is open. hurried: the findings last known will do, since an edit
    is to be answered at once."""

    request: HttpRequest
    design: Design
    schema: Schema
    entity: Entity | None = None
    at: Located | None = None
    page: str = "workbench"
    opened_tab: str = ""
    hurried: bool = False

    @cached_property
    def findings(self) -> Findings:
        """What the rules say of it."""
        return findings_so_far(self.design) if self.hurried else findings_of(self.design, self.schema)

    @cached_property
    def may_edit(self) -> bool:
        """Whether forms and buttons that change the design are shown."""
        return may_edit(self.design)

    @cached_property
    def facts(self) -> Facts:
        """The design prepared for what judges it, by the numbers of its team."""
        return Facts(self.schema, thresholds_of(self.design))

    @cached_property
    def may_decide(self) -> bool:
        """Whether findings may be dismissed and reopened."""
        return may_decide(self.design)

    @cached_property
    def open_threads(self) -> Mapping[str, int]:
        """How many threads are not resolved, by the entity they are about; "" for what is about no entity."""
        return open_threads(self.design, self.schema)

    @property
    def tab(self) -> str:
        """Which pane is open on the right."""
        asked = self.opened_tab or self.request.GET.get("tab", "")
        return asked if asked in TABS else "inspector"

    @property
    def detail(self) -> str:
        """How much of each entity the diagram shows."""
        asked = self.request.GET.get("detail", "")
        if asked in DETAILS:
            return asked
        size = len(self.schema.entities) if self.reach == "all" else 0
        return "all" if size <= LARGE else "keys" if size <= HUGE else "names"

    @property
    def reach(self) -> str:
        """How far around the chosen entity the diagram goes: relationships, or `all`."""
        asked = self.request.GET.get("reach", "")
        return asked if asked in REACHES and self.entity is not None else "all"

    def url(self, entity: Entity | None = None, **query: str) -> str:
        """The workbench with this entity, keeping how the diagram is drawn. `query` replaces or adds."""
        kept = {name: self.request.GET.get(name, "") for name in _KEPT}
        asked = {**kept, **query}
        if entity is None:
            return design_url(self.design.id, **asked)
        return entity_url(self.design.id, self.schema, entity.id, **asked)

    def context(self, **more: Any) -> dict[str, Any]:
        """For `design/page.html` and `design/workbench.html`."""
        return {
            "bench": self,
            "design": self.design,
            "schema": self.schema,
            "may_edit": self.may_edit,
            "nav_tabs": self._nav_tabs(),
            "tree_groups": tree_groups(self, _written),
            "tree_action": self.url(self.entity),
            "tree_query": self.request.GET.get("find", ""),
            "create_url": self._create_url(),
            "place": place_of(self.design),
            **more,
        }

    def toolbar(self) -> dict[str, Any]:
        """The choices over the diagram; each is a link to the same place with another drawing."""
        tab = "" if self.tab == "inspector" else self.tab
        return {
            "details": [
                {"label": label, "url": self.url(self.entity, detail=name, tab=tab), "current": name == self.detail}
                for name, label in DETAILS.items()
            ],
            "reaches": [
                {"label": label, "url": self.url(self.entity, reach=name, tab=tab), "current": name == self.reach}
                for name, label in REACHES.items()
            ]
            if self.entity
            else [],
        }

    def side_tabs(self) -> list[dict[str, Any]]:
        """The tabs over the right pane; each is a link first."""
        threads = self.open_threads
        talked_of = sum(threads.values()) if self.entity is None else threads.get(self.entity.id, 0)
        counts = {"findings": len(self._findings_here()), "threads": talked_of}
        return [
            {
                "label": label,
                "url": self.url(self.entity, tab=name if name != "inspector" else ""),
                "current": name == self.tab,
                "count": counts.get(name),
                "severity": self.findings.worst() if name == "findings" else "",
            }
            for name, label in TABS.items()
        ]

    def _findings_here(self) -> Any:
        if self.entity is None:
            return self.findings.report.findings
        return self.findings.by_entity.get(self.entity.id, ())

    def _create_url(self) -> str | None:
        """Where a new entity is made, once there is a form for it."""
        return path_to("add_entity", self.design.id) if self.may_edit and "add_entity" in known_pages() else None

    def _nav_tabs(self) -> list[dict[str, Any]]:
        open_findings = len(self.findings.report.findings)
        return [
            {
                "label": label,
                "url": path_to(name, self.design.id),
                "current": name == self.page,
                "count": open_findings if name == "findings" else None,
                "severity": self.findings.worst() if name == "findings" else "",
            }
            for name, label in PAGES.items()
            if name in known_pages()
        ]


PAGES = {
    "workbench": "Diagram",
    "patterns": "Access patterns",
    "findings": "Findings",
    "normalization": "Normal forms",
    "versions": "Versions",
    "reviews": "Reviews",
    "dictionary": "Dictionary",
    "history": "History",
    "export": "Export",
}
"""The header's tabs: URL name and label, in order."""


def open_bench(
    request: HttpRequest,
    number: int,
    key: str | None = None,
    *,
    page: str = "workbench",
    fetch: Callable[[HttpRequest, int], Design],
) -> Bench:
    """The bench of a page. fetch: one of `access.get_design_for_…`. Raises Http404 for what is not there."""
    design = fetch(request, number)
    schema = schema_of(design)
    entity = find_entity(schema, key) if key is not None else None
    if key is not None and entity is None:
        raise Http404("There is no such entity.")
    at = schema.located.get(request.GET.get("at", ""))
    return Bench(request, design, schema, entity, at, page)
