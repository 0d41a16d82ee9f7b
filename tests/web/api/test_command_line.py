"""`designer push`, `pull` and `review` against a server as it is in production, and what a build gets out of them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from designer.cli.main import main
from designer.schema.design_file import loads
from designer.store.api_tokens import create_token
from designer.store.cache import CACHE, schema_of
from designer.store.models import Comment, Design, Review, Role, Team, Thread, Version
from tests.web.conftest import member
from tests.web.serving import served

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.strict_only("a server of its own"),
]
ROOT = Path(__file__).resolve().parents[3]
BASE = """
CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, placed_at timestamptz NOT NULL);
"""
BRANCH = BASE + "CREATE TABLE notes (body text);\n"
MENDED = BASE + "CREATE TABLE notes (id bigint PRIMARY KEY, body text);\n"
Designer = Callable[..., Any]


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """For a server and a token: runs the command line, in a process of its own where that is asked for."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "BITBUCKET_BRANCH"):
        monkeypatch.delenv(name, raising=False)

    def of(url: str, token: str) -> Designer:
        def run(*arguments: str, given: str = "", code: int = 0, alone: bool = False) -> Any:
            monkeypatch.setenv("DESIGNER_SERVER", url)
            monkeypatch.setenv("DESIGNER_TOKEN", token)
            done = _alone(arguments, given, tmp_path) if alone else _here(arguments, given, monkeypatch, capsys)
            assert done.returncode == code, done.stderr
            assert "Traceback" not in done.stderr
            assert token not in done.stdout + done.stderr
            return done

        return run

    return of


def _alone(arguments: Sequence[str], given: str, folder: Path) -> Any:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "designer", *arguments],
        input=given, capture_output=True, text=True, cwd=folder, timeout=120, env=environment, check=False,
    )  # fmt: skip


def _here(
    arguments: Sequence[str], given: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    capsys.readouterr()
    with monkeypatch.context() as swapped:
        swapped.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        code = main(arguments)
    said = capsys.readouterr()
    return subprocess.CompletedProcess(arguments, code, said.out, said.err)


def now(number: int) -> Any:
    CACHE.clear()
    return schema_of(Design.objects.get(pk=number))


def test_a_build_pushes_pulls_and_opens_one_review_for_its_branch(
    runner: Callable[..., Designer], tmp_path: Path, team: Team, alice: User
) -> None:
    robot = member(team, "robot", Role.EDITOR)
    _, writing = create_token(alice, name="me", scopes=("write",), days=1)
    _, building = create_token(robot, name="build", scopes=("review",), days=1)
    with served() as site:
        mine, build = runner(site.url, writing), runner(site.url, building)
        pushed = json.loads(
            mine("push", "-", "--team", str(team.pk), "--name", "shop", "--message", "Start", "--format", "json",
                 given=BASE, alone=True).stdout
        )  # fmt: skip
        number = pushed["design"]
        assert Version.objects.get(design_id=number).message == "Start"
        _push_and_pull(mine, number, tmp_path, site.url)
        _retire(mine, number, tmp_path)
        build("push", "-", "--design", str(number), given=BASE, code=2)
        _review(build, number)


def _push_and_pull(mine: Designer, number: int, folder: Path, url: str) -> None:
    """A file that was pulled is pushed back beside what others did meanwhile; the same field is a conflict."""
    mine("pull", f"{url}/d/{number}/", "--out", "one.json")
    mine("pull", str(number), "--out", "two.json")
    for name, change in (("one", {"comment": "Sales"}), ("two", {"comment": "Trade"})):
        path = folder / f"{name}.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert "is at revision 2" in mine("push", "one.json").stdout
    assert "theirs is 'Sales', yours is 'Trade'" in mine("push", "two.json", code=1).stderr
    assert now(number).comment == "Sales"
    assert not now(number).x
    mine("pull", str(number), "--version", "1", "--out", "start.json")
    assert loads((folder / "start.json").read_text()).comment is None
    assert "CREATE TABLE public.orders" in mine("pull", str(number), "--as", "postgres").stdout
    assert "no such form" in mine("pull", str(number), "--as", "../me", code=2).stderr
    assert "There is no such design" in mine("pull", "999999", code=2).stderr


def _retire(mine: Designer, number: int, folder: Path) -> None:
    """A pattern that the source says and one that it says no longer go, each for a reason."""
    queries = folder / "queries.sql"
    queries.write_text("-- name: all of them\nSELECT * FROM orders;\n")
    push = ("push", "-", "--design", str(number), "--queries", str(queries))
    mine(*push, given=BASE)
    assert [one.name for one in now(number).access_patterns] == ["all of them"]
    assert "different words" in mine(*push, "--retired", "all of them", "old", given=BASE, code=2).stderr
    mine(*push, "--retired", "all of them", "The export was switched off.", given=BASE)
    assert now(number).access_patterns == ()
    assert [one.reason for one in now(number).decisions] == ["The export was switched off."]


def _review(build: Designer, number: int) -> None:
    """One review, one thread, and an exit code that says whether it may be merged."""
    words = ("review", "-", "--design", str(number), "--title", "Link", "--key", "link", "--comment", "findings")
    first = build(*words, "--fail-on", "warning", given=BRANCH, code=1, alone=True)
    assert first.stdout.startswith("review #1 opened")
    assert "notes has no key at all" in first.stdout
    build(*words, "--fail-on", "none", given=BRANCH)
    again = json.loads(build(*words, "--fail-on", "warning", "--format", "json", given=MENDED).stdout)
    assert (again["review"], again["created"], again["blocking"]) == (1, False, 0)
    review = Review.objects.get(design_id=number)
    assert (review.state, review.author_name, review.key) == ("open", "Robot", "link")
    said = [
        one.text
        for one in Comment.objects.filter(thread=Thread.objects.get(design_id=number).id).order_by("created_at")
    ]
    assert ["notes has no key at all" in one for one in said] == [True, False]
    assert [one.name for one in now(number).entities] == ["customers", "orders"]
