"""Files that a browser keeps under a name of ours."""

import re
from urllib.parse import quote

from django.http import HttpResponse


def named(response: HttpResponse, title: str, suffix: str) -> HttpResponse:
    """The response as a file under a design's name, never opened as a page of ours."""
    clean = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "-", title).strip(". -")[:100] or "design"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", clean).strip("-") or "design"
    names = f"filename=\"{plain}{suffix}\"; filename*=UTF-8''{quote(clean + suffix)}"
    response["Content-Disposition"] = f"attachment; {names}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
