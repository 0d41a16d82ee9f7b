"""The design file itself: everything that a design holds, for this tool to read again."""

from typing import Any

from designer.exporters.result import Export
from designer.schema.design_file import dumps
from designer.schema.schema import Schema

name = "design"
label = "Design file"
suffix = ".json"
media_type = "application/json"


def render(schema: Schema, **_options: Any) -> Export:
    """Canonical JSON; nothing is left out, so there is never a notice."""
    return Export(dumps(schema))
