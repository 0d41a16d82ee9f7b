"""Two owners set the rules at once: what must not be lost first."""

from designer.analysis.engine import all_rules
from designer.analysis.rule import FAMILIES
from designer.analysis.settings import DEFAULT_SETTINGS, RuleSettings, settings_from_json
from designer.analysis.settings_merging import Clash, merge_settings

SNAKE = settings_from_json({"off": ["NM004"], "thresholds": {"many_indexes": 12}, "naming": {"case": "snake"}})


def test_the_same_entry_set_to_two_things_is_mine_and_told() -> None:
    theirs = settings_from_json({"thresholds": {"many_indexes": 20}, "naming": {"case": "camel"}})
    found = merge_settings(DEFAULT_SETTINGS, SNAKE, theirs)
    assert found.clashes == (Clash("naming", "case", "camel", "snake"), Clash("thresholds", "many_indexes", 20, 12))
    assert (found.settings, found.theirs) == (SNAKE, ())


def test_a_number_set_back_while_another_changed_it_is_a_clash() -> None:
    theirs = settings_from_json({"thresholds": {"many_indexes": 20}})
    opened = settings_from_json({"thresholds": {"many_indexes": 12}})
    found = merge_settings(opened, DEFAULT_SETTINGS, theirs)
    assert found.clashes == (Clash("thresholds", "many_indexes", 20, None),)
    assert found.settings == DEFAULT_SETTINGS


def test_nobody_is_left_without_rules_by_two_halves() -> None:
    first, *others = FAMILIES
    found = merge_settings(DEFAULT_SETTINGS, RuleSettings(frozenset({first})), RuleSettings(frozenset(others)))
    assert found.settings is None
    assert len(found.theirs) == sum(rule.code[:2] != first for rule in all_rules())


def test_what_only_one_of_them_changed_is_kept_of_both() -> None:
    theirs = settings_from_json({"off": ["NM004", "TY003"], "thresholds": {"wide_index_bytes": 300}})
    mine = settings_from_json({"thresholds": {"many_indexes": 9}})
    found = merge_settings(SNAKE, mine, theirs)
    assert found.settings == settings_from_json(
        {"off": ["TY003"], "thresholds": {"many_indexes": 9, "wide_index_bytes": 300}}
    )
    assert [one.entry for one in found.clashes] == ["many_indexes"]
    assert found.theirs == (("off", "TY003"), ("thresholds", "wide_index_bytes"))
    assert merge_settings(SNAKE, SNAKE, SNAKE).settings == SNAKE
    same = merge_settings(DEFAULT_SETTINGS, SNAKE, SNAKE)
    assert (same.settings, same.clashes, same.theirs) == (SNAKE, (), ())
