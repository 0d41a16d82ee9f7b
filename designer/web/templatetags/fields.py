"""A field of a form with its label, help and errors: what components/field.html stands for, and forms of many fields
use without it."""

from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from designer.web.quoting import quoted

register = template.Library()


@register.simple_tag(takes_context=True)
def form_field(context: Context, field: BoundField) -> SafeString:
    """See components/field.html for what it reads of the context."""
    extra, label = quoted(context.get("extra", "")), quoted(str(context.get("label") or field.label or ""))
    control, below = str(field), _help(field)
    if field.use_fieldset:
        described = field.aria_describedby
        about = f' aria-describedby="{quoted(described)}"' if described else ""
        return SafeString(
            f'<fieldset class="field choices {extra}"{about}>\n  <legend>{label}</legend>\n'
            f"  {control}\n{below}{_errors(field)}</fieldset>"
        )
    of = f'<label for="{quoted(field.id_for_label)}">{label}'
    if field.widget_type == "checkbox":
        return SafeString(f'<div class="field check {extra}">\n  {control}{of}</label>\n{below}{_errors(field)}</div>')
    optional = ' <span class="optional">optional</span>' if context.get("optional") else ""
    return SafeString(
        f'<div class="field {extra}">\n  {of}{optional}</label>\n  {control}{_follow(field)}\n{below}'
        f"{_checked(context, field)}{_errors(field)}</div>"
    )


def _help(field: BoundField) -> str:
    """Below the control; help texts are ours, and may hold markup."""
    return (
        f'  <div class="help" id="{quoted(field.auto_id)}_helptext">{field.help_text}</div>\n'
        if field.help_text
        else ""
    )


def _errors(field: BoundField) -> str:
    if not field.errors:
        return ""
    said = "".join(f"<li>{quoted(str(error))}</li>" for error in field.errors)
    return f'  <ul class="errors" id="{quoted(field.auto_id)}_error">{said}</ul>\n'


def _follow(field: BoundField) -> str:
    """The button with which others follow the field's choice."""
    words = getattr(field.field, "follow", "")
    if not words:
        return ""
    value = quoted(f"{field.html_name}:follow")
    return f'<button class="quiet small follow" type="submit" name="rearrange" value="{value}">{quoted(words)}</button>'


def _checked(context: Context, field: BoundField) -> str:
    """Where stands what is wrong with the text while it is typed."""
    page, design = getattr(field.field, "checked_by", ""), context.get("design")
    number: Any = getattr(design, "id", None)
    if not page or not number:
        return ""
    own, nonce = quoted(field.id_for_label), quoted(context["request"].csp_nonce)
    return (
        f'  <div id="{quoted(field.auto_id)}_checked" class="checked" aria-live="polite" '
        f'hx-post="{quoted(reverse(page, args=[number]))}" hx-trigger="load, input delay:400ms from:#{own}" '
        f'hx-include="#{own}, #editor [name=csrfmiddlewaretoken]" hx-target="this" hx-swap="innerHTML" '
        f'hx-sync="this:replace" hx-nonce="{nonce}"></div>\n'
    )
