"""What each threshold is called in a form, and which numbers it may be."""

from collections.abc import Mapping

_ROWS = 10**15
_TIMES = 10**12
_SHARE = (0, 1)

THRESHOLD_FIELDS: Mapping[str, tuple[str, float, float]] = {
    "small_table_rows": ("Rows up to which reading a whole table costs next to nothing", 0, _ROWS),
    "large_table_rows": ("Rows from which a table needs a plan for its growth", 1, _ROWS),
    "partition_rows": ("Rows from which a table wants partitions", 1, _ROWS),
    "horizon_months": ("Months that growth is looked ahead, where the requirements name no horizon", 1, 1_200),
    "key_exhaustion_share": ("Share of a key's range that may be used up within the horizon", 0.01, 1),
    "many_indexes": ("Indexes that a table which is written to may have", 1, 1_000),
    "wide_table_attributes": ("Columns that a table may have", 1, 1_600),
    "wide_index_bytes": ("Bytes that the key of an index may take", 1, 100_000),
    "reference_table_rows": ("Rows up to which a table holds reference data", 0, _ROWS),
    "unbounded_rows": ("Rows that an access pattern may return without a limit", 1, _ROWS),
    "reserved_connections": ("Connections kept for administration and monitoring", 0, 100_000),
    "repeating_columns": ("Numbered columns with one stem that make a repeating group", 2, 1_000),
    "listed_singly": ("Columns or tables with the same shortcoming that get a finding each", 1, 10_000),
    "bulk_fix": ("Columns or tables that one fix may change", 1, 100_000),
    "reflex_columns": ("Columns of 255 characters that are no accident any more", 1, 10_000),
    "namesakes": ("Tables that must agree on a column's type before another type is an exception", 2, 10_000),
    "busy_inserts_per_day": ("Inserts a day from which the order of keys matters to an index", 0, _TIMES),
    "busy_updates_per_day": ("Updates a day from which the room left in a page matters", 0, _TIMES),
    "updated_share_per_day": ("Share of a table's rows whose update each day makes it update-heavy", *_SHARE),
    "dead_rows_before_vacuum": ("Dead rows that may wait for autovacuum", 1, _ROWS),
    "partitions_ahead_months": ("Months that partitions should exist ahead, where no horizon is named", 0, 1_200),
    "deviating_share": ("Share of names that may be off a style which is then still the style of all", 0, 0.5),
    "names_for_style": ("Names that it takes to show a style", 2, 100_000),
    "selective_share": ("Share of a table that a condition may leave to be worth an index on its own", *_SHARE),
    "sorted_rows": ("Rows that may be sorted to return a few of them", 1, _ROWS),
    "counted_rows": ("Rows that may be counted often", 1, _ROWS),
    "covered_visits_per_minute": ("Rows fetched each minute by way of an index that are worth covering", 0, _TIMES),
    "covered_columns": ("Columns that an index may carry beside its keys", 0, 32),
    "covered_bytes": ("Bytes that an index may carry beside its keys", 0, 100_000),
    "covered_reads_per_write": ("Visits to a table that must be spared for each write to a column carried", 0, _TIMES),
    "rare_per_minute": ("Times a minute below which an access pattern may take its time", 0, _TIMES),
    "frequent_per_minute": ("Times a minute from which an access pattern is frequent", 0, _TIMES),
    "rows_read_per_ms": ("Rows that a machine can read in a millisecond", 1, _TIMES),
    "rows_sent_per_ms": ("Rows that can reach a client in a millisecond", 1, _TIMES),
    "single_inserts_per_minute": ("Rows written one by one each minute that are better written together", 0, _TIMES),
    "hot_row_per_minute": ("Updates of one row each minute from which they wait for each other", 0, _TIMES),
    "indexed_writes_per_day": ("Writes a day from which the number of a table's indexes is counted", 0, _TIMES),
    "patterns_to_judge": ("Access patterns that must touch a table before its index is called unused", 1, 10_000),
    "few_columns": ("Columns of a table all of which may be selected without naming them", 0, 1_600),
    "few_values": ("Different values up to which a column is a poor index of its own", 1, _ROWS),
    "unscanned_days": ("Days without a scan after which an index is reported", 1, 36_500),
    "dead_share": ("Share of a table's rows that may be dead", *_SHARE),
    "hot_statement_share": ("Share of a server's time from which a statement has to belong to somebody", *_SHARE),
    "hot_share": ("Share of the rows with one value that makes its node a hot one", *_SHARE),
    "few_parts": ("Different values below which a column does not divide a table among nodes", 1, _ROWS),
    "back_from_a_form_seconds": ("Seconds from saving a form to the next page", 0, 3_600),
    "large_value_bytes": ("Bytes from which a value is a file, whatever its name", 1, 2**40),
}
"""By the name of a threshold: its label, the least and the most it may be, both included."""
