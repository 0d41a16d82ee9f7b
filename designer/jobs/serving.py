"""The fork server at work: as a process of its own, or beside a worker that is just beginning."""

import os
import signal
import socket
from dataclasses import dataclass
from uuid import UUID

from django.db import connections

from designer.jobs.fork_server import ForkServer, Order, is_single
from designer.jobs.kinds import kind_named
from designer.jobs.performing import alone, perform
from designer.lab.launch import end_with
from designer.lab.lending import borrow_by


def serve_orders(control: socket.socket) -> None:
    """Returns in the server when its worker is gone, and in each process that it forked when the job has ended."""
    alone()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numerics would start threads as they are imported
    connections["default"]  # its backend is imported; nothing is connected
    found = ForkServer(control, _prepare).serve()
    if found is not None:
        order, lender = found
        borrow_by(lender)
        perform(UUID(order.job), order.attempt)


def _prepare(order: Order) -> None:
    """Imports what its kind needs, and gives up what a fork must not share."""
    kind_named(order.kind)
    connections.close_all()


@dataclass(slots=True)
class Beside:
    """A fork server that was forked from this process."""

    pid: int
    control: socket.socket
    _status: int | None = None

    @property
    def exit_status(self) -> int | None:
        """As `subprocess.Popen.returncode`: None while it runs."""
        if self._status is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def kill(self) -> None:
        """Ends it at once, and so all that it forked."""
        if self.exit_status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self._status = -signal.SIGKILL


def fork_beside() -> Beside | None:
    """The server of a process that has imported the application, and has done nothing else yet.

    Returns None in the server itself, and in what it forks, when there is nothing more to do than to end.
    """
    assert is_single()
    parent = os.getpid()
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid:
        theirs.close()
        return Beside(pid, control)
    control.close()
    os.setsid()
    end_with(parent, signal.SIGKILL)
    serve_orders(theirs)
    return None
