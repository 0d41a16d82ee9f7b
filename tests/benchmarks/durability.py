"""What survives kill -9: three web and two worker processes on one PostgreSQL behind PgBouncer, under mixed load.

    python tests/benchmarks/durability.py [seconds, 120] [requests per second, 50]

The processes are those of `docker/compose.yaml`, each in a process group of its own, started again as soon as they
end. Requests are mixed (pages, edits by form with their revision, comments, verdicts, exports, jobs) and sent on time
whatever the answers, as browsers do through a proxy: pages are whole pages; the form of an edit is fetched and sent by
htmx, into the page that is open, and acknowledged by the event that tells the page to follow; connections to the web
processes are kept and used again, and one that was closed meanwhile is not sent anything. A web process is sent as
many requests at once as `docker/README.md` tells a proxy to; the others wait in the proxy. What a web process refuses
goes to the next, and a page that breaks off is asked for once more. What a browser fetches by itself after an edit
(tree, diagram) is among the pages. Meanwhile web processes, workers and, twice, the database are killed at random.

Afterwards every acknowledged edit must stand in the change log and the last of each field in the design, every
acknowledged comment and verdict must be there with its event, and every job must end. Each of them must have reached
the endpoint of the team's webhook, and each comment the mail of the person who began the thread: at least once, and
repeated only under the id that it had before. Prints a line for each, the share of failed requests with and without
the seconds in which the database was away, and the times. Exit status 1 where something was lost or left behind, or
one request in a hundred failed. Needs pgbouncer.
"""

import http.client
import itertools
import json
import os
import random
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from django.db.models.functions import Now
from django.http import HttpResponse

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from designer.lab.accounts import give, give_file, server_account  # noqa: E402
from designer.lab.child import Child, Confinement  # noqa: E402
from designer.lab.cluster import Cluster  # noqa: E402
from designer.lab.places import own_directory, scratch_directory  # noqa: E402
from designer.network import LOOPBACK, free_port  # noqa: E402
from tests.benchmarks.receivers import received  # noqa: E402
from tests.web.browsing import form_of  # noqa: E402

WEB, WORKERS, PEOPLE, TABLES = 3, 2, 8, 24
AT_ONCE = 8
"""Requests that the proxy has at one web process."""
PATIENCE = 30
"""Seconds for which a request waits in the proxy."""
KILLS_EVERY = (4.0, 9.0)
CSRF = "c" * 32
POOLER = """[databases]
designer = host={socket} port=5432 dbname=designer user=designer password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = plain
auth_file = {directory}/users
pool_mode = transaction
max_client_conn = 500
default_pool_size = 20
server_login_retry = 1
ignore_startup_parameters = extra_float_digits,options
log_connections = 0
log_disconnections = 0
"""


class Spent:
    """Processor seconds of processes with all that they started, looked up every second; neighbours do not count."""

    def __init__(self) -> None:
        self._roots: dict[int, str] = {os.getpid(): "sender"}
        self._seen: dict[tuple[int, str], tuple[str, float]] = {}

    def watch(self, pid: int, name: str) -> None:
        """A process that belongs to a part."""
        self._roots[pid] = name

    def look(self) -> None:
        """What ended since the last look keeps what it had spent then."""
        found: dict[int, tuple[int, str, float]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                rest = path.read_text().rpartition(")")[2].split()
                found[int(path.parent.name)] = int(rest[1]), rest[19], (int(rest[11]) + int(rest[12])) / _TICKS
        for pid, (_, began, seconds) in found.items():
            at = pid
            while at in found and at not in self._roots:
                at = found[at][0]
            if at in self._roots:
                self._seen[pid, began] = self._roots[at], seconds

    def by_part(self) -> Counter[str]:
        """Seconds so far."""
        self.look()
        parts: Counter[str] = Counter()
        for part, seconds in self._seen.values():
            parts[part] += seconds  # type: ignore[assignment]
        return parts


_TICKS = os.sysconf("SC_CLK_TCK")
SPENT = Spent()


class Kept:
    """A process that is started again whenever it ends, as `restart: unless-stopped` does."""

    def __init__(self, name: str, command: list[str], log: Path, **options: Any) -> None:
        self.name, self.kills, self._stopping = name, 0, False
        self._command, self._log, self._options = command, log, options
        self._child = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self) -> Child:
        with self._log.open("ab") as log:
            child = Child(self._command, output=log, directory=ROOT, death_signal=signal.SIGKILL, **self._options)
        SPENT.watch(child.process.pid, self.name.split()[0])
        return child

    def _watch(self) -> None:
        while not self._stopping:
            if self._child.exit_status is not None:
                time.sleep(0.2)
                self._child = self._start()
            time.sleep(0.05)

    def kill(self) -> None:
        """At once, with everything it started."""
        self.kills += 1
        with suppress(ProcessLookupError):
            os.killpg(self._child.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        self._stopping = True
        time.sleep(0.1)
        self._child.stop((signal.SIGTERM, 10))


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


@dataclass(frozen=True, slots=True)
class Answer:
    """status and text; followed: whether the page is told that the design has changed."""

    status: int
    followed: bool = False
    text: str = ""


class Sites:
    """The web processes as a proxy sees them."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._places = dict.fromkeys(ports, AT_ONCE)
        self._down_until = dict.fromkeys(ports, 0.0)
        self._changed = threading.Condition()
        self._idle: dict[int, deque[http.client.HTTPConnection]] = {port: deque() for port in ports}

    def ask(
        self, method: str, path: str, session: str, body: dict[str, str] | None = None, *, part: bool = False
    ) -> Answer:
        """What is answered; part: htmx asks. Raises OSError or HTTPException where the answer broke off."""
        again = 1 if method == "GET" else 0
        deadline = time.monotonic() + PATIENCE
        while True:
            port = self._place(deadline)
            try:
                return self._once(port, method, path, session, body, part)
            except ConnectionRefusedError:
                self._down_until[port] = time.monotonic() + 0.3
            except (OSError, http.client.HTTPException):
                again -= 1
                if again < 0:
                    raise
            finally:
                with self._changed:
                    self._places[port] += 1
                    self._changed.notify()

    def _place(self, deadline: float) -> int:
        """The process with the most places for one more request, once one that is up has any; the place is taken."""
        with self._changed:
            while (now := time.monotonic()) < deadline:
                port = max(self._ports, key=lambda one: (self._down_until[one] <= now, self._places[one]))
                if self._places[port] and self._down_until[port] <= now:
                    self._places[port] -= 1
                    return port
                self._changed.wait(0.1)
        raise ConnectionRefusedError("no web process answers")

    def await_all(self, seconds: float = 180) -> None:
        """Until each process says that it is ready."""
        deadline = time.monotonic() + seconds
        for port in self._ports:
            while True:
                with suppress(OSError, http.client.HTTPException):
                    if self._once(port, "GET", "/ready", "", None).status == 200:
                        break
                if time.monotonic() > deadline:
                    raise TimeoutError("a web process is not ready")
                time.sleep(0.2)

    def _once(
        self, port: int, method: str, path: str, session: str, body: dict[str, str] | None, part: bool = False
    ) -> Answer:
        headers = {"Host": "localhost", "Cookie": f"sessionid={session}; csrftoken={CSRF}"}
        if part:
            headers |= {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "side"}
        data = None
        if body is not None:
            data = urlencode({**body, "csrfmiddlewaretoken": CSRF})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link = self._link(port)
        try:
            link.request(method, path, data, headers)
            answer = link.getresponse()
            text = answer.read().decode(errors="replace")
        except BaseException:
            link.close()
            raise
        if link.sock is not None:  # not to be closed after this answer
            self._idle[port].append(link)
        return Answer(answer.status, "designChanged" in answer.headers.get("HX-Trigger", ""), text)

    def _link(self, port: int) -> http.client.HTTPConnection:
        """A connection that was used before, unless the other side has closed it; else a new one."""
        while True:
            try:
                link = self._idle[port].pop()
            except IndexError:
                link = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
                link.connect()
                link.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return link
            if link.sock is not None and not select.select([link.sock], [], [], 0)[0]:
                return link
            link.close()


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


def world() -> dict[str, Any]:
    """Made in the application's own way, in this process: a team, its people signed in, a design and a review."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    from designer.schema.build import entity, link, schema_of
    from designer.schema.edits import alter
    from designer.store.cache import schema_of as stored
    from designer.store.editing import create_design, edit
    from designer.store.models import Membership, NoticeSettings, Role, Sending, Team, Webhook
    from designer.store.reviews import open_review, propose
    from designer.store.threads import About, start_thread
    from designer.web.notices.hooks import new_secret, sealed

    team = Team.objects.create(name="Load")
    people = [User.objects.create(username=f"person{number}") for number in range(PEOPLE)]
    Membership.objects.bulk_create(Membership(team=team, user=one, role=Role.OWNER) for one in people)
    parts: list[Any] = [
        entity(f"t{n}", "id bigint not null", "before_id bigint", "note text", pk="id", rows=1000 * n)
        for n in range(TABLES)
    ]
    links = [link(f"t{n}.before_id", f"t{n - 1}.id") for n in range(1, TABLES)]
    design = create_design(team.pk, people[0], schema_of(*parts, *links, name="load"), label="Created for the load")
    review = propose(design, people[0], title="Something else")
    edit(review.proposal, people[0], (alter(stored(review.proposal), "design", comment="x"),), label="Comment")
    open_review(review, people[0])
    reader = User.objects.create(username="reader", email="reader@example.org")
    Membership.objects.create(team=team, user=reader, role=Role.OWNER)
    thread = start_thread(design, reader, About("review", "", "the whole"), "Begin")
    NoticeSettings.objects.create(user=reader, comment=Sending.NOW, review=Sending.OFF)
    secret, kinds = sealed(new_secret()), ["comment.created", "review.changes_requested"]
    Webhook.objects.create(team=team, url=os.environ["RECEIVER"], secret=secret, kinds=kinds)
    schema = stored(design)
    sessions = []
    for person in people:
        session = SessionStore()
        session["_auth_user_id"] = str(person.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = person.get_session_auth_hash()
        session.create()
        sessions.append(session.session_key)
    return {
        "design": design.pk, "team": team.pk, "review": review.number, "proposal": review.proposal_id,
        "proposed": review.proposal.revision, "thread": thread.id, "sessions": sessions,
        "columns": [one.attributes[2].id for one in schema.entities], "tables": [one.id for one in schema.entities],
    }  # fmt: skip


@contextmanager
def processes(tally: Tally) -> Iterator[tuple[Cluster, list[Kept], list[Kept], Sites]]:
    """All of them, from the database to the workers."""
    directory = own_directory(scratch_directory() / f"dur{secrets.token_hex(3)}")
    with ExitStack() as stack:
        stack.callback(_away_with, directory)
        cluster = stack.enter_context(Cluster(directory / "db", durable=True, settings={"max_connections": "100"}))
        SPENT.watch(cluster._child.process.pid, "database")  # type: ignore[union-attr]
        direct = cluster.provide_database("designer", "designer")
        port = free_port()
        pooled = pooler(stack, directory, direct, port)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PG", "DESIGNER_"))},
            "DATABASE_URL": pooled, "DATABASE_DIRECT_URL": direct, "DESIGNER_SECRET_KEY": secrets.token_urlsafe(50),
            "DESIGNER_NO_BOOTSTRAP": "1", "DJANGO_SETTINGS_MODULE": "designer.settings",
            **receivers(stack, directory / "received"), "DESIGNER_WEBHOOK_PRIVATE": "1",
        }  # fmt: skip
        os.environ.update(environment)
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "--no-input", "--database", "direct", "-v0"], env=environment, check=True)
        ports = []
        web = []
        for number in range(WEB):
            ports.append(free_port())
            command = [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(ports[-1]),
                "--workers", "1", "--blocking-threads", "4", "--workers-kill-timeout", "10s",
                "--respawn-failed-workers", "designer.wsgi:application",
            ]  # fmt: skip
            web.append(Kept(f"web {number}", command, directory / f"web{number}.log", environment=environment))
        workers = [
            Kept(f"worker {number}", [*manage, "worker"], directory / f"worker{number}.log", environment=environment)
            for number in range(WORKERS)
        ]
        for one in (*web, *workers):
            stack.callback(one.stop)
        yield cluster, web, workers, Sites(ports)


def receivers(stack: ExitStack, file: Path) -> dict[str, str]:
    """What webhooks and mails reach; nobody kills it. Returns the settings that lead there."""
    command = [sys.executable, str(ROOT / "tests/benchmarks/receivers.py"), str(file)]
    process = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    SPENT.watch(process.pid, "receivers")
    assert process.stdin is not None
    assert process.stdout is not None
    stack.callback(process.stdin.close)
    hooks, mails = (process.stdout.readline().strip() for _ in range(2))
    return {
        "RECEIVER": f"http://{LOOPBACK}:{hooks}/", "RECEIVED": str(file), "DESIGNER_MAIL_HOST": LOOPBACK,
        "DESIGNER_MAIL_PORT": mails, "DESIGNER_MAIL_SECURITY": "none",
    }  # fmt: skip


def undelivered(tally: Tally, patience: float = 150) -> Iterator[tuple[str, int, int]]:
    """The same for what was to reach others, once nothing waits any more; prints what was sent again."""
    from designer.store.models import Delivery, Event, Mail, Notification

    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and (
        Event.objects.filter(delivered_at=None).exists()
        or Delivery.objects.filter(due_at__isnull=False).exists()
        or Notification.objects.filter(mail_after__lte=Now()).exists()
        or Mail.objects.filter(due_at__isnull=False).exists()
    ):
        time.sleep(0.5)
    comments, verdicts = set(tally.acknowledged["comment"]), set(tally.acknowledged["verdict"])
    found = list(received(Path(os.environ["RECEIVED"])))
    hooks = [one for one in found if one["by"] == "hook"]
    mails = [one for one in found if one["by"] == "mail"]
    yield "webhooks that arrived", len(comments | verdicts), len((comments | verdicts) - {one["text"] for one in hooks})
    mailed = {text for one in mails for text in re.findall(r"comment \d+ \w{8}", one["text"])}
    yield "comments that mails brought", len(comments), len(comments - mailed)
    ids = Counter(text for text, _ in {(one["text"], one["id"]) for one in hooks})
    yield "webhooks under one id each", len(ids), sum(number > 1 for number in ids.values())
    told = Counter(text for one in mails for text in set(re.findall(r"comment \d+ \w{8}", one["text"])))
    apart = Counter(text for text, _ in {(text, one["id"]) for one in mails for text in told if text in one["text"]})
    yield "comments in one mail each", len(apart), sum(number > 1 for number in apart.values())
    again = len(hooks) - len({one["id"] for one in hooks}), len(mails) - len({one["id"] for one in mails})
    print(f"  {len(hooks)} messages and {len(mails)} mails arrived, {again[0]} and {again[1]} of them again")


def _away_with(directory: Path) -> None:
    """Keeps the logs where DURABILITY_LOGS says."""
    if kept := os.environ.get("DURABILITY_LOGS"):
        for path in (*directory.glob("*.log"), directory / "db" / "log"):
            shutil.copy(path, kept)
    shutil.rmtree(directory, ignore_errors=True)


def pooler(stack: ExitStack, directory: Path, direct: str, port: int) -> str:
    """PgBouncer in transaction mode, as compose has it; returns the address through it."""
    parts = urlsplit(direct)
    place = own_directory(directory / "pooler")
    socket = dict(parse_qsl(parts.query))["host"]
    (place / "ini").write_text(POOLER.format(socket=socket, password=parts.password, port=port, directory=place))
    (place / "users").write_text(f'"designer" "{parts.password}"\n')
    account = server_account()
    for name in ("ini", "users"):
        give_file(place / name, account)
    give(place, account)
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        sys.exit("pgbouncer is not installed.")
    confinement = Confinement(account=account)
    kept = Kept(
        "pgbouncer", [program, str(place / "ini")], directory / "pooler.log", environment={}, confinement=confinement
    )
    stack.callback(kept.stop)
    return f"postgresql://designer:{quote(parts.password or '', safe='')}@{LOOPBACK}:{port}/designer"


def havoc(cluster: Cluster, web: list[Kept], workers: list[Kept], tally: Tally, seconds: float) -> Counter[str]:
    """Kills until the time is over; the database after a third and after two thirds of it."""
    began = time.monotonic()
    killed: Counter[str] = Counter()
    due = [began + seconds / 3, began + 2 * seconds / 3]
    while (now := time.monotonic()) < began + seconds - 8:
        if due and now > due[0]:
            due.pop(0)
            killed["database"] += 1
            tally.away.append([time.monotonic(), time.monotonic()])
            os.killpg(cluster._child.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
            cluster._child.process.wait()  # type: ignore[union-attr]
            cluster._release()
            cluster.start()
            SPENT.watch(cluster._child.process.pid, "database")  # type: ignore[union-attr]
            tally.away[-1][1] = time.monotonic()
        else:
            victim = random.choice((*web, *workers))
            killed[victim.name.split()[0]] += 1
            victim.kill()
        time.sleep(random.uniform(*KILLS_EVERY))
    return killed


def lost(tally: Tally, made: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """(what, how many were acknowledged, how many of them are not there)."""
    from designer.store.cache import CACHE
    from designer.store.cache import schema_of as stored
    from designer.store.models import Comment, Design, Event, Revision, Verdict

    CACHE.clear()
    design = Design.objects.get(pk=made["design"])
    log = json.dumps(
        list(Revision.objects.filter(design_id=design.pk).order_by("number").values_list("changes", flat=True))
    )
    edits = tally.acknowledged["edit"]
    yield "edits in the change log", len(edits), sum(f'"{text}"' not in log for text in edits)
    now = {one.id: one.comment for entity in stored(design).entities for one in entity.attributes}
    written = dict.fromkeys(re.findall(r'"comment": "(edit \d+ \w+)"', log))  # each where it came first
    numbers = {text: number for number, text in enumerate(written)}
    wrong = [
        key
        for key, texts in tally.last.items()
        if now[key] not in tally.tried[key] or numbers[str(now[key])] < max(numbers.get(text, 0) for text in texts)
    ]
    yield "last edits in the design", len(tally.last), len(wrong)
    comments = set(Comment.objects.filter(thread=made["thread"]).values_list("text", flat=True))
    yield "comments", len(tally.acknowledged["comment"]), len(set(tally.acknowledged["comment"]) - comments)
    verdicts = set(Verdict.objects.filter(review=made["review"]).values_list("text", flat=True))
    yield "verdicts", len(tally.acknowledged["verdict"]), len(set(tally.acknowledged["verdict"]) - verdicts)
    told = set(Event.objects.filter(design_id=design.pk).values_list("text", flat=True))
    said = {*tally.acknowledged["comment"], *tally.acknowledged["verdict"]}
    yield "events of these", len(said), len(said - told)


def jobs_at_the_end(patience: float = 120) -> tuple[Counter[str], int]:
    """How the jobs ended, and how many have not."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from designer.jobs.models import Job

    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and (
        Job.objects.filter(state__in=Job.OPEN).exists() or ProcrastinateJob.objects.filter(status="doing").exists()
    ):
        time.sleep(0.5)
    found = Counter(Job.objects.values_list("state", flat=True))
    return found, sum(found[state] for state in Job.OPEN) + ProcrastinateJob.objects.exclude(status="failed").count()


def main(seconds: float = 120, per_second: float = 50) -> int:
    tally = Tally()
    print(f"load average at the beginning: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with processes(tally) as (cluster, web, workers, sites):
        import django

        django.setup()
        made = world()
        load = Load(sites, tally, made)
        sites.await_all()
        for path in load.pages:  # each process has everything in memory once, as after a day
            for _ in range(WEB):
                sites.ask("GET", path, made["sessions"][0])
        tally.seconds.clear()
        killed: Counter[str] = Counter()
        reaper = threading.Thread(target=lambda: killed.update(havoc(cluster, web, workers, tally, seconds)))
        began, before, ended = time.monotonic(), SPENT.by_part(), threading.Event()
        reaper.start()
        threading.Thread(target=lambda: [SPENT.look() for _ in iter(lambda: ended.wait(1), True)], daemon=True).start()
        with ThreadPoolExecutor(96) as pool:
            for number in range(int(seconds * per_second)):
                due = began + number / per_second
                time.sleep(max(0.0, due - time.monotonic()))
                pool.submit(load.send, due)
        took = time.monotonic() - began
        reaper.join()
        states, open_ = jobs_at_the_end()
        ended.set()
        spent = SPENT.by_part()
        spent.subtract(before)
        losses = [*lost(tally, made), *undelivered(tally)]
        print(f"load average at the end: {os.getloadavg()[0]:.1f}")
        each = 1000 / len(tally.seconds)
        print("processor ms per request: " + ", ".join(f"{part} {own * each:.1f}" for part, own in spent.most_common()))
    return report(tally, took, killed, losses, states, open_)


def report(
    tally: Tally,
    took: float,
    killed: Counter[str],
    losses: list[tuple[str, int, int]],
    states: Counter[str],
    open_: int,
) -> int:
    """Prints the figures; the exit status."""
    sent = len(tally.seconds)
    print(f"{sent} requests in {took:.0f} s ({sent / took:.0f}/s); killed: {dict(killed)}")
    for what, acknowledged, missing in losses:
        print(f"  {what:<28}{acknowledged:>6} acknowledged {missing:>5} missing")
    print(f"  jobs {dict(states)}, left behind: {open_}")
    outside = [one for one in tally.failures if not tally.database_was_away(one[0])]
    away = sum(ended - begun for begun, ended in tally.away)
    print(f"  failed: {len(tally.failures)} ({len(tally.failures) / sent:.2%}), database away {away:.1f} s in all")
    print(f"  failed while the database was there: {len(outside)} ({len(outside) / sent:.2%})")
    print(f"  why: {dict(Counter((name, why) for _, name, why in tally.failures))}")
    print(f"  statuses: {dict(sorted(tally.statuses.items()))}")
    print(f"  {'':<10}{'requests':>9}{'median':>9}{'p95':>9}{'p99':>9}  ms from when it was due")
    for name in ("page", "edit", "comment", "verdict", "export", "job", "all"):
        times = sorted(one for kind, one in tally.seconds if name in (kind, "all"))
        if times:
            at = [times[min(len(times) - 1, int(len(times) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
            print(f"  {name:<10}{len(times):>9}" + "".join(f"{one:>9.0f}" for one in at))
    failed = any(missing for _, _, missing in losses) or open_ or len(outside) / sent >= 0.01
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*(float(given) for given in sys.argv[1:3])))
