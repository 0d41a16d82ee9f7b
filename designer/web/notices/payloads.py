"""What a webhook is told, as JSON. Names and texts are data in it: whoever shows them escapes them."""

from __future__ import annotations

from typing import Any

from designer.store.models import Event, EventKind, HookFormat, HookKind
from designer.web.notices.about import About, absolute

_KINDS = {
    EventKind.OPENED: HookKind.OPENED,
    EventKind.REOPENED: HookKind.OPENED,
    EventKind.EDITED: HookKind.UPDATED,
    EventKind.UPDATED: HookKind.UPDATED,
    EventKind.CHANGED: HookKind.UPDATED,
    EventKind.APPROVED: HookKind.APPROVED,
    EventKind.CHANGES_REQUESTED: HookKind.CHANGES,
    EventKind.MERGED: HookKind.MERGED,
    EventKind.CLOSED: HookKind.CLOSED,
    EventKind.COMMENTED: HookKind.COMMENT,
    EventKind.VERSION_SAVED: HookKind.VERSION,
    EventKind.SHARED: HookKind.SHARED,
}


def kinds_of(event: Event) -> list[str]:
    """What an event is to a webhook: one thing, and a mention beside it where somebody is named."""
    own = _KINDS.get(EventKind(event.kind))
    return [*([str(own)] if own else []), *([str(HookKind.MENTION)] if event.details.get("mentioned") else [])]


def payload_of(it: About, kind: str) -> dict[str, Any]:
    """{kind, title, url, created_at, team, design, actor, review, thread, text, …}."""
    event, review = it.event, it.review
    return {
        "kind": kind,
        "title": f"{it.title}.",
        "url": absolute(it.path),
        "created_at": event.created_at.isoformat(),
        "event": event.id,
        "team": {"id": it.team.pk, "name": it.team.name},
        "design": {"id": it.design.id, "name": it.design.name},
        "actor": event.actor_name or None,
        "review": {"number": review.number, "title": review.title, "state": str(review.state)} if review else None,
        "thread": {"id": str(it.thread.id), "about": it.thread.label} if it.thread else None,
        "text": event.text or None,
        "revision": event.revision,
        "version": event.details.get("version"),
        "mentioned": len(event.details.get("mentioned", ())),
    }


def as_sent(payload: dict[str, Any], wanted: str) -> dict[str, Any]:
    """The payload as an endpoint of this format takes it."""
    if wanted != HookFormat.SLACK:
        return payload
    said = f"\n>{_slack(str(payload.get('text') or ''))[:500]}" if payload.get("text") else ""
    return {"text": f"<{payload['url']}|{_slack(payload['title'])}>{said}"}


def _slack(text: str) -> str:
    """Text without Slack's own markup: no links, no mention of everybody."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "¦")
    return " ".join(plain.split())
