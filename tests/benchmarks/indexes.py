"""How long the index engine takes, and what it makes of the 22 TPC-H queries.

python -m tests.benchmarks.indexes                # 10 tables × 20 patterns, 100 × 100
python -m tests.benchmarks.indexes 1 500          # TPC-H at scale 1 from declared statistics, 500 MB
"""

import math
import sys
import time
from dataclasses import replace

from designer.analysis.index_engine import Recommendation, recommend
from designer.lab.planner import Lab, NoServer, open_lab
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from tests.benchmarks.planner import design
from tests.lab.planner import tpch


def timed(lab: Lab, made: Schema, budget: int | None = None, *, robustness: bool = True) -> tuple[Recommendation, str]:
    """The recommendation, and how long each part of the work took."""
    marks: dict[str, float] = {}
    started = time.perf_counter()

    def note(share: float, doing: str) -> None:
        marks.setdefault("choosing" if "chosen" in doing else doing, time.perf_counter() - started)

    found = recommend(made, lab, budget_bytes=budget, progress=note, robustness=robustness)
    parts = ", ".join(f"{at:.2f} s {doing}" for doing, at in marks.items())
    return found, (
        f"{time.perf_counter() - started:.2f} s, {found.candidates} candidates, {found.questions} questions, "
        f"{len(found.indexes)} indexes, cost {found.baseline_cost:,.0f} -> {found.cost:,.0f} ({parts})"
    )


def tpch_design(scale: float) -> Schema:
    """TPC-H without indexes, the 22 queries as patterns, with what a designer would declare."""
    patterns = tuple(AccessPattern(id=name, name=name, statements=(text,)) for name, text in tpch.ANALYTIC.items())
    bare = tpch.declared(scale)
    return replace(bare, entities=tuple(replace(one, indexes=()) for one in bare.entities), access_patterns=patterns)


def told(found: Recommendation) -> str:
    """The indexes, and the geometric mean of the costs' ratios."""
    known = [one for one in found.patterns if one.cost_before and one.cost_after and not one.implied]
    mean = math.exp(sum(math.log((one.cost_after or 1) / (one.cost_before or 1)) for one in known) / len(known))
    lines = [f"{one.sql};  -- {one.bytes / 1e6:,.1f} MB, {', '.join(one.serves)}" for one in found.indexes]
    return "\n".join([*lines, f"{found.storage_bytes / 1e6:,.0f} MB, geometric mean of ratios {mean:.3f}"])


def main() -> None:
    lab = open_lab()
    if isinstance(lab, NoServer):
        sys.exit(lab.reason)
    if len(sys.argv) > 1:
        budget = int(float(sys.argv[2]) * 1e6) if len(sys.argv) > 2 else None
        found, line = timed(lab, tpch_design(float(sys.argv[1])), budget)
        print(line, told(found), sep="\n")
        return
    for tables, patterns in ((10, 20), (10, 20), (100, 100)):
        print(f"{tables} tables × {patterns} patterns:", timed(lab, design(tables, patterns))[1])


if __name__ == "__main__":
    main()
