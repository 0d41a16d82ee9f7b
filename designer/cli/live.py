"""A database URL as SRC. Apart from the other sources, since the drivers take their time to load."""

from designer.cli.errors import BadInput
from designer.importers import Imported
from designer.importers.live import Unreachable, Wanted, import_url, parse_target
from designer.importers.live.postgres import postgres_session
from designer.importers.live.postgres_statements import statements_of
from designer.importers.live.reading import SECONDS
from designer.lab.errors import ServerUnavailable
from designer.lab.installation import find_installation
from designer.lab.planner import Measured, read_measured


def read_url(url: str, values: bool = True, without: tuple[str, ...] = ()) -> Imported:
    """The design of a live database. values, without: which values of columns are read from its statistics.

    Raises BadInput; credentials are in no message.
    """
    wanted = Wanted(values, without)
    try:
        return import_url(url, pg_dump=find_installation().program("pg_dump"), allow_private=True, wanted=wanted)
    except (Unreachable, ServerUnavailable) as error:
        raise BadInput(str(error)) from None


def statistics_of(url: str) -> Measured | None:
    """What the planner of a live PostgreSQL goes by; None for databases of other kinds. Raises BadInput."""
    try:
        target = parse_target(url)
        if target.dialect != "postgres":
            return None
        with postgres_session(target, allow_private=True, seconds=SECONDS) as session:
            return read_measured(session)
    except Unreachable as error:
        raise BadInput(str(error)) from None


def statements_of_url(url: str) -> tuple[str, str]:
    """What to call a live PostgreSQL, and CSV of what it counted of its statements. Raises BadInput."""
    try:
        target = parse_target(url)
        return target.shown, statements_of(target, allow_private=True, seconds=SECONDS)
    except Unreachable as error:
        raise BadInput(str(error)) from None
