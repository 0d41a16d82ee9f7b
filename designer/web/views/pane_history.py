"""The pane with what was done to the design last."""

from typing import Any

from django.urls import reverse

from designer.web.bench import Bench
from designer.web.revisions import SHORT, latest


def content(bench: Bench) -> dict[str, Any]:
    """The latest revisions, and where the whole history is."""
    return {
        "revisions": latest(bench.design, SHORT, bench.may_edit),
        "history_url": reverse("history", args=[bench.design.id]),
    }
