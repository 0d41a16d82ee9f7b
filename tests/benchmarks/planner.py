"""How long planning without data takes, and how true it is at larger scales.

python -m tests.benchmarks.planner            # 10 tables × 20 patterns, 100 × 100
python -m tests.benchmarks.planner 1          # TPC-H-like data at scale 1: loads six million rows first
"""

import sys
import time

from designer.lab.planner import Lab, NoServer, open_lab, read_measured
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.schema import Schema
from tests.lab.planner import tpch, truth


def design(tables: int, patterns: int) -> Schema:
    """Tables that refer to one another in a row, and joins of two of them, filtered and sorted."""
    parts: list[object] = []
    for number in range(tables):
        columns = ["id bigint", *(f"c{place} int not null" for place in range(6)), "at timestamptz not null"]
        columns += ["parent_id bigint"] if number else []
        parts.append(entity(f"t{number}", *columns, pk="id", rows=10 ** (5 + number % 3), index=["c1"]))
        if number:
            parts.append(link(f"t{number}.parent_id", f"t{number - 1}.id"))
    for number in range(patterns):
        table = number % (tables - 1) + 1
        parts.append(
            pattern(
                f"q{number}",
                f"SELECT a.id, b.c2 FROM t{table} a JOIN t{table - 1} b ON b.id = a.parent_id"
                f" WHERE a.c{number % 6} = $1 AND a.at > $2 ORDER BY a.at DESC LIMIT 20",
            )
        )
    return schema_of(*parts)


def timed(lab: Lab, tables: int, patterns: int) -> str:
    """Building, explaining all, and one more question with another set of indexes."""
    made = design(tables, patterns)
    started = time.perf_counter()
    with lab.design(made) as planned:
        built = time.perf_counter()
        planned.explain_all(made.access_patterns)
        explained = time.perf_counter()
        planned.costs(made.access_patterns, ())
        asked = time.perf_counter()
    return (
        f"{tables} tables × {patterns} patterns: build {built - started:.2f} s, explain {explained - built:.2f} s, "
        f"what-if {1000 * (asked - explained) / patterns:.1f} ms a pattern, all {time.perf_counter() - started:.2f} s"
    )


def true_at(scale: float) -> str:
    """The truth tables at this scale."""
    queries = {**tpch.ANALYTIC, **tpch.OLTP}
    with truth.full(tpch.DDL, tpch.load(scale), tpch.KEYS) as session:
        real = truth.real_plans(session, queries)
        exact = truth.compare(real, truth.empty_plans(tpch.declared(scale), queries, read_measured(session)))
    said = truth.compare(real, truth.empty_plans(tpch.declared(scale), queries))
    return f"true statistics\n{truth.table(exact)}\n\ndeclared only\n{truth.table(said)}"


def main() -> None:
    lab = open_lab()
    if isinstance(lab, NoServer):
        sys.exit(lab.reason)
    if len(sys.argv) > 1:
        print(true_at(float(sys.argv[1])))
        return
    for tables, patterns in ((10, 20), (10, 20), (100, 100)):
        print(timed(lab, tables, patterns))


if __name__ == "__main__":
    main()
