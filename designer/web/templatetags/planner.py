"""Planner costs, sizes and counts of rows as people read them. A cost is a planner cost, never a time.

What a template does not have comes here as "" and, like None, gives nothing.
"""

from typing import Literal

from django import template

from designer.web.templatetags.wording import compact

register = template.Library()


@register.filter
def cost(number: float | Literal[""] | None) -> str:
    """`8.58`, `41.9`, `11,345,182`: as many places as matter. Nothing for None."""
    if not isinstance(number, int | float):
        return ""
    if abs(number) < 9.995:
        return f"{number:.2f}"
    return f"{number:.1f}" if abs(number) < 99.95 else f"{number:,.0f}"


@register.filter
def short_cost(number: float | Literal[""] | None) -> str:
    """`8.6`, `102`, `11M`: a cost at a glance. Nothing for None."""
    if not isinstance(number, int | float):
        return ""
    if number >= 999.5:
        return compact(number)
    return f"{number:.1f}" if number < 9.95 else f"{number:.0f}"


@register.filter
def size(number: float | Literal[""] | None) -> str:
    """`16 kB`, `4.6 GB`. Nothing for None."""
    if not isinstance(number, int | float):
        return ""
    for limit, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= limit:
            scaled = number / limit
            return f"{scaled:.1f}".removesuffix(".0") + f" {unit}" if scaled < 100 else f"{scaled:,.0f} {unit}"
    return f"{number:,.0f} bytes"


@register.filter
def rows(number: float | Literal[""] | None) -> str:
    """`24`, `1,900,000,000`. Nothing for None."""
    return f"{number:,.0f}" if isinstance(number, int | float) else ""


@register.filter
def sentence(text: str) -> str:
    """With a full stop, and a capital where it begins with a word: a name stays as it is written."""
    first = text.partition(" ")[0]
    begun = text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
