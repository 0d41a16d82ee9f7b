"""Every reader over as many damaged scripts as one has patience for: the tests read the first few thousand.

    python -m tests.benchmarks.damaged_scripts [seeds, 20] [scripts of each dialect and seed, 1500]

Prints the time each dialect took; ends with the first script that a reader raises for, or does not come back from.
"""

import sys
import time

from tests.importers.test_no_reader_hangs import DIALECTS, mutants, read


def main(seeds: int = 20, count: int = 1500) -> None:
    """Read `count` scripts for each of the seeds, in each dialect."""
    for dialect in DIALECTS:
        began = time.process_time()
        for seed in range(10, 10 + seeds):
            for text in mutants(dialect, seed, count):
                read(dialect, text)
        print(
            f"{dialect}: {seeds * count:,} scripts, {time.process_time() - began:.1f} s of processor time", flush=True
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
