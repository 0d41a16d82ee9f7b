"""How a process that serves comes up."""

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process

_ROUNDS = (2500, 10, 10)
"""After how many new objects the collector looks at the youngest, and after how many rounds at those before them."""


@contextmanager
def importing() -> Iterator[None]:
    """For the imports of a process that will stay: the garbage collector rests meanwhile, and leaves alone afterwards
    what they made.

    Hardly anything that an import makes is garbage, yet the collector would look through all of it a hundred times as
    it grows, and again during requests. A request, too, makes tens of thousands of values that are kept and no circles:
    a look at a large design after an edit is a tenth shorter when the collector comes less often.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*_ROUNDS)
        gc.enable()


def may_be_stopped() -> None:
    """From here until the process serves, the signal to stop ends it, if it is a server's worker.

    It has its server's own handler until then, which only takes a note: the worker would go on loading, serve, and be
    killed when the time is up in which requests may be answered to their end.
    """
    if parent_process() is not None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
