"""A design on the planner's server that answers questions, whatever happens to the server meanwhile."""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

import psycopg

from designer.lab.errors import ServerUnavailable
from designer.lab.planner.asking import Asking
from designer.lab.planner.buildable import Buildable, LeftOut
from designer.lab.planner.full_copy import FullCopy, IndexSize, Source
from designer.lab.planner.measured import Measured
from designer.lab.planner.results import Plan, PlannedPattern
from designer.lab.planner.volume import TableVolume
from designer.lab.planner_server import PLANNER
from designer.lab.scratch import ScratchCluster
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema

_MOST_REVIVALS = 20

_Answer = TypeVar("_Answer")


class Planned:
    """A design that answers. Made by `Lab.design`; usable from several threads, one question at a time.

    left_out: indexes and views that the server does not have, with the reason. notes: what was stood in for.
    seconds: how long building took.
    """

    def __init__(
        self,
        cluster: ScratchCluster,
        schema: Schema,
        volumes: Mapping[str, TableVolume],
        built: Buildable,
        measured: Measured | None = None,
    ) -> None:
        started = time.monotonic()
        self.schema = schema
        self.volumes = volumes
        self.server = f"PostgreSQL {cluster.version}"
        self._source = Source(schema, volumes, built, measured)
        self._lock = threading.Lock()
        self._revivals = 0
        self._copy = FullCopy(cluster, self._source)
        self.left_out: tuple[LeftOut, ...] = self._copy.left_out
        self.notes: tuple[str, ...] = self._copy.notes
        self.seconds = time.monotonic() - started

    # Questions

    def explain(self, pattern: AccessPattern, indexes: Collection[str] | None = None) -> PlannedPattern:
        """The pattern's plans with values and without.

        indexes: the ids of the indexes, candidates among them, that the planner sees; None stands for the design's
        own. Keys are always there. What has no plan says why; nothing raises.
        """
        return self.explain_all((pattern,), indexes)[0]

    def explain_all(
        self, patterns: Iterable[AccessPattern], indexes: Collection[str] | None = None
    ) -> tuple[PlannedPattern, ...]:
        """The same for several, with one set of indexes."""
        return self._answers(Asking.pattern, patterns, indexes)

    def costs(
        self, patterns: Iterable[AccessPattern], indexes: Collection[str] | None = None
    ) -> tuple[float | None, ...]:
        """Planner costs alone, with typical values (generic where nothing suggests one): a question each."""
        return self._answers(Asking.cost, patterns, indexes)

    def plans(self, pattern: AccessPattern, indexes: Collection[str] | None = None) -> tuple[Plan, ...] | None:
        """A plan for each statement with typical values alone, as `costs` asks; None where one has no plan."""
        return self._answers(Asking.plans, (pattern,), indexes)[0]

    def size(self, index_id: str) -> IndexSize | None:
        """The size of an index or candidate; None for one that was left out."""
        return self._copy.size(index_id)

    def table_bytes(self, entity_id: str) -> int:
        """The size of a table without its indexes; 0 for a divided one, whose parts have it."""
        entity = self.schema.entity(entity_id)
        size = self._copy.sizes.get((self.schema.namespace(entity.schema) or "public", entity.name))
        return size.bytes if size else 0

    def name_of(self, index_id: str) -> str | None:
        """What the index is called in plans; None for one that was left out. Parts have names of their own."""
        found = self._copy.indexes.get(index_id)
        return found[1] if found and found in self._copy.shown.parts else None

    @property
    def stopped(self) -> str | None:
        """Why the server ended this design's sessions, as a sentence; None while it has not."""
        return self._copy.stopped

    @property
    def cluster(self) -> ScratchCluster:
        """The server that it is on now."""
        return self._copy.cluster

    def close(self) -> None:
        """End the sessions and drop everything. Safe to call again."""
        self._copy.close()

    # Answers

    def _answers(
        self,
        ask: Callable[[Asking, AccessPattern], _Answer],
        patterns: Iterable[AccessPattern],
        indexes: Collection[str] | None,
    ) -> tuple[_Answer, ...]:
        with self._lock:
            if self._copy.ended:
                self._revive()
            self._copy.shown.show(indexes)
            return tuple(self._answer(ask, one, indexes) for one in patterns)

    def _answer(
        self,
        ask: Callable[[Asking, AccessPattern], _Answer],
        pattern: AccessPattern,
        indexes: Collection[str] | None,
    ) -> _Answer:
        """The answer to one question. A question that ends its session is not asked again for a while; one whose
        session ended for another reason, as when somebody else's question took the server with it, is."""
        found = ask(self._copy.asking, pattern)
        if not self._copy.ended:
            return found
        guilty = self._copy.at_fault
        if guilty:
            self._copy.asking.shun()
        if self._revive():
            self._copy.shown.show(indexes)
            if not guilty:
                found = ask(self._copy.asking, pattern)
                if self._copy.ended:
                    self._copy.asking.shun()
                    if self._revive():
                        self._copy.shown.show(indexes)
        return found

    def _revive(self) -> bool:
        """Ask through a new session, or from a new copy where the server ended; False where that cannot be."""
        if self._revivals >= _MOST_REVIVALS:
            return False
        self._revivals += 1
        try:
            if self._copy.lost:
                self._copy.close()
                self._copy = FullCopy(PLANNER.again(self._copy.cluster), self._source)
            else:
                self._copy.new_session()
        except (ServerUnavailable, psycopg.OperationalError, OSError):
            return False  # each question says that its server has ended
        return True
