"""What may be posted to, and what an endpoint cannot do to whoever posts."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from designer.importers.live import guard
from designer.web.notices import posting
from designer.web.notices.posting import MOST_BYTES, NotSent, checked, post
from tests.web.notices.endpoint import endpoint


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks.example", "ftp://hooks.example/", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///x",
        "http://hooks.example/", "https://user:secret@hooks.example/", "https://hooks.example:0/", "https://h:99999/",
        "https://hooks.example/\r\nX-Injected: 1", "https://hooks.example/a b", "https://hooks.example/\t", "https://höst/",
        "https://[::1", "https://hooks.example/\x00", "gopher://127.0.0.1:6379/_FLUSHALL",
    ],
)  # fmt: skip
def test_what_is_no_https_address_is_refused_by_its_form(url: str) -> None:
    with pytest.raises(NotSent):
        checked(url, allow_private=False)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "169.254.169.254",
        "10.0.0.5", "192.168.1.1", "172.16.9.9", "100.64.0.1", "0.0.0.0", "[::]", "2130706433", "0x7f.1", "127.1",
        "[fe80::1]", "[fd00:ec2::254]", "[64:ff9b::7f00:1]", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_private_addresses_and_those_of_clouds_are_never_connected_to(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail(f"connected to {host}"))
    with pytest.raises(NotSent, match="not found, or is at an address"):
        post(f"https://{host}/", b"{}", {}, allow_private=False)


def test_metadata_services_are_refused_even_where_private_addresses_are_allowed() -> None:
    for host in ("169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "100.100.100.200"):
        with pytest.raises(NotSent):
            post(f"http://{host}/latest/meta-data/", b"{}", {}, allow_private=True)


def test_the_address_that_was_looked_at_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def rebinding(host: str, port: int, **more: Any) -> list[Any]:
        """A name that is public when it is looked at, and this machine when it is looked up again."""
        looked.append(host)
        address = "93.184.216.34" if len(looked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[Any] = []

    def connect(address: Any, timeout: float) -> Any:
        connected.append(address)
        raise OSError(111, "Connection refused")

    monkeypatch.setattr(guard.socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(posting.socket, "create_connection", connect)
    with pytest.raises(NotSent, match="connection refused"):
        post("https://rebind.example/", b"{}", {}, allow_private=False)
    assert connected == [("93.184.216.34", 443)]


def test_redirects_are_answers_and_long_answers_are_cut() -> None:
    with endpoint() as there:
        there.answers, there.text = [307, 302], b"x" * 100_000
        for status in (307, 302):
            answer = post(there.url, b"{}", {"Content-Type": "application/json"}, allow_private=True)
            assert (answer.status, len(answer.text)) == (status, MOST_BYTES)
        assert len(there.got) == 2


def test_an_endpoint_that_answers_a_byte_at_a_time_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            sock, _ = server.accept()
            with sock:
                while not over.wait(0.05):
                    try:
                        sock.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(NotSent, match="No answer came"):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, allow_private=True)
        over.set()
        thread.join()
