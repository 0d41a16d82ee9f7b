"""Child processes that end when this one ends, however it ends."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from designer.lab.accounts import Account

_LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True)
class Confinement:
    """What is taken away from a child. `limits` maps names as in RLIMIT_… to bounds in the kernel's units."""

    account: Account | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    nice: int = 0
    no_network: bool = False

    def options(self) -> dict[str, object]:
        """The same, for the launcher."""
        owner = {"uid": self.account.uid, "gid": self.account.gid} if self.account else {}
        return {**owner, "limits": dict(self.limits), "nice": self.nice, "no_network": self.no_network}


class Child:
    """A running program in a session of its own.

    On Linux the kernel sends `death_signal` to it when this process is gone. The kernel watches the *thread*
    that started the child, not the process, so each child is started by a thread that stays until it ends.
    handed: a descriptor that it has under the same number.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        output: IO[bytes] | None = None,
        death_signal: signal.Signals = signal.SIGTERM,
        confinement: Confinement = Confinement(),
        directory: Path = Path("/"),
        handed: int | None = None,
    ) -> None:
        options = {"parent": os.getpid(), "death_signal": int(death_signal), **confinement.options()}
        launcher = [sys.executable, "-I", "-S", str(_LAUNCHER), json.dumps(options)]
        self._command = [*launcher, *map(str, command)]
        self._environment = dict(environment)
        self._output = output
        self._directory = directory
        self._handed = () if handed is None else (handed,)
        self._process: subprocess.Popen[bytes] | None = None
        self._error: OSError | None = None
        started = threading.Event()
        threading.Thread(target=self._keep, args=(started,), daemon=True, name="child-keeper").start()
        started.wait()
        if self._error is not None:
            raise self._error

    def _keep(self, started: threading.Event) -> None:
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT if self._output else None,
                env=self._environment,
                cwd=self._directory,
                start_new_session=True,
                pass_fds=self._handed,
            )
        except OSError as error:
            self._error = error
            return
        finally:
            started.set()
        self._process.wait()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process behind it."""
        assert self._process is not None
        return self._process

    @property
    def exit_status(self) -> int | None:
        """As `subprocess.Popen.returncode`: None while it runs."""
        return self.process.poll()

    def stop(self, *signals: tuple[signal.Signals, float]) -> None:
        """Send each signal and give it its seconds; whatever is left is killed with its whole session."""
        for name, seconds in signals:
            self.process.send_signal(name)
            try:
                self.process.wait(seconds)
                return
            except subprocess.TimeoutExpired:
                continue
        self.kill()

    def kill(self) -> None:
        """End it at once, with every process of its session group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
