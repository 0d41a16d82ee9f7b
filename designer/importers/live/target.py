"""A database's address, taken apart; its password shows in no representation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from designer.importers.live.errors import Unreachable

SCHEMES = {
    "postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite",
}  # fmt: skip
_HARMLESS = ("sslmode", "ssl-mode", "host", "port", "dbname", "user")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "sqlite": 0}


@dataclass(frozen=True, slots=True)
class Target:
    """dialect: how it is read; host: a name, an address, or the directory of a socket; path: SQLite's file."""

    dialect: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    tls: str = "prefer"
    path: str = ""

    @property
    def shown(self) -> str:
        """What may be said of it: never user or password."""
        if self.dialect == "sqlite":
            return self.path
        return f"{self.database} on {self.host or 'this machine'}:{self.port}"

    def scrubbed(self, message: str) -> str:
        """A server's message on one line, without the password should it be in it."""
        text = " ".join(message.split())
        return text.replace(self.password, "…") if self.password else text


def _is_cut(parts: SplitResult) -> bool:
    """Whether a password ended the host: then its rest, with the @ behind it, is taken for a path or a fragment."""
    return "@" not in parts.netloc and "@" in parts.path + parts.fragment


def without_password(url: str) -> str:
    """The URL as it may be kept and shown; "" for what cannot be taken apart."""
    try:
        parts = urlsplit(url)
        user, host = parts.username, parts.netloc.rpartition("@")[2]
        kept = [(key, value) for key, value in parse_qsl(parts.query) if key.lower() in _HARMLESS]
    except ValueError:
        return ""
    if _is_cut(parts):
        return ""
    if parts.scheme.partition("+")[0].lower() not in SCHEMES:
        return ""
    return urlunsplit((parts.scheme, f"{user}@{host}" if user else host, parts.path, urlencode(kept), ""))


def parse_target(url: str) -> Target:
    """The target of a URL. Raises Unreachable; the message does not repeat the URL, which may hold a password."""
    try:
        parts = urlsplit(url)
        dialect = SCHEMES.get(parts.scheme.partition("+")[0].lower())
        if dialect is None:
            known = ", ".join(f"{name}://" for name in SCHEMES)
            raise Unreachable(f"a database's address begins with one of {known}")
        if _CONTROL.search(unquote(unquote(url))):
            raise ValueError("no text")
        if dialect == "sqlite":
            return Target(dialect, "", 0, "", "", "", path=unquote(parts.path.removeprefix("/")))
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        port = parts.port or int(query.get("port", "0")) or _PORTS[dialect]
        if _is_cut(parts):
            raise Unreachable("in a password, / is written %2F, ? is written %3F and # is written %23")
        if not 0 < port < 65536:
            raise ValueError("no port")
    except ValueError as error:
        if isinstance(error, Unreachable):
            raise
        raise Unreachable("this is no address of a database: scheme://user:password@host:port/database") from None
    user = unquote(parts.username or query.get("user", ""))
    database = unquote(parts.path.removeprefix("/")) or query.get("dbname", "") or user
    if not database:
        raise Unreachable("the address names no database: scheme://user:password@host:port/database")
    return Target(
        dialect,
        unquote(parts.hostname or query.get("host", "")) or ("127.0.0.1" if dialect != "postgres" else "localhost"),
        port,
        user,
        unquote(parts.password or query.get("password", "")),
        database,
        query.get("sslmode") or query.get("ssl-mode", "prefer").lower().replace("required", "require"),
    )
