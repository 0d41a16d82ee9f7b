"""Which settings a rule's page names: all that the rule reads, and none that it does not."""

from typing import Any

import pytest

from designer.analysis.engine import all_rules
from designer.analysis.facts import Facts
from designer.analysis.rule import Rule
from designer.analysis.settings_read import thresholds_read
from designer.analysis.thresholds import Thresholds

_RULES = {rule.code: rule for rule in all_rules()}


class _Noting(Thresholds):
    """Thresholds that note which of them were read."""

    noted: set[str] = set()

    def __getattribute__(self, name: str) -> Any:
        if name in Thresholds.__dataclass_fields__:
            _Noting.noted.add(name)
        return super().__getattribute__(name)


def test_a_rule_that_compares_with_nothing_names_nothing() -> None:
    assert thresholds_read(type(_RULES["CO013"])) == ()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("GR008", ("partitions_ahead_months",)),  # the horizon that it asks for is the requirements' own
        ("GR001", ("partition_rows", "horizon_months")),  # the second by way of the facts
        ("IX013", ("many_indexes", "indexed_writes_per_day")),  # under another name
        ("TY006", ("listed_singly", "bulk_fix", "reflex_columns")),  # the first two in what it inherits
        ("IX006", ("small_table_rows", "selective_share")),  # the second in a function of another module
        ("NM002", ("naming",)),
    ],
)
def test_settings_are_found_wherever_they_are_read(code: str, names: tuple[str, ...]) -> None:
    assert thresholds_read(type(_RULES[code])) == names


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_all_that_a_rule_reads_for_its_examples_is_named(rule: Rule) -> None:
    _Noting.noted.clear()
    for example in (rule.flagged, rule.accepted):
        list(rule.check(Facts(example, _Noting())))
    assert _Noting.noted <= set(thresholds_read(type(rule)))
