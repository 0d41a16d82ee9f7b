"""The application's own data into one file and back, by PostgreSQL's own programs.

A backup is what `pg_dump` writes in its custom format: one consistent state of the database, whatever is written
meanwhile, compressed and streamed. A restoration is one transaction: it is all there, or the database is as before.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db.migrations.loader import MigrationLoader

from designer.lab.errors import ServerUnavailable
from designer.lab.installation import find_installation

_EMPTYING = "SET lock_timeout = '10s'; DROP SCHEMA IF EXISTS public"  # the backup brings its own
_TABLES = """
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
"""
_LAST_LINES = 3
_AT_ONCE = 2**16


class BackupError(Exception):
    """What cannot be saved or restored; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where the data is. `settings` are Django's of one database."""

    settings: Mapping[str, Any] = field(repr=False)

    def parameters(self) -> dict[str, str]:
        """For libpq; what is not said is left out."""
        options = self.settings.get("OPTIONS", {})
        found = {
            "host": self.settings.get("HOST") or options.get("host"),
            "port": self.settings.get("PORT") or options.get("port"),
            "user": self.settings.get("USER") or options.get("user"),
            "password": self.settings.get("PASSWORD") or options.get("password"),
            "dbname": self.settings.get("NAME"),
            **{name: options[name] for name in ("sslmode", "sslrootcert", "sslcert", "sslkey") if name in options},
        }
        return {name: str(value) for name, value in found.items() if value}

    def environment(self) -> dict[str, str]:
        """For programs of PostgreSQL: no password stands where the list of processes shows it."""
        words = {"dbname": "PGDATABASE"}
        named = {words.get(name, f"PG{name.upper()}"): value for name, value in self.parameters().items()}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
        return {**kept, **named, "PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "designer backup", "LC_ALL": "C"}

    def __post_init__(self) -> None:
        """Raises BackupError where no database is named: libpq would take one of its own choice."""
        if not self.settings.get("NAME"):
            raise BackupError("DATABASE_URL is not set: there is no database to save or to restore.")

    def ask(self, query: str) -> Any:
        """The only value of an answer. Raises BackupError."""
        try:
            with psycopg.connect(**self.parameters(), connect_timeout=10) as session:  # type: ignore[arg-type]
                row = session.execute(query.encode()).fetchone()
        except psycopg.Error as error:
            reason = (str(error).strip().splitlines() or ["no reason given"])[0]
            raise BackupError(f"The database cannot be asked: {reason}") from None
        return row[0] if row else None


def save(database: Database, target: IO[bytes]) -> None:
    """Writes the whole database to `target`. Raises BackupError."""
    dump = _program("pg_dump", at_least=_major(database.ask("SHOW server_version")))
    _run([dump, "--format=custom", "--no-owner", "--no-acl", "--schema=public"], database, stdout=target)


def save_file(database: Database, path: Path) -> int:
    """The same into a new file that only this user can read; its size. It is there when it is whole, and not before.

    Raises BackupError, also where there is a file of that name.
    """
    if path.exists():
        raise BackupError(f"{path} is there already; a backup does not replace another.")
    try:
        number, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".unfinished")
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(number, "wb") as file:
            save(database, file)
            os.fsync(file.fileno())
        _contents(Path(unfinished))
        os.link(unfinished, path)  # not a rename, which would replace a file that has come meanwhile
    except FileExistsError:
        raise BackupError(f"{path} is there already; a backup does not replace another.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(unfinished)
    return path.stat().st_size


def restore(database: Database, path: Path, *, replace: bool = False) -> None:
    """Puts a backup into an empty database, or with `replace` in the place of everything there is.

    One transaction. Raises BackupError: for a file that is no backup of this application or one of a newer version,
    for a database that is not empty, and when the server refuses; then the database is as it was.
    """
    newer = sorted(migrations_in(path) - set(MigrationLoader(None).disk_migrations or ()))
    if newer:
        raise BackupError(
            f"{path} is of a newer version, which has {newer[0][0]} {newer[0][1]}; restore it with that version."
        )
    if not replace and database.ask(_TABLES):
        raise BackupError(
            "The database is not empty. Restore into an empty one, or say --replace: everything in it is lost then."
        )
    server = _major(database.ask("SHOW server_version"))
    read, write = _program("pg_restore", at_least=server), _program("psql", at_least=server)
    before = f"{_EMPTYING}{' CASCADE' if replace else ''}"
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"]
    _pump(
        [read, "--file=-", "--no-owner", "--no-acl", path],
        [write, *options, "--command", before, "--file=-"],
        database,
    )


def _pump(read: Sequence[str | Path], write: Sequence[str | Path], database: Database) -> None:
    """Leads what one program says into another, which is told of the end only when there was one: a file that breaks
    off must not look like a shorter one. Raises BackupError."""
    with tempfile.TemporaryFile() as unread, tempfile.TemporaryFile() as refused:
        reader = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=unread, env=_plain())
        writer = subprocess.Popen(
            write, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=refused, env=database.environment()
        )
        assert reader.stdout is not None
        assert writer.stdin is not None
        with reader, writer:
            with suppress(BrokenPipeError):  # the writer has said why
                shutil.copyfileobj(reader.stdout, writer.stdin, _AT_ONCE)
                if reader.wait():
                    writer.kill()
            reader.kill()
            with suppress(BrokenPipeError):
                writer.stdin.close()
        if writer.returncode > 0:
            raise BackupError(f"The backup cannot be restored: {_last(_said(refused))}")
        if reader.returncode:
            raise BackupError(f"{read[-1]} cannot be read to its end: {_last(_said(unread))}")


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def migrations_in(path: Path) -> set[tuple[str, str]]:
    """The migrations that a backup's tables have had. Raises BackupError for a file that is none."""
    if "TABLE DATA public django_migrations" not in _contents(path):
        raise BackupError(f"{path} is no backup of this application.")
    rows = _told(["--data-only", "--table=django_migrations", "--file=-"], path)
    _, _, copied = rows.partition("FROM stdin;\n")
    lines = (line.split("\t") for line in copied.partition("\n\\.")[0].splitlines())
    return {(line[1], line[2]) for line in lines if len(line) > 2}


def _contents(path: Path) -> str:
    return _told(["--list"], path)


def _told(options: Sequence[str], path: Path) -> str:
    """What `pg_restore` says of a file. Raises BackupError."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    command: list[str | Path] = [_program("pg_restore", at_least=0), *options, path]
    done = subprocess.run(command, capture_output=True, env=_plain(), check=False)
    if done.returncode:
        raise BackupError(f"{path} is no whole backup: {_last(done.stderr.decode(errors='replace'))}")
    return done.stdout.decode(errors="replace")


def _run(command: Sequence[str | Path], database: Database, *, stdout: IO[bytes]) -> None:
    """Runs a program to its end. Raises BackupError with its last words."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=stdout, stderr=said, env=database.environment(), check=False)
        if done.returncode:
            raise BackupError(f"{Path(command[0]).name} failed: {_last(_said(said))}")


def _plain() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}


def _last(complaint: str) -> str:
    lines = [line.strip() for line in complaint.strip().splitlines() if line.strip()]
    weighty = [line for line in lines if re.search(r"error|fatal", line, re.IGNORECASE)]
    return " ".join((weighty or lines or ["no reason given"])[:_LAST_LINES])


def _program(name: str, *, at_least: int) -> Path:
    """PostgreSQL's program, the embedded one or that of the PATH. Raises BackupError where none is new enough."""
    found: list[str] = []
    for program in _programs(name):
        version = _version(program)
        if version >= at_least:
            return program
        found.append(f"{program} is of version {version}")
    told = f" ({'; '.join(found)})" if found else ""
    raise BackupError(f"{name} of PostgreSQL {at_least or 'any version'} or newer is needed{told}.")


def _programs(name: str) -> list[Path]:
    """Where it may be, the embedded one first."""
    places = []
    with suppress(ServerUnavailable):
        places.append(find_installation().program(name))
    on_path = shutil.which(name)
    return [*(place for place in places if place.exists()), *([Path(on_path)] if on_path else [])]


def _version(program: Path) -> int:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return -1
    return _major(told.rpartition(") ")[2])


def _major(version: str) -> int:
    """17 of "17.5 (Debian …)"."""
    found = re.match(r"\d+", version.strip())
    return int(found.group()) if found else -1
