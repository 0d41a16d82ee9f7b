"""The application's own data, saved and restored: every row of every table, all or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, connections
from psycopg import sql

from designer.store import backup
from designer.store.backup import BackupError, Database
from designer.store.models import Design
from designer.store.proposals import propose
from designer.store.sample import seed_demo

PLACES = {"OPTIONS": {"host": "/run/a"}, "USER": "designer", "PASSWORD": "do not tell", "PORT": 5432, "NAME": "d"}


def script(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(("#!/bin/sh", *lines)))
    path.chmod(0o755)
    return path


def test_no_database_named_is_a_sentence_and_no_server_reached_by_accident() -> None:
    with pytest.raises(BackupError, match="DATABASE_URL is not set"):
        Database({"ENGINE": "django.db.backends.dummy"})


def test_a_backup_does_not_replace_another(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("the only one")
    with pytest.raises(BackupError, match="is there already"):
        backup.save_file(Database(PLACES), there)
    assert there.read_text() == "the only one"


def test_programs_older_than_the_server_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = script(tmp_path / "pg_dump", "echo 'pg_dump (PostgreSQL) 12.3'")
    new = script(tmp_path / "new", "echo 'pg_dump (PostgreSQL) 18.4 (Debian 18.4-1.pgdg)'")
    monkeypatch.setattr(backup, "_programs", lambda name: [old])
    with pytest.raises(BackupError, match=r"pg_dump of PostgreSQL 18 or newer is needed \(.*is of version 12\)"):
        backup._program("pg_dump", at_least=18)
    monkeypatch.setattr(backup, "_programs", lambda name: [old, new])
    assert backup._program("pg_dump", at_least=18) == new


def test_the_password_stands_in_no_command_line() -> None:
    database = Database({**PLACES, "OPTIONS": {"host": "/run/a", "sslmode": "require", "pool": {}}})
    assert database.environment()["PGPASSWORD"] == "do not tell"
    assert database.environment()["PGSSLMODE"] == "require"
    assert "do not tell" not in repr(database)


@pytest.mark.parametrize("content", [b"", b"CREATE TABLE a (id int);", b"PGDMP" + bytes(200)])
def test_a_file_that_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(BackupError, match="is no whole backup"):
        backup.migrations_in(path)
    with pytest.raises(BackupError, match="There is no file"):
        backup.migrations_in(tmp_path / "absent")


def test_a_reader_that_breaks_off_lets_nothing_be_committed(tmp_path: Path) -> None:
    read = script(tmp_path / "read", "echo 'half of it'", "echo 'error: the file breaks off' >&2", "exit 1")
    write = script(tmp_path / "write", f"cat > {tmp_path}/told", f"touch {tmp_path}/told-the-end")
    with pytest.raises(BackupError, match="breaks off"):
        backup._pump([read], [write], Database(PLACES))
    assert not (tmp_path / "told-the-end").exists()


@pytest.fixture
def other() -> Iterator[Database]:
    """An empty database on the tests' server."""
    known = connection.settings_dict
    name = f"{known['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield Database({**known, "NAME": name})
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def rows(database: Database) -> dict[str, list[str]]:
    """Of every table, each row as text, in an order of its own."""
    with psycopg.connect(**database.parameters()) as session:  # type: ignore[arg-type]
        tables = session.execute(
            "SELECT relname, relkind FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')"
        )
        found = {}
        for table, kind in tables.fetchall():
            value = sql.SQL("(last_value, is_called)" if kind == "S" else "one")
            asked = sql.SQL("SELECT {}::text FROM {} AS one ORDER BY 1").format(value, sql.Identifier("public", table))
            found[table] = [row for (row,) in session.execute(asked)]
    return found


@pytest.mark.strict_only("it saves and restores whole databases")
@pytest.mark.django_db(transaction=True)
def test_what_is_restored_is_every_row_of_every_table(
    tmp_path: Path, other: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_demo()
    design = Design.objects.get()
    propose(design, User.objects.get(), title="Ünusual \t \\ 'name'")
    here = Database(connection.settings_dict)
    path = tmp_path / "designer.backup"
    call_command("backup", str(path))
    assert "not DESIGNER_SECRET_KEY" in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["designer.backup"]
    before = rows(here)
    assert len(before["store_entity"]) > 10

    backup.restore(other, path)
    assert rows(other) == before
    with pytest.raises(BackupError, match="The database is not empty"):
        backup.restore(other, path)
    with psycopg.connect(**other.parameters(), autocommit=True) as session:  # type: ignore[arg-type]
        session.execute("DELETE FROM store_review")
        session.execute("CREATE TABLE of_a_later_version (id bigint)")
    broken = tmp_path / "broken.backup"
    broken.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BackupError):
        backup.restore(other, broken, replace=True)
    assert "of_a_later_version" in rows(other)  # it is as it was
    backup.restore(other, path, replace=True)
    assert rows(other) == before

    monkeypatch.setattr(backup, "migrations_in", lambda _: {("store", "9999_to_come")})
    with pytest.raises(BackupError, match="is of a newer version, which has store 9999_to_come"):
        backup.restore(other, path, replace=True)
    monkeypatch.setitem(connections.databases, "direct", connection.settings_dict)
    with pytest.raises(CommandError, match="is of a newer version"):
        call_command("restore", str(path))
    assert rows(here) == before


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    nowhere: dict[str, Any] = {"NAME": "d", "HOST": str(tmp_path), "USER": "u", "OPTIONS": {}}
    with pytest.raises(BackupError, match="The database cannot be asked"):
        backup.save_file(Database(nowhere), tmp_path / "new")
    assert os.listdir(tmp_path) == []
