"""A way for a program that speaks no TLS to a server that asks for it.

The program connects to a socket in a directory of its own; what it says goes on to one address, over TLS where the
mode asks for it (as `sslmode` of PostgreSQL's clients does). So the program can reach nothing else either.
"""

from __future__ import annotations

import contextlib
import select
import shutil
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from designer.importers.live.errors import Unreachable

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_CHUNK = 65536
_SASL = struct.pack("!i", 10)
_PORT = 5432  # only part of the socket's name
TLS_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@contextlib.contextmanager
def relay(host: str, address: str, port: int, tls: str, seconds: float) -> Iterator[tuple[str, int]]:
    """The directory and the port of a socket that leads to the server, until the block ends. Raises Unreachable."""
    if tls not in TLS_MODES:
        raise Unreachable(f"sslmode is one of {', '.join(TLS_MODES)}, not {tls!r}")
    directory = Path(tempfile.mkdtemp(prefix="relay-"))
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(directory / f".s.PGSQL.{_PORT}"))
        listener.listen(4)
        threading.Thread(target=_serve, args=(listener, host, address, port, tls, seconds), daemon=True).start()
        yield str(directory), _PORT
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        shutil.rmtree(directory, ignore_errors=True)


def _serve(listener: socket.socket, host: str, address: str, port: int, tls: str, seconds: float) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return  # closed: the block has ended
        threading.Thread(target=_join, args=(client, host, address, port, tls, seconds), daemon=True).start()


class Greeting:
    """What a server says up to its choice of authentication, with the kinds left out that are bound to a channel.

    They prove that both ends see one TLS connection; here the client's end is the relay, and a client without TLS
    refuses to go on when it is offered them.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._is_over = False

    def passed(self, data: bytes) -> bytes:
        """What goes on to the client, of all that has come."""
        if self._is_over:
            return data
        self._waiting += data
        ready = b""
        while not self._is_over and len(self._waiting) >= 5:
            size = 1 + struct.unpack_from("!i", self._waiting, 1)[0]
            if not 5 <= size <= _CHUNK:
                self._is_over = True
                break
            if len(self._waiting) < size:
                return ready
            message, self._waiting = self._waiting[:size], self._waiting[size:]
            self._is_over = message[:1] in b"RE"
            ready += _unbound(message)
        if self._is_over:
            ready, self._waiting = ready + self._waiting, b""
        return ready


def _unbound(message: bytes) -> bytes:
    if message[:1] != b"R" or message[5:9] != _SASL:
        return message
    kinds = [kind for kind in message[9:].split(b"\0") if kind and not kind.endswith(b"-PLUS")]
    body = _SASL + b"".join(kind + b"\0" for kind in kinds) + b"\0"
    return b"R" + struct.pack("!i", 4 + len(body)) + body


def _join(client: socket.socket, host: str, address: str, port: int, tls: str, seconds: float) -> None:
    with client, contextlib.suppress(OSError, Unreachable), connect(host, address, port, tls) as server:
        server.settimeout(seconds)
        greeting = Greeting()
        while True:
            waiting = server.pending() > 0 if isinstance(server, ssl.SSLSocket) else False
            ready = [server] if waiting else select.select([client, server], [], [], seconds)[0]
            if not ready:
                return
            for one in ready:
                data = one.recv(_CHUNK)
                if not data:
                    return
                if one is client:
                    server.sendall(data)
                else:
                    client.sendall(greeting.passed(data))


def connect(host: str, address: str, port: int, tls: str, seconds: float = 10) -> socket.socket:
    """A connection to the server, over TLS as far as the mode asks. Raises OSError, Unreachable."""
    server = socket.create_connection((address, port), timeout=seconds)
    if tls in ("disable", "allow"):
        return server
    server.sendall(_SSL_REQUEST)
    if server.recv(1) == b"S":
        return _context(tls).wrap_socket(server, server_hostname=host)
    if tls != "prefer":
        server.close()
        raise Unreachable(f"{host} speaks no TLS, and sslmode={tls} asks for it")
    return server


def _context(tls: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = tls == "verify-full"
    if tls not in ("verify-ca", "verify-full"):
        context.verify_mode = ssl.CERT_NONE
    return context
