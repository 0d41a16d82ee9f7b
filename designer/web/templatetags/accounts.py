"""What the account pages ask of the installation."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag(takes_context=True)
def signup_open(context: dict[str, Any]) -> bool:
    """Whether whoever looks at the page may make an account."""
    return bool(get_adapter().is_open_for_signup(context["request"]))


@register.simple_tag
def sends_mail() -> bool:
    """Whether mail leaves this installation."""
    return bool(settings.SENDS_MAIL)
