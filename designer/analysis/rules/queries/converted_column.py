"""QR021: a comparison for which the server converts the column, and not the value."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.query_rule import QueryRule, Remark, is_small
from designer.analysis.rule import all_but
from designer.analysis.workload import ParsedPattern, ParsedStatement, Predicate
from designer.schema.build import entity, pattern
from designer.schema.model import Attribute, Dialect
from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS
from designer.sql.tokens import Kind

_table = entity("parcels", "id bigint", "barcode varchar(20)", pk="id", index="barcode", rows=5_000_000)
_sql = "SELECT id FROM parcels WHERE barcode = {}"
_MYSQL = Dialect(name="mysql")
_NARROW = frozenset({"varchar", "char", "text"})
_OPERATORS = frozenset({"=", "<>", "<", "<=", ">", ">=", "between", "in"})
_CONVERTING = {
    "mysql": "It compares both as floating-point numbers, and many texts are the same number",
    "mariadb": "It compares both as floating-point numbers, and many texts are the same number",
    "oracle": "It puts TO_NUMBER around the column, which also fails on the first text that is no number",
    "tsql": "It converts the column, whose type ranks below a number's, and fails on the first text that is none",
}
"""What the server does where a text meets a number. SQLite converts the value, as the column says."""
_REFUSED = "PostgreSQL has no comparison between a text and a number, and refuses the statement"
_WIDENED = "A national text ranks above the column's type, so that SQL Server converts the column of every row"


class ConvertedColumn(QueryRule):
    """Comparison for which the server converts the column, and not the value.

    Where two types meet, the server turns one into the other by rules of its own. A text compared with a number
    becomes a number, row by row, and an index on the text is sorted otherwise: all rows are read. Written as a text,
    the same value finds its row. PostgreSQL refuses the comparison.

    Flagged where a text column meets a number written out, and, in SQL Server, a varchar column a national text (under
    some collations a range of the index is still read). Tables declared to stay small are left alone, as are columns
    that lead no index. SQLite converts the value, as the column says, and MySQL compares as the column does when it is
    the number.
    """

    code = "QR021"
    dialects = all_but("sqlite")
    confidence = Confidence.CERTAIN
    reference = "https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html"
    flagged = example(_table, pattern("scan a parcel", _sql.format("40512"), per_minute=60), dialect=_MYSQL)
    accepted = example(_table, pattern("scan a parcel", _sql.format("'40512'"), per_minute=60), dialect=_MYSQL)

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for one in statement.predicates:
            table_id = statement.tables[one.use].entity
            if one.function is not None or one.operator not in _OPERATORS or one.parameter or table_id is None:
                continue
            column = facts.schema.attribute(one.attribute)
            found = _conversion(facts, column, one)
            if found is None:
                continue
            why, written = found
            table = facts.schema.entity(table_id)
            refused = why == _REFUSED
            if not refused and (is_small(facts, table.id) or not _leads(facts, table.id, column)):
                continue
            place = f"{facts.name(table)}.{column.name}"
            yield Remark(
                f"compares {place}, a text, with a number, which the server refuses"
                if refused
                else f"makes the server convert {place} in every row",
                f"{why}." if refused else f"{why}; no index on the column serves.",
                entity=table.id,
                attributes=(column.id,),
                shown={
                    "column": f"{place} {column.type}",
                    "compared with": one.value,
                    **({"written as its type": written} if written else {}),
                },
                severity=Severity.ERROR if refused else None,
            )


def _conversion(facts: Facts, column: Attribute, one: Predicate) -> tuple[str, str] | None:
    """Why the server converts the column, and the condition as it should be, where that can be written at once."""
    dialect = facts.schema.dialect.name
    if facts.family(column) != "text":
        return None
    tokens = tokenize(one.value, dialect, LIMITS).tokens
    if one.constant and any(token.kind is Kind.NUMBER for token in tokens):
        why = _REFUSED if dialect == "postgres" else _CONVERTING.get(dialect)
        texts = [f"'{token.text}'" if token.kind is Kind.NUMBER else token.text for token in tokens]
        return (why, _condition(column, one, texts)) if why else None
    national = [token.kind is Kind.STRING and token.text[:1] in "nN" for token in tokens]
    if dialect == "tsql" and facts.type_of(column).base in _NARROW and any(national):
        texts = [token.text[1:] if wide else token.text for token, wide in zip(tokens, national, strict=True)]
        return _WIDENED, _condition(column, one, texts)
    return None


def _condition(column: Attribute, one: Predicate, texts: list[str]) -> str:
    if "-" in texts:
        return ""  # its sign is no part of the number
    value = " ".join(text for text in texts if text).replace(" ,", ",")
    return f"{column.name} {one.operator.upper()} {f'({value})' if one.operator == 'in' else value}"


def _leads(facts: Facts, table: str, column: Attribute) -> bool:
    return any(path.columns[:1] == (column.id,) for path in facts.access_paths(table))
