"""What a team sets of the rules: what is refused, what is kept, and what it changes."""

import json
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from designer.analysis import thresholds
from designer.analysis.engine import all_rules, examine
from designer.analysis.facts import Facts
from designer.analysis.settings import (
    DEFAULT_SETTINGS,
    NAMING_FIELDS,
    THRESHOLD_FIELDS,
    SettingsError,
    chosen_rules,
    fingerprint,
    rules_off,
    said_of_off,
    settings_as_kept,
    settings_from_json,
    settings_to_json,
    threshold_value,
)
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.schema.build import entity, schema_of


@pytest.mark.parametrize(
    ("given", "entry", "said"),
    [
        (None, "", "must be an object with any of naming, off, thresholds"),
        ([], "", "must be an object"),
        ({"of": []}, "", "no entry 'of'; there is off"),
        ({1: 2}, "", "no entry '1'"),
        ({"off": "NM004"}, "off", "must be a list of codes"),
        ({"off": [4]}, "off", "must be a list of codes"),
        ({"off": ["NM004", "ZZ", "NM999"]}, "off", "no rule or family 'NM999', 'ZZ'"),
        ({"thresholds": []}, "thresholds", "must be an object"),
        ({"thresholds": {"many_index": 9}}, "thresholds", "no entry 'many_index'; there is many_indexes"),
        ({"thresholds": {"naming": 9}}, "thresholds", "no entry 'naming'"),
        ({"thresholds": {"many_indexes": "9"}}, "thresholds.many_indexes", "a whole number from 1 to 1,000"),
        ({"thresholds": {"many_indexes": True}}, "thresholds.many_indexes", "a whole number from 1 to 1,000"),
        ({"thresholds": {"many_indexes": 0}}, "thresholds.many_indexes", "a whole number from 1 to 1,000"),
        ({"thresholds": {"many_indexes": 8.5}}, "thresholds.many_indexes", "a whole number, not 8.5"),
        ({"thresholds": {"many_indexes": 10**400}}, "thresholds.many_indexes", "a whole number from"),
        ({"thresholds": {"dead_share": 1.01}}, "thresholds.dead_share", "a number from 0 to 1"),
        ({"thresholds": {"dead_share": float("nan")}}, "thresholds.dead_share", "a number from 0 to 1"),
        ({"thresholds": {"dead_share": float("-inf")}}, "thresholds.dead_share", "a number from 0 to 1"),
        ({"thresholds": {"dead_share": None}}, "thresholds.dead_share", "a number from 0 to 1"),
        ({"naming": "snake"}, "naming", "must be an object with any of case, check, column_case"),
        ({"naming": {"style": "snake"}}, "naming", "no entry 'style'"),
        ({"naming": {"case": "kebab"}}, "naming.case", "one of snake, camel, pascal, upper, or empty"),
        ({"naming": {"number": ["plural"]}}, "naming.number", "one of plural, singular, or empty"),
        *(
            ({"naming": {"index": bad}}, "naming.index", "a beginning as ix_, or an end as _ix")
            for bad in ("idx", "_idx_", "_", "__", "i x_", "é_", "x" * 40 + "_", 3, None, ["ix_"])
        ),
        *(
            ({"naming": {"prefix": bad}}, "naming.prefix", "letters, digits and underscores")
            for bad in ("a b", "1a", "é", "a" * 31, 3, "_" * 3, "a;")
        ),
    ],
)
def test_what_cannot_be_set_is_said_with_its_entry(given: object, entry: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings_from_json(given)
    assert raised.value.entry == entry
    assert said in str(raised.value)
    assert str(raised.value).endswith(".")


def test_every_threshold_has_a_label_and_bounds_that_hold_its_default() -> None:
    assert set(THRESHOLD_FIELDS) == {one.name for one in fields(Thresholds)} - {"naming"}
    for name, (label, least, most) in THRESHOLD_FIELDS.items():
        assert label[0].isupper()
        assert not label.endswith(".")
        assert least <= getattr(DEFAULTS, name) <= most
    assert len({label for label, _, _ in THRESHOLD_FIELDS.values()}) == len(THRESHOLD_FIELDS)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"off": ["DO", "NM004"]},
        {"thresholds": {"dead_share": 0.25, "many_indexes": 12, "partitions_ahead_months": 1.5}},
        *({"naming": {name: value}} for name, values in NAMING_FIELDS.items() for value in values),
        {"naming": {"check": "CK_", "foreign_key": "_fk", "prefix": "app", "unique_index": "ux2_"}},
    ],
)
def test_settings_are_written_as_they_were_read(given: dict[str, Any]) -> None:
    settings = settings_from_json(given)
    assert settings_to_json(settings) == given
    assert settings_as_kept(json.loads(json.dumps(given))) == settings
    assert bool(fingerprint(settings)) is bool(given)


def test_what_is_as_by_default_is_not_written() -> None:
    given = {"off": [], "thresholds": {"many_indexes": 8.0, "horizon_months": 36}, "naming": {"case": ""}}
    assert settings_to_json(settings_from_json(given)) == {}
    assert settings_from_json(given) == DEFAULT_SETTINGS
    assert fingerprint(DEFAULT_SETTINGS) == "" == said_of_off(DEFAULT_SETTINGS)
    assert chosen_rules(DEFAULT_SETTINGS) == all_rules()


def test_what_no_longer_exists_of_kept_settings_is_passed_over() -> None:
    kept = {
        "off": ["NM004", "XX001", 7],
        "thresholds": {"many_indexes": 12, "gone": 3, "dead_share": 7},
        "naming": {"case": "kebab", "number": "plural"},
        "colours": 1,
    }
    assert settings_to_json(settings_as_kept(kept)) == {
        "naming": {"number": "plural"}, "off": ["NM004"], "thresholds": {"many_indexes": 12}
    }  # fmt: skip
    broken: tuple[object, ...] = (None, [], {"off": 3, "thresholds": [1], "naming": "snake"})
    assert {settings_as_kept(one) for one in broken} == {DEFAULT_SETTINGS}


def test_a_rule_is_off_by_itself_or_with_its_family_in_capitals_or_not() -> None:
    settings = settings_from_json({"off": [" ix002", "do"]})
    off = rules_off(settings)
    assert {rule.code for rule in off} == {"IX002"} | {one.code for one in all_rules() if one.code.startswith("DO")}
    assert set(chosen_rules(settings)) == set(all_rules()) - set(off)
    assert said_of_off(settings) == f"{len(off)} rules are switched off: all of DO, IX002."
    assert said_of_off(settings_from_json({"off": ["IX002"]})) == "1 rule is switched off: IX002."
    many = settings_from_json({"off": [one.code for one in all_rules() if one.code.startswith("TY")][1:]})
    assert said_of_off(many).endswith(f" and {len(many.off) - 10} more.")


def test_settings_that_judge_alike_have_one_fingerprint_and_others_another() -> None:
    whole = [one.code for one in all_rules() if one.code.startswith("DO")]
    assert fingerprint(settings_from_json({"off": ["DO"]})) == fingerprint(settings_from_json({"off": [*whole, "DO"]}))
    different: list[dict[str, Any]] = [
        {"off": ["DO"]}, {"off": ["NM004"]}, {"thresholds": {"many_indexes": 9}}, {"naming": {"case": "snake"}},
        {"naming": {"case": "camel"}},
    ]  # fmt: skip
    assert len({fingerprint(settings_from_json(one)) for one in different}) == len(different)


def test_a_threshold_that_is_set_decides_what_is_found() -> None:
    wide = schema_of(entity("t", *(f"c{letter} int" for letter in "abcdefgh")))
    lower = settings_from_json({"thresholds": {"wide_table_attributes": 7}})
    before = examine(wide)
    after = examine(wide, chosen_rules(lower), lower.thresholds, earlier=before)  # what was found before is not reused
    found = [{one.code for one in examined.found} for examined in (before, after)]
    assert found[1] - found[0]
    assert not found[0] - found[1]


@pytest.mark.strict_only("it runs every rule twice, for what only a number at its bound shows")
@pytest.mark.parametrize("bound", [1, 2])
def test_no_rule_breaks_where_every_threshold_is_at_a_bound(bound: int) -> None:
    numbers = {name: threshold_value(name, field[bound]) for name, field in THRESHOLD_FIELDS.items()}
    limits = replace(DEFAULTS, **dict[str, Any](numbers))
    assert limits != DEFAULTS
    for rule in all_rules():
        assert all(one.code == rule.code for one in rule.check(Facts(rule.flagged, limits)))


def test_every_threshold_is_read_by_something() -> None:
    sources = Path(thresholds.__file__).parent.rglob("*.py")
    read = {word for path in sources for word in re.findall(r"\.(\w+)", path.read_text("utf-8"))}
    assert set(THRESHOLD_FIELDS) <= read
