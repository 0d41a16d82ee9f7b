"""Where a session looks for the names of a design."""

from designer.schema.schema import Schema


def search_path(schema: Schema) -> str:
    """`public`, then the design's own schemas by name, each in quotes, as the setting of this name takes them."""
    homes = sorted({one.name for one in schema.schemas} - {"public"})
    return ", ".join('"' + one.replace('"', '""') + '"' for one in ("public", *homes))
