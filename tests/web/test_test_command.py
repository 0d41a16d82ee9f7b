"""`manage.py test`: pytest's arguments, exit status and a database of the run's own."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from designer.web.management.commands.test import Command, in_parallel

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import os, psycopg

def test_database_is_there_and_its_role_is_no_superuser():
    with psycopg.connect(os.environ["DATABASE_URL"]) as session:
        assert session.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    assert not [name for name in os.environ if name.startswith("PG")]

def test_that_fails():
    assert False

def test_that_nobody_asks_for():
    assert False
"""


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "test", *arguments],
        env={**kept, "DESIGNER_NO_BOOTSTRAP": "1", "PGHOST": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def probe(tmp_path: Path) -> str:
    path = tmp_path / "test_probe.py"
    path.write_text(PROBE)
    return str(path)


@pytest.mark.parametrize("debugging", [["-n", "0"], ["-p", "no:xdist"], ["--pdb"], ["-s"], ["-k", "x", "-n4"]])
def test_option_that_speaks_of_processes_is_left_to_decide(debugging: list[str]) -> None:
    assert in_parallel(debugging) == []


@pytest.mark.parametrize("part", ["tests/lab", "tests/web/test_test_command.py::test_x", str(ROOT)])
def test_part_named_by_its_path_runs_in_one_process(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert in_parallel(["-x", part]) == []


def test_single_processor_needs_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert in_parallel([]) == []


@pytest.mark.parametrize("arguments", [[], ["--require-all"], ["-x", "-k", "cluster"], [""]])
def test_whole_run_uses_the_processors_and_keeps_files_together(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert in_parallel(arguments) == ["-n", "3", "--dist", "loadfile"]


def test_what_the_default_run_leaves_out_has_a_worker_more_as_it_waits_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert in_parallel(["--require-all", "--only-skipped"]) == ["-n", "4", "--dist", "loadfile"]


@pytest.mark.strict_only("it starts pytest in a process of its own")
def test_arguments_are_handed_through_and_failure_is_the_commands_failure(probe: str) -> None:
    done = run(probe, "-k", "database_is_there or fails")
    assert done.returncode == 1
    assert "1 failed, 1 passed, 1 deselected" in done.stdout


@pytest.mark.parametrize("status", [0, 3])
def test_status_of_pytest_is_the_commands_status(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a database at hand, and a pytest that ends as it is told."""

    def ended(command: list[str], **given: Any) -> "subprocess.Popen[bytes]":
        return started([sys.executable, "-c", f"raise SystemExit({status})"])

    started = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", ended)
    monkeypatch.setattr(signal, "signal", lambda number, action: None)
    with pytest.raises(SystemExit) as left:
        Command().run_from_argv(["manage.py", "test", "-n", "0"])
    assert left.value.code == status


def test_server_that_cannot_be_had_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESIGNER_LAB_PG_BIN", str(tmp_path))
    done = run()
    assert done.returncode == 1
    assert done.stderr.startswith("There is no PostgreSQL server")


def test_help_explains_the_strict_run(capsys: pytest.CaptureFixture[str]) -> None:
    Command().run_from_argv(["manage.py", "test", "--help"])
    assert "--strict --only-skipped" in capsys.readouterr().out
