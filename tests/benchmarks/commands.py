"""How long `designer explain` and `designer indexes` take as commands: the process, its server and all that they load.

python -m tests.benchmarks.commands              # 10 tables × 20 patterns, five times each
python -m tests.benchmarks.commands 100 100 1    # 100 × 100, once

On a busy machine the least processor time tells more than the clock: it holds the server's, too.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from designer.schema.design_file import dumps
from tests.benchmarks.planner import design


def run(command: str, path: Path) -> tuple[float, float]:
    """Seconds by the clock, and of processors: the command's, its server's and every other child's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "designer", command, path], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    given = [int(one) for one in sys.argv[1:]]
    tables, patterns, times = (*given, *(10, 20, 5)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "design.json"
        path.write_text(dumps(design(tables, patterns)))
        for command in ("explain", "indexes"):
            runs = [run(command, path) for _ in range(times)]
            clock, processor = (min(one[place] for one in runs) for place in (0, 1))
            print(f"{command}, {tables} tables × {patterns} patterns: {clock:.2f} s, {processor:.2f} s of processors")


if __name__ == "__main__":
    main()
