"""Rows of a database URL. Apart from the command, since the drivers take their time to load."""

from collections.abc import Sequence

from designer.analysis.discovery.columns import Table
from designer.analysis.discovery.sampled import table_of
from designer.cli.errors import BadInput
from designer.importers.live import Unreachable, parse_target, samples

_MOST_TABLES = 60


def read_tables(url: str, only: Sequence[str], rows: int) -> list[Table]:
    """A sample of each table. Raises BadInput; credentials are in no message."""
    try:
        found = samples(
            parse_target(url), rows=rows, only=only, most=_MOST_TABLES, allow_private=True, allow_files=True
        )
        return [table_of(one) for one in found]
    except Unreachable as error:
        raise BadInput(str(error)) from None
