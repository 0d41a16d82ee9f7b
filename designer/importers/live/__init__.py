"""A live database as source: read only, within time limits, and with nothing of its credentials kept or said.

PostgreSQL is read by its own pg_dump, which knows every catalogue of every version, through a relay that speaks TLS
and leads to the one address that was looked at beforehand; volumes come from its statistics. MySQL and MariaDB are
asked for SHOW CREATE of every object, SQLite for its catalogue; both texts go to the importers of SQL.
"""

from designer.importers.live.errors import Unreachable
from designer.importers.live.reading import import_url, is_url
from designer.importers.live.rows import LAYOUT, Sample, samples
from designer.importers.live.target import SCHEMES, Target, parse_target, without_password
from designer.importers.live.wanted import Wanted

__all__ = [
    "LAYOUT",
    "SCHEMES",
    "Sample",
    "Target",
    "Unreachable",
    "Wanted",
    "import_url",
    "is_url",
    "parse_target",
    "samples",
    "without_password",
]
