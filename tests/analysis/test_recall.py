"""Defects planted in clean designs are found, and their clean twins are left in peace: a small share of all trials.

`tests/benchmarks/recall.py` runs the large one.
"""

import pytest

from designer.analysis.engine import all_rules
from designer.analysis.rule import FAMILIES
from tests.analysis.defects.every import all_plants, trials

SMALL = (3, 4)


def test_every_rule_has_a_plant_and_every_plant_a_rule() -> None:
    assert set(all_plants()) == {rule.code for rule in all_rules()}


@pytest.mark.parametrize("family", FAMILIES)
def test_planted_defects_are_found_and_clean_twins_raise_nothing(family: str) -> None:
    codes = [code for code in all_plants() if code.startswith(family)]
    outcomes = [one for place, code in enumerate(codes) for one in trials(code, 1, SMALL, first=place)]
    assert [one.where for one in outcomes if not one.found] == []
    assert [(one.where, alarm.title) for one in outcomes for alarm in one.alarms] == []


def test_a_trial_is_the_same_each_time() -> None:
    first, again = (next(iter(trials("CO011", 1, SMALL))) for _ in range(2))
    assert first == again
