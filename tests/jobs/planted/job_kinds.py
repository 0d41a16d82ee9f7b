"""Jobs that count, hang, crash, refuse; and one that listens to nobody."""

import os
import time

from designer.jobs.kinds import Answer, JobFailed, Work, kind


@kind("count", title="Counting", page="verify")
def count(work: Work) -> Answer:
    """Counts to `to`, `pause` seconds apart; says in `seen` how often it was begun."""
    to, pause = work.arguments.get("to", 3), work.arguments.get("pause", 0)
    for number in range(to):
        work.progress.step(number, to, f"Counting {number}")
        time.sleep(pause)
    return {"counted": to, "entities": len(work.schema.entities), "process": os.getpid()}


@kind("refuse", title="Refusing", page="verify")
def refuse(work: Work) -> Answer:
    """Cannot."""
    raise JobFailed("There is nothing to count.")


@kind("crash", title="Crashing", page="verify")
def crash(work: Work) -> Answer:
    """Ends as if the kernel had ended it."""
    os._exit(3)


@kind("hang", title="Hanging", page="verify", seconds=1.5)
def hang(work: Work) -> Answer:
    """Listens to nobody."""
    while True:
        time.sleep(60)


@kind("stubborn", title="Going on", page="verify")
def stubborn(work: Work) -> Answer:
    """Listens to nobody, and has time."""
    while True:
        time.sleep(60)


@kind("devour", title="Devouring", page="verify", memory_mb=2048)
def devour(work: Work) -> Answer:
    """Takes all memory that it gets."""
    return {"length": len(bytearray(8 * 2**30))}
