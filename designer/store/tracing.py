"""Which request a line of the log, or a job, came from."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_REQUEST: ContextVar[str] = ContextVar("request", default="")


def current_request() -> str:
    """The id of the request that is being answered, or whose job is being done; empty outside of any."""
    return _REQUEST.get()


@contextmanager
def on_behalf_of(request: str) -> Iterator[None]:
    """What is logged and begun inside belongs to this request."""
    before = _REQUEST.set(request)
    try:
        yield
    finally:
        _REQUEST.reset(before)
