"""The way in: a lab that holds designs, and one call for everything about a design's patterns."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import psycopg

from designer.exporters.result import ExportError
from designer.lab.errors import ServerUnavailable
from designer.lab.planner.buildable import LeftOut, buildable
from designer.lab.planner.design import Planned
from designer.lab.planner.measured import Measured
from designer.lab.planner.results import NoServer, PlannedPattern
from designer.lab.planner.volumes import volumes_of
from designer.lab.planner_server import PLANNER
from designer.schema.model import Index
from designer.schema.schema import Schema


class Lab:
    """Designs on this process's planner server. Cheap to have; the server starts with the first design."""

    @contextlib.contextmanager
    def design(
        self,
        schema: Schema,
        candidates: Iterable[tuple[str, Index]] = (),
        *,
        measured: Measured | None = None,
        now: datetime | None = None,
    ) -> Iterator[Planned]:
        """The design at its declared volumes, until the block ends.

        candidates: (entity id, index with an id of its own) beside the design's indexes; hidden until asked for.
        measured: statistics of a live database in place of the declared ones. now: where assumed times end.
        Raises ServerUnavailable, and ExportError for a design that PostgreSQL cannot hold.
        """
        built = buildable(schema, candidates)
        cluster = PLANNER.take()
        try:
            try:
                planned = Planned(cluster, schema, volumes_of(schema, now), built, measured)
            except psycopg.OperationalError as error:
                raise ServerUnavailable(f"The planner's server ended: {' '.join(str(error).split())}") from error
            except OSError as error:
                raise ServerUnavailable(f"The declared size does not fit this disk: {error.strerror}.") from error
            try:
                yield planned
            finally:
                planned.close()
                cluster = planned.cluster
        finally:
            PLANNER.give_back(cluster)


def open_lab() -> Lab | NoServer:
    """The lab, with its server running; where there is none to be had, the reason."""
    try:
        PLANNER.give_back(PLANNER.take())
    except ServerUnavailable as error:
        return NoServer(error.reason)
    return Lab()


@dataclass(frozen=True, slots=True)
class Explained:
    """The plans of all of a design's patterns, and what to know of them."""

    server: str
    patterns: tuple[PlannedPattern, ...]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def explain(schema: Schema, *, measured: Measured | None = None) -> Explained | NoServer:
    """Plans for every access pattern of the design with its own indexes. Never raises for what a design holds."""
    lab = open_lab()
    if isinstance(lab, NoServer):
        return lab
    try:
        with lab.design(schema, measured=measured) as planned:
            return Explained(
                planned.server, planned.explain_all(schema.access_patterns), planned.left_out, planned.notes
            )
    except ServerUnavailable as error:
        return NoServer(error.reason)
    except ExportError as error:
        return NoServer(f"{error}.")
