"""TY030: columns in an order that fills a large table with padding."""

from collections.abc import Iterator, Sequence

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import TableRule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity

_ALIGNED = {
    "boolean": (1, 1), "smallint": (2, 2), "smallserial": (2, 2), "integer": (4, 4), "serial": (4, 4), "real": (4, 4),
    "date": (4, 4), "bigint": (8, 8), "bigserial": (8, 8), "double precision": (8, 8), "timestamp": (8, 8),
    "timestamptz": (8, 8), "time": (8, 8), "money": (8, 8), "uuid": (16, 1), "interval": (16, 8),
}  # fmt: skip
"""(bytes, the multiple of bytes at which a value begins) of types of fixed width."""
_ROW = 8
"""Rows begin at multiples of this many bytes: less saved is nothing saved."""

_wasteful = (
    "paid boolean not null", "id bigint not null", "hidden boolean not null", "at timestamptz not null", "note text"
)  # fmt: skip
_tight = (_wasteful[1], _wasteful[3], _wasteful[0], _wasteful[2], _wasteful[4])


class PaddedRows(TableRule):
    """Column order that fills a large table with padding.

    PostgreSQL keeps columns in the order in which they were declared, and begins a bigint or a timestamp at a multiple
    of eight bytes. A boolean before each of them costs seven bytes of nothing, in every row. Wide columns of fixed
    width first, then narrower ones, then texts: the same columns, and fewer pages to read.

    Only tables whose declared rows are many within the horizon count, and only padding that is in every row: between
    columns of fixed width that are never NULL, as far as whole steps of eight bytes are saved. For a table that has
    rows the order is not worth a rewrite of its own; it is when one is due anyway.
    """

    code = "TY030"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/storage-page-layout.html"
    flagged = example(entity("payments", *_wasteful, pk="id", rows=50_000_000, rows_per_day=100_000.0))
    accepted = example(
        entity("payments", *_tight, pk="id", rows=50_000_000, rows_per_day=100_000.0),
        entity("drafts", *_wasteful, pk="id", rows=5_000),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "postgres":
            return
        for table in own_tables(facts):
            rows = facts.rows_in(table, facts.horizon_months) or 0
            saved = facts.kept(_saved, table) if rows >= facts.thresholds.large_table_rows else 0
            if saved:
                yield self.finding(
                    table,
                    f"The order of columns in {facts.name(table)} costs {saved} bytes or more of padding in each row",
                    f"{saved * rows / 1_000_000:,.0f} MB at the horizon, and less of the table in memory. Wide columns "
                    "of fixed width first, texts last.",
                    evidence=FrozenMap(
                        {
                            "bytes saved per row": saved,
                            "rows at the horizon": round(rows),
                            "better order": ", ".join(_better(facts, table)),
                        }
                    ),
                )


def _shape(facts: Facts, column: Attribute) -> tuple[int, int] | None:
    """Width and alignment of a type of fixed width; None for any other."""
    kind = facts.type_of(column)
    if kind.dimensions:
        return None
    return (4, 4) if facts.family(column) == "enum" else _ALIGNED.get(kind.base)


def _saved(facts: Facts, table: Entity) -> int:
    """Bytes per row that another order saves, in whole steps of eight: padding between columns that are always there.

    Where a run of fixed columns begins behind one that varies, any byte may be its first: the luckiest counts.
    """
    padding, first = 0, True
    run: list[tuple[int, int]] = []
    for column in (*table.attributes, None):
        shape = _shape(facts, column) if column and facts.is_required(table, column) else None
        if shape is not None:
            run.append(shape)
            continue
        padding += min(_padding(run, start) for start in ((0,) if first else range(_ROW)))
        run, first = [], False
    return padding // _ROW * _ROW


def _padding(run: Sequence[tuple[int, int]], start: int) -> int:
    """Bytes between columns of a run whose first may begin at `start`."""
    place, lost = start, 0
    for width, step in run:
        gap = -place % step
        lost += gap
        place += gap + width
    return lost


def _better(facts: Facts, table: Entity) -> list[str]:
    """The columns, widest alignment first, those that vary last, else in their own order.

    Whichever of them are NULL, none is padded: each begins where one of at least its own alignment ended.
    """
    shapes = {one.name: _shape(facts, one) for one in table.attributes}
    return sorted(shapes, key=lambda name: -(shapes[name] or (0, 0))[1])
