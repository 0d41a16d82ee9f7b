"""What has to hold of every report, checked against the oracle."""

import random

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.chase import lossless
from designer.analysis.normalization.design import Design
from designer.analysis.normalization.normalize import Report, normalize
from designer.analysis.normalization.problem import Limits, Problem
from designer.analysis.normalization.relation import Dependency, Relation
from tests.analysis.normalization.oracle import Oracle, Pair

FOREVER = 1e12


def random_relation(seed: int, most: int) -> Relation:
    """A seeded relation of 2 to `most` attributes: empty left sides, cycles, repetitions and overlaps included."""
    chance = random.Random(seed)
    size = chance.randint(2, most)
    dependencies = []
    for _ in range(chance.randint(0, size + 2)):
        left = chance.sample(range(size), chance.choice((0, 1, 1, 1, 2, 2, 3)) if size > 2 else chance.randint(0, 1))
        right = chance.sample(range(size), chance.randint(1, 2))
        dependencies.append(Dependency(sum(1 << at for at in left), sum(1 << at for at in right)))
    return Relation(tuple(f"a{at}" for at in range(size)), tuple(dependencies))


def check(relation: Relation) -> Report:
    """Normalizes, and asserts every invariant; the report for more."""
    pairs = [(one.determinant, one.dependent) for one in relation.dependencies]
    oracle = Oracle(len(relation.attributes), pairs)
    report = normalize(Problem("R", relation, Limits(keys=5000, seconds=60)))
    _check_keys(report, oracle)
    assert report.standing.form == oracle.form(oracle.whole)
    assert report.in_fourth == (report.standing.form == "BCNF")
    _check_violations(report, oracle)
    _check_cover(report, oracle, list(report.cover))
    assert Oracle(oracle.size, list(report.minimum_cover)).closure == oracle.closure
    assert len(report.minimum_cover) == oracle.least_dependencies()
    for design in (report.third, report.boyce_codd, report.fourth):
        _check_design(report, oracle, design, pairs)
    assert report.third.preserving
    assert {part.form for part in report.boyce_codd.parts} == {"BCNF"}
    assert report.preserving_exists == oracle.preserving_bcnf_exists()
    assert report.preserving_exists == report.boyce_codd.preserving
    assert report.notes == ()
    return report


def _check_keys(report: Report, oracle: Oracle) -> None:
    keys = oracle.keys(oracle.whole)
    assert set(report.keys.keys) == keys
    assert len(report.keys.keys) == len(keys)
    assert (report.keys.complete, report.keys.exact_count, report.keys.at_least) == (True, len(keys), len(keys))
    assert (report.primes.prime, report.primes.undecided) == (oracle.prime(oracle.whole), 0)


def _check_violations(report: Report, oracle: Oracle) -> None:
    keys, prime = oracle.keys(oracle.whole), oracle.prime(oracle.whole)
    order = ["2NF", "3NF", "BCNF"]
    forms = [str(one.form) for one in report.standing.violations]
    assert forms == sorted(forms, key=order.index)
    lowest = {"1NF": "2NF", "2NF": "3NF", "3NF": "BCNF"}.get(report.standing.form or "")
    assert forms[:1] == [lowest] * bool(lowest)
    for one, said in zip(report.standing.violations, report.explanations, strict=True):
        left, right = one.dependency.determinant, one.dependent
        closed = oracle.closure[left]
        assert right
        assert right & left == 0
        assert right & ~closed == 0
        assert closed != oracle.whole
        if one.form != "BCNF":
            assert not right & prime
        if one.form == "2NF":
            assert one.key in keys
            assert left & ~one.key == 0
            assert left != one.key
        first, second = said.rows
        agree = sum(1 << at for at in range(oracle.size) if first[at] == second[at])
        # Closed: the two rows obey every dependency, agree on the fact, and are two rows.
        assert agree == closed
        assert left & ~agree == 0
        assert agree != oracle.whole


def _check_cover(report: Report, oracle: Oracle, cover: list[Pair]) -> None:
    assert Oracle(oracle.size, cover).closure == oracle.closure
    assert len(set(cover)) == len(cover)
    for place, (left, right) in enumerate(cover):
        assert right.bit_count() == 1
        for at in range(oracle.size):
            if left >> at & 1:
                assert right & ~oracle.closure[left & ~(1 << at)], "the left side can be smaller"
        rest = Oracle(oracle.size, cover[:place] + cover[place + 1 :])
        assert right & ~rest.closure[left], "the dependency is redundant"


def _check_design(report: Report, oracle: Oracle, design: Design, pairs: list[Pair]) -> None:
    relations = [part.attributes for part in design.parts]
    assert not any(one != other and one & ~other == 0 for one in relations for other in relations)
    assert len(set(relations)) == len(relations)
    assert design.lossless is True
    assert oracle.joins_back(relations)
    assert lossless(report.theory.pairs, relations, oracle.size, Budget(10**6, FOREVER)) is True
    kept = oracle.keeps(relations)
    assert design.preserving == (kept == oracle.closure)
    lost = {(one.determinant, bit) for one in design.lost for bit in oracle._bits(one.dependent)}
    assert lost == {
        (left, bit) for left, right in report.theory.pairs for bit in oracle._bits(right & ~left & ~kept[left])
    }
    for one in design.lost:
        joined = 0
        for place in one.join:
            joined |= relations[place]
        assert not (one.determinant | one.dependent) & ~joined
    for part in design.parts:
        keys = oracle.keys(part.attributes)
        assert {part.key, *part.other_keys} <= keys
        assert part.form == oracle.form(part.attributes)
        assert part.form in ("3NF", "BCNF")
    for link in design.links:
        child, parent = design.parts[link.child], design.parts[link.parent]
        assert link.attributes in oracle.keys(parent.attributes)
        assert not link.attributes & ~child.attributes
        assert link.attributes == parent.key or parent.key & ~child.attributes
