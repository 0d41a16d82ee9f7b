"""TY007: moments kept without a time zone."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.analysis.keys import keeps_schema_version
from designer.analysis.vocabulary import means_moment
from designer.schema.build import entity
from designer.schema.model import Attribute
from designer.schema.words import words

_LOCAL = {"local", "wall", "floating", "naive"}
_BIRTH = {"birth", "birthday", "birthdate", "born", "dob", "foedselsdato", "geburtsdatum"}
_NOW = ("now()", "CURRENT_TIMESTAMP", "current_timestamp")


class TimestampWithoutZone(ColumnRule):
    """Moment kept without a time zone.

    A timestamp without time zone is what a clock on some wall said. Which wall is known to the program that
    wrote it: a client in another zone, a server that is moved, or the hour repeated in autumn gives another
    moment for the same value, and now() stored in it depends on the session's setting. timestamptz takes the
    same eight bytes and means one moment.

    Columns count whose name says that something happened then (`created_at`, `paid_on`), and those that default to
    now(). Local times (`starts_at_local`) and days of birth are left alone, and so are tables in which tools keep the
    schema's own version. There is one finding for the design, since this is a house style; a house that always writes
    UTC loses least.
    """

    code = "TY007"
    dialects = ("postgres",)
    confidence = Confidence.LIKELY
    reference = "https://wiki.postgresql.org/wiki/Don't_Do_This#Don.27t_use_timestamp_.28without_time_zone.29"
    flagged = example(entity("orders", "id bigint", "created_at timestamp not null", pk="id"))
    accepted = example(
        entity("orders", "id bigint", "created_at timestamptz", "opens_at_local timestamp", "slot timestamp", pk="id")
    )
    one = "keeps a moment as {type}"
    many = "keep moments without a time zone"
    message = (
        "The same value means another moment in another session's time zone; timestamptz means one. The conversion"
        " reads what is stored in the session's time zone: SET it first to the one that the values were written in."
    )
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name != "postgres":
            return
        for table, column in own_columns(facts):
            if keeps_schema_version(table):
                continue
            kind = facts.type_of(column)
            if kind.base != "timestamp" or kind.dimensions or (_LOCAL | _BIRTH) & set(words(column.name)):
                continue
            if means_moment(column.name) or column.default in _NOW:
                yield Suspect(table, column, retype(facts, column, _with_zone(column), default=column.default))


def _with_zone(column: Attribute) -> str:
    digits = "".join(letter for letter in column.type if letter.isdigit())
    return f"timestamp({digits}) with time zone" if digits else "timestamp with time zone"
