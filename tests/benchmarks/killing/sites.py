"""The web processes, asked as a proxy asks them."""

import http.client
import select
import socket
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from designer.network import LOOPBACK

AT_ONCE = 8
"""Requests that the proxy has at one web process."""
PATIENCE = 30
"""Seconds for which a request waits in the proxy."""
CSRF = "c" * 32


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
