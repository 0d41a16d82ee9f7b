"""Warm drawing processes: started when first needed, limited, replaced when they fail, ended with us."""

import atexit
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from designer.exporters.diagram import fonts

MEMORY = 1536 * 1024 * 1024
DRAWINGS = 300
"""After so many a process makes place for a new one: Graphviz gives not all of its memory back."""
KEPT = 2
MOST = 4
"""Children at work at the same time; a further drawing waits for one of them."""
_SCRIPT = Path(__file__).with_name("child.py")


class DrawingFailed(Exception):
    """The drawing process did not deliver; the message is a sentence for the user."""


def _real(seconds: float) -> float:
    return 3 * seconds + 20


class Child:
    """One drawing process. Not for use by two threads at once."""

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory
        self.drawings = 0
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(_SCRIPT), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for us; we end it
        )

    def draw(self, engine: str, form: str, dot: str, background: str, seconds: float) -> bytes:
        """One drawing. seconds limits processor time; three times that, and twenty more, real time:
        on a busy machine a process waits longer than it works."""
        first, rest = background.encode(), dot.encode()
        header = {"length": len(first) + len(rest), "background": len(first), "engine": engine, "format": form,
                  "seconds": seconds}  # fmt: skip
        self.drawings += 1
        deadline = time.monotonic() + _real(seconds)
        try:
            answer = self._ask(json.dumps(header).encode() + b"\n" + first + rest, deadline)
        except (OSError, EOFError, TimeoutError) as problem:
            raise DrawingFailed(self._obituary(problem, seconds)) from problem
        head, _, body = answer.partition(b"\n")
        error = json.loads(head)["error"]
        if error:
            raise DrawingFailed(f"The picture could not be drawn: {error}.")
        return body

    def _ask(self, question: bytes, deadline: float) -> bytes:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        outward, inward = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(outward, False)
        os.set_blocking(inward, False)
        unsent, answer, wanted = memoryview(question), bytearray(), -1
        with selectors.DefaultSelector() as ready:
            ready.register(inward, selectors.EVENT_READ)
            ready.register(outward, selectors.EVENT_WRITE)
            while wanted < 0 or len(answer) < wanted:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                for key, _ in ready.select(left):
                    if key.fd == inward:
                        answer += _read(inward)
                    else:
                        unsent = unsent[os.write(outward, unsent[:65536]) :]
                        if not unsent:
                            ready.unregister(outward)
                if wanted < 0 and b"\n" in answer:
                    wanted = _whole_length(answer)
        return bytes(answer)

    def _obituary(self, problem: BaseException, seconds: float) -> str:
        if isinstance(problem, TimeoutError):
            return f"Drawing did not finish within its time ({_real(seconds):.0f} seconds) and was stopped."
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = None
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return f"Drawing used up its {seconds:.0f} seconds of processor time and was stopped."
        return (
            f"The drawing process ended unexpectedly ({_named(code)}), with at most {self.memory >> 20} MB "
            "of memory allowed."
        )

    def close(self) -> None:
        """Ends the process and waits for it, so that no zombie stays."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        self.process.wait()


class Pool:
    """Keeps some children warm; any number of threads may draw."""

    def __init__(self, kept: int = KEPT, most: int = MOST) -> None:
        self.kept = kept
        self.most = most
        self.places = threading.BoundedSemaphore(most)
        self.idle: list[Child] = []
        self.lock = threading.Lock()

    def draw(self, engine: str, form: str, dot: str, background: str = "", seconds: float = 8.0) -> bytes:
        """Bytes in `form` (`json`, `png`, `pdf`). Raises DrawingFailed."""
        with self.places:
            child = self._take()
            healthy = False
            try:
                drawn = child.draw(engine, form, dot, background, seconds)
                healthy = child.drawings < DRAWINGS
                return drawn
            finally:
                self._give_back(child, healthy)

    def _take(self) -> Child:
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.process.poll() is None:
                    return child
                child.close()
        return Child()

    def _give_back(self, child: Child, healthy: bool) -> None:
        with self.lock:
            if healthy and len(self.idle) < self.kept:
                self.idle.append(child)
                return
        child.close()

    def forget(self) -> None:
        """Makes a forked copy start anew: the children and their pipes are the parent's."""
        self.idle, self.lock, self.places = [], threading.Lock(), threading.BoundedSemaphore(self.most)

    def close(self) -> None:
        """Ends all idle children."""
        with self.lock:
            idle, self.idle = self.idle, []
        for child in idle:
            child.close()


pool = Pool()
"""The one that all drawings of this process share."""


def _read(descriptor: int) -> bytes:
    piece = os.read(descriptor, 1 << 20)
    if not piece:
        raise EOFError
    return piece


def _whole_length(answer: bytearray) -> int:
    head = answer[: answer.index(b"\n")]
    return len(head) + 1 + int(json.loads(head)["length"])


def _environment() -> dict[str, str]:
    passed: dict[str, str] = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    return {**passed, "FONTCONFIG_FILE": str(fonts.configuration()), "LC_ALL": "C.UTF-8"}


def _named(code: int | None) -> str:
    if code is None:
        return "without an exit code"
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


atexit.register(lambda: pool.close())
os.register_at_fork(after_in_child=lambda: pool.forget())
