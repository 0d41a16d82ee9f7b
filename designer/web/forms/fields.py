"""Fields that keep what they are given: line ends, spaces and hostile names come back as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*([kmgt]?)", re.IGNORECASE)
_DIGITS = 60
_SCALE = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SEPARATORS = str.maketrans("", "", "_, \u00a0\u2009\u202f'")


def with_unix_ends(text: str) -> str:
    """The text with line feeds only: what a browser sends back has carriage returns added."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LineWidget(forms.TextInput):
    """One line, which becomes an area where the text has several: an input would silently drop line ends."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        if isinstance(value, str) and ("\n" in value or "\r" in value):
            own = {key: held for key, held in self.attrs.items() if key not in ("type", "list")}
            area = forms.Textarea({**own, "rows": min(8, with_unix_ends(value).count("\n") + 1)})
            # A browser drops the first line end inside an area.
            return area.render(name, f"\n{value}" if value[0] in "\r\n" else value, attrs, renderer)
        return super().render(name, value, attrs, renderer)


class TextField(forms.CharField):
    """Text as it was typed; empty is None. What only differs in its line ends was not changed.

    checked_by: the name of the URL, of a design, that says below it what is wrong with the text while it is typed.
    """

    def __init__(
        self, *, code: bool = False, rows: int = 0, suggestions: str = "", checked_by: str = "", **options: Any
    ) -> None:
        self.checked_by = checked_by
        attrs: dict[str, Any] = {"autocomplete": "off"}
        if code:
            attrs |= {"class": "code", "spellcheck": "false"}
        if suggestions:
            attrs["list"] = f"list-{suggestions}"
        options.setdefault("widget", forms.Textarea({**attrs, "rows": rows}) if rows else LineWidget(attrs))
        options.setdefault("required", False)
        options.setdefault("max_length", 100_000)
        super().__init__(strip=False, empty_value=None, **options)

    def to_python(self, value: Any) -> Any:
        """None for nothing but spaces, else the text without spaces around it."""
        text = super().to_python(value)
        return with_unix_ends(text).strip() or None if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """A text that came back as it went out is the same, whatever spaces stand around it."""
        return with_unix_ends(initial or "") != with_unix_ends(data or "")


class NameField(TextField):
    """The name of an object: any text, up to what the store keeps."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 500)
        options.setdefault("required", True)
        options.setdefault("error_messages", {"required": "Give it a name."})
        super().__init__(**options)


class NumberField(forms.Field):
    """A number as people write one: `10_000_000`, `10,000,000`, `10M`. whole: no fractions."""

    def __init__(
        self, *, whole: bool = False, least: float | None = 0, most: float | None = None, **options: Any
    ) -> None:
        self.whole, self.least, self.most = whole, least, most
        options.setdefault("widget", forms.TextInput({"inputmode": "decimal", "class": "num", "autocomplete": "off"}))
        super().__init__(required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Grouped by thousands."""
        return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else value

    def to_python(self, value: Any) -> Any:
        """The number, or None."""
        if value in (None, "") or isinstance(value, int | float):
            return value if value != "" else None
        match = _NUMBER.fullmatch(str(value).strip().translate(_SEPARATORS))
        if match is None:
            raise ValidationError("Write a number, such as 400000, 400k or 10M.")
        scale = _SCALE[match[2].lower()]
        digits = match[1]
        if len(digits) > _DIGITS:
            raise ValidationError("That is more than any database holds.")
        number: float = int(digits) * scale if digits.lstrip("+-").isdigit() else float(digits) * scale
        return int(number) if self.whole and float(number).is_integer() else number

    def validate(self, value: Any) -> None:
        """Whole where it has to be, and within its limits."""
        if value is None:
            return
        if self.whole and not isinstance(value, int):
            raise ValidationError("Write a whole number.")
        if abs(value) > 10**38 or value != value:
            raise ValidationError("That is more than any database holds.")
        if self.least is not None and value < self.least:
            raise ValidationError(f"It cannot be less than {self.least:g}.")
        if self.most is not None and value > self.most:
            raise ValidationError(f"It cannot be more than {self.most:g}.")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By value, not by how it is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class ShareField(NumberField):
    """A share of all rows, from 0 to 1; `12 %` is taken for 0.12."""

    def __init__(self, **options: Any) -> None:
        super().__init__(least=0, most=1, **options)

    def prepare_value(self, value: Any) -> Any:
        """As it is: shares are short."""
        return value

    def to_python(self, value: Any) -> Any:
        """From 0 to 1."""
        text = str(value).strip() if value is not None else ""
        if text.endswith("%"):
            number = super().to_python(text[:-1])
            return None if number is None else number / 100
        return super().to_python(value)


def flat_choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    """(key, label) of what a field offers."""
    return list(field.choices)  # type: ignore[arg-type]


class PickField(forms.TypedChoiceField):
    """One of a few; the empty one is None."""

    def __init__(self, choices: Iterable[Any], *, empty: str | None = None, **options: Any) -> None:
        shown = [one if isinstance(one, tuple) else (one, one.capitalize()) for one in choices]
        if empty is not None:
            shown.insert(0, ("", empty))
        options.setdefault("required", empty is None)
        super().__init__(choices=shown, empty_value=None, coerce=str, **options)


class PicksField(forms.MultipleChoiceField):
    """Several of a list, as check boxes; in the order of the list. Ids in, ids out."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(**options)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The ids in the order in which they are offered."""
        chosen = set(super().clean(value))
        return tuple(str(key) for key, _ in flat_choices(self) if str(key) in chosen)


class LinesField(TextField):
    """Several texts, one a line; a tuple."""

    def __init__(self, **options: Any) -> None:
        super().__init__(rows=options.pop("rows", 3), **options)

    def prepare_value(self, value: Any) -> Any:
        """One a line."""
        return "\n".join(map(str, value)) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> Any:
        """The lines that are not empty."""
        text = super().clean(value)
        return tuple(line.strip() for line in text.split("\n") if line.strip()) if text else ()

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By the lines."""
        return super().has_changed(self.prepare_value(initial or ()), data)
