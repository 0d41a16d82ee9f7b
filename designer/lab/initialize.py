"""Making a cluster's data directory with initdb."""

import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

from designer.lab.accounts import Account, give, give_file
from designer.lab.errors import ServerUnavailable
from designer.lab.installation import Installation

SUPERUSER = "postgres"
# A disposable cluster is copied from a prepared one: the shorter its log's segments, the less to copy.
_DISPOSABLE = ("--no-data-checksums", "--wal-segsize=1", "--no-sync")


def server_environment() -> dict[str, str]:
    """The environment of the server's programs: nothing of the user's settings reaches them."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def prepare_data(directory: Path, installation: Installation, account: Account | None, durable: bool) -> str:
    """Make `data` by initdb unless it is there; returns the superuser's password.

    It is made under another name and renamed, so that an interrupted run leaves nothing half-made.
    """
    data, password_file = directory / "data", directory / "password"
    if (data / "PG_VERSION").exists():
        return _password_of(directory, data, installation)
    password = secrets.token_urlsafe(24)
    unfinished, handed = directory / "data.new", directory / "password.initdb"
    for leftover in (unfinished, data):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    handed.touch(mode=0o600)
    handed.write_text(password)
    give(unfinished, account)
    give_file(handed, account)
    _initdb(installation, unfinished, handed, account, durable)
    handed.unlink()
    password_file.unlink(missing_ok=True)
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    unfinished.rename(data)
    return password


def _password_of(directory: Path, data: Path, installation: Installation) -> str:
    made_by = (data / "PG_VERSION").read_text().strip()
    if installation.version.partition(".")[0] != made_by:
        raise ServerUnavailable(
            f"{directory} holds data of PostgreSQL {made_by}, and {installation.version} cannot open it; "
            "export it with that version, or move the directory away to begin anew."
        )
    try:
        return (directory / "password").read_text()
    except OSError as error:
        raise ServerUnavailable(f"{error.filename} cannot be read: {error.strerror}.") from error


def _initdb(installation: Installation, data: Path, password: Path, account: Account | None, durable: bool) -> None:
    who: dict[str, Any] = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    done = subprocess.run(
        [
            installation.program("initdb"), "--pgdata", data, "--username", SUPERUSER, "--pwfile", password,
            "--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            "--locale", "C", "--auth", "scram-sha-256", *(() if durable else _DISPOSABLE),
        ],
        capture_output=True, text=True, errors="replace",
        env=server_environment(), cwd="/", check=False, **who,
    )  # fmt: skip
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise ServerUnavailable(f"A database cluster could not be made in {data.parent}: {last}")
