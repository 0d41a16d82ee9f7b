"""Which indexes could hold a part of the rows, and which statements may read them."""

from designer.analysis.facts import Facts
from designer.analysis.needs import Need
from designer.analysis.paths import path_of
from designer.schema.model import Index

PARTIAL = frozenset({"postgres", "sqlite", "tsql"})
"""Systems whose indexes may hold a part of the rows."""


def is_whole(facts: Facts, index: Index) -> bool:
    """Whether an index is a plain B-tree over columns of all rows, and does nothing but find them."""
    path = path_of(facts.schema, index)
    if path.method != "btree" or index.unique or index.where or index.attached_to or not index.visible:
        return False
    return len(path.columns) == len(path.keys) > 0


def mentioned(need: Need) -> frozenset[str]:
    """The columns of the use by which a statement seeks, compares, sorts or groups."""
    compared = {column for use, column in need.statement.compared if use == need.use}
    ordered = {key.attribute for key in need.block.sort if key.use == need.use and key.attribute}
    return frozenset(compared | ordered | set(need.block.group) | need.sought)
