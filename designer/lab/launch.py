"""Run as a script: prepare this process, then become another program.

Between fork and exec only little may be done safely in a process with threads, as web workers are. So a
server is started through this file by a fresh interpreter, which does it with no thread around:

    python -I -S launch.py '{"parent": 123, …}' program argument…

Standard library only, and few of its modules: this adds some 20 ms to each start. All are imported before
the account changes, since the new one may not be able to read them.
"""

import ctypes
import json
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_CLONE_NEWNET = 0x40000000
_kernel = ctypes.CDLL(None)  # before there is any fork or change of account to be careful of


def main() -> None:
    """Apply the options, in an order that keeps the rights each of them needs, and exec."""
    options = json.loads(sys.argv[1])
    os.nice(options["nice"])
    for name, value in options["limits"].items():
        limit(name, value)
    if options["no_network"] and sys.platform == "linux" and os.geteuid() == 0:
        # A network of its own has no interface at all; sockets that have a path still work. Containers may
        # forbid it, and then the server's own settings stand alone.
        _kernel.unshare(_CLONE_NEWNET)
    if "uid" in options:
        os.setgroups([])
        os.setgid(options["gid"])
        os.setuid(options["uid"])
    os.umask(0o077)
    end_with(options["parent"], options["death_signal"])  # after setuid, which would cancel it
    os.execv(sys.argv[2], sys.argv[2:])


def limit(name: str, value: int) -> None:
    """Bounds this process, as far as its own bounds allow. name: as in RLIMIT_…; value: in the kernel's units."""
    which = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(which)[1]
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (bound, bound))


def end_with(parent: int, death_signal: int) -> None:
    """Has the kernel send this process a signal when the thread that made it is gone; parent: its process."""
    if sys.platform == "linux":
        _kernel.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # it ended before the line above
            signal.raise_signal(signal.SIGKILL)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"FATAL: {sys.argv[2]} was not started: {error}")
