"""How long the theory of a relation takes, and what public implementations make of the same inputs.

    python tests/benchmarks/normalization.py [--data ROWSxCOLUMNS …] [--invariants 2000]

Prints medians in milliseconds of processor time on one core, beside the targets. `functional-dependencies` and
`dbis-functional-dependencies` are compared where they can be imported (they are no dependencies of this project):
how long they take, and how often their BCNF decomposition is not in BCNF, by a brute-force test. Each of their calls
may take ten seconds. --data times discovery on generated files, reading included, beside HyFD of `desbordante`, where
that can be imported; --invariants checks that many seeded relations against the oracle of the tests.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from designer.analysis.discovery.columns import read_table
from designer.analysis.discovery.discover import Discovery, discover
from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.cover import minimal_cover
from designer.analysis.normalization.design import Ground, designed
from designer.analysis.normalization.keys import candidate_keys
from designer.analysis.normalization.normalize import normalize
from designer.analysis.normalization.problem import Limits, Problem
from designer.analysis.normalization.relation import Dependency, Relation
from designer.analysis.normalization.synthesis import synthesized
from tests.analysis.normalization.invariants import check, random_relation
from tests.analysis.normalization.oracle import Oracle

ROUNDS = 9
_ENOUGH_SECONDS = 10


def relation(size: int, dependencies: int, seed: int) -> Relation:
    """Random dependencies with one to three attributes on the left and one or two on the right."""
    chance = random.Random(seed)
    made = []
    for _ in range(dependencies):
        left = chance.sample(range(size), chance.randint(1, 3))
        right = chance.sample(range(size), chance.randint(1, 2))
        made.append(Dependency(sum(1 << at for at in left), sum(1 << at for at in right)))
    return Relation(tuple(f"a{at}" for at in range(size)), tuple(made))


def spreadsheet() -> Relation:
    """An export of 34 columns: order lines with their order, customer, product, supplier and shipment."""
    widths = [("line", 5), ("order", 6), ("customer", 9), ("product", 7), ("supplier", 4), ("carrier", 3)]
    names = [f"{thing}_{at}" for thing, width in widths for at in range(width)]
    start = {thing: names.index(f"{thing}_0") for thing, _ in widths}
    refers = {"line": ("order", "product"), "order": ("customer", "carrier"), "product": ("supplier",)}
    made = []
    for thing, width in widths:
        own = sum(1 << at for at in range(start[thing] + 1, start[thing] + width))
        links = sum(1 << start[other] for other in refers.get(thing, ()))
        made.append(Dependency(1 << start[thing], own | links))
    return Relation(tuple(names), tuple(made))


def fresh(one: Relation) -> Relation:
    """The same relation with nothing remembered."""
    return Relation(one.attributes, one.dependencies, one.multivalued)


def median(action: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Milliseconds of processor time."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        action()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def report(one: Relation) -> Any:
    return normalize(Problem("R", fresh(one), Limits()))


def third_with_proof(one: Relation) -> None:
    """Minimal cover, synthesis, keys and forms of its relations, and both proofs."""
    given = fresh(one)
    deadline = time.monotonic() + 5
    cover = minimal_cover(given.theory)
    relations = synthesized(given.theory, cover, given.everything, Budget(2_000, deadline))
    made = designed(Ground("R", given, given.theory, deadline), relations, "3NF")
    assert made.lossless
    assert made.preserving


def own_table() -> None:
    pairs = Relation(tuple(f"a{at}" for at in range(60)), tuple(Dependency(1 << at, 1 << (at ^ 1)) for at in range(60)))
    many = Relation(
        tuple(f"a{at}" for at in range(60)),
        tuple(
            Dependency(1 << (at + step) | 1 << (at + (step + 1) % 6), 1 << (at + (step + 2) % 6))
            for at in range(0, 60, 6)
            for step in range(6)
        ),
    )
    rows = [
        (
            "10 × 10, full report",
            2,
            statistics.median(median(lambda s=s: report(relation(10, 10, s)), 3) for s in range(25)),
        ),
        ("34-column spreadsheet, full report", 15, median(lambda: report(spreadsheet()))),
        (
            "60 × 100, cover + 3NF + proof",
            50,
            statistics.median(median(lambda s=s: third_with_proof(relation(60, 100, s)), 3) for s in range(5)),
        ),
        ("60 × 100, first 1,000 keys", 200, median(lambda: candidate_keys(relation(60, 100, 2), 1000), 3)),
        ("60 × 60 in 10 parts, first 1,000 keys", 200, median(lambda: candidate_keys(fresh(many), 1000), 3)),
        ("2^30 keys, exact count", 20, median(lambda: candidate_keys(fresh(pairs), 10))),
        (
            "60 × 100, full report",
            None,
            statistics.median(median(lambda s=s: report(relation(60, 100, s)), 1) for s in range(3)),
        ),
        ("200 × 300, full report", None, median(lambda: report(relation(200, 300, 1)), 1)),
    ]
    print(f"{'case':40}{'target ms':>10}{'ms':>10}")
    for name, target, measured in rows:
        print(f"{name:40}{target or '':>10}{measured:>10.1f}")


class TooLong(Exception):
    """A call of another implementation that was ended."""


def _ended(signum: int, frame: FrameType | None) -> None:
    raise TooLong


def limited(action: Callable[[], Any]) -> tuple[Any, float]:
    """(what it gave, milliseconds). Raises TooLong."""
    signal.signal(signal.SIGALRM, _ended)
    signal.alarm(_ENOUGH_SECONDS)
    began = time.process_time()
    try:
        return action(), (time.process_time() - began) * 1000
    finally:
        signal.alarm(0)


def by_functional_dependencies(one: Relation) -> list[int]:
    """3NF by the package `functional-dependencies`, which has no BCNF."""
    from functional_dependencies import FD, FDSet, RelSchema  # type: ignore[import-not-found]

    fds = FDSet({FD(set(one.names(d.determinant)), set(one.names(d.dependent))) for d in one.dependencies})
    made = RelSchema(set(one.attributes), fds).synthesize(minimize=True)
    return [one.mask(part.attributes) for part in made]


def by_dbis(one: Relation) -> list[int]:
    """BCNF by the package `dbis-functional-dependencies`, whose attributes are single letters."""
    from dbis_functional_dependencies.BCNF import FunctionalDependencySet  # type: ignore[import-not-found]

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(one.attributes)]
    given = FunctionalDependencySet(letters)
    for d in one.dependencies:
        left, right = (
            "".join(letters[at] for at in range(len(letters)) if mask >> at & 1)
            for mask in (d.determinant, d.dependent & ~d.determinant)
        )
        if right:
            given.add_dependency(left, right)
    return [sum(1 << letters.index(str(letter)) for letter in part) for part in given.decompose()]


def own(one: Relation) -> list[int]:
    """Ours, with everything else that the report holds."""
    return [part.attributes for part in report(one).boyce_codd.parts]


def compare() -> None:
    """Each on its own claim: 3NF or BCNF, judged by the oracle."""
    rivals: list[tuple[str, str | None, str, Callable[[Relation], list[int]]]] = [
        ("this engine (whole report)", None, "BCNF", own),
        ("functional-dependencies", "functional_dependencies", "3NF", by_functional_dependencies),
        ("dbis-functional-dependencies", "dbis_functional_dependencies", "BCNF", by_dbis),
    ]
    heading = f"{'60 random relations of 7 × 7':40}{'claims':>8}{'median ms':>10}{'not in it':>10}"
    print(f"\n{heading}{'lossy':>8}{'failed':>8}{'over 10 s':>10}")
    for name, package, claim, action in rivals:
        if package and importlib.util.find_spec(package) is None:
            print(f"{name:40}{claim:>8}{'not installed':>15}")
            continue
        times, wrong, lossy, failed, slow = list[float](), 0, 0, 0, 0
        for seed in range(60):
            one = relation(7, 7, seed)
            oracle = Oracle(7, [(d.determinant, d.dependent) for d in one.dependencies])
            try:
                parts, taken = limited(lambda one=one, action=action: action(one))
            except TooLong:
                slow += 1
                continue
            except Exception as error:  # another's code may fail in any way; it is counted, and shown once
                failed += 1
                if failed == 1:
                    print(f"  {name}: {type(error).__name__}: {str(error)[:100]}")
                continue
            times.append(taken)
            forms = {oracle.form(part) for part in parts}
            wrong += not forms <= ({"BCNF"} if claim == "BCNF" else {"3NF", "BCNF"})
            lossy += not oracle.joins_back(parts)
        shown = f"{statistics.median(times):.2f}" if times else "-"
        print(f"{name:40}{claim:>8}{shown:>10}{wrong:>10}{lossy:>8}{failed:>8}{slow:>10}")


def data(shape: str) -> None:
    rows, columns = (int(one) for one in shape.lower().split("x"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        written(path, rows, columns)
        began, wall = time.process_time(), time.monotonic()
        with path.open(newline="") as file:
            found = discover([read_table(file, "orders")])
        used, passed = time.process_time() - began, time.monotonic() - wall
        target = {"100000x20": "1", "1000000x10": "6"}.get(shape.lower(), "")
        first = found.tables[0].cards[0]
        card = f"{', '.join(first.determinant)} → {', '.join(first.dependent)}"
        size = f"{rows:,} × {columns}"
        print(f"{size:24}{'this engine':20}{target:>9}{used:>9.2f}{passed:>9.2f}  first of {cards(found)}: {card}")
        by_hyfd(path, size)


def cards(found: Discovery) -> int:
    return sum(len(one.cards) for one in found.tables)


def written(path: Path, rows: int, columns: int) -> None:
    """Orders with their customers copied in, and columns of chance."""
    chance = random.Random(1)
    customers = [f"Name {at},City {at % 97},{10000 + at % 97}" for at in range(max(10, rows // 20))]
    with path.open("w") as file:
        extra = [f"extra_{at}" for at in range(columns - 5)]
        file.write(",".join(["order_id", "customer_id", "customer_name", "city", "zip", *extra]) + "\n")
        for number in range(rows):
            customer = chance.randrange(len(customers))
            more = "".join(f",{chance.randrange(10 ** (1 + at % 5))}" for at in range(columns - 5))
            file.write(f"{number},{customer},{customers[customer]}{more}\n")


def by_hyfd(path: Path, size: str) -> None:
    """The same file by HyFD of the package `desbordante`, in C++, on one thread; it neither ranks nor explains."""
    if importlib.util.find_spec("desbordante") is None:
        print(f"{size:24}{'desbordante, HyFD':20}{'not installed':>18}")
        return
    import desbordante  # type: ignore[import-not-found]

    began, wall = time.process_time(), time.monotonic()
    algorithm = desbordante.fd.algorithms.HyFD()
    algorithm.load_data(table=(str(path), ",", True))
    algorithm.execute(max_lhs=2, threads=1)
    used, passed = time.process_time() - began, time.monotonic() - wall
    print(
        f"{size:24}{'desbordante, HyFD':20}{'':>9}{used:>9.2f}{passed:>9.2f}  {len(algorithm.get_fds())} dependencies"
    )


def invariants(number: int) -> None:
    """What holds for every relation, against the brute-force oracle: each that fails is named."""
    failures = []
    began = time.process_time()
    for seed in range(number):
        try:
            check(random_relation(seed, 8))
        except AssertionError as error:
            failures.append((seed, str(error).partition("\n")[0]))
    print(f"\ninvariants: {number} seeded relations, {len(failures)} failures, {time.process_time() - began:.0f} s")
    for seed, said in failures[:10]:
        print(f"  seed {seed}: {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="*", default=["100000x20"])
    parser.add_argument("--invariants", type=int, default=0)
    options = parser.parse_args()
    own_table()
    compare()
    if options.data:
        print(f"\n{'discovery, read included':24}{'':20}{'target s':>9}{'CPU s':>9}{'wall s':>9}")
    for shape in options.data:
        data(shape)
    if options.invariants:
        invariants(options.invariants)


if __name__ == "__main__":
    main()
