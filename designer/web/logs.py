"""Lines of the log: as text or as JSON, each with the request it came from, none with a secret.

Whoever reads a log must not be able to open what it tells of: tokens in addresses, passwords of databases and
credentials of requests are taken out of messages, and of tracebacks as well.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from designer.store.tracing import current_request

_SECRETS = (
    (re.compile(r"(/(?:s|e|invitations|confirm-email|password/reset/key)/)[^/\s?\"']{16,}"), r"\1…"),
    (re.compile(r"\bsdt_[\w-]{6,}"), "sdt_…"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s/:@\"']*):[^\s/@\"']+@"), r"\1:…@"),
    (re.compile(r"(?i)\b(bearer|basic|token)(\s+)[\w.~+/=-]{16,}"), r"\1\2…"),
    (
        re.compile(
            r"(?i)((?:password|passwd|pwd|secret|secret_key|api_key|sessionid|csrftoken)\d?[\"']?\s*[=:]\s*[\"']?)"
            r"[^\s\"'&,;)}]+"
        ),
        r"\1…",
    ),
)
FIELDS = ("method", "path", "view", "status", "ms", "user", "job", "kind", "attempt", "state", "seconds")
"""What a record may bring along beside its message (`extra=`)."""


def redacted(text: str) -> str:
    """The text without what opens something."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class WithoutTokens(logging.Filter):
    """Takes secrets out of a message and its arguments, and notes the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through, redacted."""
        message = record.getMessage()
        clean = redacted(message)
        if clean != message:
            record.msg, record.args = clean, ()
        if not hasattr(record, "request_id"):
            record.request_id = current_request()
        return True


class Lines(logging.Formatter):
    """Text for people; what stands in brackets is the request."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and those of a traceback."""
        record.of_request = f" [{found}]" if (found := _request_of(record)) else ""
        return redacted(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """Keys that have no value are left out."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, Any] = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
            "request_id": _request_of(record),
            **{name: _plain(getattr(record, name, None)) for name in FIELDS},
        }
        if record.exc_info:
            said["traceback"] = redacted(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in said.items() if value not in (None, "")}, ensure_ascii=False)


def _request_of(record: logging.LogRecord) -> str:
    return str(getattr(record, "request_id", "") or current_request())


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else redacted(str(value))
