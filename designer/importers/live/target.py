"""A database's address, taken apart; its password shows in no representation."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from designer.importers.live.errors import Unreachable

SCHEMES = {
    "postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite",
}  # fmt: skip
_HARMLESS = ("sslmode", "ssl-mode", "host", "port", "dbname", "user")
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


def without_password(url: str) -> str:
    """The URL as it may be kept and shown; "" for what cannot be taken apart."""
    try:
        parts = urlsplit(url)
        user, host = parts.username, parts.netloc.rpartition("@")[2]
        kept = [(key, value) for key, value in parse_qsl(parts.query) if key.lower() in _HARMLESS]
    except ValueError:
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
        if dialect == "sqlite":
            return Target(dialect, "", 0, "", "", "", path=unquote(parts.path.removeprefix("/")))
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        port = parts.port or int(query.get("port", "0")) or _PORTS[dialect]
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
