"""Attacks on a whole application, one after the other: what was tried, how often, and what held.

    python tests/benchmarks/attacks.py [--all] [name of a function below ...]

Starts a database of its own, fills it in, and sends hostile names, texts, addresses, files, headers and requests to
pages, exports, links and the API, as a browser or a program would. An attack holds when what it is after did not
happen, which is looked for in the answer's structure (parsed, not searched for words) or in the database. Prints a
table by kind, and what fell; `--all` prints every payload. Exit status 1 where one fell.
"""

import csv
import gzip
import io
import os
import re
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

EVIL = "evil.example"
XSS = (
    "<script>xss0()</script>", "'\"><script>xss0()</script>", "<img src=x onerror=xss0()>", "<svg/onload=xss0()>",
    "\"autofocus onfocus=xss0() x=\"", "' onmouseover='xss0()", "javascript:xss0()", "JaVaScRiPt:xss0()",
    "data:text/html,<script>xss0()</script>", "</textarea><script>xss0()</script>", "</title><script>xss0()</script>",
    "<!--><script>xss0()</script>-->", "]]><script>xss0()</script>", "<iframe srcdoc='<script>xss0()</script>'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=xss0()>",
    "{{constructor.constructor('xss0()')()}}",
    "{% load static %}{{ request.user.password }}", "<a href=javascript:xss0()>x</a>", "[x](javascript:xss0())",
    "![x](x\"onerror=\"xss0())", "<details open ontoggle=xss0()>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:xss0()'>", "<form action=//evil.example><button>",
    "\u2028<script>xss0()</script>", "&lt;script&gt;xss0()&lt;/script&gt;", "<a hx-get=//evil.example hx-trigger=load>",
    "<b hx-on:click=xss0()>", "<object data=javascript:xss0()>", "<foreignObject><body onload=xss0()>",
)  # fmt: skip
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("//evil.example")',
)
LANGUAGES = {
    "plantuml": ('x"\n!include /etc/passwd\n"', 'x"\n@enduml\n@startuml\n"', "x\n!define A B"),
    "mermaid": ('x"]\n    click a "javascript:xss0()"\n a["', "x\n%%{init: {'securityLevel': 'loose'}}%%", 'x" }\n'),
    "dot": ('x" URL="javascript:xss0()', 'x"]; graph [URL="javascript:xss0()"', "<<b>x</b>>",
            'x\\" , href="javascript:1'),
    "dbml": ("x'''\nTable evil {\n id int\n}\n'''", 'x" {\n}\nTable "evil', "x'\n}\nTable evil {\n"),
    "postgres": ('x"; DROP TABLE evil; --', "x'; DROP TABLE evil; --", "x$$; DROP TABLE evil; $$",
    "*/ DROP TABLE evil; /*"),
    "mysql": ("x`; DROP TABLE evil; -- ", "x\\'; DROP TABLE evil; -- ", "x*/; DROP TABLE evil; /*"),
    "sqlite": ('x"; DROP TABLE evil; --', "x]; DROP TABLE evil; --"),
}  # fmt: skip
REDIRECTS = (
    "//evil.example", "///evil.example", "https://evil.example", "http:evil.example", "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example", "\t//evil.example", "javascript:xss0()", "data:text/html,x", "https:/evil.example",
    "//evil.example\\@x",
    "//localhost@evil.example", "http://localhost.evil.example/", "/\r\nLocation: //evil.example", "%2f%2fevil.example",
)  # fmt: skip
PLACES = (
    "postgresql://a@127.0.0.1/x", "postgresql://a@localhost/x", "postgresql://a@[::1]/x", "postgresql://a@0.0.0.0/x",
    "postgresql://a@2130706433/x", "postgresql://a@0x7f000001/x", "postgresql://a@127.1/x",
    "postgresql://a@0177.0.0.1/x",
    "postgresql://a@[::ffff:127.0.0.1]/x", "postgresql://a@[::ffff:a9fe:a9fe]/x", "postgresql://a@169.254.169.254/x",
    "postgresql://a@10.0.0.1/x", "postgresql://a@192.168.0.1/x", "postgresql://a@172.16.0.1/x",
    "postgresql://a@[fd00::1]/x",
    "postgresql://a@[fe80::1]/x", "postgresql://a@100.64.0.1/x", "postgresql://a@[64:ff9b::7f00:1]/x",
    "mysql://a@127.0.0.1/x",
    "mysql://a@169.254.170.2/x", "postgresql:///x?host=/var/run/postgresql", "postgresql://a@/x?hostaddr=127.0.0.1",
    "postgresql://a@8.8.8.8,127.0.0.1/x", "postgresql://a@8.8.8.8/x?host=127.0.0.1",
    "postgresql://a@8.8.8.8/x?service=local",
    "postgresql://a@8.8.8.8/x?passfile=/etc/passwd", "postgresql://a@8.8.8.8/x?sslrootcert=/etc/passwd",
    "mysql://a@8.8.8.8/x?unix_socket=/run/mysqld/mysqld.sock", "sqlite:////etc/passwd", "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x", "http://169.254.169.254/latest/meta-data/", "ldap://127.0.0.1/",
    "jdbc:postgresql://127.0.0.1/x",
)  # fmt: skip
HOSTS = (
    "evil.example",
    "localhost:80@evil.example",
    "localhost.evil.example",
    "evil.example:8000",
    "a b",
    "localhost/evil",
)
PATHS = ("../../etc/passwd", "..\\..\\windows\\x", "/etc/passwd", "C:\\x", "a/../../b", "con", "~/.ssh/x")


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


def stored_xss(app: Application, record: Record) -> None:
    """In every name and text, on every page and in every export that a browser shows."""
    from designer.store.models import SharePart
    from designer.store.reviews import propose
    from designer.store.shares import create_share
    from designer.store.threads import About, start_thread

    pages = (
        "",
        "findings/",
        "history/",
        "dictionary/",
        "patterns/",
        "export/",
        "normalize/",
        "versions/",
        "plan/",
        "reviews/",
    )
    for payload in XSS:
        alice = app.people["alice"]
        alice.first_name = payload[:150]
        alice.save()
        app.team.name = payload[:100]
        app.team.save()
        design = app.design(payload)
        review = propose(design, alice, title=payload.replace("\u2028", " "), description=payload)
        start_thread(design, alice, About("review", "", "the whole"), payload)
        start_thread(design, alice, About("review", "", "the whole"), payload, review=review)
        _, token = create_share(alice, design, label=payload, parts=SharePart.values)
        client, visitor = app.browser("alice"), app.browser()
        paths = [f"/d/{design.pk}/{page}" for page in pages]
        paths += [
            f"/d/{design.pk}/?tab=threads",
            f"/d/{design.pk}/?detail=all",
            f"/d/{design.pk}/shares/",
            "/",
            "/teams/",
        ]
        paths += [f"/d/{design.pk}/reviews/{review.number}/", f"/teams/{app.team.pk}/", f"/teams/{app.team.pk}/audit/"]
        faults = [one for path in paths for one in seen_in(client.get(path))]
        faults += [
            one for page in ("", "dictionary/", "findings/") for one in seen_in(visitor.get(f"/s/{token}/{page}"))
        ]
        record.note("stored XSS: every name and text, 22 pages", payload, not faults, faults[:3])
        faults = []
        for target in ("html", "svg", "markdown"):
            answer = client.get(f"/d/{design.pk}/export/{target}/file/")
            if answer.status_code == 200:
                faults += in_export(target, body(answer))
        record.note("stored XSS: HTML, SVG and Markdown exports", payload, not faults, faults[:3])


def seen_in(answer: Any) -> list[str]:
    if answer.status_code >= 500:
        return [f"status {answer.status_code}"]
    policy = answer.headers.get("Content-Security-Policy", "")
    missing = [] if "default-src 'none'" in policy and "unsafe" not in policy else ["no policy"]
    return Structure(answer.content.decode(errors="replace")).faults + missing


def in_export(target: str, text: str) -> list[str]:
    if target == "markdown":
        from markdown_it import MarkdownIt

        from designer.web.markdown import markdown

        rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)  # as the laxest reader does
        return Structure(rendered).faults + Structure(str(markdown(text[:20_000]))).faults
    if target == "svg":
        tree = ElementTree.fromstring(text)
        strange = [
            one.tag for one in tree.iter() if str(one.tag).rpartition("}")[2].lower() in ("script", "foreignobject")
        ]
        return strange + Structure(text).faults
    return Structure(text).faults


def body(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")


def spreadsheets(app: Application, record: Record) -> None:
    """Formulas in the exports and in the record of a team."""
    for payload in FORMULAS:
        app.team.name = payload
        app.team.save()
        design = app.design(payload)
        client = app.browser("alice")
        client.post(f"/teams/{app.team.pk}/rename/", {"name": f"{payload}x"})
        client.get(f"/d/{design.pk}/export/postgres/file/")
        sheets = {"audit.csv": body(client.get(f"/teams/{app.team.pk}/audit.csv"))}
        answer = client.get(f"/d/{design.pk}/export/csv/file/")
        content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                sheets |= {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(".csv")}
        else:
            sheets["csv"] = content.decode()
        bad = [
            (name, cell)
            for name, text in sheets.items()
            for row in csv.reader(io.StringIO(text, newline=""))
            for cell in row
            if cell[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-[^\d]|-\d+[^\d.]", cell)
        ]
        record.note(f"formulas in {len(sheets)} tables", payload, not bad and answer.status_code == 200, bad[:3])


def other_languages(app: Application, record: Record) -> None:
    """A name may not become a statement, a directive or a link of the language that it is written in."""
    from designer.exporters import export
    from designer.exporters.registry import ExportError
    from designer.sql.splitting import split

    plain = {target: export(named("plain"), target).content for target in LANGUAGES}
    for target, payloads in LANGUAGES.items():
        for payload in payloads:
            try:
                text = export(named(payload), target).content
            except ExportError as refused:
                record.note(f"{target}: a name becomes a statement", payload, True, f"refused: {refused}")
                continue
            assert isinstance(text, str)
            held, seen = True, ""
            if target in ("postgres", "mysql", "sqlite"):
                before, after = (
                    [one for one in split(str(each), target) if one.kind != "empty"] for each in (plain[target], text)
                )
                words = [one.text.split()[0].upper() for one in after if one.text.split()]
                held, seen = "DROP" not in words, f"{len(before)} and {len(after)} statements"
            elif target == "plantuml":
                lines = [line.strip() for line in text.splitlines()]
                held = not any(line.startswith("!") for line in lines) and lines.count("@enduml") == 1
            elif target == "mermaid":
                lines = [line.strip() for line in text.splitlines()]
                held = not any(line.startswith(("click", "%%{")) for line in lines)
            elif target == "dot":
                import pygraphviz

                graph = pygraphviz.AGraph(string=text)
                urls = [one.attr.get(key) for one in (*graph.nodes(), *graph.edges()) for key in ("URL", "href")]
                held = not any(urls) and not graph.graph_attr.get("URL")
            elif target == "dbml":
                from designer.importers import import_sql

                held = len(import_sql(text, "dbml").schema.entities) == 2
            record.note(f"{target}: a name becomes a statement", payload, held, seen)


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
    for name in ("X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"):
        answer = app.browser("alice").get("/teams/", headers={name: f"{EVIL}"})
        record.note("host header", f"{name}: {EVIL}", EVIL not in answer.content.decode(), answer.status_code)
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


def files(app: Application, record: Record) -> None:
    """Uploads that are more than they look like, and archives that unpack elsewhere."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    zipped, nested = io.BytesIO(), "(" * 50_000 + ")" * 50_000
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.sql", b"0" * 50_000_000)
    bombs: dict[str, tuple[str, bytes]] = {
        "zip of 50 MB": ("a.sql", zipped.getvalue()), "gzip of 50 MB": ("a.sql", gzip.compress(b"0" * 50_000_000)),
        "21 MB of text": ("a.sql", b"-- x\n" * 4_400_000), "50,000 brackets": ("a.sql", f"SELECT {nested};".encode()),
        "JSON 100,000 deep": ("a.json", b"[" * 100_000), "a number of a million digits": ("a.json",
        b'{"a":' + b"9" * 1_000_000 + b"}"),
        "DBML 20,000 deep": ("a.dbml", b"Table a {" * 20_000), "a file that says it is a database": ("a.db",
        b"SQLite format 3\0" + b"\xff" * 4096),
        "100,000 columns": ("a.csv", b",".join(b"c%d" % n for n in range(100_000)) + b"\n"),
        "an empty file": ("a.sql", b""), "bytes": ("a.sql", bytes(range(256)) * 100), "an entity bomb": (
            "a.sql", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>'),
        "NUL in a name": ("a.sql", b'CREATE TABLE "a\x00b" (id int);'), "UTF-16 half": ("a.sql",
        b"\xff\xfeC\x00R\x00E"),
    }  # fmt: skip
    import time

    for name, (called, content) in bombs.items():
        began = time.process_time()
        answer = app.browser("alice").post(
            "/import/", {"uploads": SimpleUploadedFile(called, content), "kind": "", "text": ""}
        )
        took = time.process_time() - began
        held = answer.status_code < 500 and took < 10
        record.note("uploads", f"{name} as {called}", held, f"{answer.status_code} in {took:.1f} s")
    for payload in PATHS:
        design = app.design(payload)
        client = app.browser("alice")
        bad: list[str] = []
        for target in ("django", "sqlalchemy", "csv", "operations"):
            answer = client.get(f"/d/{design.pk}/export/{target}/file/")
            content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as opened:
                    bad += [
                        one for one in opened.namelist()
                        if one.startswith(("/", "~", "\\")) or ".." in one or ":" in one or "\\" in one
                    ]  # fmt: skip
            if answer.status_code >= 500:
                bad.append(f"{target} {answer.status_code}")
        record.note("paths in archives", payload, not bad, bad)
    for payload in ("..%2f..%2fsettings.py", "../settings.py", "%2e%2e/%2e%2e/etc/passwd", "....//x", "/etc/passwd"):
        answer = app.browser().get(f"/static/{payload}")
        record.note("paths of static files", payload, answer.status_code == 404, answer.status_code)


def accounts(app: Application, record: Record) -> None:
    from allauth.mfa.models import Authenticator
    from django.core.cache import cache

    from designer.store.invitations import invite
    from designer.store.models import Membership, Role

    known = {"login": "alice", "password": "wrong"}
    said = [body(app.browser().post("/accounts/login/", {**known, "login": who})) for who in ("alice", "nobody-here")]
    texts = [re.sub(r'value="[^"]*"', "", one) for one in said]
    record.note("user enumeration", "sign in: known and unknown", _same(*texts))
    said = []
    for who in ("alice@example.org", "nobody@example.org"):
        cache.clear()
        answer = app.browser().post("/accounts/password/reset/", {"email": who})
        said.append(f"{answer.status_code} {answer.headers.get('Location', '')}")
    record.note("user enumeration", "forgotten password: known and unknown", said[0] == said[1], said)
    cache.clear()
    statuses = [app.browser().post("/accounts/login/", known).status_code for _ in range(15)]
    right = app.browser()
    right.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
    record.note(
        "throttling", "15 wrong passwords, then the right one", "_auth_user_id" not in right.session, statuses[-3:]
    )
    cache.clear()
    client = app.browser()
    client.get("/accounts/login/")
    client.session["planted"] = 1
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
    record.note(
        "session fixation", "a session planted before signing in", client.session.session_key != session.session_key
    )
    held = client.session.session_key
    client.post("/accounts/logout/")
    stale = app.browser()
    stale.cookies["sessionid"] = held
    record.note("session fixation", "a session used after signing out", stale.get("/").status_code == 302)
    mallory = app.people["mallory"]
    Authenticator.objects.create(user=mallory, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    half = app.browser()
    answer = half.post("/accounts/login/", {"login": "mallory", "password": "correct horse battery"})
    for path in ("/", "/teams/", "/accounts/two-steps/", "/accounts/password/change/", "/import/"):
        found = half.get(path)
        record.note(
            "second factor", f"{path} with the password alone", found.status_code == 302, found.headers.get("Location")
        )
    codes = [half.post("/accounts/2fa/authenticate/", {"code": f"{n:06}"}).status_code for n in range(3)]
    record.note("second factor", "guessed codes", "_auth_user_id" not in half.session, codes)
    Authenticator.objects.all().delete()
    alice = app.people["alice"]
    _, token = invite(alice, app.team.pk, Role.EDITOR)
    app.browser("mallory").post(f"/invitations/{token}/", {"answer": "accept"})
    before = Membership.objects.filter(team=app.team).count()
    Membership.objects.filter(team=app.team, user=mallory).delete()
    again = app.browser("mallory").post(f"/invitations/{token}/", {"answer": "accept"})
    record.note("invitations", "used once, as it should be", before == 4, before)
    record.note("invitations", "used again after being removed", not Membership.objects.filter(team=app.team,
    user=mallory).exists(),
                f"{again.status_code}, {before} members")  # fmt: skip
    for wrong in (token[:-1], token + "a", "0" * 43, "..", token.swapcase()):
        answer = app.browser("mallory").get(f"/invitations/{wrong}/")
        record.note("invitations", f"token {wrong[:12]}…", answer.status_code in (404, 410), answer.status_code)


def _same(first: str, second: str) -> bool:
    shape = re.compile(r'nonce="[^"]*"|csrfmiddlewaretoken[^>]*')
    return shape.sub("", first) == shape.sub("", second)


def requests(app: Application, record: Record) -> None:
    """Forged, too much assigned, and of somebody else's things."""
    from designer.store.models import Design, Membership
    from tests.web.roles import ROLES

    design = app.design("plain")
    strict = app.browser("alice", enforce_csrf_checks=True)
    from django.urls import reverse

    known = {
        "D": design.pk,
        "P": design.pk,
        "T": app.team.pk,
        "E": "x",
        "A": "x",
        "R": 1,
        "N": 1,
        "F": "x",
        "S": "x" * 43,
        "I": "y" * 43,
    }
    for name, (method, arguments, _) in ROLES.items():
        if method != "POST":
            continue
        values = [
            known.get(one, "00000000-0000-0000-0000-000000000000") if isinstance(one, str) and len(one) == 1 else one
            for one in arguments
        ]
        answer = strict.post(reverse(name, args=values), {"text": "x"})
        record.note("forged requests (CSRF)", name, answer.status_code == 403, answer.status_code)
    client = app.browser("edgar")
    for given in (
        {"role": "owner"},
        {"is_superuser": "1"},
        {"team": app.other.pk},
        {"team_id": app.other.pk, "id": 1},
        {"settled": "1"},
    ):
        client.post(f"/d/{design.pk}/edit/design", {"name": "renamed", "revision": design.revision, **given})
        client.post(f"/teams/{app.team.pk}/leave-not/", given)
        client.post(f"/teams/{app.team.pk}/members/{app.people['edgar'].pk}/role/", given)
        client.post("/accounts/password/change/", given)
        now = Design.objects.get(pk=design.pk)
        edgar = Membership.objects.get(team=app.team, user=app.people["edgar"])
        app.people["edgar"].refresh_from_db()
        held = (
            now.team_id == app.team.pk
            and not now.settled
            and edgar.role == "editor"
            and not app.people["edgar"].is_superuser
        )
        record.note("mass assignment", given, held)


def api(app: Application, record: Record) -> None:
    from designer.store.api_tokens import create_token

    design = app.design("plain")
    base = "/api/v1"
    _, reading = create_token(app.people["alice"], name="reads", scopes=(), days=1)
    _, foreign = create_token(app.people["mallory"], name="other", scopes=("write", "review", "read"), days=1)
    for path in addresses():
        if path.startswith("api/v1"):
            status = _api(app, path, design, "").status_code
            record.note("API: without a token", path, status in (401, 404, 405, 302), status)
    for wrong in ("sdt_", "sdt_x", "sdt_" + "a" * 43, reading[:-1], reading.upper(), "null", "é", "' OR 1=1 --"):
        answer = app.browser().get(
            f"{base}/designs", headers={"Authorization": f"Bearer {wrong}".encode().decode("latin-1")}
        )
        record.note("API", f"token {wrong[:16]}", answer.status_code in (401, 429), answer.status_code)
    answer = app.browser("alice").get(f"{base}/designs")
    record.note("API", "a session instead of a token", answer.status_code == 401, answer.status_code)
    for token, whose, expected in ((foreign, "another team's", (404,)), (reading, "reading, to write", (403, 404))):
        call = app.browser()
        headers = {"Authorization": f"Bearer {token}"}
        if token == foreign:
            answer = call.get(f"{base}/designs/{design.pk}", headers=headers)
            record.note("API", f"{whose} design, read", answer.status_code in expected, answer.status_code)
        for method, path in (
            ("delete", f"/designs/{design.pk}"),
            ("patch", f"/designs/{design.pk}"),
            ("post", f"/designs/{design.pk}/versions"),
        ):
            answer = getattr(call, method)(f"{base}{path}", "{}", content_type="application/json", headers=headers)
            record.note(
                "API", f"{whose}: {method} {path}", answer.status_code in (*expected, 405, 422), answer.status_code
            )
    for name, text in (("deep", "[" * 100_000), ("NaN", '{"name": NaN}'), ("twice", '{"name":"a","name":"b"}'),
    ("digits", "9" * 100_000),
                       ("NUL", '{"name":"a\\u0000"}'), ("surrogate", '{"name":"\\ud800"}'), ("text",
                       "<xml/>")):  # fmt: skip
        _, writing = create_token(app.people["alice"], name=f"writes {name}", scopes=("write", "review"), days=1)
        answer = app.browser().post(
            f"{base}/designs", text, content_type="application/json", headers={"Authorization": f"Bearer {writing}"}
        )
        record.note("API", f"JSON: {name}", 400 <= answer.status_code < 500, answer.status_code)


def addresses() -> Iterator[str]:
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for one in patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, path)
            elif isinstance(one, URLPattern):
                yield path

    yield from walk(get_resolver().url_patterns, "")


def _api(app: Application, path: str, design: Any, token: str) -> Any:
    filled = re.sub(r"<(\w+:)?\w+>", lambda found: "1" if (found[1] or "").startswith("int") else str(design.pk), path)
    return app.browser().get("/" + filled)


def logs(record: Record) -> None:
    import logging

    from designer.web.logs import JsonLines, Lines, WithoutTokens

    secret = "kX3v-secret-of-32-characters-0123"
    for told in (f"GET /s/{secret}/", f"postgresql://a:{secret}@h/x", f"Authorization: Bearer {secret}",
    f"password={secret}",
                 f'{{"password": "{secret}"}}', f"sessionid={secret}",
                 f"/accounts/password/reset/key/{secret}/"):  # fmt: skip
        for formatter in (Lines("%(message)s"), JsonLines()):
            line = logging.LogRecord("a", 20, "", 1, "%s", (told,), None)
            WithoutTokens().filter(line)
            record.note(
                "secrets in logs", f"{type(formatter).__name__}: {told[:40]}", secret not in formatter.format(line)
            )


def run(record: Record) -> None:
    app = Application()
    steps: tuple[Callable[..., None], ...] = (
        stored_xss, spreadsheets, other_languages, redirects, places, headers_and_cookies, files, accounts,
        requests, api,
    )  # fmt: skip
    chosen = {one for one in sys.argv[1:] if not one.startswith("-")}
    for step in steps:
        if chosen and step.__name__ not in chosen:
            continue
        try:
            step(app, record)
        except Exception as fault:  # one attack that fails to be made must not hide the others
            record.note(f"{step.__name__} could not be tried", fault, False, traceback.format_exc()[-400:])
    logs(record)


def report(record: Record, whole: bool) -> int:
    print(f"{'attack':<52}{'tried':>6}{'held':>6}")
    fallen = [(kind, one) for kind, tried in record.tried.items() for one in tried if not one[1]]
    for kind, tried in record.tried.items():
        print(f"{kind:<52}{len(tried):>6}{sum(held for _, held, _ in tried):>6}")
        for payload, held, seen in tried if whole else ():
            print(f"    {'held' if held else 'FELL':<5} {payload[:70]!r:<74} {seen[:70]}")
    print(
        f"{'all':<52}{sum(map(len, record.tried.values())):>6}{sum(map(len, record.tried.values())) - len(fallen):>6}"
    )
    for kind, (payload, _, seen) in fallen:
        print(f"FELL {kind}: {payload!r}: {seen}")
    return 1 if fallen else 0


def main(whole: bool) -> int:
    from designer.lab.scratch import ScratchCluster

    with ScratchCluster() as cluster:
        os.environ |= {
            "DATABASE_URL": cluster.provide_database("designer", "designer"), "DESIGNER_NO_BOOTSTRAP": "1",
            "DJANGO_SETTINGS_MODULE": "designer.settings", "DESIGNER_SECRET_KEY": "for the attacks only",
        }  # fmt: skip
        import logging

        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        logging.disable(logging.CRITICAL)
        call_command("migrate", verbosity=0)
        from django.conf import settings
        from django.test.utils import setup_test_environment

        setup_test_environment()
        settings.ALLOWED_HOSTS = ["localhost", "testserver"]
        settings.SIGNUP_OPEN = True
        record = Record()
        run(record)
        connections.close_all()
    return report(record, whole)


if __name__ == "__main__":
    sys.exit(main("--all" in sys.argv))
