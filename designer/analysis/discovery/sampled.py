"""Rows of a live database as a table, and what it means for the verdicts that there may be more of them."""

from dataclasses import replace

import numpy as np

from designer.analysis.discovery.columns import Part, Table, read_table
from designer.importers.live import LAYOUT, Sample


def table_of(sample: Sample) -> Table:
    """The rows of a sample. Rows are counted from 1, as they have no lines."""
    read = read_table(sample.lines, sample.table, layout=LAYOUT)
    part = Part(sample.of, sample.whole)
    return replace(read, lines=np.arange(1, read.rows + 1), remarks=(said(read.rows, part),), part=part)


def said(rows: int, part: Part) -> str:
    """What was read, and what that means, in sentences."""
    if part.whole:
        return f"all {rows:,} rows of the table, as they were when they were read"
    of = "a table of unknown size" if part.of is None else f"about {part.of:,}"
    return (
        f"a sample: {rows:,} rows of {of}. What fails in it fails in the table. What holds in it, a dependency or a "
        "key, may fail in rows that were not read: the more repeats it was checked on, the rarer such rows are. "
        "References to this table are not looked for, as the values that seem to be missing may be in the other rows"
    )
