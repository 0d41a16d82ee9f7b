"""What can go wrong around an embedded server, in words for the person who reads them."""


class ServerUnavailable(Exception):
    """There is no embedded server to be had. `str()` is one sentence that says why.

    Callers that only wanted a proof go on without it and show the sentence in its place.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AlreadyRunning(ServerUnavailable):
    """Another process holds the cluster's lock; `note` is what that process left there for others to read."""

    def __init__(self, note: str) -> None:
        super().__init__("Another process is using this database cluster.")
        self.note = note
