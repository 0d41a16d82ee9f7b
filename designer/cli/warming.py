"""Starting the planner's server while a command that will ask it is still being loaded and reads its source."""

import contextlib
import threading

from designer.lab.errors import ServerUnavailable
from designer.lab.planner_server import PLANNER


def warm() -> None:
    """Starts it beside; whoever asks next waits for the rest. Why there is none is said when it is asked."""
    threading.Thread(target=_start, daemon=True, name="warming").start()


def _start() -> None:
    with contextlib.suppress(ServerUnavailable):
        PLANNER.give_back(PLANNER.take())
