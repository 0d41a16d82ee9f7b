"""Access patterns, parsed and resolved against the design: what each reads, filters, joins, sorts and changes."""

from designer.analysis.workload.parsed import (
    Assignment,
    Block,
    Join,
    ParsedPattern,
    ParsedStatement,
    Predicate,
    SortKey,
    TableUse,
    Unknown,
)
from designer.analysis.workload.resolve import parse_patterns, parse_statement

__all__ = [
    "Assignment",
    "Block",
    "Join",
    "ParsedPattern",
    "ParsedStatement",
    "Predicate",
    "SortKey",
    "TableUse",
    "Unknown",
    "parse_patterns",
    "parse_statement",
]
