"""A worker's part in a job: give it a process, keep it to its limits, and put down how it ended."""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from designer.jobs.kinds import Kind, UnknownKind, kind_named
from designer.jobs.models import AnyJob, Job, model_of
from designer.jobs.processes import FRESH, Lost, Process, Processes, Run
from designer.jobs.timing import CANCEL_SECONDS, MOST_ATTEMPTS
from designer.store.tracing import on_behalf_of

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 0.05
_LOOK_EVERY = 10  # rounds; each look is a query


class Outcome(Enum):
    """HANDED_ON: the worker is leaving, or has lost sight of the process, and the job waits again."""

    ENDED = "ended"
    HANDED_ON = "handed on"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a job. Whatever is written about it names its number: a later one may have begun meanwhile."""

    job_id: UUID
    number: int
    model: type[AnyJob] = Job

    def write(self, **values: Any) -> bool:
        """Whether this was still the attempt that counts."""
        return bool(self.rows().update(**values))

    def rows(self) -> QuerySet[Any]:
        """The job as long as this attempt counts."""
        found: QuerySet[Any] = self.model._default_manager.all()
        return found.filter(id=self.job_id, state=Job.RUNNING, attempt=self.number)

    def end(self, state: str, **values: Any) -> bool:
        """Puts down how it ended."""
        return self.write(state=state, finished_at=timezone.now(), sentence="", **self.model.AT_END, **values)


def supervise(job_id: UUID, leaving: Callable[[], bool], processes: Processes = FRESH) -> Outcome:
    """Does a job from its beginning to its end. `leaving` says that this worker is asked to go."""
    attempt = begin(job_id)
    if attempt is None:
        return Outcome.ENDED
    name, request = attempt.rows().values_list("kind", "request").get()
    with on_behalf_of(request):
        return _supervised(attempt, name, leaving, processes)


def _supervised(attempt: Attempt, name: str, leaving: Callable[[], bool], processes: Processes) -> Outcome:
    try:
        found = kind_named(name)
    except UnknownKind as unknown:
        attempt.end(Job.FAILED, error=str(unknown))
        return Outcome.ENDED
    began = time.monotonic()
    limits = {"AS": found.memory_mb * 2**20, "CPU": found.processor_seconds, "CORE": 0}
    child = processes.start(Run(attempt.job_id, attempt.number, name, limits))
    try:
        return _watched(child, attempt, found, leaving)
    except Lost:
        return _handed_on(child, attempt, counts=True)
    finally:
        child.kill()
        _note(attempt, name, time.monotonic() - began)


def _note(attempt: Attempt, name: str, seconds: float) -> None:
    """A line of the log: what came of an attempt."""
    ended = attempt.model._default_manager.filter(id=attempt.job_id).values_list("state", flat=True).first() or "gone"
    about = {"job": str(attempt.job_id), "kind": name, "attempt": attempt.number, "state": ended}
    _log.info("Job %s (%s): %s", attempt.job_id, name, ended, extra={**about, "seconds": round(seconds, 2)})


def begin(job_id: UUID) -> Attempt | None:
    """Makes the next attempt at a job the one that counts; None when there is nothing to do any more."""
    model = model_of(job_id)
    known: QuerySet[Any] = model._default_manager.filter(id=job_id)
    rows = known.filter(state__in=Job.OPEN)
    end = {"finished_at": timezone.now(), **model.AT_END}
    rows.filter(cancel_asked=True).update(state=Job.CANCELLED, **end)
    tired = f"It brought down the worker {MOST_ATTEMPTS} times and was given up."
    rows.filter(attempt__gte=MOST_ATTEMPTS).update(state=Job.FAILED, error=tired, **end)
    if not rows.update(state=Job.RUNNING, attempt=F("attempt") + 1, started_at=timezone.now(), done=0, total=0):
        return None
    return Attempt(job_id, known.values_list("attempt", flat=True).get(), model)


def _watched(child: Process, attempt: Attempt, found: Kind, leaving: Callable[[], bool]) -> Outcome:
    deadline = time.monotonic() + found.seconds
    patience: float | None = None
    rounds = 0
    while (status := child.exit_status) is None:
        now = time.monotonic()
        if leaving():
            return _handed_on(child, attempt)
        if now > deadline:
            child.kill()
            attempt.end(Job.FAILED, error=f"It ran longer than {found.seconds:g} seconds and was stopped.")
            return Outcome.ENDED
        rounds += 1
        if patience is None and rounds % _LOOK_EVERY == 0 and _is_called_off(attempt):
            patience = now + CANCEL_SECONDS
        if patience is not None and now > patience:
            child.kill()
            break
        time.sleep(_EVERY_SECONDS)
    if patience is not None or _is_called_off(attempt):
        attempt.end(Job.CANCELLED)
    attempt.end(Job.FAILED, error=_obituary(status, found))  # unless the child itself said how it ended
    return Outcome.ENDED


def _handed_on(child: Process, attempt: Attempt, *, counts: bool = False) -> Outcome:
    """Puts the job back. The attempt does not count where nothing was wrong with it."""
    child.kill()
    number = attempt.number if counts else attempt.number - 1
    again = attempt.write(state=Job.WAITING, attempt=number, sentence="", done=0, total=0)
    return Outcome.HANDED_ON if again else Outcome.ENDED


def _is_called_off(attempt: Attempt) -> bool:
    """Whether somebody cancelled it, or it is no longer this attempt's."""
    return not attempt.rows().filter(cancel_asked=False).exists()


def _obituary(status: int | None, found: Kind) -> str:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return (
            f"It was stopped: it used up its {found.processor_seconds} seconds of processor time, or the machine ran "
            "out of memory."
        )
    return "It ended unexpectedly. The reason is in the log of the worker."
