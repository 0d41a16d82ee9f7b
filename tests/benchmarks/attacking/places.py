"""Addresses: where links lead, what live databases are asked, what headers claim."""

import os
import re
from typing import Any

from tests.benchmarks.attacking.payloads import EVIL, HOSTS, PLACES, REDIRECTS
from tests.benchmarks.attacking.target import Application, Record


def redirects(app: Application, record: Record) -> None:
    design = app.design("plain")
    for payload in REDIRECTS:
        client = app.browser("alice")
        answers = [
            app.browser().post(
                "/accounts/login/", {"login": "alice", "password": "correct horse battery", "next": payload}
            ),
            client.post(f"/d/{design.pk}/undo/", {"next": payload}),
            client.post(f"/d/{design.pk}/threads/new/?about=review", {"text": "x", "next": payload}),
            client.post(f"/teams/{app.team.pk}/switch/", {"next": payload}),
        ]
        there = [one.headers.get("Location", "") for one in answers]
        bad = [one for one in there if re.match(r"^[\s\\/]*[\\/]{2}|^[a-z]+:", one.strip(), re.IGNORECASE)]
        record.note("open redirect, 4 forms", payload, not bad and all(one.status_code < 500 for one in answers), bad)


def places(app: Application, record: Record) -> None:
    """Addresses of databases, of webhooks: nothing may be connected to."""
    import socket

    import psycopg

    from designer.importers.live.reading import import_url
    from designer.web.notices import posting

    reached: list[Any] = []
    connect, libpq = socket.socket.connect, psycopg.connect
    own = os.environ["DATABASE_URL"]

    def noted(self: Any, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            reached.append(address)
            raise OSError("refused by the test")
        return connect(self, address)

    def noted_pg(conninfo: str = "", **given: Any) -> Any:
        reached.append(given.get("host") or conninfo)
        raise psycopg.OperationalError("refused by the test")

    socket.socket.connect = noted  # type: ignore[method-assign]
    try:
        psycopg.connect = noted_pg  # type: ignore[assignment]
        for payload in PLACES:
            reached.clear()
            try:
                import_url(payload, allow_private=False, allow_files=False, seconds=2)
                said = "read"
            except (ValueError, OSError) as refused:
                said = str(refused)
            except Exception as refused:  # whatever it is, the question is what was reached
                said = f"{type(refused).__name__}: {refused}"
            public = [one for one in reached if str(one).startswith(("8.8.8.8", "('8.8.8.8'"))]
            record.note(
                "server-side requests: databases", payload, len(public) == len(reached) and said != "read", said
            )
        for payload in ("https://127.0.0.1/", "https://169.254.169.254/x", "https://[::1]/", "http://example.org/",
                        "https://user:pass@example.org/", "ftp://example.org/", "https://2130706433/",
                        "https://x\r\nHost: y/",
                        "file:///etc/passwd", "https://0/"):  # fmt: skip
            reached.clear()
            try:
                posting.post(payload, b"{}", {}, allow_private=False)
                said = "sent"
            except posting.NotSent as refused:
                said = str(refused)
            record.note("server-side requests: webhooks", payload, not reached and said != "sent", said)
    finally:
        socket.socket.connect, psycopg.connect = connect, libpq  # type: ignore[method-assign]
    assert own == os.environ["DATABASE_URL"]


def headers_and_cookies(app: Application, record: Record) -> None:
    from django.test import override_settings

    for payload in HOSTS:
        answer = app.browser().get("/accounts/login/", headers={"host": payload})
        record.note("host header", payload, answer.status_code == 400, answer.status_code)
    plain = app.browser("alice").get("/teams/").content.decode().count(EVIL)  # teams have been called so by now
    for name in ("X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"):
        answer = app.browser("alice").get("/teams/", headers={name: f"{EVIL}"})
        record.note("host header", f"{name}: {EVIL}", answer.content.decode().count(EVIL) == plain, answer.status_code)
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        client = app.browser()
        client.get("/accounts/login/")
        client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
        for name, cookie in client.cookies.items():
            flags = bool(cookie["secure"] and cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict"))
            record.note("cookie flags", name, flags, cookie.OutputString()[-60:])
    design = app.design("plain")
    for path in (
        "/",
        f"/d/{design.pk}/",
        "/accounts/login/",
        "/health",
        "/no/such/page",
        f"/d/{design.pk}/export/svg/file/",
    ):
        answer = app.browser("alice").get(path)
        policy = answer.headers.get("Content-Security-Policy", "")
        held = answer.headers.get("X-Frame-Options") == "DENY" and (
            "frame-ancestors 'none'" in policy or "sandbox" in policy
        )
        held = held and answer.headers.get("X-Content-Type-Options") == "nosniff"
        record.note("clickjacking and sniffing", path, held, policy[:60])
    for payload in (
        "x\r\nSet-Cookie: a=b",
        'x"; filename="evil.exe',
        "x\nContent-Type: text/html",
        "x\u2028y",
        "x" * 5000,
    ):
        made = app.design(payload[:200])
        answer = app.browser("alice").get(f"/d/{made.pk}/export/markdown/file/")
        given = answer.headers.get("Content-Disposition", "")
        held = "\n" not in given and "\r" not in given and "a" not in answer.cookies and given.count('filename="') <= 1
        record.note("header injection by file names", payload[:40], held and 'evil.exe"' not in given, given[:80])
