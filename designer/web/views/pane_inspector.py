"""The pane that shows what is chosen."""

from typing import Any

from designer.web.bench import Bench
from designer.web.tree import leaves


def content(bench: Bench) -> dict[str, Any]:
    """The chosen entity in full, or the design's own figures."""
    if bench.entity is None:
        return {}
    return {
        "entity": bench.entity,
        "attributes": leaves(bench, bench.entity),
        "links_out": bench.schema.references_from(bench.entity.id),
        "links_in": bench.schema.references_to(bench.entity.id),
    }
