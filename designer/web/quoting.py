"""Escaping for what is written without templates."""

from html import escape
from typing import Any

from django.utils.html import conditional_escape


def quoted(text: Any) -> str:
    """As a template would escape it. Plain text, which is nearly all there is, takes a short way: Django first looks
    whether it might be a translation that is made later."""
    return escape(text) if type(text) is str else conditional_escape(text)
