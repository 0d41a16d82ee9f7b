"""Ports of the loopback interface."""

import socket

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # else a port just left counts as taken
        try:
            attempt.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """`preferred` when it is free, so that a bookmark keeps working, else any that is."""
    if preferred is not None and is_free(preferred):
        return preferred
    with socket.socket() as attempt:
        attempt.bind((LOOPBACK, 0))
        port: int = attempt.getsockname()[1]
    return port
