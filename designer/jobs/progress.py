"""How far a job is, and the way it learns that nobody waits for it any more."""

import math
import time
from collections.abc import Callable
from uuid import UUID

from django.db.models import F

from designer.jobs.models import AnyJob, Job

Report = Callable[[int, int, str], None]
"""Done, total, and a sentence without its full stop: what code outside Django is given to say where it is."""

_EVERY_SECONDS = 0.25


class Cancelled(Exception):
    """Somebody pressed Cancel, or another worker has taken the job over."""


class Progress:
    """Of one attempt at a job. Written at most some times a second, whatever the number of steps."""

    def __init__(self, job_id: UUID, attempt: int, every: float = _EVERY_SECONDS, model: type[AnyJob] = Job) -> None:
        self._model = model
        self._job_id = job_id
        self._attempt = attempt
        self._every = every
        self._written = -math.inf  # the clock may have begun a moment ago, with the machine

    def step(self, done: int, total: int, sentence: str) -> None:
        """`done` of `total` steps are behind; `sentence` says what comes now. Raises Cancelled."""
        now = time.monotonic()
        if now - self._written < self._every:
            return
        self._written = now
        mine = self._model._default_manager.filter(id=self._job_id, state=Job.RUNNING, attempt=self._attempt)
        wanted = mine.filter(cancel_asked=False)
        if not wanted.update(done=done, total=total, sentence=sentence[: Job.LONGEST_SENTENCE], beats=F("beats") + 1):
            raise Cancelled
