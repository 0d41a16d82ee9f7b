"""Proof clusters lent from one process to another: what was not given back is thrown away."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from designer.lab.errors import ServerUnavailable
from designer.lab.lending import Borrowed, lend
from designer.lab.proof_clusters import OwnClusters, is_as_new
from designer.lab.server import Server
from designer.lab.watchdog import Limits


class Known(Server):
    """A server that is not there."""

    killed = False

    @property
    def running(self) -> bool:
        return not self.killed

    def kill(self) -> None:
        self.killed = True


class Few:
    """Two clusters, and what became of them."""

    def __init__(self) -> None:
        self.there = [Known(Path(f"/nowhere/{name}"), Path(f"/nowhere/{name}/run"), name) for name in "ba"]
        self.asked: list[Limits] = []
        self.back: list[tuple[str, bool]] = []

    def take(self, limits: Limits) -> Server:
        self.asked.append(limits)
        if not self.there:
            raise ServerUnavailable("There is no third.")
        return self.there.pop()

    def give_back(self, cluster: Server, healthy: bool) -> None:
        self.back.append((cluster.directory.name, healthy))


def joined() -> tuple[Few, Borrowed, socket.socket]:
    ours, theirs = socket.socketpair()
    few = Few()
    lend(ours, few)
    return few, Borrowed(theirs), theirs


def test_borrower_hears_why_there_is_none_and_that_the_owner_is_gone() -> None:
    _, borrowed, lender = joined()
    for _ in range(2):
        borrowed.take(Limits())
    with pytest.raises(ServerUnavailable, match="There is no third"):
        borrowed.take(Limits())
    lender.shutdown(socket.SHUT_RDWR)
    with pytest.raises(ServerUnavailable, match="is gone"):
        borrowed.take(Limits())


def test_what_is_lent_is_reached_killed_and_given_back_and_the_rest_thrown_away_at_the_end() -> None:
    few, borrowed, lender = joined()
    limits = Limits(memory_mb=77)
    first, second = borrowed.take(limits), borrowed.take(limits)
    assert few.asked == [limits, limits]
    assert (first.directory, second.directory) == (Path("/nowhere/a"), Path("/nowhere/b"))
    assert "%2Fnowhere%2Fa%2Frun" in first.dsn() or "/nowhere/a/run" in first.dsn()
    assert first.running
    first.kill()
    assert not first.running
    borrowed.give_back(first, healthy=True)
    assert few.back == [("a", True)]
    lender.shutdown(socket.SHUT_RDWR)
    for _ in range(500):
        if len(few.back) == 2:
            break
        time.sleep(0.01)
    assert few.back[1] == ("b", False)


def test_cluster_on_which_something_is_left_is_not_as_new() -> None:
    clusters = OwnClusters()
    cluster = clusters.take(Limits())
    try:
        for make, drop in (
            ("CREATE ROLE somebody", "DROP ROLE somebody"),
            ("CREATE DATABASE something TEMPLATE template0 STRATEGY FILE_COPY", "DROP DATABASE something"),
            ("ALTER ROLE postgres SET work_mem = '5MB'", "ALTER ROLE postgres RESET work_mem"),
        ):
            assert is_as_new(cluster)
            with cluster.connect() as session:
                session.execute(make.encode())
                assert not is_as_new(cluster)
                session.execute(drop.encode())
        clusters.give_back(cluster, healthy=True)
        assert clusters.take(Limits()) is cluster
        with cluster.connect() as session:
            session.execute(b"CREATE ROLE somebody")
        clusters.give_back(cluster, healthy=True)
        assert not cluster.running
    finally:
        cluster.stop()
