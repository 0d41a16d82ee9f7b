"""NM002: names that have to be quoted because of how they are spelled."""

import re
from collections.abc import Iterator, Mapping

from designer.analysis.columns import enumerated, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.naming_styles import follows
from designer.analysis.rule import SummedRule
from designer.schema.build import attribute, entity
from designer.schema.model import Attribute, Entity
from designer.sql.identifiers import shown_identifier
from designer.sql.reserved import words_to_quote

_MOST_SHOWN = 50
_FEWEST_USUAL = 3
_NEARLY_ALL = 0.8
"""Share of the enums from which on quoted names are what the design calls enums, which a generator writes."""
_FEWEST_MANY = 10
_MANY = 0.2
"""Share of the columns from which on quoted names may be how the design's columns are called, where they are many."""
_BEGINS_WITH_A_DIGIT = re.compile(
    r"[0-9]+(?!e[0-9]|x[0-9a-f]*$|b[01]*$|[0-9])[A-Za-z_$\u0080-\uffff][0-9A-Za-z_$\u0080-\uffff]*", re.IGNORECASE
)
"""`2fa` is a name to MySQL, unquoted; `1e5`, `0xff` and `0b1` are numbers."""
_LETTERS_OF_ANY_SCRIPT = re.compile(r"[^\W\d][\w$]*+")
_ASCII_CAPITAL = re.compile("[A-Z]")

_Sum = tuple[tuple[str, ...], tuple[tuple[str, str], ...], int]
"""Of a table: its own name where it is quoted, its quoted columns, and how many columns it has."""


class NeedsQuotes(SummedRule):
    """Names that have to be quoted.

    Without quotes PostgreSQL reads `userName` as `username`, and then finds no such column. A name with capitals,
    blanks or other signs has to be quoted in every statement, by every person and every tool; the one that forgets
    gets an error that names a column which nobody wrote.

    One finding lists them all. It is a hint where half of the tables are called so: that is a choice that somebody
    made for the design. Where nearly all enums are called so, they are left out, for the same reason; where nothing
    else is called so, it is likely rather than certain, since statements seldom name an enum. So it is where ten
    columns and more than a fifth of all are called so, which may be the convention of whoever made them. Reserved
    words have a rule of their own. A team that has set capitals for its names has chosen the quotes, and names so
    written are left out. Dialects that keep or ignore case take mixed case as it is, and all of them letters beyond
    a to z: `bokføring` needs no quotes.
    """

    code = "NM002"
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"
    flagged = example(entity("Users", "id bigint", Attribute(name="first name", type="text"), pk="id"))
    accepted = example(entity("users", "id bigint", attribute("first_name text"), "order_2 text", pk="id"))

    def sum_of(self, facts: Facts, table: Entity) -> _Sum:
        own = (table.name,) if _needs_quotes(facts, table.name, facts.thresholds.naming.case) else ()
        quoted = tuple((table.name, one) for one in _quoted_columns(facts, table))
        return own, quoted, len(own_of(facts, table))

    def judge(self, facts: Facts, sums: Mapping[str, _Sum]) -> Iterator[Finding]:
        dialect = facts.schema.dialect.name
        tables = [name for own, _, _ in sums.values() for name in own]
        columns = [place for _, quoted, _ in sums.values() for place in quoted]
        enums = [one.name for one in facts.schema.enums if _needs_quotes(facts, one.name, facts.thresholds.naming.case)]
        usual = len(enums) >= _FEWEST_USUAL and len(enums) > _NEARLY_ALL * len(facts.schema.enums)
        if usual and (tables or columns):
            enums = []
        names = [*tables, *(f"{table}.{column}" for table, column in columns), *enums]
        if not names:
            return
        chosen = 2 * len(tables) > len(sums) or bool(usual and enums)
        held = sum(count for _, _, count in sums.values())
        usual_columns = len(columns) >= _FEWEST_MANY and len(columns) > _MANY * held
        rows = [("table", one) for one in tables] + [(f"column of {table}", one) for table, one in columns]
        rows += [("enum", one) for one in enums]
        yield self.finding(
            facts.schema,
            f"{len(names)} {'name has' if len(names) == 1 else 'names have'} to be quoted: {enumerated(names)}",
            "Written without quotes they mean another name, or nothing at all.",
            confidence=_how_sure(chosen, doubted=usual_columns or not (tables or columns)),
            evidence=evidence_table(
                ("kind", "as it has to be written"),
                [(kind, shown_identifier(one, dialect)) for kind, one in rows[:_MOST_SHOWN]],
            ),
        )


def _how_sure(chosen: bool, doubted: bool) -> Confidence:
    if chosen:
        return Confidence.HINT
    return Confidence.LIKELY if doubted else Confidence.CERTAIN


def _quoted_columns(facts: Facts, table: Entity) -> tuple[str, ...]:
    return tuple(
        one.name for one in own_of(facts, table) if _needs_quotes(facts, one.name, facts.thresholds.naming.of_columns)
    )


def _needs_quotes(facts: Facts, name: str, case: str) -> bool:
    """Whether a name needs quotes that the team did not choose by setting a case with capitals for such names."""
    dialect = facts.schema.dialect.name
    if not _is_quoted(name, dialect):
        return False
    if case in ("", "snake") or not follows(name, case):
        return True
    return _is_quoted(name.lower(), dialect) and _is_quoted(name.upper(), dialect)


def _is_quoted(name: str, dialect: str) -> bool:
    if dialect in ("mysql", "mariadb") and _BEGINS_WITH_A_DIGIT.fullmatch(name):
        return False
    if _stands_bare(name, dialect):
        return False
    return name.lower() not in words_to_quote(dialect) and shown_identifier(name, dialect) != name


def _stands_bare(name: str, dialect: str) -> bool:
    """Whether servers take it as written, although what writes SQL quotes it to be safe: `bokføring`, `v$session`."""
    if not _LETTERS_OF_ANY_SCRIPT.fullmatch(name):
        return False
    if dialect == "oracle":
        return name == name.upper() and name[0] != "_"
    return dialect != "postgres" or not _ASCII_CAPITAL.search(name)
