"""Widgets and fields that are written without templates say what the templates say."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, engines
from django.utils.safestring import mark_safe

from designer.web.rendering import Renderer

_HOSTILE = "<b>\"x' & {{ y }}\n"
_CHOICES = [("", "None"), ("a", _HOSTILE), (_HOSTILE, mark_safe("<i>")), ("group <", [(1, 2), (True, None)])]
_WIDGETS: tuple[forms.Widget, ...] = (
    forms.TextInput({"class": _HOSTILE, "autofocus": True, "disabled": False, "list": None, "size": 5}),
    forms.NumberInput(),
    forms.EmailInput(),
    forms.URLInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.CheckboxInput(),
    forms.FileInput(),
    forms.DateInput(),
    forms.DateTimeInput(),
    forms.TimeInput(),
    forms.Textarea({"rows": 2}),
    forms.Select({"class": "x"}, choices=_CHOICES),
    forms.SelectMultiple(choices=_CHOICES),
    forms.RadioSelect(choices=_CHOICES),
    forms.CheckboxSelectMultiple(choices=_CHOICES),
)


@pytest.mark.parametrize("widget", _WIDGETS, ids=lambda one: type(one).__name__)
def test_a_widget_is_written_as_its_template_would(widget: forms.Widget) -> None:
    for value in (None, "", "a", _HOSTILE, mark_safe("<i>&amp;"), 0, 1.5, ["a", _HOSTILE], True, (1, 2)):
        for name in ("plain", _HOSTILE):
            asked = (name, value, {"id": "x", "aria-describedby": _HOSTILE, "required": True})
            assert widget.render(*asked, renderer=Renderer()) == widget.render(*asked, renderer=DjangoTemplates())


class _Form(forms.Form):
    name = forms.CharField(help_text="Of <b>us</b>", label=_HOSTILE)
    sure = forms.BooleanField(label="Sure")
    picks = forms.MultipleChoiceField(choices=_CHOICES[:2], widget=forms.CheckboxSelectMultiple, help_text="Some")


def test_a_field_is_a_labelled_control_with_its_help_and_errors() -> None:
    template = engines["django"].engine.from_string('{% include "components/field.html" %}')  # type: ignore[attr-defined]
    form = _Form({"name": "", "picks": [_HOSTILE]})
    name, sure, picks = (template.render(Context({"field": form[one]})) for one in ("name", "sure", "picks"))
    for written in (name, sure, picks):
        assert '<b>"' not in written
        assert '<ul class="errors" id="id_' in written
    assert '<label for="id_name">&lt;b&gt;' in name
    assert '<div class="help" id="id_name_helptext">Of <b>us</b></div>' in name
    assert 'aria-describedby="id_name_helptext id_name_error"' in name
    assert sure.index("<input") < sure.index('<label for="id_sure">Sure</label>')
    assert picks.strip().startswith('<fieldset class="field choices " aria-describedby="id_picks_helptext')
    assert picks.count('type="checkbox"') == 2
    said = {"field": form["name"], "label": "<Another>", "extra": "two", "optional": True}
    again = template.render(Context(said))
    assert '<div class="field two">' in again
    assert '&lt;Another&gt; <span class="optional">optional</span></label>' in again
