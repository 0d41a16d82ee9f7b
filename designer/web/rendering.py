"""Widgets of forms written without Django's templates: a form of thirty fields spent most of its time in them.

The output is that of the templates, character by character; what is not named here is rendered by them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeData, SafeString

from designer.web.quoting import quoted

_INPUTS = ("text", "number", "email", "url", "password", "hidden", "checkbox", "file", "date", "datetime", "time")
_Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's renderer with a short way for the common widgets."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """A widget as markup."""
        write = _WRITERS.get(template_name)
        if write is not None:
            return SafeString(write(context["widget"]))
        return SafeString(super().render(template_name, context, request))


def _input(widget: _Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{quoted(widget["type"])}" name="{_name(widget)}"{value}{_attributes(widget)}>'


def _textarea(widget: _Widget) -> str:
    value = quoted(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_name(widget)}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: _Widget) -> str:
    inside = "".join(
        f'\n  <optgroup label="{quoted(name)}">{_options(options)}\n  </optgroup>' if name else _options(options)
        for name, options, _ in widget["optgroups"]
    )
    return f'<select name="{_name(widget)}"{_attributes(widget)}>{inside}\n</select>'


def _options(options: list[dict[str, Any]]) -> str:
    return "".join(
        f'\n  <option value="{_text(one["value"])}"{_attributes(one)}>{quoted(one["label"])}</option>\n'
        for one in options
    )


def _name(widget: _Widget) -> str:
    return quoted(widget["name"])


def _attributes(widget: _Widget) -> str:
    return "".join(
        f" {quoted(name)}" if value is True else f' {quoted(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    """As the templates' filter `stringformat` writes a value."""
    return str(value) if isinstance(value, SafeData) else quoted(str(value))


_WRITERS: dict[str, Callable[[_Widget], str]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
