"""The one task that the queue knows: do the job of a row."""

from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from designer.jobs import supervision

PROCESSES = "processes"
"""Under which a worker tells the task what makes its processes."""


@app.task(
    name="designer.work",
    queue="jobs",
    pass_context=True,
    retry=RetryStrategy(max_attempts=None, retry_exceptions=[JobAborted]),
)
def work(context: JobContext, job: str) -> None:
    """Runs in a thread of the worker, and waits there for the child that does the work.

    A worker that leaves hands its job to the next one: that is what JobAborted means to the queue.
    """
    processes = context.additional_context[PROCESSES]
    outcome = supervision.supervise(UUID(job), leaving=context.should_abort, processes=processes)
    if outcome is supervision.Outcome.HANDED_ON:
        raise JobAborted
