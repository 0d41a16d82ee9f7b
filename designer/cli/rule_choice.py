"""Which rules judge a design and what they compare with: `--rules`, `--without` and `--settings`."""

import argparse
import json
from collections.abc import Iterable

from designer.analysis.engine import all_rules
from designer.analysis.rule import Rule
from designer.analysis.settings import (
    DEFAULT_SETTINGS,
    RuleSettings,
    SettingsError,
    chosen_rules,
    codes_off,
    settings_from_json,
)
from designer.analysis.thresholds import Thresholds
from designer.cli.errors import BadInput
from designer.cli.sources import text_of


def add_rule_choice(parser: argparse.ArgumentParser) -> None:
    """The three options."""
    parser.add_argument("--rules", metavar="CODE,…", help="only these rules or families: IX002,TY")
    parser.add_argument("--without", metavar="CODE,…", help="all but these rules or families: NM004,DO")
    add_settings(parser)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """What a team has set, alone: for commands that compare with its numbers and run no rules."""
    parser.add_argument(
        "--settings",
        metavar="FILE",
        help="what a team has set of the rules, as JSON: rules that are off, thresholds, and how names are written;"
        ' {"off": ["NM004"], "thresholds": {"many_indexes": 12}, "naming": {"case": "snake", "number": "plural"}}',
    )


def thresholds_of(options: argparse.Namespace) -> Thresholds:
    """The numbers that FILE sets, the defaults without one. Raises BadInput for what cannot be."""
    return (_read(options.settings, options.src) if options.settings else DEFAULT_SETTINGS).thresholds


def settings_of(options: argparse.Namespace) -> RuleSettings:
    """What FILE sets, and what the options switch off besides. Raises BadInput for what cannot be."""
    settings = _read(options.settings, options.src) if options.settings else DEFAULT_SETTINGS
    if options.without is None:
        return settings
    try:
        off = codes_off(_split(options.without, "--without"))
    except SettingsError as error:
        raise BadInput(f"--without: {error}") from None
    return RuleSettings(settings.off | off, settings.thresholds)


def codes_of(options: argparse.Namespace, settings: RuleSettings) -> frozenset[str]:
    """Codes of the rules to run: those asked for, without those that are off. Raises BadInput where none is left."""
    asked = all_rules() if options.rules is None else _asked(options.rules)
    codes = frozenset(rule.code for rule in asked) & {rule.code for rule in chosen_rules(settings)}
    if not codes:
        raise BadInput("no rule is left to run: all that were asked for are switched off")
    return codes


def _asked(given: str) -> tuple[Rule, ...]:
    codes = _split(given, "--rules")
    asked = tuple(rule for rule in all_rules() if rule.code in codes or rule.code[:2] in codes)
    if unknown := sorted(codes - {part for rule in asked for part in (rule.code, rule.code[:2])}):
        raise BadInput(f"--rules: there is no rule {_listed(unknown)}")
    return asked


def _split(given: str, option: str) -> frozenset[str]:
    codes = frozenset(code.strip().upper() for code in given.split(",") if code.strip())
    if not codes:
        raise BadInput(f"{option}: there is no rule named")
    return codes


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(codes)


def _read(path: str, sources: list[str]) -> RuleSettings:
    if path == "-" and "-" in sources:
        raise BadInput("--settings -: standard input is the design already")
    text = text_of(path)
    try:
        return settings_from_json(json.loads(text, object_pairs_hook=_once))
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}:{error.lineno}:{error.colno}: this is no JSON, {error.msg}") from None
    except SettingsError as error:
        raise BadInput(f"{path}: {error}") from None
    except RecursionError:
        raise BadInput(f"{path}: this is nested too deeply") from None
    except ValueError:  # a number of more digits than Python reads
        raise BadInput(f"{path}: a number in it is too long") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; a name that stands twice in it would silently mean its last value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise SettingsError(f"{next(name for name in names if names.count(name) > 1)!r} stands in it twice.")
    return found
