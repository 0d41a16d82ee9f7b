"""Reading whatever a database URL names."""

from __future__ import annotations

from pathlib import Path, PurePath

from designer.importers.importing import READERS, import_sql
from designer.importers.live.errors import Unreachable
from designer.importers.live.mysql import read_mysql
from designer.importers.live.postgres import read_postgres
from designer.importers.live.target import SCHEMES, Target, parse_target
from designer.importers.live.wanted import EVERYTHING, Wanted
from designer.importers.progress import step
from designer.importers.result import Imported, Source
from designer.importers.sqlite.files import NoDatabase, script_of

SECONDS = 120.0


def is_url(text: str) -> bool:
    """Whether this is a database's address rather than the name of a file."""
    scheme, separator, _ = text.partition("://")
    return bool(separator) and scheme.partition("+")[0].lower() in SCHEMES


def import_url(
    url: str | Target,
    *,
    pg_dump: Path,
    allow_private: bool,
    allow_files: bool | None = None,
    seconds: float = SECONDS,
    wanted: Wanted = EVERYTHING,
) -> Imported:
    """The design of a live database. Raises Unreachable, whose sentence holds neither user nor password.

    pg_dump: the program, of the newest server that may be met. allow_private: whether this machine and its network
    may be read. allow_files: whether sockets and files of SQLite may, too; as allow_private unless said.
    wanted: what of the values of columns may be read from the server's statistics.
    """
    target = parse_target(url) if isinstance(url, str) else url
    allow_files = allow_private if allow_files is None else allow_files
    step(0, 0, f"Connecting to {target.shown}")
    if target.host.startswith("/") and not allow_files:
        raise Unreachable("a socket of this machine is not read from here")
    if target.dialect == "postgres":
        return read_postgres(target, pg_dump=pg_dump, allow_private=allow_private, seconds=seconds, wanted=wanted)
    if target.dialect in ("mysql", "mariadb"):
        return read_mysql(target, allow_private=allow_private, seconds=seconds, wanted=wanted)
    if not allow_files:
        raise Unreachable("files of the server are not read from here; upload the database's dump")
    if "sqlite" not in READERS:
        raise Unreachable("sqlite is not read yet")
    try:
        text = script_of(target.path)
    except NoDatabase as error:
        raise Unreachable(str(error)) from None
    return import_sql([Source(text)], "sqlite", PurePath(target.path).stem)
