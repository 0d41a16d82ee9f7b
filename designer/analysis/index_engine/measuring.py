"""Measuring what the engine recommends: its index set, timed on made rows beside the design without it."""

from collections.abc import Sequence

from designer.analysis.index_engine.recommend import recommend
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.lab.measuring import DEFAULT_ROWS, Measurement, measure
from designer.lab.measuring.loading import Report
from designer.lab.planner import NoServer, open_lab
from designer.schema.model import Index
from designer.schema.schema import Schema


def measure_recommended(
    schema: Schema,
    rows: int = DEFAULT_ROWS,
    *,
    indexes: Sequence[tuple[str, Index]] | None = None,
    report: Report,
    thresholds: Thresholds = DEFAULTS,
) -> Measurement | NoServer:
    """Every access pattern timed without and with the recommended indexes, or with those given as (entity id, index).

    report: called often with (done, total, a sentence); what it raises ends the work. Raises ServerUnavailable where
    the planner has none to ask, and ExportError for a design that PostgreSQL cannot hold. thresholds: as for
    `recommend`.
    """
    if indexes is None:
        lab = open_lab()
        if isinstance(lab, NoServer):
            return lab
        found = recommend(
            schema,
            lab,
            robustness=False,
            progress=lambda share, doing: report(round(100 * share), 100, doing),
            thresholds=thresholds,
        )
        indexes = [(one.entity, one.index) for one in found.indexes]
    return measure(schema, indexes, rows, report=report)
