"""Measuring: rows that follow a design's declared statistics, made and loaded, and its access patterns run on them.

    found = measure(schema, indexes, rows=100_000)

Unlike the planner's answers these are times, of this machine and at the scale that was made: both are said. The rows go
into a throw-away database of the proof server; nothing of a user's is touched.
"""

from designer.lab.measuring.measure import measure
from designer.lab.measuring.results import (
    MeasuredIndex,
    MeasuredPattern,
    MeasuredStatement,
    Measurement,
    Run,
    TableRows,
)
from designer.lab.measuring.sizing import DEFAULT_ROWS, MOST_ROWS

__all__ = [
    "DEFAULT_ROWS",
    "MOST_ROWS",
    "MeasuredIndex",
    "MeasuredPattern",
    "MeasuredStatement",
    "Measurement",
    "Run",
    "TableRows",
    "measure",
]
