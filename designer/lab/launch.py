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


def main() -> None:
    """Apply the options, in an order that keeps the rights each of them needs, and exec."""
    options = json.loads(sys.argv[1])
    kernel = ctypes.CDLL(None)
    os.nice(options["nice"])
    for name, value in options["limits"].items():
        _limit(getattr(resource, f"RLIMIT_{name}"), value)
    if options["no_network"] and sys.platform == "linux" and os.geteuid() == 0:
        # A network of its own has no interface at all; sockets that have a path still work. Containers may
        # forbid it, and then the server's own settings stand alone.
        kernel.unshare(_CLONE_NEWNET)
    if "uid" in options:
        os.setgroups([])
        os.setgid(options["gid"])
        os.setuid(options["uid"])
    os.umask(0o077)
    if sys.platform == "linux":  # after setuid, which would cancel it
        kernel.prctl(_PR_SET_PDEATHSIG, options["death_signal"])
        if os.getppid() != options["parent"]:  # it ended before the line above
            signal.raise_signal(signal.SIGKILL)
    os.execv(sys.argv[2], sys.argv[2:])


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (bound, bound))


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"FATAL: {sys.argv[2]} was not started: {error}")
