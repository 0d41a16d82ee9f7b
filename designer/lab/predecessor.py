"""A server left running by a process that was killed, where the kernel did not end it (macOS, for one)."""

import os
import signal
import subprocess
import time
from pathlib import Path

_SECONDS = 20.0


def end_predecessor(data: Path) -> None:
    """End the server that still runs on `data`, if one does. Only for whoever holds the cluster's lock: its
    owner is gone then, and nobody is left to end it."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):  # none, or one that had not come so far
        return
    deadline = time.monotonic() + _SECONDS
    asked = False
    while time.monotonic() < deadline and _runs_on(pid, data):
        if not asked:
            os.kill(pid, signal.SIGINT)
            asked = True
        time.sleep(0.05)


def _runs_on(pid: int, data: Path) -> bool:
    """Whether process `pid` is that server, and not another that was given its number since."""
    shown = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, errors="replace", check=False
    )
    return f"-D {data} " in shown.stdout
