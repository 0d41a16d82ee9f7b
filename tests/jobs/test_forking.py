"""What a worker and its fork server say to each other."""

from __future__ import annotations

import os
import socket
from uuid import uuid4

import pytest

from designer.jobs import processes
from designer.jobs.fork_server import Order, can_fork
from designer.jobs.processes import FRESH, Forked, ForkServers, Lost, Run
from designer.lab.proof_clusters import OwnClusters


def test_machine_that_cannot_fork_starts_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Run] = []
    monkeypatch.setattr(processes, "can_fork", lambda: False)
    monkeypatch.setattr(type(FRESH), "start", lambda self, run: started.append(run))
    run = Run(uuid4(), 1, "count", {})
    ForkServers(OwnClusters()).start(run)
    assert started == [run]


def test_container_that_forbids_handles_of_processes_is_no_place_to_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "pidfd_open", refuse, raising=False)
    assert not can_fork.__wrapped__()


def test_process_whose_server_ends_is_lost_and_what_it_said_before_is_not() -> None:
    ours, theirs = socket.socketpair()
    forked = Forked(ours)
    theirs.sendall(b"started\n")
    assert forked.has_started()
    assert forked.exit_status is None
    theirs.sendall(b"-9")
    assert forked.exit_status is None  # half a word
    theirs.sendall(b"\n")
    theirs.close()
    assert forked.exit_status == -9
    assert forked.exit_status == -9
    ours, theirs = socket.socketpair()
    forked = Forked(ours)
    theirs.close()
    assert not forked.has_started()
    with pytest.raises(Lost):
        _ = forked.exit_status


@pytest.mark.skipif(not can_fork(), reason="jobs are forked on Linux alone")
def test_order_reaches_the_server_whole() -> None:
    control, server = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours, theirs = socket.socketpair()
    order = Order(str(uuid4()), 3, "look", {"AS": 2**31, "CPU": 9}, 5)
    with control, server, ours, theirs:
        order.send(control, theirs, theirs)
        message, descriptors, _, _ = socket.recv_fds(server, 4096, 2)
        assert len(descriptors) == 2
        assert b'"limits": {"AS": 2147483648, "CPU": 9}' in message
        for one in descriptors:
            os.close(one)
