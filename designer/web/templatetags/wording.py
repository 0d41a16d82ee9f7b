"""Numbers and moments as people read them."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils import timezone

from designer.exporters.wording import legible, printable

register = template.Library()
register.filter("printable", printable)
register.filter("legible", legible)


@register.filter
def compact(number: float | None) -> str:
    """`10M`, `400k`, `249`: a count at a glance. Nothing for None."""
    if number is None:
        return ""
    for limit, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= limit:
            scaled = number / limit
            return f"{scaled:.1f}".removesuffix(".0") + unit if scaled < 10 else f"{scaled:.0f}{unit}"
    return f"{number:g}"


@register.filter
def grouped(number: float | None) -> str:
    """`10,000,000`: the exact number."""
    return "" if number is None else f"{number:,}"


@register.filter
def ago(moment: datetime | None) -> str:
    """`2 min ago`, `3 h ago`, `5 days ago`, then the date."""
    if moment is None:
        return ""
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600:.0f} h ago"
    days = int(seconds // 86_400)
    return f"{days} day{'s' if days > 1 else ''} ago" if days < 30 else f"{moment:%-d %b %Y}"


@register.filter
def entry(mapping: Mapping[str, str], key: str) -> str:
    """What a mapping has under a key that the template holds in a variable; "" for nothing."""
    return mapping.get(key, "")


@register.simple_tag
def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 entity`, `8 entities`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
