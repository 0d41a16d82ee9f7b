"""Throw-away clusters: copied from a prepared one, in a directory that goes when its process goes.

Making a cluster takes a second, copying one a few hundredths of that. What a killed process left behind is
removed by the next one that makes a scratch cluster.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from psycopg import sql

from designer.lab.accounts import Account, give, server_account
from designer.lab.child import Confinement
from designer.lab.cluster import EMPTY, Cluster
from designer.lab.errors import AlreadyRunning, ServerUnavailable
from designer.lab.exclusive import Hold
from designer.lab.initialize import SUPERUSER, prepare_data
from designer.lab.installation import Installation, find_installation
from designer.lab.places import cache_directory, memory_directory, own_directory, scratch_directory


class ScratchCluster(Cluster):
    """A disposable cluster that makes its own directory and removes it when stopped.

    in_memory: that may be in memory where there is plenty, for one that holds no rows to speak of.
    """

    def __init__(
        self, settings: Mapping[str, str] = EMPTY, *, confinement: Confinement | None = None, in_memory: bool = False
    ) -> None:
        memory, scratch = memory_directory(), scratch_directory()
        if memory is not None:
            with _waiting_hold(memory / "sweep"):
                _sweep(memory)
        scratch = memory if memory is not None and in_memory else scratch
        # While a directory is being made nobody sweeps, and a directory that is held is never swept.
        with _waiting_hold(scratch / "sweep"):
            _sweep(scratch)
            directory = own_directory(scratch / secrets.token_hex(4))
            self._alive = Hold(directory / "alive")
        super().__init__(directory, durable=False, settings=settings, confinement=confinement)

    def start(self) -> None:
        """Copy the prepared cluster, start it, and give its superuser a password of its own."""
        account = self._confinement.account if self._confinement else server_account()
        try:
            _copy_prepared(self.directory, find_installation(), account)
            super().start()
            self._change_password()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server at once and remove everything it had."""
        owner = os.getpid() == self._pid
        super().stop()
        if owner and self.directory.exists():
            shutil.rmtree(self.directory, ignore_errors=True)
            self._alive.release()

    def _change_password(self) -> None:
        password = secrets.token_urlsafe(24)
        with self.connect() as session:
            session.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(SUPERUSER), sql.Literal(password))
            )
        self._password = password


def _copy_prepared(directory: Path, installation: Installation, account: Account | None) -> None:
    prepared = _prepared(installation)
    copy: list[str | Path] = ["cp", "-R", "-p", prepared / "data", directory / "data"]
    try:
        subprocess.run(copy, check=True, capture_output=True, text=True)
        shutil.copy(prepared / "password", directory / "password")
    except subprocess.CalledProcessError as error:
        raise ServerUnavailable(f"The prepared cluster was not copied: {error.stderr.strip()}") from error
    except OSError as error:
        raise ServerUnavailable(f"The prepared cluster was not copied: {error.strerror}.") from error
    give(directory / "data", account)


def _prepared(installation: Installation) -> Path:
    """The prepared cluster of this version, made by whoever needs it first."""
    cache = own_directory(cache_directory(), mode=0o755)
    prepared = own_directory(cache / f"cluster-{installation.version}", mode=0o711)
    with _waiting_hold(prepared / "lock"):
        prepare_data(prepared, installation, server_account(), durable=False)
        _slim(prepared / "data")
    return prepared


def _slim(data: Path) -> None:
    """Without the maps of free space and of visible pages, a quarter of the files: the server does without them, and
    every copy of a cluster, and of a database in it, is the faster for it. Without the statistics too: a copy counts
    from its own start, not from the day on which the prepared cluster was made."""
    for kind in ("fsm", "vm"):
        for path in (data / "base").glob(f"*/*_{kind}"):
            path.unlink(missing_ok=True)
    (data / "pg_stat" / "pgstat.stat").unlink(missing_ok=True)


def _sweep(scratch: Path) -> None:
    """Remove the directories whose processes are gone. Their servers went with them, or are just going."""
    for directory in scratch.iterdir():
        if not (directory / "alive").exists():
            continue
        with contextlib.suppress(AlreadyRunning):
            left = Hold(directory / "alive")
            shutil.rmtree(directory, ignore_errors=True)
            left.release()


@contextlib.contextmanager
def _waiting_hold(path: Path) -> Iterator[None]:
    hold = Hold(path, wait=True)
    try:
        yield
    finally:
        hold.release()
