"""The processes of production, started as the image starts them."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from designer.network import LOOPBACK, free_port

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DATABASE_URL": "postgresql://designer:a@127.0.0.1:1/designer",
    "DATABASE_DIRECT_URL": "postgresql://designer:a@127.0.0.1:1/designer",
    "DESIGNER_SECRET_KEY": "k3yK3y_" * 10,
    "DESIGNER_HOSTS": "designs.example.org",
    "DESIGNER_ORIGINS": "https://designs.example.org",
    "DESIGNER_HTTPS": "1",
    "DESIGNER_BEHIND_PROXY": "1",
    "DESIGNER_METRICS_TOKEN": "metrics",
    "DESIGNER_LOG_FORMAT": "json",
    "DESIGNER_NO_BOOTSTRAP": "1",
}


def environment(directory: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DESIGNER_", "DATABASE_"))}
    return {**kept, **PRODUCTION, "PROMETHEUS_MULTIPROC_DIR": str(directory / "metrics")}


@pytest.mark.strict_only("it starts a program")
def test_production_settings_leave_the_deployment_check_nothing_to_say(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "System check identified no issues (2 silenced).\n")


def served(directory: Path, port: int) -> subprocess.Popen[bytes]:
    """The web server with the options of the image; what it says goes to the file `log` there."""
    lines = (ROOT / "docker/Dockerfile").read_text().replace("\\\n", "").splitlines()
    command = shlex.split(re.sub(r"[\[\],]", " ", next(line for line in lines if line.startswith("CMD"))))[1:]
    command[command.index("--host") + 1], command[command.index("--port") + 1] = LOOPBACK, str(port)
    with (directory / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *command], env=environment(directory), cwd=ROOT, stdout=log, stderr=log
        )


@pytest.mark.strict_only("it starts the web server")
def test_a_server_that_is_stopped_while_its_workers_load_does_not_wait_for_them(tmp_path: Path) -> None:
    """Both load for seconds; the image gives a worker half a minute to end, and is killed soon after that."""
    server = served(tmp_path, free_port())
    deadline = time.monotonic() + 30
    while b"Spawning worker-2" not in (tmp_path / "log").read_bytes() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    server.send_signal(signal.SIGTERM)
    try:
        assert server.wait(20) == 0, (tmp_path / "log").read_text()
    finally:
        server.kill()


@pytest.mark.strict_only("it starts the web server")
def test_a_request_that_is_being_answered_when_the_server_is_stopped_is_answered(tmp_path: Path) -> None:
    """The request is one whose body is still on its way."""
    port = free_port()
    server = served(tmp_path, port)
    try:
        session = connected(port)
        body = b"login=alice&password=do-not-tell"
        head = f"POST /accounts/login/ HTTP/1.1\r\nHost: designs.example.org\r\nContent-Length: {len(body)}\r\n"
        more = "Content-Type: application/x-www-form-urlencoded\r\nX-Forwarded-Proto: https\r\n"
        session.sendall(f"{head}{more}X-Request-ID: in-flight-1\r\n\r\n".encode() + body[:10])
        time.sleep(0.5)
        server.send_signal(signal.SIGTERM)
        time.sleep(1)
        session.sendall(body[10:])
        answer = session.recv(2000).decode()
        assert answer.startswith("HTTP/1.1 403")  # it brought no token of a form, which is known from its body
        assert "in-flight-1" in answer
        assert server.wait(20) == 0, (tmp_path / "log").read_text()
    finally:
        server.kill()
    told = (tmp_path / "log").read_text()
    assert '"request_id": "in-flight-1"' in told
    assert "do-not-tell" not in told


def connected(port: int) -> socket.socket:
    """A connection to the server once it answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            session = socket.create_connection((LOOPBACK, port), timeout=20)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
            continue
        session.sendall(b"GET /health HTTP/1.1\r\nHost: designs.example.org\r\n\r\n")
        answer = session.recv(2000)
        while answer.startswith(b"HTTP/1.1 200") and not answer.endswith(b"ok\n"):
            answer += session.recv(2000)
        if answer.endswith(b"ok\n"):
            return session
        session.close()
        time.sleep(0.1)
