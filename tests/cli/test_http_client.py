"""How a server is asked: what is tried again, what never leaves, and what is said when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from designer.cli import http_client
from tests.cli.conftest import Ran

Designer = Callable[..., Ran]
TOKEN = "sdt_" + "s" * 43
Scripted = tuple[int, dict[str, str], Any]


@dataclass
class Site:
    """A server that answers what it is told to, in turn, and keeps what it was asked."""

    answers: list[Scripted] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.asked.append((self.command, self.path, dict(self.headers)))
            status, headers, data = found.answers.pop(0)
            body = data if isinstance(data, bytes) else json.dumps(data).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _answer

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setattr(http_client.time, "sleep", lambda _: None)
        monkeypatch.setenv("DESIGNER_SERVER", found.url)
        monkeypatch.setenv("DESIGNER_TOKEN", TOKEN)
        yield found
        server.shutdown()


def refusal(status: int, detail: str, **more: Any) -> Scripted:
    return status, {"Content-Type": "application/problem+json"}, {"status": status, "detail": detail, **more}


def test_a_server_that_is_away_for_a_moment_is_asked_again_with_the_same_key(site: Site, designer: Designer) -> None:
    made = {"id": 1, "revision": 1, "url": "u"}
    site.answers = [refusal(503, "busy"), (502, {}, b"<html>"), (201, {}, made)]
    ran = designer("push", "-", "--team", "3", "--name", "x", given="CREATE TABLE t (id int)")
    assert (ran.code, ran.text) == (0, "design 1 is at revision 1: u\n")
    keys = {headers["Idempotency-Key"] for _, _, headers in site.asked}
    assert (len(site.asked), len(keys)) == (3, 1)


def test_a_refusal_is_one_line_in_the_words_of_the_server(site: Site, designer: Designer) -> None:
    for answer, code, words in (
        (refusal(404, "There is no such design."), 2, "no such design"),
        (refusal(401, "This token opens nothing."), 2, "opens nothing"),
        (refusal(422, "No.", problems=[{"place": "a", "message": "it is wrong"}]), 2, "it is wrong"),
        ((500, {}, b"<html>"), 2, "is this a Schema Designer?"),
        ((200, {}, b"<html>"), 2, "no JSON"),
        (refusal(429, "Slower.", ) , 2, "Slower"),
    ):  # fmt: skip
        site.answers = [answer] * 4
        ran = designer("pull", "7")
        assert (ran.code, ran.error.count("\n")) == (code, 1)
        assert words in ran.error
        assert TOKEN not in ran.error


def test_a_conflict_is_exit_code_one_with_both_sides(site: Site, designer: Designer) -> None:
    conflict = {"kind": "design", "field": "comment", "theirs": "A", "yours": "B", "message": "changed"}
    site.answers = [(200, {}, {"revision": 2, "url": "u"}), refusal(409, "Somebody was faster.", conflicts=[conflict])]
    ran = designer("push", "-", "--design", "7", given="CREATE TABLE t (id int)")
    assert ran.code == 1
    assert "theirs is 'A', yours is 'B'" in ran.error


def test_a_redirect_is_said_and_never_followed(site: Site, designer: Designer) -> None:
    for status in (301, 302, 303, 307, 308):
        site.answers, site.asked = [(status, {"Location": "http://127.0.0.2/steal"}, b"")], []
        ran = designer("pull", "7")
        assert (ran.code, len(site.asked)) == (2, 1)
        assert "leads to http://127.0.0.2/steal" in ran.error


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--server", "http://designs.example.org"), "unencrypted"),
        (("--server", "ftp://designs.example.org"), "is named as https://"),
        (("--server", "https://alice:secret@designs.example.org"), "holds no password"),
        (("--server", f"https://designs.example.org/?token={TOKEN}"), "no token"),
        (("--server", "https://["), "is named as https://"),
        (("--token-file", "/nowhere"), "/nowhere"),
    ],
)
def test_what_would_give_the_token_away_is_refused(
    given: tuple[str, ...], words: str, site: Site, designer: Designer
) -> None:
    ran = designer("pull", "7", *given)
    assert (ran.code, site.asked) == (2, [])
    assert words in ran.error
    assert TOKEN not in ran.error
    assert "secret" not in ran.error


def test_a_token_on_the_command_line_is_warned_of(site: Site, designer: Designer, tmp_path: Path) -> None:
    site.answers = [refusal(404, "None.")] * 2
    assert "can be read by everybody" in designer("pull", "7", "--token", TOKEN).error
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert "can be read" not in designer("pull", "7", "--token-file", str(tmp_path / "token")).error
    assert [headers["Authorization"] for _, _, headers in site.asked] == [f"Bearer {TOKEN}"] * 2


def test_without_server_or_token_it_says_how(
    site: Site, designer: Designer, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.delenv("DESIGNER_TOKEN")
    assert "set DESIGNER_TOKEN" in designer("pull", "7").error
    monkeypatch.delenv("DESIGNER_SERVER")
    assert "DESIGNER_SERVER" in designer("pull", "7").error
    assert "DESIGNER_TOKEN" in designer("review", "--help").text


def test_sql_without_a_table_empties_no_design(site: Site, designer: Designer) -> None:
    ran = designer("push", "-", "--design", "7", given="SELECT 1;")
    assert (ran.code, site.asked) == (2, [])
    assert "there is no table in it" in ran.error


def test_the_client_brings_no_web_framework_along() -> None:
    code = "import designer.cli.review_command, sys; print([m for m in sys.modules if m in ('django', 'ninja')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
