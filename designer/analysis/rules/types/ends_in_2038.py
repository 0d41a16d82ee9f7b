"""TY033: moments that end in January 2038."""

from collections.abc import Iterator
from functools import lru_cache

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import widen
from designer.analysis.rule import all_but
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Dialect
from designer.schema.words import words

_HAPPENED = frozenset(
    "created updated modified published added registered joined expire expires expired login visit visited sent posted "
    "inserted changed received started ended finished closed approved paid confirmed activated edited accessed seen "
    "indexed".split()
)
_AHEAD = frozenset("expire expires expiry expiration until due deadline renewal renew scheduled planned".split())
_TIMESTAMP_UNTIL_2106 = (11, 5)
"""MariaDB from here on takes the number for one without a sign."""
_LAST = "19 January 2038, 03:14:07 UTC"


class EndsIn2038(ColumnRule):
    """Moment that ends in January 2038.

    Seconds since 1970 fill a signed integer of four bytes on 19 January 2038. A contract, a certificate or a mortgage
    that runs until then cannot be stored today; each other row stops on that day. MySQL's TIMESTAMP is the same number
    in another dress: DATETIME, or eight bytes, have no such end. MariaDB's lasts until 2106 from version 11.5 on.

    Told from an integer of four bytes whose name says a moment (`created_at`, `login_time`), and from a TIMESTAMP of
    MySQL, or of a MariaDB that is older or says no version, whose name says that it lies ahead (`expires_at`,
    `valid_until`). Unsigned numbers last until 2106, and lengths of time are something else: both are left alone.
    Whole numbers in SQLite and Oracle are larger. All of a design make one hint.
    """

    code = "TY033"
    dialects = all_but("sqlite", "oracle")
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://dev.mysql.com/doc/refman/8.4/en/datetime.html"
    flagged = example(entity("sessions", "id bigint", "created_at integer", "expires_at integer", pk="id"))
    accepted = example(
        entity("sessions", "id bigint", "created_at bigint", "start_time integer", "expires_at timestamptz", pk="id")
    )
    one = "holds moments as {type}, which ends in January 2038"
    many = "hold moments in types that end in January 2038"
    message = "Seconds since 1970 fill four bytes on 19 January 2038; what runs longer cannot be stored today."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if not (_is_counted_moment(facts, column) or _is_timestamp_ahead(facts, column)):
                continue
            if not column.generated and column.id not in facts.foreign_columns(table.id):
                yield Suspect(table, column, _fix(facts, column), shown={"last moment": _LAST})


def _is_counted_moment(facts: Facts, column: Attribute) -> bool:
    if column.identity or facts.schema.dialect.name in ("sqlite", "oracle") or not _says_moment(column.name):
        return False
    kind = facts.type_of(column)
    return kind.base in ("int", "integer") and "unsigned" not in kind.suffix and not kind.dimensions


@lru_cache(maxsize=65536)
def _says_moment(name: str) -> bool:
    parts = words(name)
    if parts[-1:] == ("timestamp",):
        return True
    return len(parts) > 1 and parts[-1] in ("at", "time", "date") and parts[-2] in _HAPPENED


def _is_timestamp_ahead(facts: Facts, column: Attribute) -> bool:
    return (
        _ends_early(facts.schema.dialect)
        and facts.type_of(column).base == "timestamp"
        and bool(_AHEAD & set(words(column.name)))
    )


def _ends_early(dialect: Dialect) -> bool:
    """Whether a TIMESTAMP is a number of four bytes with a sign."""
    parts = (dialect.version or "").split(".")[:2]
    version = tuple(int(part) for part in parts if part.isdecimal())
    return dialect.name == "mysql" or (dialect.name == "mariadb" and version < _TIMESTAMP_UNTIL_2106)


def _fix(facts: Facts, column: Attribute) -> tuple[Change, ...]:
    return widen(facts, column, "bigint") if facts.family(column) == "integer" else ()
