"""The bell of the header."""

from typing import Any

from django import template

from designer.web.notices.shown import unread_count

register = template.Library()


@register.simple_tag
def unread(user: Any) -> int:
    """How many notifications somebody has not read. The user of a session has the number with them."""
    if not user.is_authenticated:
        return 0
    return user.unread if hasattr(user, "unread") else unread_count(user)
