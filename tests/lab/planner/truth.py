"""The empty design held against the same tables, full: which plans are the same, and how far costs are apart."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from designer.lab.planner import Measured, NoServer, Plan, open_lab
from designer.lab.planner.results import PlanNode, read_plan
from designer.lab.scratch import ScratchCluster
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema

_PASSING = frozenset({"Sort", "Incremental Sort", "Materialize", "Memoize", "Gather", "Gather Merge", "Hash", "Limit"})


@contextmanager
def full(ddl: str, rows: Iterator[str], keys: str) -> Iterator[psycopg.Connection[Any]]:
    """A server with the rows really there, analyzed."""
    settings = {"shared_buffers": "256MB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB"}
    with ScratchCluster(settings) as cluster, cluster.connect() as session:
        session.execute("SET search_path = public")
        session.execute(ddl.encode())
        session.execute("SET session_replication_role = replica")  # no checks of foreign keys, row by row
        for statement in rows:
            session.execute(statement.encode())
        session.execute(keys.encode())
        session.execute("RESET session_replication_role")
        session.execute("REINDEX SCHEMA public")  # keys grew row by row; as declared they are just built
        session.execute("VACUUM ANALYZE")
        yield session


def real_plans(session: psycopg.Connection[Any], queries: Mapping[str, str]) -> dict[str, Plan]:
    """Per query, what the full server plans."""
    found = {}
    for name, query in queries.items():
        row = session.execute(b"EXPLAIN (FORMAT JSON) " + query.encode()).fetchone()
        assert row is not None
        found[name] = read_plan(row[0])
    return found


def empty_plans(schema: Schema, queries: Mapping[str, str], measured: Measured | None = None) -> dict[str, Plan]:
    """Per query, what the planner makes of the design without any rows."""
    lab = open_lab()
    assert not isinstance(lab, NoServer), lab
    patterns = [AccessPattern(name=name, statements=(query,)) for name, query in queries.items()]
    found = {}
    with lab.design(schema, measured=measured) as planned:
        for one in planned.explain_all(patterns):
            assert one.plan is not None, one.warnings
            found[one.name] = one.plan
    return found


@dataclass(frozen=True)
class Verdict:
    """One query: whether the plans are identical, whether they join and read alike, and the ratio of costs."""

    name: str
    identical: bool
    alike: bool
    ratio: float


def compare(real: Mapping[str, Plan], empty: Mapping[str, Plan]) -> list[Verdict]:
    """Query by query."""
    return [
        Verdict(
            name,
            plan.shape == empty[name].shape,
            skeleton(plan.root) == skeleton(empty[name].root),
            empty[name].cost / plan.cost,
        )
        for name, plan in real.items()
    ]


def skeleton(node: PlanNode) -> object:
    """Which tables are joined in which tree, and by which index each is read: no sorts, no hashes, no workers.

    The sides of a join count as a pair without order, since a hash join may build on either.
    """
    children = [skeleton(child) for child in node.children]
    if node.relation:
        return (node.alias or node.relation, node.index, *children)
    if node.index:
        return (node.index, *children)
    if node.kind in ("Nested Loop", "Hash Join", "Merge Join"):
        return ("join", frozenset(map(repr, children)))
    if len(children) == 1:
        return children[0]
    return (node.kind if node.kind not in _PASSING else "", *children)


def apart(ratio: float) -> float:
    """How far a ratio of costs is from one, either way: 0.01 is one per cent."""
    return math.exp(abs(math.log(ratio))) - 1


def table(verdicts: list[Verdict]) -> str:
    """For people."""
    return "\n".join(
        f"{one.name:38s} {'identical' if one.identical else 'alike' if one.alike else 'OTHER':10s} {one.ratio:8.3f}"
        for one in verdicts
    )
