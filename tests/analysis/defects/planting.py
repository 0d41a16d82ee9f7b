"""Planting one defect in a clean design, beside a twin in which the same thing is done well.

A plant is a function of a draft and whether to do it badly: called with the same random numbers for both, it makes two
designs that differ in the defect alone, and says by which names the defect is known.
"""

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from designer.analysis.engine import all_rules, examine
from designer.analysis.finding import Confidence, Finding
from designer.schema.schema import Schema
from tests.analysis.defects.clean import clean_draft
from tests.analysis.defects.dialects import DIALECTS
from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.styles import Style

Sow = Callable[[Draft, bool], "str | Collection[str]"]
"""Changes a draft, badly or well, and returns the names that a finding of the defect has to mention."""

SIZES = (3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 10, 12, 14, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class Plant:
    """code: the rule that has to find it; dialects: where it is a defect; style: of the names, None for any."""

    code: str
    sow: Sow
    dialects: tuple[str, ...]
    style: Style | None
    least: int

    @property
    def name(self) -> str:
        """What the careless author did."""
        return self.sow.__name__.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Outcome:
    """found: whether the rule named the defect; alarms: what its family says of the twin; where: the trial."""

    plant: Plant
    where: str
    found: bool
    alarms: tuple[Finding, ...]


_plants: dict[str, list[Plant]] = {}


def plants(code: str, *dialects: str, style: Style | None = None, least: int = 3) -> Callable[[Sow], Sow]:
    """Registers a plant for a rule. dialects: none for all it speaks of; least: of how many tables a design is."""
    spoken_of = next(rule.dialects for rule in all_rules() if rule.code == code)
    where = tuple(one for one in dialects or DIALECTS if one in spoken_of)

    def register(sow: Sow) -> Sow:
        _plants.setdefault(code, []).append(Plant(code, sow, where, style, least))
        return sow

    return register


def all_plants() -> dict[str, tuple[Plant, ...]]:
    """Every plant by the code of its rule."""
    return {code: tuple(ones) for code, ones in sorted(_plants.items())}


def trials(code: str, count: int, sizes: tuple[int, ...] = SIZES, first: int = 0) -> Iterator[Outcome]:
    """So many plants for a rule, in turn of every variant, over dialects and sizes. The same at each call.

    first: where in that turn to begin.
    """
    variants = _plants[code]
    for number in range(first, first + count):
        plant = variants[number % len(variants)]
        dialect = plant.dialects[number // len(variants) % len(plant.dialects)]
        yield trial(plant, dialect, sizes, number)


def trial(plant: Plant, dialect: str, sizes: tuple[int, ...], number: int) -> Outcome:
    """One plant in one design and, done well, in its twin."""
    where = f"{plant.code} {plant.sow.__name__} {dialect} {number}"
    bad, names = _sown(plant, dialect, sizes, where, True)
    twin, _ = _sown(plant, dialect, sizes, where, False)
    alarms = tuple(one for one in _findings(twin, plant.code[:2]) if one.confidence is not Confidence.HINT)
    found = any(mentions(one, bad, names) for one in _findings(bad, plant.code))
    return Outcome(plant, where, found, alarms)


def _sown(plant: Plant, dialect: str, sizes: tuple[int, ...], seed: str, bad: bool) -> tuple[Schema, frozenset[str]]:
    rng = random.Random(seed)
    draft = clean_draft(rng, dialect, max(plant.least, rng.choice(sizes)), plant.style)
    names = plant.sow(draft, bad)
    return draft.build(), frozenset((names,) if isinstance(names, str) else names)


def _findings(schema: Schema, codes: str) -> tuple[Finding, ...]:
    rules = [one for one in all_rules() if one.code.startswith(codes)]
    return examine(schema, rules).found


def mentions(finding: Finding, schema: Schema, names: frozenset[str]) -> bool:
    """Whether a finding speaks of everything in `names`, be it in its subject, title, message or evidence."""
    subject = finding.subject
    ids = (subject.object, subject.entity, subject.access_pattern, *subject.attributes)
    named = [str(getattr(schema.get(one), "name", "")) for one in ids if one and one in schema.located]
    said = "\n".join((*named, finding.title, finding.message, str(finding.evidence)))
    return all(name in said for name in names)
