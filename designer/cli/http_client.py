"""A server of this project, asked over HTTP with a personal token.

Nothing is followed elsewhere: a redirect is said, never obeyed, so that a token goes only where it was meant to. What
may be asked twice without being done twice is asked again when the server is away for a moment.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from ipaddress import ip_address
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from designer.cli.errors import BadInput

SECONDS = 60
TRIES = 4
MOST_BYTES = 100 * 2**20
_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_WAIT = 60.0
_OF_DESIGN = re.compile(r"^(?P<root>.*?)/d/(?P<number>[0-9]{1,18})(?:/.*)?$")


class Conflict(BadInput):
    """The server said that somebody else was faster, or that a state is not what it was taken for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no refusal. headers: by their names in small letters."""

    status: int
    headers: Mapping[str, str]
    data: Any


class _NoRedirects(HTTPRedirectHandler):
    """A redirect is an error, with the place in its headers."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        return None


@dataclass(frozen=True, slots=True)
class Server:
    """Where the API is, and who asks. The token never shows in its repr, nor in any message."""

    root: str
    token: str = field(repr=False)
    opener: OpenerDirector = field(default_factory=lambda: build_opener(_NoRedirects), repr=False)

    def get(self, path: str, **query: str) -> Reply:
        """Raises BadInput for a refusal, in the server's words."""
        words = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items() if value)
        return self._ask("GET", f"{path}?{words}" if words else path, None, {})

    def put(self, path: str, body: Any) -> Reply:
        """The same; what is put twice is the same as once."""
        return self._ask("PUT", path, body, {})

    def post(self, path: str, body: Any) -> Reply:
        """The same, with a key that makes a repetition harmless."""
        return self._ask("POST", path, body, {"Idempotency-Key": str(uuid.uuid4())})

    def _ask(self, method: str, path: str, body: Any, more: Mapping[str, str]) -> Reply:
        url = f"{self.root}/api/v1{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", **more}
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
            headers["Content-Type"] = "application/json"
        for attempt in range(1, TRIES + 1):
            request = Request(url, data, headers, method=method)
            try:
                with self.opener.open(request, timeout=SECONDS) as response:
                    headers_given = {name.lower(): value for name, value in response.headers.items()}
                    return Reply(response.status, headers_given, _read(response, url))
            except HTTPError as error:
                wait = _wait(attempt, error.headers.get("Retry-After"))
                if error.code not in _AGAIN or wait is None:
                    raise self._refusal(error) from None
            except (URLError, HTTPException, OSError) as error:
                wait = _wait(attempt, None)
                if wait is None or _is_final(error):
                    raise BadInput(f"{self.root}: {_reason(error)}") from None
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _refusal(self, error: HTTPError) -> BadInput:
        if 300 <= error.code < 400:
            where = error.headers.get("Location", "elsewhere")
            return BadInput(f"{self.root} leads to {where}: name that server if you mean it; nothing was sent there")
        try:
            said = json.loads(error.read(2**20))
            detail = str(said["detail"])
        except (ValueError, KeyError, TypeError, OSError, HTTPException):
            return BadInput(f"{self.root}: the answer was {error.code} {error.reason}; is this a Schema Designer?")
        lines = [detail, *(_line(one) for one in [*said.get("conflicts", ()), *said.get("problems", ())][:10])]
        kind = Conflict if error.code in (409, 412) else BadInput
        return kind(" ".join(dict.fromkeys(line for line in lines if line)))


def _line(one: Any) -> str:
    """A problem or a conflict in a line."""
    if not isinstance(one, Mapping):
        return ""
    if "theirs" in one:
        return f"{one.get('kind')} {one.get('field')}: theirs is {one['theirs']!r}, yours is {one.get('yours')!r}."
    return f"{one['message']}." if one.get("message") else ""


def _read(response: Any, url: str) -> Any:
    data = response.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BadInput(f"{url}: the answer is larger than {MOST_BYTES >> 20} MB")
    if not data:
        return None
    try:
        return json.loads(data)
    except ValueError:
        raise BadInput(f"{url}: the answer is no JSON; is this a Schema Designer?") from None


def _wait(attempt: int, told: str | None) -> float | None:
    """Seconds before the next attempt; None after the last one, and where the server asks for too many."""
    if attempt >= TRIES:
        return None
    if told is not None and told.isdecimal():
        return float(told) if float(told) <= _LONGEST_WAIT else None
    return 2.0 ** (attempt - 1) * random.uniform(0.5, 1.0)


def _is_final(error: Exception) -> bool:
    """Whether the same would happen again: a certificate that is not trusted, a name that there is not."""
    reason = getattr(error, "reason", error)
    return type(reason).__name__ in ("SSLCertVerificationError", "gaierror")


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return f"no answer within {SECONDS} seconds"
    return str(getattr(reason, "verify_message", None) or getattr(reason, "strerror", None) or reason)


def add_server(parser: argparse.ArgumentParser, option: str = "--server") -> None:
    """The server and the token: from options, else from DESIGNER_SERVER and DESIGNER_TOKEN."""
    parser.add_argument(
        option, dest="server", metavar="URL",
        help="the server, as https://designs.example.org; DESIGNER_SERVER when left out",
    )  # fmt: skip
    parser.set_defaults(server_option=option)
    parser.add_argument("--token-file", metavar="FILE", help="a file with the token; DESIGNER_TOKEN when left out")
    parser.add_argument("--token", metavar="TOKEN", help="the token itself: others on this machine can read it there")
    parser.add_argument(
        "--plain-http", action="store_true", help="send the token over http:// to another machine, unencrypted"
    )


def server_of(options: argparse.Namespace, url: str | None = None) -> tuple[Server, int | None]:
    """The server that the options or the environment name, and the design that its address leads to, if it does.

    url: an address that goes before both. Raises BadInput.
    """
    given = url or options.server or os.environ.get("DESIGNER_SERVER", "")
    if not given:
        raise BadInput(
            f"which server? Name it with {options.server_option} or in DESIGNER_SERVER, as https://designs.example.org"
        )
    root, number = _parts(given, options.plain_http)
    return Server(root, _token(options)), number


def _parts(given: str, plain: bool) -> tuple[str, int | None]:
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise BadInput(f"{given}: a server is named as https://designs.example.org")
    if parts.username or parts.password or parts.query:
        raise BadInput(f"{parts.scheme}://{host}: an address holds no password and no token; use DESIGNER_TOKEN")
    if parts.scheme == "http" and not plain and not _is_here(host):
        raise BadInput(f"{given}: http:// would send the token unencrypted; use https://, or say --plain-http")
    found = _OF_DESIGN.match(parts.path)
    path = found["root"] if found else parts.path.rstrip("/").removesuffix("/api/v1").removesuffix("/api")
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}", int(found["number"]) if found else None


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(options: argparse.Namespace) -> str:
    if options.token:
        print(
            "designer: a token on the command line can be read by everybody on this machine; use DESIGNER_TOKEN",
            file=sys.stderr,
        )
        found = options.token
    elif options.token_file:
        try:
            with open(options.token_file, encoding="ascii") as file:
                found = file.read(1000)
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{options.token_file}: {getattr(error, 'strerror', None) or 'this is no token'}") from None
    else:
        found = os.environ.get("DESIGNER_TOKEN", "")
    token: str = found.strip()
    if not token:
        raise BadInput("no token: make one on the page Tokens of your account, and set DESIGNER_TOKEN")
    if not re.fullmatch(r"[\x21-\x7e]{1,200}", token):
        raise BadInput("the token holds characters that no token has")
    return token


def finished(server: Server, reply: Reply) -> Any:
    """The result of what a worker does, waited for. Raises BadInput where it failed."""
    job = reply.data
    path = urlsplit(str(job["url"])).path.partition("/api/v1")[2]
    while job["state"] in ("waiting", "running"):
        time.sleep(2)
        job = server.get(path).data
    if job["state"] != "done":
        raise BadInput(f"the server gave it up: {job['error'] or job['state']}")
    return job["result"]
