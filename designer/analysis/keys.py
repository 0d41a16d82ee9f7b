"""What serves as the key of a table that declares none."""

from designer.analysis.facts import AccessPath, Facts
from designer.schema.model import Entity


def usable_key(facts: Facts, table: Entity) -> AccessPath | None:
    """The shortest unique key over columns that are never null, or None."""
    required = {attribute.id for attribute in table.attributes if facts.is_required(table, attribute)}
    usable = [
        path
        for path in facts.access_paths(table.id)
        if path.unique and path.where is None and path.columns and set(path.columns) <= required
    ]
    return min(usable, key=lambda path: len(path.columns), default=None)
