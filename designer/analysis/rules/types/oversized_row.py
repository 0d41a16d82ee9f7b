"""TY029: a row whose declared columns are wider than the server lets a row be."""

from collections.abc import Iterator

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity, evidence_table
from designer.analysis.rule import TableRule
from designer.schema.build import entity, options
from designer.schema.model import Attribute, Dialect, Entity

_LIMITS = {"mysql": 65_535, "mariadb": 65_535, "tsql": 8_060}
_WIDEST = 10
"""So many of the widest columns are shown."""
_MYSQL_CHARACTER = {"utf8mb4": 4, "utf8mb3": 3, "utf8": 3, "ucs2": 2, "utf16": 4, "utf16le": 4, "utf32": 4}
_FIXED = {
    "tinyint": 1, "bit": 1, "bool": 1, "year": 1, "smallint": 2, "mediumint": 3, "date": 3, "int": 4, "integer": 4,
    "float": 4, "bigint": 8, "double": 8, "datetime": 5, "timestamp": 4, "time": 3,
}  # fmt: skip
_FIXED_TSQL = {
    "bit": 0, "tinyint": 1, "smallint": 2, "date": 3, "int": 4, "integer": 4, "real": 4, "bigint": 8, "float": 8,
    "datetime": 8, "money": 8, "uniqueidentifier": 16,
}  # fmt: skip
_DIRECT = ("char", "varchar", "binary", "varbinary")
_POINTER = 9
"""The least that a BLOB or TEXT of MySQL takes of the row that it lies outside of."""


class OversizedRow(TableRule):
    """Row whose declared columns are wider than the server lets a row be.

    MySQL and MariaDB add up the most bytes that every column could take, and refuse a table of more than 65,535: under
    utf8mb4 each character counts four, so that five columns of varchar(4000) are too many, whatever is stored in them.
    SQL Server refuses a table whose columns of fixed width come to more than 8,060 bytes, a page. TEXT, or a width that
    the values need, is what the widest columns want; a table of its own is what rarely read ones want.

    What is added up is the least that the server may count: where the character set is not declared, a character is
    taken for one byte. PostgreSQL moves wide values out of the row by itself and is left alone, as are SQLite and
    Oracle.
    """

    code = "TY029"
    dialects = ("mysql", "mariadb", "tsql")
    severity = Severity.ERROR
    reference = "https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html"
    flagged = example(
        entity(
            "pages",
            "id bigint",
            *(f"part_{name} varchar(4000)" for name in ("one", "two", "three", "four", "five")),
            pk="id",
            options=options(mysql={"charset": "utf8mb4"}),
        ),
        dialect=Dialect(name="mysql"),
    )
    accepted = example(
        entity(
            "pages",
            "id bigint",
            *(f"part_{name} text" for name in ("one", "two", "three", "four", "five")),
            pk="id",
            options=options(mysql={"charset": "utf8mb4"}),
        ),
        dialect=Dialect(name="mysql"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        limit = _LIMITS.get(facts.schema.dialect.name)
        for table in own_tables(facts) if limit else ():
            widths = facts.kept(_widths, table)
            total = sum(widths)
            if total <= (limit or 0):
                continue
            widest = sorted(zip(widths, table.attributes, strict=True), key=lambda pair: -pair[0])[:_WIDEST]
            yield self.finding(
                table,
                f"A row of {facts.name(table)} may take {total:,} bytes, and the server allows {limit:,}",
                "The server refuses the table, whatever is stored in it. Give the widest columns the width that their "
                "values need, or keep them outside of the row.",
                attributes=tuple(one.id for _, one in widest[:3]),
                evidence=evidence_table(
                    ("column", "type", "most bytes"), [(one.name, one.type, width) for width, one in widest]
                ),
            )


def _widths(facts: Facts, table: Entity) -> tuple[int, ...]:
    """By column of a table, the least that the server may count for it, in bytes."""
    width = _in_tsql if facts.schema.dialect.name == "tsql" else _in_mysql
    return tuple(width(facts, table, one) for one in table.attributes)


def _in_mysql(facts: Facts, table: Entity, column: Attribute) -> int:
    kind = facts.type_of(column)
    if column.generated and not column.generated.stored:
        return 0
    if kind.base in _DIRECT:
        length = kind.length or 1
        bytes_each = 1 if kind.base.endswith("binary") else _bytes_each(table, column)
        prefix = 0 if not kind.base.startswith("var") else 1 if length * bytes_each < 256 else 2
        return length * bytes_each + prefix
    if kind.family in ("text", "binary", "json") and not kind.modifiers:
        return _POINTER
    return _FIXED.get(kind.base, 0)


def _bytes_each(table: Entity, column: Attribute) -> int:
    """Bytes of a character of the column at most; 1 where no character set is declared."""
    for holder in (column, table):
        said = holder.options.get("mysql") or holder.options.get("mariadb") or {}
        own = column.collation if holder is column else None
        charset = said.get("charset") or (own or said.get("collation") or "").partition("_")[0]
        if charset:
            return _MYSQL_CHARACTER.get(str(charset).lower(), 1)
    return 1


def _in_tsql(facts: Facts, table: Entity, column: Attribute) -> int:
    kind = facts.type_of(column)
    if column.generated:
        return 0
    if kind.base in ("char", "nchar", "binary"):
        return (kind.length or 1) * (2 if kind.base == "nchar" else 1)
    return _FIXED_TSQL.get(kind.base, 0)
