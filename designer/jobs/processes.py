"""The processes that jobs run in: forked from one that stands ready (`fork_server`), or started from nothing.

Either way a job has a process of its own, within its limits, that ends with its worker.
"""

import logging
import os
import select
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from designer.jobs.fork_server import STARTED, Order, can_fork
from designer.lab.child import Child, Confinement
from designer.lab.lending import lend
from designer.lab.places import CHECKOUT
from designer.lab.proof_clusters import Clusters

_log = logging.getLogger(__name__)
_NICE = 5
_START_SECONDS = 60.0
"""How long the fork server may take until a process is there; most of it is imports, once."""


class Lost(Exception):
    """What became of a process is not known: the fork server is gone, and the process with it."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a process is for; limits: as in `Confinement`."""

    job: UUID
    attempt: int
    kind: str
    limits: dict[str, int]


class Process(Protocol):
    """A process that was made."""

    @property
    def exit_status(self) -> int | None:
        """As `subprocess.Popen.returncode`: None while it runs. Raises Lost."""

    def kill(self) -> None:
        """Ends it at once, with every process of its group."""


class StandingServer(Process, Protocol):
    """A fork server that is there already. control: where it takes its orders."""

    control: socket.socket


class Processes(Protocol):
    """What makes them."""

    def start(self, run: Run) -> Process:
        """A process that does it. Raises OSError."""


class Fresh:
    """Starts each from nothing."""

    def start(self, run: Run) -> Child:
        """With an interpreter of its own."""
        return Child(
            [sys.executable, "-m", "django", "run_job", str(run.job), str(run.attempt)],
            environment=_environment(),
            death_signal=signal.SIGKILL,
            confinement=Confinement(limits=run.limits, nice=_NICE),
            directory=CHECKOUT,
        )


FRESH = Fresh()


class Forked:
    """A process of the fork server's, which tells of it on a socket."""

    def __init__(self, answers: socket.socket) -> None:
        self._answers = answers
        self._said = b""
        self._status: int | None = None

    def has_started(self) -> bool:
        """Waits until it is there; False where the server could not make it."""
        return self._line(_START_SECONDS) == STARTED

    @property
    def exit_status(self) -> int | None:
        """As `Process` says."""
        if self._status is None:
            line = self._line(0)
            if line == "":
                raise Lost
            self._status = None if line is None else int(line)
            if self._status is not None:
                self._answers.close()
        return self._status

    def kill(self) -> None:
        """The server sees to it as soon as the socket ends, if it has not ended yet."""
        self._answers.close()

    def _line(self, patience: float) -> str | None:
        """The next line; None where there is none yet, "" where there will not be another."""
        try:
            while b"\n" not in self._said:
                if not select.select([self._answers], [], [], patience)[0]:
                    return None
                more = self._answers.recv(64)
                if not more:
                    return ""
                self._said += more
        except OSError:
            return ""
        line, _, self._said = self._said.partition(b"\n")
        return line.decode()


class ForkServers:
    """Has them forked by a server, which is started with the first job and whenever it is gone; clusters: lent to
    them; first: a server that is there already. Where the machine cannot do it, or the server does not, they start
    from nothing."""

    def __init__(self, clusters: Clusters, first: StandingServer | None = None) -> None:
        self._clusters = clusters
        self._lock = threading.Lock()
        self._server: Process | None = first
        self._control = first.control if first else None

    def start(self, run: Run) -> Process:
        """As `Processes` says."""
        if can_fork():
            forked = self._forked(run)
            if forked.has_started():
                return forked
            forked.kill()
            _log.warning("Job %s was not forked, and gets a process of its own", run.job)
        return FRESH.start(run)

    def _forked(self, run: Run) -> Forked:
        ours, answers = socket.socketpair()
        lender, borrower = socket.socketpair()
        lend(lender, self._clusters)
        with answers, borrower:
            order = Order(str(run.job), run.attempt, run.kind, run.limits, _NICE)
            with self._lock:
                for _ in range(2):  # the server may have ended since it was asked last
                    try:
                        order.send(self._running(), answers, borrower)
                        break
                    except OSError:
                        self._end()
        return Forked(ours)

    def _running(self) -> socket.socket:
        """The socket of the server."""
        if self._control is None or self._server is None or self._server.exit_status is not None:
            self._end()
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._server = Child(
                    [sys.executable, "-m", "django", "fork_jobs", str(theirs.fileno())],
                    environment=_environment(),
                    death_signal=signal.SIGKILL,
                    directory=CHECKOUT,
                    handed=theirs.fileno(),
                )
        return self._control

    def close(self) -> None:
        """Ends the server, and what it forked."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            self._server.kill()
        self._control = self._server = None


def _environment() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "designer.settings", **os.environ}
