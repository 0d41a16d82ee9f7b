"""`designer explain --measure`: times on made rows, as text. Apart from the plans, since it takes more to load."""

import sys
import time
from collections.abc import Iterator, Sequence

from designer.analysis.index_engine.measuring import measure_recommended
from designer.analysis.thresholds import Thresholds
from designer.cli.errors import BadInput
from designer.cli.output import table
from designer.exporters.result import ExportError
from designer.lab.errors import ServerUnavailable
from designer.lab.measuring import MOST_ROWS, MeasuredPattern, Measurement
from designer.lab.planner import NoServer
from designer.schema.model import Index
from designer.schema.schema import Schema


def measured(
    schema: Schema, rows: int, indexes: Sequence[tuple[str, Index]] | None, thresholds: Thresholds
) -> Measurement:
    """The measurement; without `indexes`, of what the engine recommends. Raises BadInput."""
    if not 1 <= rows <= MOST_ROWS:
        raise BadInput(f"--measure: from 1 to {MOST_ROWS:,} rows can be made, not {rows:,}")
    shown = _Shown()
    try:
        found = measure_recommended(schema, rows, indexes=indexes, report=shown, thresholds=thresholds)
    except (ServerUnavailable, ExportError) as error:
        raise BadInput(f"nothing can be measured: {error}") from None
    finally:
        shown.clear()
    if isinstance(found, NoServer):
        raise BadInput(f"nothing can be measured: {found.reason}")
    return found


def as_text(found: Measurement) -> str:
    """The scale, a line for each pattern, the indexes, and what is to be known of the rows."""
    parts = [
        f"{found.server}, measured {found.scale}",
        "Times of this machine, on made rows in memory, the median of some runs. They are no promise for other sizes.",
        "",
        table([("pattern", "without", "with", "faster", "rows", "pages"), *map(_line, found.patterns)]),
    ]
    parts += [f"  not run: {one.name}: {why}" for one in found.patterns for why in _refused(one)]
    if found.indexes:
        parts += ["", "The new indexes:"]
        parts += [f"  {one.sql} -- {one.refused or _size(one.bytes)}" for one in found.indexes]
    else:
        parts += ["", "There is no new index to measure."]
    parts += ["", "Rows: " + ", ".join(f"{one.table} {one.made:,} of {one.declared:,}" for one in found.tables)]
    parts += [f"note: {one}" for one in found.notes]
    parts += [f"stopped early: {found.stopped}"] if found.stopped else []
    return "\n".join(parts)


def _line(one: MeasuredPattern) -> tuple[str, ...]:
    after = [each.after for each in one.statements if each.after]
    pages = [
        sum(run.blocks for run in runs)
        for runs in ([each.before for each in one.statements if each.before], after)
        if len(runs) == len(one.statements)
    ]
    alike = "alike" if one.before_ms is not None and one.after_ms is not None else ""
    factor = alike if one.factor is None else f"{one.factor:,.1f}x"
    rows = f"{sum(run.rows for run in after):,.0f}" if after else ""
    return one.name, _time(one.before_ms), _time(one.after_ms), factor, rows, " -> ".join(f"{page:,}" for page in pages)


def _time(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:,.2f} ms"


def _refused(one: MeasuredPattern) -> Iterator[str]:
    yield from (each.refused for each in one.statements if each.refused)


def _size(number: int) -> str:
    return f"{number / 1024:,.0f} kB" if number < 2**20 else f"{number / 2**20:,.1f} MB"


class _Shown:
    """Progress on a terminal's standard error, once the work takes over a second."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._is_shown = False

    def __call__(self, done: int, total: int, sentence: str) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._started > 1:
            self._is_shown = True
            print(f"\r\033[K{sentence}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leaves the line as it was."""
        if self._is_shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
