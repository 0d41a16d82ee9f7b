"""The rows of the tree. It is the longest part of most pages: put together here, it takes a tenth of the time that a
template's loops would."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

from designer.web.templatetags.wording import counted

register = template.Library()
NONCE = "<nonce>"
"""Where the nonce of a page goes in a row that was written before. No name can look like it: those are escaped."""


@register.simple_tag
def branches(entities: Iterable[Mapping[str, Any]], nonce: str) -> SafeString:
    """The tables of a group, each with its columns or where they come from; `html`: as `branch_row` wrote it."""
    return SafeString(
        "".join(
            entity["html"].replace(NONCE, escape(nonce)) if "html" in entity else branch_row(entity, nonce)
            for entity in entities
        )
    )


@register.simple_tag
def leaf_rows(entity: Mapping[str, Any], nonce: str) -> SafeString:
    """The columns of a table, none where they are fetched later."""
    return SafeString(_leaves(entity, nonce))


def _leaves(entity: Mapping[str, Any], nonce: str) -> str:
    table, key = escape(entity["name"]), escape(entity["id"])
    return "".join(_leaf(table, key, one, nonce) for one in entity.get("attributes", ()))


def _leaf(table: str, key: str, attribute: Mapping[str, Any], nonce: str) -> str:
    name, itself = escape(attribute["name"]), escape(attribute["id"])
    return (
        f'<li data-filter-text="{table}.{name}">'
        f'<a class="row leaf" data-entity="{key}" data-attribute="{itself}"{_leads_to(attribute, nonce)}>'
        f'<span class="key" aria-hidden="true">{escape(attribute.get("key", ""))}</span>'
        f'<span class="label">{name}</span>{_unseen(attribute.get("key_name", ""))}'
        f'<span class="n">{escape(attribute["type"])}</span></a></li>'
    )


def branch_row(entity: Mapping[str, Any], nonce: str) -> str:
    """A table with its columns. nonce: of the page, or NONCE for a row that is to be kept."""
    name, rows = escape(entity["name"]), escape(entity.get("rows") or "")
    return (
        f'<li class="branch" data-filter-text="{escape(entity.get("text") or entity["name"])}">'
        f'<a class="row" data-entity="{escape(entity["id"])}"{_leads_to(entity, nonce)}>'
        f'<span class="label">{name}</span>{_severity(entity)}{_talk(entity)}'
        f'<span class="n">{_unseen("rows: ") if rows else ""}{rows}</span></a>{_inside(entity, nonce)}</li>'
    )


def _leads_to(row: Mapping[str, Any], nonce: str) -> str:
    url, current = escape(row["url"]), ' aria-current="true"' if row.get("current") else ""
    return f' href="{url}" hx-get="{url}" hx-target="#side" hx-push-url="true" hx-nonce="{_quoted(nonce)}"{current}'


def _quoted(nonce: str) -> str:
    return nonce if nonce is NONCE else escape(nonce)


def _severity(entity: Mapping[str, Any]) -> str:
    if not entity.get("severity"):
        return ""
    found = entity.get("findings", "")
    return f'<span class="sev {escape(entity["severity"])}" title="{escape(found)}"></span>{_unseen(found)}'


def _talk(entity: Mapping[str, Any]) -> str:
    if not entity.get("threads"):
        return ""
    said = counted(entity["threads"], "open thread")
    return f'<span class="talk" title="{said}" aria-hidden="true">{entity["threads"]:d}</span>{_unseen(f", {said}")}'


def _inside(entity: Mapping[str, Any], nonce: str) -> str:
    later = "" if entity.get("attributes") else entity.get("attributes_url", "")
    if not later and not entity.get("attributes"):
        return ""
    fetched = f' hx-get="{escape(later)}" hx-trigger="toggle from:closest details once" hx-nonce="{_quoted(nonce)}"'
    return (
        f"<details{' open' if entity.get('open') else ''}>"
        f'<summary><span class="visually-hidden">Attributes of {escape(entity["name"])}</span></summary>'
        f'<ul class="leaves"{fetched if later else ""}>{_leaves(entity, nonce)}</ul></details>'
    )


def _unseen(text: str) -> str:
    return f'<span class="visually-hidden">{escape(text)}</span>' if text else ""
