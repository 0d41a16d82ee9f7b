"""A server to ask, for what only a server can say."""

from tests.servers import scratch

__all__ = ["scratch"]
