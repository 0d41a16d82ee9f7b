"""The demo as its user meets it: one address, one at a time, nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from designer.demo import DemoError, await_answer, child_environment, refusal
from designer.lab.places import scratch_directory
from designer.network import free_port
from designer.web.management.commands.demo import Command

ROOT = Path(__file__).resolve().parents[1]


def test_note_that_is_not_ours_still_gives_a_sentence() -> None:
    for note in ("", "{}", "[1]", "half a {"):
        assert "already being started or stopped" in refusal(note)


def test_note_of_a_running_demo_names_its_address_and_process() -> None:
    sentence = refusal('{"pid": 12, "url": "http://127.0.0.1:8000/"}')
    assert "http://127.0.0.1:8000/" in sentence
    assert "process 12" in sentence


def test_children_get_the_address_and_none_of_postgresqls_variables() -> None:
    made = child_environment({"PGHOST": "/elsewhere", "PGUSER": "root", "HOME": "/h"}, "postgresql://x", "key")
    assert not [name for name in made if name.startswith("PG")]
    assert (made["DATABASE_URL"], made["DESIGNER_SECRET_KEY"], made["HOME"]) == ("postgresql://x", "key", "/h")


def test_key_that_the_user_set_wins() -> None:
    assert child_environment({"DESIGNER_SECRET_KEY": "mine"}, "x", "made")["DESIGNER_SECRET_KEY"] == "mine"


def test_a_server_that_never_answers_well_is_not_waited_for_without_end() -> None:
    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(500)

        def log_message(self, *ignored: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(DemoError, match="did not answer well within"):
            await_answer(f"http://127.0.0.1:{server.server_port}/health", lambda: None, seconds=0.3)
        server.shutdown()


def test_a_server_that_ended_is_not_waited_for_at_all() -> None:
    def ended() -> None:
        raise DemoError("it ended")

    with pytest.raises(DemoError, match="it ended"):
        await_answer("http://127.0.0.1:1/health", ended)


@pytest.fixture
def data() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(dir=scratch_directory()))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


def start(data: Path, port: int) -> "subprocess.Popen[str]":
    """Start a demo and wait for its address."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    demo = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)],
        env={**kept, "DESIGNER_NO_BOOTSTRAP": "1", "DESIGNER_DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout is not None
    for line in demo.stdout:
        if f"http://127.0.0.1:{port}/" in line:
            return demo
    raise AssertionError("the demo ended without an address")


def processes_of(marks: tuple[str, ...]) -> list[str]:
    """Command lines of processes that mention one of the marks there or in their environment, as workers do."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line, around = ((path / name).read_bytes().decode(errors="replace") for name in ("cmdline", "environ"))
        except OSError:
            continue
        if any(mark in line.replace("\0", " ") or mark in around for mark in marks):
            found.append(line.replace("\0", " "))
    return found


def wait_until_gone(marks: tuple[str, ...]) -> list[str]:
    for _ in range(150):
        if not (left := processes_of(marks)):
            return []
        time.sleep(0.1)
    return left


def test_demo_serves_refuses_a_second_start_and_stops_cleanly_on_sigterm(data: Path) -> None:
    port = free_port()
    marks = (str(data), f"--port {port}")
    with start(data, port) as demo:
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/health").status == 200
        second = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "demo"],
            env={**os.environ, "DATABASE_URL": "", "DESIGNER_NO_BOOTSTRAP": "1", "DESIGNER_DATA_DIR": str(data)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert f"already running at http://127.0.0.1:{port}/" in second.stderr
        assert "Traceback" not in second.stderr
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(30) == 0
        assert demo.stdout is not None
        assert "The data is kept" in demo.stdout.read()
    assert wait_until_gone(marks) == []


@pytest.mark.strict_only("it starts the whole demo twice")
def test_killed_demo_leaves_no_process_and_the_next_keeps_its_data_and_its_pages_when_its_worker_dies(
    data: Path,
) -> None:
    port = free_port()
    marks = (str(data), f"--port {port}")
    with start(data, port) as demo:
        key = (data / "secret-key").read_text()
        demo.send_signal(signal.SIGKILL)
    assert wait_until_gone(marks) == []
    with start(data, port) as again:
        assert (data / "secret-key").read_text() == key
        first = worker_of((str(data),), other_than=0)
        os.kill(first, signal.SIGKILL)
        assert worker_of((str(data),), other_than=first) != first
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/health").status == 200
        again.send_signal(signal.SIGINT)
        assert again.wait(30) == 0
        assert again.stdout is not None
        assert "The worker ended by itself" in again.stdout.read()
    assert wait_until_gone(marks) == []


def worker_of(marks: tuple[str, ...], other_than: int) -> int:
    """The number of the process that is the demo's worker, as soon as there is one with another number."""
    for _ in range(300):
        for path in Path("/proc").glob("[0-9]*"):
            try:
                line, around = ((path / name).read_bytes().decode(errors="replace") for name in ("cmdline", "environ"))
            except OSError:
                continue
            is_worker = line.split("\0")[-2:-1] == ["worker"] and any(mark in around for mark in marks)
            if is_worker and int(path.name) != other_than:
                return int(path.name)
        time.sleep(0.1)
    raise AssertionError("there is no worker")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        pytest.param(
            f"postgresql://nobody@127.0.0.1:{free_port()}/none",
            "cannot be reached: connection failed",
            marks=pytest.mark.strict_only("another process"),
        ),
        ("mysql://elsewhere", "must begin with postgresql://"),
    ],
    ids=["nobody listens", "another kind"],
)
def test_database_that_is_none_is_refused_in_a_sentence(address: str, sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo"],
        env={**os.environ, "DATABASE_URL": address, "DESIGNER_NO_BOOTSTRAP": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "²", "-1"])
def test_port_that_is_none_is_refused_in_a_sentence(port: str) -> None:
    with pytest.raises(CommandError, match="from 1 to 65535"):
        Command().create_parser("manage.py", "demo").parse_args(["--port", port])


def test_what_the_command_line_cannot_mean_is_exit_status_two() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--port", "65536"],
        env={**os.environ, "DESIGNER_NO_BOOTSTRAP": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "from 1 to 65535" in done.stderr


def test_port_that_is_taken_is_refused_in_a_sentence(data: Path) -> None:
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(holder.getsockname()[1])],
            env={**os.environ, "DATABASE_URL": "", "DESIGNER_NO_BOOTSTRAP": "1", "DESIGNER_DATA_DIR": str(data)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "is in use" in done.stderr
    assert "Traceback" not in done.stderr
