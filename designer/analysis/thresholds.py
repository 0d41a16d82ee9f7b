"""Every number that a rule compares with, in one place, so that a team can set its own."""

from dataclasses import dataclass

from designer.schema import upkeep


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How a team names things; an empty string: as most names of the design show.

    case: `snake`, `camel`, `pascal` or `upper`, of tables and columns; column_case: of columns, where it is another;
    number: `plural` or `singular`, of tables; spelling: `full` or `short`, of words that have a short form.

    prefix: what every table's name begins with; the others: what names of a kind begin with (`idx_`) or end with
    (`_idx`).
    """

    case: str = ""
    column_case: str = ""
    number: str = ""
    spelling: str = ""
    prefix: str = ""
    primary_key: str = ""
    unique: str = ""
    unique_index: str = ""
    index: str = ""
    foreign_key: str = ""
    check: str = ""

    @property
    def of_columns(self) -> str:
        """The case of column names."""
        return self.column_case or self.case


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Rows are counts, shares are 0 to 1, months are calendar months."""

    small_table_rows: int = 10_000
    """Up to here a sequential scan costs next to nothing, and index advice is noise."""
    large_table_rows: int = 10_000_000
    """From here on a table needs a plan for growth: partitions, retention, maintenance."""
    partition_rows: int = upkeep.PARTITION_ROWS
    """A table that reaches this size wants partitions."""
    horizon_months: float = upkeep.HORIZON_MONTHS
    """How far ahead growth is looked at, where the requirements name no horizon."""
    key_exhaustion_share: float = 0.7
    """A key that fills this share of its range within the horizon is reported."""
    many_indexes: int = 8
    """More indexes than this on one table that is written to are reported."""
    wide_table_attributes: int = 60
    wide_index_bytes: int = 400
    reference_table_rows: int = 1_000
    unbounded_rows: int = 10_000
    """A pattern that may return more rows than this needs a LIMIT."""
    reserved_connections: int = upkeep.RESERVED_CONNECTIONS
    """Connections kept for administration and monitoring."""
    repeating_columns: int = 3
    """So many numbered columns with one stem make a repeating group."""
    listed_singly: int = 5
    """More columns or tables than this with the same shortcoming make one finding that lists them."""
    bulk_fix: int = 60
    """A finding about more columns or tables than this offers no fix: so many changes want a plan."""
    reflex_columns: int = 4
    """So many columns of 255 characters are no accident."""
    namesakes: int = 3
    """So many tables have to agree on a column's type before another type is an exception."""
    busy_inserts_per_day: float = 100_000
    """From here on the order in which keys come matters to an index."""
    busy_updates_per_day: float = 100_000
    """From here on the room that updates leave and find in a page matters."""
    updated_share_per_day: float = upkeep.UPDATED_SHARE_PER_DAY
    """A table of which so large a share is updated each day is update-heavy."""
    dead_rows_before_vacuum: float = 5_000_000
    """More dead rows than this should not wait for autovacuum."""
    partitions_ahead_months: float = 1
    """How far ahead partitions should exist, where the requirements name no horizon."""
    deviating_share: float = 0.2
    """Names off the style of all others are reported while they are no more than this share of them."""
    names_for_style: int = 8
    """So few names show no style."""
    selective_share: float = 0.1
    """A condition that leaves a larger share of a table is not worth an index on its own."""
    sorted_rows: int = 10_000
    """Sorting more rows than this to return a few is worth an index in the right order."""
    counted_rows: int = 100_000
    """Counting more rows than this, often, is reported."""
    covered_visits_per_minute: float = 60_000
    """So many rows fetched from their table each minute, to which an index leads, are worth covering."""
    covered_columns: int = 3
    covered_bytes: float = 64
    """Columns and bytes that an index may carry beside its keys, so that a query need not visit the table."""
    covered_reads_per_write: float = 100
    """Visits to the table that are spared for each write to the columns carried."""
    rare_per_minute: float = 1 / 60
    """A pattern that runs less often than once an hour may take its time."""
    frequent_per_minute: float = 1
    """A pattern that runs at least so often is frequent."""
    rows_read_per_ms: float = 10_000
    """More rows than this are not read in a millisecond, whatever the machine."""
    rows_sent_per_ms: float = 1_000
    """More rows than this do not reach a client in a millisecond."""
    single_inserts_per_minute: float = 6_000
    """So many rows written one by one can be gathered and written together."""
    hot_row_per_minute: float = 60
    """So many updates of one row wait for each other."""
    indexed_writes_per_day: float = 100_000
    """From so many writes on, the number of a table's indexes is counted."""
    patterns_to_judge: int = 3
    """An index is judged unused only where so many declared patterns touch its table."""
    few_columns: int = 3
    """Selecting all of so few columns is no waste."""
    few_values: int = 5
    """A column with no more values than this is a poor index of its own, unless one of them is rare."""
    unscanned_days: float = 30
    """An index that no query has scanned for so long is reported; a month has its end in it."""
    dead_share: float = 0.3
    """Of a table's rows; autovacuum, as servers are set up, comes at 0.2."""
    hot_statement_share: float = 0.1
    """A statement that takes so much of a server's time has to belong to somebody."""
    hot_share: float = 0.2
    """A value that so large a share of the rows has makes its node a hot one."""
    few_parts: int = 32
    """A column of fewer values does not divide a large table among nodes."""
    back_from_a_form_seconds: float = 0.2
    """So long it takes from saving a form to the next page."""
    large_value_bytes: int = 50_000
    """A value of this size is a file, whatever its name."""
    naming: Conventions = Conventions()

    @property
    def upkeep(self) -> upkeep.Upkeep:
        """Those that the operations sheet goes by, too."""
        return upkeep.Upkeep(
            reserved_connections=self.reserved_connections,
            horizon_months=self.horizon_months,
            partition_rows=self.partition_rows,
            updated_share_per_day=self.updated_share_per_day,
        )


DEFAULTS = Thresholds()
