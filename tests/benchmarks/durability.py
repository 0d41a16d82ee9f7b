"""What survives kill -9: three web and two worker processes on one PostgreSQL behind PgBouncer, under mixed load.

    python tests/benchmarks/durability.py [seconds, 120] [requests per second, 50]

The processes are those of `docker/compose.yaml`, each in a process group of its own, started again as soon as they
end. Requests are mixed (pages, edits by form with their revision, comments, verdicts, exports, jobs) and sent on time
whatever the answers, as browsers do through a proxy: pages are whole pages; the form of an edit is fetched and sent by
htmx, into the page that is open, and acknowledged by the event that tells the page to follow; connections to the web
processes are kept and used again, and one that was closed meanwhile is not sent anything. A web process is sent as
many requests at once as `docker/README.md` tells a proxy to; the others wait in the proxy. What a web process refuses
goes to the next, and a page that breaks off is asked for once more. What a browser fetches by itself after an edit
(tree, diagram) is among the pages. Meanwhile web processes, workers and, twice, the database are killed at random.

Afterwards every acknowledged edit must stand in the change log and the last of each field in the design, every
acknowledged comment and verdict must be there with its event, and every job must end. Each of them must have reached
the endpoint of the team's webhook, and each comment the mail of the person who began the thread: at least once, and
repeated only under the id that it had before. Prints a line for each, the share of failed requests with and without
the seconds in which the database was away, and the times. Exit status 1 where something was lost or left behind, or
one request in a hundred failed. Needs pgbouncer.
"""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from designer.lab.cluster import Cluster  # noqa: E402
from tests.benchmarks.killing.aftermath import jobs_at_the_end, lost, undelivered  # noqa: E402
from tests.benchmarks.killing.kept import SPENT, Kept  # noqa: E402
from tests.benchmarks.killing.load import Load, Tally  # noqa: E402
from tests.benchmarks.killing.servers import WEB, processes  # noqa: E402
from tests.benchmarks.killing.world import world  # noqa: E402

KILLS_EVERY = (4.0, 9.0)


def havoc(cluster: Cluster, web: list[Kept], workers: list[Kept], tally: Tally, seconds: float) -> Counter[str]:
    """Kills until the time is over; the database after a third and after two thirds of it."""
    began = time.monotonic()
    killed: Counter[str] = Counter()
    due = [began + seconds / 3, began + 2 * seconds / 3]
    while (now := time.monotonic()) < began + seconds - 8:
        if due and now > due[0]:
            due.pop(0)
            killed["database"] += 1
            tally.away.append([time.monotonic(), time.monotonic()])
            os.killpg(cluster._child.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
            cluster._child.process.wait()  # type: ignore[union-attr]
            cluster._release()
            cluster.start()
            SPENT.watch(cluster._child.process.pid, "database")  # type: ignore[union-attr]
            tally.away[-1][1] = time.monotonic()
        else:
            victim = random.choice((*web, *workers))
            killed[victim.name.split()[0]] += 1
            victim.kill()
        time.sleep(random.uniform(*KILLS_EVERY))
    return killed


def main(seconds: float = 120, per_second: float = 50) -> int:
    tally = Tally()
    print(f"load average at the beginning: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with processes() as (cluster, web, workers, sites):
        import django

        django.setup()
        made = world()
        load = Load(sites, tally, made)
        sites.await_all()
        for path in load.pages:  # each process has everything in memory once, as after a day
            for _ in range(WEB):
                sites.ask("GET", path, made["sessions"][0])
        tally.seconds.clear()
        killed: Counter[str] = Counter()
        reaper = threading.Thread(target=lambda: killed.update(havoc(cluster, web, workers, tally, seconds)))
        began, before, ended = time.monotonic(), SPENT.by_part(), threading.Event()
        reaper.start()
        threading.Thread(target=lambda: [SPENT.look() for _ in iter(lambda: ended.wait(1), True)], daemon=True).start()
        with ThreadPoolExecutor(96) as pool:
            for number in range(int(seconds * per_second)):
                due = began + number / per_second
                time.sleep(max(0.0, due - time.monotonic()))
                pool.submit(load.send, due)
        took = time.monotonic() - began
        reaper.join()
        states, open_ = jobs_at_the_end()
        ended.set()
        spent = SPENT.by_part()
        spent.subtract(before)
        losses = [*lost(tally, made), *undelivered(tally)]
        print(f"load average at the end: {os.getloadavg()[0]:.1f}")
        each = 1000 / len(tally.seconds)
        print("processor ms per request: " + ", ".join(f"{part} {own * each:.1f}" for part, own in spent.most_common()))
    return report(tally, took, killed, losses, states, open_)


def report(
    tally: Tally,
    took: float,
    killed: Counter[str],
    losses: list[tuple[str, int, int]],
    states: Counter[str],
    open_: int,
) -> int:
    """Prints the figures; the exit status."""
    sent = len(tally.seconds)
    print(f"{sent} requests in {took:.0f} s ({sent / took:.0f}/s); killed: {dict(killed)}")
    for what, acknowledged, missing in losses:
        print(f"  {what:<28}{acknowledged:>6} acknowledged {missing:>5} missing")
    print(f"  jobs {dict(states)}, left behind: {open_}")
    outside = [one for one in tally.failures if not tally.database_was_away(one[0])]
    away = sum(ended - begun for begun, ended in tally.away)
    print(f"  failed: {len(tally.failures)} ({len(tally.failures) / sent:.2%}), database away {away:.1f} s in all")
    print(f"  failed while the database was there: {len(outside)} ({len(outside) / sent:.2%})")
    print(f"  why: {dict(Counter((name, why) for _, name, why in tally.failures))}")
    print(f"  statuses: {dict(sorted(tally.statuses.items()))}")
    print(f"  {'':<10}{'requests':>9}{'median':>9}{'p95':>9}{'p99':>9}  ms from when it was due")
    for name in ("page", "edit", "comment", "verdict", "export", "job", "all"):
        times = sorted(one for kind, one in tally.seconds if name in (kind, "all"))
        if times:
            at = [times[min(len(times) - 1, int(len(times) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
            print(f"  {name:<10}{len(times):>9}" + "".join(f"{one:>9.0f}" for one in at))
    failed = any(missing for _, _, missing in losses) or open_ or len(outside) / sent >= 0.01
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*(float(given) for given in sys.argv[1:3])))
