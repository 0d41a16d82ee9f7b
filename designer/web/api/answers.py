"""Answers: JSON, the tag of a state, pages of a list."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from designer.schema.codec import encode
from designer.schema.frozen import FrozenMap, thaw
from designer.store.models import Design
from designer.web.api.problems import Problem

A_PAGE, MOST_OF_A_PAGE = 50, 200
_BIGINT = 2**63 - 1


def answer(
    data: Any, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "application/json"
) -> HttpResponse:
    """JSON, in UTF-8."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")
    return HttpResponse(body, status=status, content_type=kind, headers=dict(headers or {}))


def nothing() -> HttpResponse:
    """204."""
    return HttpResponse(status=204)


def plain(value: Any) -> Any:
    """A part of a design as JSON says it."""
    if isinstance(value, FrozenMap):
        return thaw(value)
    if isinstance(value, tuple | list | frozenset | set):
        return [plain(one) for one in value]
    return encode(value) if is_dataclass(value) and not isinstance(value, type) else value


def tag_of(design: Design) -> str:
    """The ETag of a design as it is: every revision is another state."""
    return f'"{design.id}-r{design.revision}"'


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether If-None-Match names the state, so that it need not be sent."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in given.split(",")]


def unchanged(tag: str) -> HttpResponse:
    """304."""
    return HttpResponse(status=304, headers={"ETag": tag})


def must_match(request: HttpRequest, design: Design) -> bool:
    """Whether If-Match was sent; Problem 412 where it names another state than the present one."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        return False
    tag = tag_of(design)
    if given != "*" and tag not in [one.strip() for one in given.split(",")]:
        raise Problem(412, f"The design is at revision {design.revision} by now.", headers={"ETag": tag})
    return True


def page_of(
    rows: QuerySet[Any], key: str, cursor: str, limit: int, shown: Callable[[Any], Any], *, falling: bool = True
) -> HttpResponse:
    """A page of rows in the order of a whole-number column that is unique among them, and the cursor of the next."""
    after = read_cursor(cursor)
    if after is not None:
        rows = rows.filter(**{f"{key}__{'lt' if falling else 'gt'}": after})
    found = list(rows.order_by(f"-{key}" if falling else key)[: limit + 1])
    more = len(found) > limit
    return answer(listing((shown(one) for one in found[:limit]), getattr(found[limit - 1], key) if more else None))


def listing(items: Iterable[Any], last: int | None = None) -> dict[str, Any]:
    """A page. last: what the next one begins after."""
    return {"items": list(items), "next": None if last is None else make_cursor(last)}


def make_cursor(after: int) -> str:
    """What a program sends back, and need not understand."""
    return base64.urlsafe_b64encode(f"after:{after}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> int | None:
    """None for the first page. Raises Problem for what this server did not make."""
    if not text:
        return None
    try:
        said = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        said = ""
    number = said.removeprefix("after:")
    if said == number or not number.isdecimal() or len(number) > 19 or int(number) > _BIGINT:
        raise Problem(422, "The cursor is none that a list gave: leave it out to begin anew.")
    return int(number)
