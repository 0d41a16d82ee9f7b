"""Comments of people without an account: markup in names and texts, limits, and threads that are not theirs."""

from typing import Any

from django.urls import reverse

from tests.benchmarks.attacking.payloads import XSS
from tests.benchmarks.attacking.target import Application, Record, Structure, body


def visitors(app: Application, record: Record) -> None:
    from designer.store.models import SharePart
    from designer.store.shares import create_share

    design, alice = app.design("visited"), app.people["alice"]
    link, token = create_share(alice, design, parts=list(SharePart.values))
    place = reverse("shared_comments", args=[token])
    hostile_texts(app, record, design, place)
    forgetful()
    statuses = [said(app, place).status_code for _ in range(12)]
    record.note("visitors: haste", "12 comments at once", statuses.count(303) <= 8 and statuses[-1] == 429, statuses)
    forgetful()
    no = {"text": "not said"}
    for what, answer in {**other_places(app, design, **no), **other_words(app, design, place, **no)}.items():
        held = answer.status_code in (200, 400, 403, 404, 413, 422) and "not said" not in said_by_visitors()
        record.note("visitors: what is not theirs to say", what, held, answer.status_code)
    page = body(app.browser().get(place))
    for word in (alice.email, f"/d/{design.pk}/", "/teams/", link.label or "no label"):
        record.note("visitors: what their page tells", word, word not in page)


def hostile_texts(app: Application, record: Record, design: Any, place: str) -> None:
    """Markup in what visitors call themselves and say, on every page that shows it."""
    pages = (place, f"/d/{design.pk}/?tab=threads", "/notifications/", f"/teams/{app.team.pk}/audit/")
    for payload in XSS:
        forgetful()
        answer = said(app, place, name=payload[:80], text=payload)
        seen = [fault for page in pages for fault in Structure(body(app.browser("alice").get(page))).faults]
        record.note("visitors: markup in names and comments", payload, answer.status_code < 500 and not seen, seen)


def forgetful() -> None:
    """Or what comes next would be refused for its haste."""
    from designer.store.models import AuditEntry

    AuditEntry.objects.filter(action="share.commented").delete()


def other_places(app: Application, design: Any, **no: str) -> dict[str, Any]:
    """Answers to comments by links that take none, or in threads of others."""
    from designer.store.models import SharePart
    from designer.store.shares import create_share, revoke_share
    from designer.store.threads import About, start_thread

    alice, mallory = app.people["alice"], app.people["mallory"]
    theirs = start_thread(app.design("elsewhere", "mallory"), mallory, About("review", "", "the whole"), "Secret")
    token = create_share(alice, design, parts=list(SharePart.values))[1]
    closed, over = create_share(alice, design, parts=["comments"])
    revoke_share(alice, design, closed.id)
    silent = create_share(alice, design, parts=["dictionary"])[1]
    locked = create_share(alice, design, parts=["comments"], password="open sesame")[1]
    return {
        "a thread of another team": said(app, reverse("shared_reply", args=[token, theirs.id]), **no),
        "a link taken back": said(app, reverse("shared_comments", args=[over]), **no),
        "a link without comments": said(app, reverse("shared_comments", args=[silent]), **no),
        "a link with a password": said(app, reverse("shared_comments", args=[locked]), **no),
    }


def other_words(app: Application, design: Any, place: str, **no: str) -> dict[str, Any]:
    """Answers to forged forms, and to names, texts and objects that a link does not take."""
    return {
        "a form of another site": said(app, place, client=app.browser(enforce_csrf_checks=True), **no),
        "a name of two lines": said(app, place, name="a\r\nBcc: x@evil.example", **no),
        "a name that cannot be seen": said(app, place, name="\u200b\u202e", **no),
        "five megabytes": said(app, place, text="not said" + "x" * 5_000_000),
        "a NUL": said(app, place, text="not said\x00"),
        "an object of another design": said(app, place, on=app.design("farther", "mallory").pk, **no),
    }


def said_by_visitors() -> str:
    from designer.store.models import Comment

    return "\n".join(Comment.objects.exclude(share=None).values_list("text", flat=True))


def said(app: Application, place: str, *, client: Any = None, **given: Any) -> Any:
    return (client or app.browser()).post(place, {"name": "Jo", "text": "Why?", "on": "", **given})
