"""The rows of the tree. It is the longest part of most pages: put together here, it takes a tenth of the time that a
template's loops would."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from designer.web.templatetags.wording import counted

register = template.Library()
_EMPTY = SafeString("")
_CURRENT = SafeString(' aria-current="true"')
_OPEN = SafeString(" open")


@register.simple_tag
def branches(entities: Iterable[Mapping[str, Any]], nonce: str) -> SafeString:
    """The tables of a group, each with its columns or where they come from."""
    return format_html_join("", "{}", ((_branch(entity, nonce),) for entity in entities))


@register.simple_tag
def leaf_rows(entity: Mapping[str, Any], nonce: str) -> SafeString:
    """The columns of a table, none where they are fetched later."""
    return format_html_join("", "{}", ((_leaf(entity, one, nonce),) for one in entity.get("attributes", ())))


def _leaf(entity: Mapping[str, Any], attribute: Mapping[str, Any], nonce: str) -> SafeString:
    return format_html(
        '<li data-filter-text="{}.{}"><a class="row leaf" href="{}" data-entity="{}" data-attribute="{}" hx-get="{}" '
        'hx-target="#side" hx-push-url="true" hx-nonce="{}"{}><span class="key" aria-hidden="true">{}</span>'
        '<span class="label">{}</span>{}<span class="n">{}</span></a></li>',
        entity["name"], attribute["name"], attribute["url"], entity["id"], attribute["id"], attribute["url"],
        nonce, _CURRENT if attribute.get("current") else _EMPTY, attribute.get("key", ""),
        attribute["name"], _unseen(attribute.get("key_name", "")), attribute["type"],
    )  # fmt: skip


def _branch(entity: Mapping[str, Any], nonce: str) -> SafeString:
    return format_html(
        '<li class="branch" data-filter-text="{}"><a class="row" href="{}" data-entity="{}" hx-get="{}" '
        'hx-target="#side" hx-push-url="true" hx-nonce="{}"{}><span class="label">{}</span>{}{}'
        '<span class="n">{}{}</span></a>{}</li>',
        entity.get("text") or entity["name"], entity["url"], entity["id"], entity["url"],
        nonce, _CURRENT if entity.get("current") else _EMPTY, entity["name"], _severity(entity), _talk(entity),
        _unseen("rows: ") if entity.get("rows") else _EMPTY, entity.get("rows", ""), _inside(entity, nonce),
    )  # fmt: skip


def _severity(entity: Mapping[str, Any]) -> SafeString:
    if not entity.get("severity"):
        return _EMPTY
    sign = '<span class="sev {}" title="{}"></span>{}'
    return format_html(sign, entity["severity"], entity["findings"], _unseen(entity["findings"]))


def _talk(entity: Mapping[str, Any]) -> SafeString:
    if not entity.get("threads"):
        return _EMPTY
    said = counted(entity["threads"], "open thread")
    sign = '<span class="talk" title="{}" aria-hidden="true">{}</span>{}'
    return format_html(sign, said, entity["threads"], _unseen(f", {said}"))


def _inside(entity: Mapping[str, Any], nonce: str) -> SafeString:
    later = "" if entity.get("attributes") else entity.get("attributes_url", "")
    if not later and not entity.get("attributes"):
        return _EMPTY
    fetched = ' hx-get="{}" hx-trigger="toggle from:closest details once" hx-nonce="{}"'
    return format_html(
        '<details{}><summary><span class="visually-hidden">Attributes of {}</span></summary>'
        '<ul class="leaves"{}>{}</ul></details>',
        _OPEN if entity.get("open") else _EMPTY, entity["name"],
        format_html(fetched, later, nonce) if later else _EMPTY, leaf_rows(entity, nonce),
    )  # fmt: skip


def _unseen(text: str) -> SafeString:
    return format_html('<span class="visually-hidden">{}</span>', text) if text else _EMPTY
