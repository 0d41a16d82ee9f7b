"""Processes that are started again as soon as they end, and the processor time of all of them."""

import os
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from designer.lab.child import Child

ROOT = Path(__file__).resolve().parents[3]


class Spent:
    """Processor seconds of processes with all that they started, looked up every second; neighbours do not count."""

    def __init__(self) -> None:
        self._roots: dict[int, str] = {os.getpid(): "sender"}
        self._seen: dict[tuple[int, str], tuple[str, float]] = {}

    def watch(self, pid: int, name: str) -> None:
        """A process that belongs to a part."""
        self._roots[pid] = name

    def look(self) -> None:
        """What ended since the last look keeps what it had spent then."""
        found: dict[int, tuple[int, str, float]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                rest = path.read_text().rpartition(")")[2].split()
                found[int(path.parent.name)] = int(rest[1]), rest[19], (int(rest[11]) + int(rest[12])) / _TICKS
        for pid, (_, began, seconds) in found.items():
            at = pid
            while at in found and at not in self._roots:
                at = found[at][0]
            if at in self._roots:
                self._seen[pid, began] = self._roots[at], seconds

    def by_part(self) -> Counter[str]:
        """Seconds so far."""
        self.look()
        parts: Counter[str] = Counter()
        for part, seconds in self._seen.values():
            parts[part] += seconds  # type: ignore[assignment]
        return parts


_TICKS = os.sysconf("SC_CLK_TCK")
SPENT = Spent()


class Kept:
    """A process that is started again whenever it ends, as `restart: unless-stopped` does."""

    def __init__(self, name: str, command: list[str], log: Path, **options: Any) -> None:
        self.name, self.kills, self._stopping = name, 0, False
        self._command, self._log, self._options = command, log, options
        self._child = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self) -> Child:
        with self._log.open("ab") as log:
            child = Child(self._command, output=log, directory=ROOT, death_signal=signal.SIGKILL, **self._options)
        SPENT.watch(child.process.pid, self.name.split()[0])
        return child

    def _watch(self) -> None:
        while not self._stopping:
            if self._child.exit_status is not None:
                time.sleep(0.2)
                self._child = self._start()
            time.sleep(0.05)

    def kill(self) -> None:
        """At once, with everything it started."""
        self.kills += 1
        with suppress(ProcessLookupError):
            os.killpg(self._child.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        self._stopping = True
        time.sleep(0.1)
        self._child.stop((signal.SIGTERM, 10))
