"""A server of ours, as whoever uses it sees it: where it is, how to reach it, how to end it."""

from abc import ABC, abstractmethod
from pathlib import Path
from urllib.parse import quote

import psycopg

from designer.lab.initialize import SUPERUSER
from designer.lab.installation import find_installation

PORT = 5432  # only part of the socket's name; said in each DSN, or the user's PGPORT would be taken


class Server(ABC):
    """The server of a cluster in `directory`, reached through a socket in a private directory as its superuser."""

    def __init__(self, directory: Path, socket: Path | None = None, password: str = "") -> None:
        self.directory = directory
        self._socket = socket
        self._password = password

    @property
    def version(self) -> str:
        """The server's version, such as `18.4`."""
        return find_installation().version

    @property
    @abstractmethod
    def running(self) -> bool:
        """Whether the server process is there."""

    @abstractmethod
    def kill(self) -> None:
        """End the server and every session at once, even one that no longer listens to anybody."""

    def way_in(self) -> dict[str, str]:
        """All that another process of ours needs to reach it."""
        return {"directory": str(self.directory), "socket": str(self._socket), "password": self._password}

    def dsn(self, dbname: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """A URL for psycopg and for DATABASE_URL. The superuser's password is known, others' are handed in"""
        secret = self._password if user == SUPERUSER and password is None else password or ""
        who, word, what = (quote(part, safe="") for part in (user, secret, dbname))
        # The socket's path goes into the query: as a host it would lose its capitals in some parsers.
        return f"postgresql://{who}:{word}@:{PORT}/{what}?host={quote(str(self._socket))}"

    def connect(self, dbname: str = "postgres") -> psycopg.Connection:
        """A superuser's session, in autocommit. `search_path` is the catalogue's alone: names that a
        database's owner made must never be found by it."""
        return psycopg.connect(
            self.dsn(dbname), autocommit=True, options="-c search_path=pg_catalog", connect_timeout=10
        )
