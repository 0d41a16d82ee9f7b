"""Access patterns, parsed and resolved against the design: what each reads, filters, joins, sorts and changes."""

from designer.analysis.workload.parsed import (
    Join,
    ParsedPattern,
    ParsedStatement,
    Predicate,
    SortKey,
    TableUse,
    Unknown,
)
from designer.analysis.workload.resolve import parse_patterns

__all__ = ["Join", "ParsedPattern", "ParsedStatement", "Predicate", "SortKey", "TableUse", "Unknown", "parse_patterns"]
