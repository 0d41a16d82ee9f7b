"""One POST to an address that somebody typed: to the host that was looked at, once, in bounded time, and no further."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from designer.importers.live.errors import Unreachable
from designer.importers.live.guard import address_of

SECONDS = 10.0
"""For all of it: connecting, sending, the answer."""
MOST_BYTES = 4096
"""Of an answer that are read."""


class NotSent(Exception):
    """Why there was no answer, as a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. text: its beginning."""

    status: int
    text: str
    milliseconds: int


def checked(url: str, *, allow_private: bool) -> SplitResult:
    """The address in its parts. Raises NotSent with a sentence for one that nothing may be sent to.

    Only its form is looked at: where its name leads is looked up when something is sent, each time anew.
    """
    if not url.isascii() or any(not one.isprintable() or one.isspace() for one in url):
        raise NotSent("The address has characters that no address has; write others as %XX, and the host in punycode.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotSent("This is no address.") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise NotSent("An address begins with https:// and names a host.")
    if parts.scheme == "http" and not allow_private:
        raise NotSent("The address must begin with https://: what is sent is your team's business alone.")
    if parts.username is not None or parts.password is not None:
        raise NotSent("The address may not hold a name or password; the signature says who sends.")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool) -> Answer:
    """Sends it. Redirects are answers like any other, and are not followed. Raises NotSent."""
    parts = checked(url, allow_private=allow_private)
    started = time.monotonic()
    connection = _connect(parts, allow_private)
    held = connection.sock  # http.client lets go of it where the answer ends the connection
    # Each read has a time-out of its own, and an answer may come a byte at a time: this ends all of it.
    over = threading.Event()

    def cut() -> None:
        over.set()
        with contextlib.suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(SECONDS, cut)
    clock.daemon = True
    clock.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        text = answer.read(MOST_BYTES).decode("utf-8", "replace")
        return Answer(answer.status, text, round((time.monotonic() - started) * 1000))
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = over.is_set() or isinstance(error, TimeoutError)
        reason = f"No answer came within {SECONDS:g} seconds." if late else f"The connection failed: {_why(error)}."
        raise NotSent(reason) from None
    finally:
        clock.cancel()
        connection.close()


def _connect(parts: SplitResult, allow_private: bool) -> http.client.HTTPConnection:
    """Connected to the address that was looked at; the name is only what is asked for there, and in the certificate."""
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        address = address_of(host, port, allow_private=allow_private)
        sock = socket.create_connection((address, port), timeout=SECONDS / 2)
        if secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except Unreachable:
        raise NotSent(f"{host} is not found, or is at an address that nothing is sent to from here.") from None
    except (OSError, ValueError) as error:
        raise NotSent(f"{host} cannot be reached: {_why(error)}.") from None
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection  # they name the port differently
    connection = kind(host, port, timeout=SECONDS / 2)
    connection.sock = sock
    return connection


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good ({error.verify_message})"
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    return "what came back is no answer in HTTP"
