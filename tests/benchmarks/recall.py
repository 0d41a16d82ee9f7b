"""How many planted defects the rules find, and what they say of clean designs.

    python tests/benchmarks/recall.py [--trials 120] [--rules TY001,CO] [--missed 3]

Each trial makes a design of three to sixty tables out of a vocabulary, a style of names and a dialect, plants one
defect of a rule in it and does the same thing well in its twin (`tests/analysis/defects/`). A rule has to name what was
planted; its whole family has to be silent about the twin, hints aside. `--trials`: how many of them for each rule, in
turn of its variants and dialects; `--missed`: how many misses and false alarms of each rule to show.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from designer.analysis.rule import FAMILIES
from tests.analysis.defects.every import all_plants, trials
from tests.analysis.defects.planting import Outcome

_WANTED = 0.98


@dataclass(slots=True)
class Tally:
    """What came of the trials of one rule or family. alarms: false ones, in the twins."""

    planted: int = 0
    found: int = 0
    alarms: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, one: Outcome) -> None:
        """Counts a trial."""
        self.planted += 1
        self.found += one.found
        self.alarms += len(one.alarms)
        if not one.found:
            self.shown.append(f"missed: {one.where}")
        self.shown += [f"false alarm: {one.where}: {alarm.code} {alarm.title}" for alarm in one.alarms]

    @property
    def share(self) -> float:
        """Found of planted."""
        return self.found / max(1, self.planted)

    def line(self, title: str) -> str:
        """One line of the table."""
        return f"{title:<28} {self.planted:>7} {self.found:>7} {self.share:>7.1%} {self.alarms:>7}"


def main() -> int:
    """Prints the tables; 1 where a rule finds less than is wanted, or a clean twin raised something."""
    options = _options()
    by_rule: dict[str, Tally] = defaultdict(Tally)
    by_family: dict[str, Tally] = defaultdict(Tally)
    chosen = tuple(options.rules.split(",")) if options.rules else ("",)
    print(f"{'rule':<28} {'planted':>7} {'found':>7} {'share':>7} {'alarms':>7}")
    for code in (one for one in all_plants() if one.startswith(chosen)):
        for outcome in trials(code, options.trials):
            by_rule[code].add(outcome)
            by_family[code[:2]].add(outcome)
        print(by_rule[code].line(code), flush=True)
        for text in by_rule[code].shown[: options.missed]:
            print(f"    {text}")
    print()
    for family, tally in by_family.items():
        print(tally.line(f"{family} {FAMILIES[family]}"))
    total = Tally(*(sum(getattr(one, name) for one in by_rule.values()) for name in ("planted", "found", "alarms")))
    print(total.line("all"))
    return int(total.alarms > 0 or any(one.share < _WANTED for one in by_rule.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--trials", type=int, default=120)
    parser.add_argument("--rules", default="", help="codes or families, with commas between them")
    parser.add_argument("--missed", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
