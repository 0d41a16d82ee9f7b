"""What a team sets of the rules: which of them look, how names are written, and the numbers that are compared with."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from designer.analysis.engine import all_rules
from designer.analysis.naming_settings import (
    LEARNED,
    LONGEST_PREFIX,
    NAMING_FIELDS,
    NAMING_TEXTS,
    PLURALS,
    why_not,
)
from designer.analysis.settings import (
    THRESHOLD_FIELDS,
    RuleSettings,
    SettingsError,
    is_whole,
    rules_off,
    settings_as_kept,
    settings_from_json,
    settings_to_json,
    threshold_value,
)
from designer.analysis.thresholds import DEFAULTS

_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
"""A number with commas between its thousands; any other comma may be a decimal one, and is asked about."""
_LONGEST = 40
NAMING_LABELS = {
    "case": "Case of table and column names",
    "column_case": "Case of column names, where it is another",
    "number": "Number of table names",
    "spelling": "Words that have a short form",
    "prefix": "What table names begin with",
    **{name: f"Names of {kind}" for name, kind in PLURALS.items()},
}


class ThresholdField(forms.CharField):
    """A number within the bounds of a threshold; empty for the default."""

    def __init__(self, name: str) -> None:
        self.name = name
        label, least, most = THRESHOLD_FIELDS[name]
        self.bounds = f"{'a whole number' if is_whole(name) else 'a number'} from {shown(least)} to {shown(most)}"
        super().__init__(
            label=label,
            required=False,
            max_length=_LONGEST,
            widget=forms.TextInput(
                attrs={
                    "inputmode": "numeric" if is_whole(name) else "decimal",
                    "autocomplete": "off",
                    "placeholder": self.usual,
                }
            ),
        )

    @property
    def usual(self) -> str:
        """The default, as a person writes it."""
        number = getattr(DEFAULTS, self.name)
        return shown(number) if number == int(number) else f"{number:.3g}"

    def clean(self, value: Any) -> int | float | None:
        """The number, None for the default."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return threshold_value(self.name, float(text.replace(",", "") if _GROUPED.fullmatch(text) else text))
        except (SettingsError, ValueError):
            raise ValidationError(f"This must be {self.bounds}.") from None


_HINTS = {
    "prefix": "app_", "primary_key": "pk_, _pkey", "unique": "uq_, _key", "unique_index": "ux_, _uidx",
    "index": "ix_, _idx", "foreign_key": "fk_, _fkey", "check": "ck_, _check",
}  # fmt: skip
"""What may be written into a field, as an example."""


class NamingField(forms.CharField):
    """How names begin or end; empty to learn it."""

    def __init__(self, name: str) -> None:
        self.name = name
        hint = _HINTS[name]
        super().__init__(
            label=NAMING_LABELS[name],
            required=False,
            max_length=LONGEST_PREFIX,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": f"Learned, or as {hint}"}
            ),
        )

    def clean(self, value: Any) -> str:
        """As it was typed, without the blanks around it."""
        text = str(super().clean(value) or "")
        if refused := why_not(self.name, text):
            raise ValidationError(refused)
        return text


class TeamRulesForm(forms.Form):
    """on: the rules that look. shown: the rules that the page listed, so that one that came since stays as it is.

    opened: the settings that the page showed, as JSON, so that what others have set since then is told from what was
    left as it stood.
    """

    on = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "There is no rule %(value)s any more. Look at the list again and save."},
    )
    shown = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput())
    opened = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput())

    def __init__(self, given: Any, settings: RuleSettings, *, typed: RuleSettings | None = None) -> None:
        """settings: as they are kept; typed: what stands in the fields, where that is something else."""
        standing = settings if typed is None else typed
        self._off = {rule.code for rule in rules_off(standing)}
        codes = [rule.code for rule in all_rules()]
        kept = settings_to_json(standing)
        numbers = {name: shown(value) for name, value in kept.get("thresholds", {}).items()}
        initial = {
            "on": [code for code in codes if code not in self._off],
            "shown": " ".join(codes),
            "opened": json.dumps(settings_to_json(settings)),
        }
        super().__init__(given, initial={**initial, **kept.get("naming", {}), **numbers}, label_suffix="")
        self.fields["on"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        for name, values in NAMING_FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                choices=[("", LEARNED), *values.items()], required=False, label=NAMING_LABELS[name]
            )
        for name in NAMING_TEXTS:
            self.fields[name] = NamingField(name)
        for name in THRESHOLD_FIELDS:
            self.fields[name] = ThresholdField(name)

    def clean_opened(self) -> RuleSettings | None:
        """The settings that the page showed; None where it does not say."""
        try:
            return settings_as_kept(json.loads(self.cleaned_data["opened"] or "null")) if self["opened"].data else None
        except (ValueError, RecursionError):
            raise ValidationError("The page does not say what it showed. Open it again.") from None

    def clean(self) -> dict[str, Any]:
        """With `settings`, where everything can be."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        codes = {rule.code for rule in all_rules()}
        listed = codes & set(cleaned["shown"].split()) or codes
        off = (listed - set(cleaned["on"])) | (self._off - listed)
        if off == codes:
            self.add_error("on", "Leave at least one rule on: without any, nothing looks at the team's designs.")
            return cleaned
        numbers = {name: cleaned[name] for name in THRESHOLD_FIELDS if cleaned[name] is not None}
        naming = {name: cleaned[name] for name in NAMING_LABELS if cleaned[name]}
        try:
            cleaned["settings"] = settings_from_json({"off": sorted(off), "thresholds": numbers, "naming": naming})
        except SettingsError as refused:
            name = refused.entry.rpartition(".")[2]
            self.add_error(name if name in self.fields else None, str(refused))
        return cleaned

    @property
    def is_on(self) -> set[str]:
        """Codes of the boxes that are ticked, as typed or as they stand."""
        return set(self["on"].value() or ())

    def naming(self) -> Iterator[BoundField]:
        """The fields about names."""
        return (self[name] for name in NAMING_LABELS)

    def thresholds(self) -> Iterator[BoundField]:
        """The fields of numbers."""
        return (self[name] for name in THRESHOLD_FIELDS)


def shown(number: float) -> str:
    """`10,000`, `0.25`: as it can be typed again, and is the same number."""
    return f"{number:,.0f}" if number == int(number) else repr(number)
