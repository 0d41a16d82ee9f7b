"""How a process that serves comes up."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

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
