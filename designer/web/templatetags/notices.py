"""The bell of the header."""

from typing import Any

from django import template

from designer.web.notices.shown import unread_count

register = template.Library()


@register.simple_tag
def unread(user: Any) -> int:
    """How many notifications somebody has not read."""
    return unread_count(user) if user.is_authenticated else 0
