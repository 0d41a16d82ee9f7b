"""TY036: types that the server keeps for old programs only."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.model import Dialect
from designer.schema.types import DataType

_SUCCESSORS = {
    "tsql": {"text": "varchar(max)", "ntext": "nvarchar(max)", "image": "varbinary(max)"},
    "oracle": {"long": "CLOB", "long varchar": "CLOB", "long raw": "BLOB"},
}
_LIMITS = {
    "tsql": "SQL Server is to drop it in a later version; until then = and most functions refuse its values.",
    "oracle": "A table can have only one such column; no WHERE, GROUP BY, function or distributed statement takes it,"
    " and it is not replicated.",
}
_TSQL = Dialect(name="tsql")


class DeprecatedType(ColumnRule):
    """Type that is kept for old programs only.

    SQL Server's manual announces that text, ntext and image will go: they cannot be compared with =, sorted by, or held
    in local variables, and want functions of their own (READTEXT, UPDATETEXT). varchar(max), nvarchar(max) and
    varbinary(max) hold as much and are treated as any other text. Oracle's manual asks for CLOB and BLOB in place of
    LONG and LONG RAW since version 8: a table has one of them at most, and most of SQL cannot read it.

    ALTER takes the column over in one step on both servers; in Oracle, and for a large table anywhere, that writes all
    rows again: a hint, since the old programs for which such a column is kept may be there. SQLite, MySQL, MariaDB and
    PostgreSQL have a text that is called so and is meant to stay.
    """

    code = "TY036"
    dialects = ("tsql", "oracle")
    confidence = Confidence.HINT
    reference = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/ntext-text-and-image-transact-sql"
    flagged = example(
        entity("notes", "id bigint", "body ntext", "scan image", pk="id"),
        dialect=_TSQL,
    )
    accepted = example(
        entity("notes", "id bigint", "body nvarchar(max)", "scan varbinary(max)", "line varchar(200)", pk="id"),
        dialect=_TSQL,
    )
    one = "is of the type {type}, which is kept for old programs only"
    many = "are of types that are kept for old programs only"
    message = "The manual names other types for new tables, which hold as much and which all of SQL can read."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        dialect = facts.schema.dialect.name
        successors = _SUCCESSORS.get(dialect, {})
        for table, column in own_columns(facts) if successors else ():
            instead = successors.get(_name_of(facts.type_of(column)))
            if instead:
                fix = retype(facts, column, instead)
                yield Suspect(table, column, fix, shown={"in its place": instead}, message=_LIMITS[dialect])


def _name_of(kind: DataType) -> str:
    """The type without its modifiers: `long raw`."""
    return f"{kind.base} {kind.suffix}".strip()
