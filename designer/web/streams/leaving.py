"""Ends streams when the process is asked to end: a server that waits for its answers would wait for them for ever."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def when_asked_to_end(do: Callable[[], None]) -> None:
    """Calls `do` in the running loop when a signal asks this process to end, beside whatever the server does then.

    An event loop learns of a signal through a descriptor that is written to whatever Python's own handler is, so
    putting one in place takes nothing from the server.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # in a test, say: signals are none of this thread's business
    loop = asyncio.get_running_loop()

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(do)

    for one in _SIGNALS:
        signal.signal(one, handle)
