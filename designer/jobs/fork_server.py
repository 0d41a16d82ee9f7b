"""The process that jobs' processes are forked from: it has imported what they need, and does nothing else.

Starting a Python with the application in it takes a second and more of processor time; forking one that stands ready,
some milliseconds. It serves one worker, by a socket: each message is an order (a job, its attempt, its limits), and
brings along two sockets. On the first it answers, in lines, that the process is there and then how it ended; a word
on it, or its end, kills the process with its group. The second is handed to the process.

Nothing is inherited that should not be: the server has one thread, which it makes sure of before each fork, and no
database connection. A process ends with its server, and the server with its worker, however they end.
"""

import gc
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache

from designer.lab.launch import end_with, limit

_LONGEST = 4096
_THREADS = "/proc/self/task"
STARTED, REFUSED = "started", "refused"


@cache
def can_fork() -> bool:
    """Whether this machine has what it takes: the kernel's word that a parent is gone, and handles of processes, which
    older containers forbid."""
    if sys.platform != "linux" or not os.path.isdir(_THREADS):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


def is_single() -> bool:
    """Whether this process has one thread, so that nothing is in the middle of something in what is forked from it."""
    return len(os.listdir(_THREADS)) == 1


@dataclass(frozen=True, slots=True)
class Order:
    """job: its id; limits: as in `Confinement`."""

    job: str
    attempt: int
    kind: str
    limits: Mapping[str, int]
    nice: int

    def send(self, control: socket.socket, answers: socket.socket, handed: socket.socket) -> None:
        """To the server at the other end of `control`. Raises OSError."""
        socket.send_fds(control, [json.dumps(asdict(self)).encode()], [answers.fileno(), handed.fileno()])


@dataclass(frozen=True, slots=True, eq=False)
class _Forked:
    """A process that was forked. handle: becomes readable when it has ended."""

    pid: int
    handle: int
    answers: socket.socket

    def kill(self) -> None:
        """With its group. It has not been waited for, so its number is nobody else's."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def let_go(self) -> None:
        """Closes what is held of it."""
        os.close(self.handle)
        self.answers.close()


class ForkServer:
    """control: a socket of whole messages, on which the orders come; prepare: imports what an order needs."""

    def __init__(self, control: socket.socket, prepare: Callable[[Order], None]) -> None:
        self._control = control
        self._prepare = prepare
        self._pid = os.getpid()
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._forked: set[_Forked] = set()

    def serve(self) -> tuple[Order, socket.socket] | None:
        """Returns in each forked process, with what it is to do and the socket that it was handed; in the server only
        when the worker is gone, with None."""
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    message, descriptors, _, _ = socket.recv_fds(self._control, _LONGEST, 2)
                    if not message:
                        return None
                    answers, handed = (socket.socket(fileno=one) for one in descriptors)
                    order = Order(**json.loads(message))
                    if self._fork(order, answers):
                        return order, handed
                    handed.close()
                elif key.data in self._forked:  # its end and a word about it may come together
                    self._attend(key.data, ended=key.fd == key.data.handle)

    def _fork(self, order: Order, answers: socket.socket) -> bool:
        """Whether this is the new process."""
        self._prepare(order)
        gc.collect()
        gc.freeze()  # what is here now is not looked at, and so not copied, in any process
        if not is_single():
            _say(answers, REFUSED)
            answers.close()
            return False
        pid = os.fork()
        if pid == 0:
            answers.close()
            self._become(order)
            return True
        with suppress(OSError):  # both sides do it, so that neither has to wait for the other
            os.setpgid(pid, pid)
        one = _Forked(pid, os.pidfd_open(pid), answers)
        self._forked.add(one)
        self._selector.register(one.handle, selectors.EVENT_READ, one)
        self._selector.register(answers, selectors.EVENT_READ, one)
        _say(answers, STARTED)
        return False

    def _attend(self, one: _Forked, ended: bool) -> None:
        one.kill()
        if not ended:
            self._selector.unregister(one.answers)  # the worker has said its last word
            return
        _, status = os.waitpid(one.pid, 0)
        self._selector.unregister(one.handle)
        with suppress(KeyError):
            self._selector.unregister(one.answers)
        _say(one.answers, str(os.waitstatus_to_exitcode(status)))
        self._forked.remove(one)
        one.let_go()

    def _become(self, order: Order) -> None:
        """In the new process: lets go of what is the server's, and takes the limits on."""
        os.setpgid(0, 0)
        self._selector.close()
        self._control.close()
        for other in self._forked:
            other.let_go()
        os.nice(order.nice)
        for name, value in order.limits.items():
            limit(name, value)
        end_with(self._pid, signal.SIGKILL)


def _say(answers: socket.socket, word: str) -> None:
    with suppress(OSError):  # the worker may have lost interest
        answers.sendall(word.encode() + b"\n")
