"""How long all rules take over a large design, whole and after each kind of edit.

    python tests/benchmarks/rules.py [--tables N] [--patterns N] [--edits N] [--check]

The design has two foreign keys a table, ten more columns, and declared volumes for two tables in three. Each edit is
made of the same design, and what is judged again is compared with a whole run where `--check` is given. Processor
time, in milliseconds; the first run of a process loads the rules and is not counted.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from designer.analysis.engine import all_rules, examine, report
from designer.schema import model
from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from tests.analysis.random_edits import EDITS

_COLUMNS = (
    "id bigint identity", "name text not null", "created_at timestamptz not null default now()", "email text",
    "status text", "amount numeric(12,2)", "notes text", "is_active boolean", "quantity integer", "price numeric",
)  # fmt: skip
_QUERY = (
    "SELECT a.id, a.name FROM table_{} a JOIN table_{} b ON b.id = a.id "
    "WHERE a.status = $1 AND a.email = $2 ORDER BY a.created_at LIMIT 10"
)
_LIMITS = {"whole": 3000, "after an edit": 100}

_Value = TypeVar("_Value")


def large(tables: int, patterns: int, choose: random.Random) -> Schema:
    """A design of so many tables, each of which refers to two that came before it."""
    made: list[object] = []
    for place in range(tables):
        parents = [choose.randrange(place) for _ in range(2)] if place else []
        columns = [f"t{parent}_{number}_id bigint" for number, parent in enumerate(parents)]
        rows = choose.choice([None, 1000, 1_000_000])
        made.append(entity(f"table_{place}", *_COLUMNS, *columns, pk="id", rows=rows))
        for number, parent in enumerate(parents):
            made.append(link(f"table_{place}.t{parent}_{number}_id", f"table_{parent}.id"))
    for place in range(patterns):
        sql = _QUERY.format(choose.randrange(tables), choose.randrange(tables))
        made.append(pattern(f"pattern {place}", sql, per_minute=5.0))
    return schema_of(*made, dialect=model.Dialect(name="postgres", version="18"))


def timed(work: Callable[[], _Value]) -> tuple[_Value, float]:
    """What the work returns, and how long it took in milliseconds of processor time."""
    start = time.process_time()
    result = work()
    return result, (time.process_time() - start) * 1000


def main() -> None:
    """A line for the whole run, one for each kind of edit, and one for all edits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--patterns", type=int, default=0)
    parser.add_argument("--edits", type=int, default=5, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="compare each with a whole run")
    options = parser.parse_args()
    choose = random.Random(options.seed)
    all_rules()
    schema = large(options.tables, options.patterns, choose)
    report(examine(schema_of(entity("warm", "id bigint", pk="id"))))
    examined, taken = timed(lambda: examine(schema))
    found = report(examined)
    print(f"{len(schema.entities)} tables, {len(schema.relationships)} foreign keys, {options.patterns} patterns")
    print(f"whole: {taken:.0f} ms, {len(found.findings)} findings; to be under {_LIMITS['whole']}")
    times: dict[str, list[float]] = defaultdict(list)
    for edit in EDITS:
        for _ in range(options.edits * 3):
            if len(times[edit.__name__]) >= options.edits:
                break
            try:
                changed = apply(edit(schema, choose), schema)
            except (DesignError, IndexError):
                continue
            if changed is schema:
                continue
            again, taken = timed(lambda changed=changed: report(examine(changed, earlier=examined)))  # type: ignore[misc]
            times[edit.__name__].append(taken)
            if options.check and again != report(examine(changed)):
                raise SystemExit(f"{edit.__name__}: judged otherwise than by a whole run")
    for name, each in times.items():
        if each:
            print(f"  {name.strip('_').replace('_', ' '):16} {' '.join(f'{one:6.0f}' for one in sorted(each))}")
    every = sorted(one for name, each in times.items() for one in each if name != "_require_more")
    middle, most = every[len(every) // 2], every[int(len(every) * 0.9)]
    print(f"after an edit: {middle:.0f} ms in the middle, nine of ten under {most:.0f}, at most {every[-1]:.0f}; "
          f"to be under {_LIMITS['after an edit']}. Requirements may concern all, and are left out.")  # fmt: skip


if __name__ == "__main__":
    main()
