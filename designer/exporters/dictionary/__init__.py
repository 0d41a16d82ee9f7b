"""The data dictionary as values, ready to be written as Markdown, HTML or CSV."""

from designer.exporters.dictionary.areas import Area, areas
from designer.exporters.dictionary.entries import anchor, entries, patterns
from designer.exporters.dictionary.lines import AttributeLine, Entry, IndexLine, PatternLine, ReferenceLine, Remark

__all__ = [
    "Area",
    "AttributeLine",
    "Entry",
    "IndexLine",
    "PatternLine",
    "ReferenceLine",
    "Remark",
    "anchor",
    "areas",
    "entries",
    "patterns",
]
