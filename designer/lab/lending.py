"""Proof clusters that one process keeps and lends to others, which would start their own for every piece of work.

The two are joined by a socket, and speak in lines of JSON. `{"take": limits}` is answered with where the cluster is
and how to get in, or with why there is none; `{"give_back": n, "healthy": …}` and `{"kill": n}` with an empty object.
What was lent and not given back when the socket ends is thrown away, whatever state it is in.
"""

import json
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from designer.lab import proof_clusters
from designer.lab.errors import ServerUnavailable
from designer.lab.proof_clusters import Clusters
from designer.lab.server import Server
from designer.lab.watchdog import Limits


def lend(borrower: socket.socket, clusters: Clusters) -> None:
    """Lends to whoever is at the other end until that ends; in a thread of its own, which closes the socket."""
    threading.Thread(target=_lend, args=(borrower, clusters), daemon=True, name="lender").start()


def _lend(borrower: socket.socket, clusters: Clusters) -> None:
    lent: dict[int, Server] = {}
    try:
        with borrower, borrower.makefile("r") as asked:
            for number, line in enumerate(asked):
                answer = _answer(json.loads(line), number, lent, clusters)
                borrower.sendall(json.dumps(answer).encode() + b"\n")
    except OSError:
        pass  # it ended in the middle of a word
    finally:
        for cluster in lent.values():
            clusters.give_back(cluster, healthy=False)


def _answer(asked: Mapping[str, Any], number: int, lent: dict[int, Server], clusters: Clusters) -> dict[str, Any]:
    if "take" in asked:
        try:
            cluster = clusters.take(Limits(**asked["take"]))
        except ServerUnavailable as unavailable:
            return {"unavailable": unavailable.reason}
        lent[number] = cluster
        return {"number": number, **cluster.way_in()}
    if "kill" in asked:
        lent[asked["kill"]].kill()
    else:
        clusters.give_back(lent.pop(asked["give_back"]), asked["healthy"])
    return {}


class BorrowedCluster(Server):
    """A cluster of another process's."""

    def __init__(self, lender: "Borrowed", number: int, directory: str, socket: str, password: str) -> None:
        super().__init__(Path(directory), Path(socket), password)
        self.number = number
        self._lender = lender
        self._killed = False

    @property
    def running(self) -> bool:
        """Unless it was killed from here; otherwise a connection tells."""
        return not self._killed

    def kill(self) -> None:
        """Has it ended by its owner."""
        self._killed = True
        with suppress(ServerUnavailable):
            self._lender.ask({"kill": self.number})


class Borrowed:
    """The clusters that another process lends by a socket."""

    def __init__(self, lender: socket.socket) -> None:
        self._lock = threading.Lock()
        self._lender = lender
        self._answers = lender.makefile("r")

    def take(self, limits: Limits) -> BorrowedCluster:
        """A running cluster, for this run alone. Raises ServerUnavailable."""
        answer = self.ask({"take": asdict(limits)})
        if "unavailable" in answer:
            raise ServerUnavailable(answer["unavailable"])
        return BorrowedCluster(self, **answer)

    def give_back(self, cluster: Server, healthy: bool) -> None:
        """It is the owner's again."""
        assert isinstance(cluster, BorrowedCluster)
        with suppress(ServerUnavailable):  # the owner is gone, and its clusters with it
            self.ask({"give_back": cluster.number, "healthy": healthy})

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The owner's answer. Raises ServerUnavailable where it is gone."""
        with self._lock:
            try:
                self._lender.sendall(json.dumps(question).encode() + b"\n")
                line = self._answers.readline()
            except OSError:
                line = ""
        if not line:
            raise ServerUnavailable("The process that keeps the proof servers is gone.")
        answer: dict[str, Any] = json.loads(line)
        return answer


def borrow_by(lender: socket.socket) -> None:
    """Has all runs of this process use the clusters of whoever is at the other end."""
    proof_clusters.use(Borrowed(lender))
