"""Servers to read from: a way to a socket by TCP, and a PostgreSQL that speaks TLS with a certificate of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg

from designer.network import LOOPBACK, free_port


@contextlib.contextmanager
def tcp_way(path: Path) -> Iterator[int]:
    """A port of the loopback interface that leads to a socket of this machine."""
    listener = socket.create_server((LOOPBACK, 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(path))
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=pump, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@contextlib.contextmanager
def tls_postgres(programs: Path, *, only_tls: bool = True) -> Iterator[int]:
    """The port of a server with a certificate that nobody has signed; user reader, password secret."""
    home = Path(tempfile.mkdtemp(prefix="tls-"))
    as_other = {"user": _owner()} if os.geteuid() == 0 else {}
    try:
        if as_other:
            shutil.chown(home, as_other["user"])
        certificate = [
            "-subj",
            "/CN=db.example.org",
            "-days",
            "2",
            "-keyout",
            str(home / "key"),
            "-out",
            str(home / "crt"),
        ]
        steps = (
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *certificate],
            ["sh", "-c", f"echo secret > {home}/pw"],
            [str(programs / "initdb"), "-D", str(home / "data"), "-U", "reader", f"--pwfile={home}/pw",
             "--auth=scram-sha-256", "--no-sync"],
        )  # fmt: skip
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, cwd=home, **as_other)  # type: ignore[call-overload]
        kind = "hostssl" if only_tls else "host"
        (home / "data" / "pg_hba.conf").write_text(f"{kind} all all {LOOPBACK}/32 scram-sha-256\n")
        port = free_port()
        settings = {"port": port, "listen_addresses": LOOPBACK, "unix_socket_directories": "", "fsync": "off",
                    "ssl": "on", "ssl_cert_file": home / "crt", "ssl_key_file": home / "key"}  # fmt: skip
        command = [str(programs / "postgres"), "-D", str(home / "data")]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=home, **as_other)  # type: ignore[call-overload]
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()
            server.wait(20)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _owner() -> str:
    return next(name for name in ("postgres", "nobody") if _exists(name))


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _wait(port: int) -> None:
    """Until it lets people in: it listens some moments before."""
    pause = threading.Event()
    address = f"host={LOOPBACK} port={port} user=reader password=secret dbname=postgres sslmode=require"
    for _ in range(300):
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(address, connect_timeout=2):
            return
        pause.wait(0.05)
    raise AssertionError("the server did not start")
