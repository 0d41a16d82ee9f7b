"""An endpoint for webhooks and a mail server that write down what reaches them; a process of its own.

    python tests/benchmarks/receivers.py FILE

Prints the port of each in a line, and adds a line of JSON to FILE for each message: {"by": "hook", "id", "text"} or
{"by": "mail", "id", "text"}. The line is written before the sender hears that all is well, so what was acknowledged
is in the file. Ends with its standard input.
"""

import json
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

LOCK = threading.Lock()


def write_down(**told: str) -> None:
    """One line, whole before it is acknowledged."""
    with LOCK, Path(sys.argv[1]).open("a") as file:
        file.write(json.dumps(told) + "\n")


def received(file: Path) -> Iterator[dict[str, str]]:
    """What reached them so far."""
    for line in file.read_text().splitlines() if file.exists() else ():
        yield json.loads(line)


class Endpoint(BaseHTTPRequestHandler):
    """Takes every message."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        write_down(by="hook", id=self.headers["webhook-id"], text=body.get("text") or "")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class MailServer(StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            if word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 well")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        write_down(by="mail", id=str(message["Message-ID"]), text=message.get_content())

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Quiet(ThreadingTCPServer):
    """A sender that is killed in the middle is nothing to speak of."""

    allow_reuse_address = daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Says nothing."""


def main() -> None:
    servers = (ThreadingHTTPServer(("127.0.0.1", 0), Endpoint), Quiet(("127.0.0.1", 0), MailServer))
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
