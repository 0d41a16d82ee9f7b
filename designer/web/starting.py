"""How a process that serves comes up."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """For the imports of a process that will stay: the garbage collector rests meanwhile, and leaves alone afterwards
    what they made.

    Hardly anything that an import makes is garbage, yet the collector would look through all of it a hundred times as
    it grows, and again during requests.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
