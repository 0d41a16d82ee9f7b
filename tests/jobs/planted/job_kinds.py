"""Jobs that count, hang, crash, refuse, look around; and one that listens to nobody."""

import os
import resource
import signal
import time
from pathlib import Path

import numpy  # noqa: F401, as some kinds do: left alone it starts threads, and then nothing can be forked

from designer.jobs.kinds import Answer, JobFailed, Work, kind
from designer.lab.proof import proof_database


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


@kind("look", title="Looking around", page="verify", processor_seconds=77, memory_mb=2048)
def look(work: Work) -> Answer:
    """What it was given, and what the proof server shows to its owner: its own role and database, nobody else's."""
    with proof_database() as database, database.connect() as session:
        session.execute("CREATE TABLE secret (of_whom text)")
        server = session.info.host
        roles = session.execute("SELECT rolname FROM pg_roles WHERE oid <> 10 AND rolname NOT LIKE 'pg%'").fetchall()
        names = session.execute("SELECT datname FROM pg_database WHERE NOT datname ~ '^(template|postgres)'").fetchall()
        tables = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {
        "process": os.getpid(), "group": os.getpgid(0), "parent": os.getppid(), "nice": os.nice(0),
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "seconds": resource.getrlimit(resource.RLIMIT_CPU)[0], "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "open": sorted(os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.exists()),
        "server": server, "roles": len(roles), "databases": len(names), "tables": len(tables),
    }  # fmt: skip


@kind("litter", title="Leaving something", page="verify")
def litter(work: Work) -> Answer:
    """Ends as if the kernel had ended it, in the middle of a proof."""
    with proof_database() as database, database.connect() as session:
        session.execute("CREATE TABLE secret (of_whom text)")
        os._exit(4)


@kind("burn", title="Burning", page="verify", processor_seconds=1)
def burn(work: Work) -> Answer:
    """Computes for ever."""
    while True:
        sum(range(10_000))


@kind("patricide", title="Killing", page="verify")
def patricide(work: Work) -> Answer:
    """Ends whoever made its process."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
    return {}
