"""NM001: a name that is a reserved word."""

from collections.abc import Hashable, Iterator, Sequence

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.schema.build import entity
from designer.schema.model import Entity
from designer.sql.identifiers import shown_identifier
from designer.sql.reserved import words_never_columns, words_of_mariadb_alone, words_of_mysql_alone


class ReservedWord(ListedRule):
    """Name that is a reserved word.

    A reserved word has to be quoted in every statement that mentions it, by every person and every tool, for
    as long as the table lives. The one that forgets gets a syntax error that does not say why.

    Only words that the design's own dialect reserves count; `name`, `status` or `date` need no quotes. A word that
    MySQL reserves and MariaDB does not is likely only, since the design may be for either; it is a hint in a design for
    MariaDB, and where no MySQL before 8.4 reserves it. So is a name in mixed case (`Order`) in a design most of whose
    tables have to be quoted for theirs: there it is quoted anyway. PostgreSQL takes `shop.user` as it stands, so that a
    table outside `public` is only likely to be met without its schema.
    """

    code = "NM001"
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/sql-keywords-appendix.html"
    many = "tables use reserved words as names"
    message = "Every statement has to quote them."
    flagged = example(entity("order", "id bigint", "user text", pk="id"))
    accepted = example(entity("orders", "id bigint", "name text", "status text", "date date", pk="id"))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        reserved = words_never_columns(facts.schema.dialect.name)
        yield from (self._finding(facts, table, reserved) for table in own_tables(facts) if _reserved(table, reserved))

    def surroundings(self, facts: Facts) -> Hashable:
        return _quotes_anyway(facts)

    @property
    def rests_on_gathered(self) -> bool:
        return True

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        for confidence in Confidence:
            yield from super().fold(facts, [one for one in found if one.confidence is confidence])

    def _finding(self, facts: Facts, table: Entity, reserved: frozenset[str]) -> Finding:
        columns = [one for one in table.attributes if one.name.lower() in reserved]
        own = [table.name] if table.name.lower() in reserved else []
        shown = facts.name(table)
        names = [shown for _ in own] + [f"{shown}.{one.name}" for one in columns]
        bare = own + [one.name for one in columns]
        them = "it" if len(names) == 1 else "them"
        qualified = not columns and facts.schema.dialect.name == "postgres" and shown != table.name
        sure = _confidence(facts, set(bare))
        return self.finding(
            table,
            f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} reserved in SQL",
            f"Every statement {'that names it without its schema ' if qualified else ''}has to quote {them}; "
            "another name spares everyone that.",
            confidence=Confidence.LIKELY if qualified and sure is Confidence.CERTAIN else sure,
            attributes=tuple(one.id for one in columns),
            evidence=evidence_table(
                ("name", "as it has to be written"),
                [
                    (name, shown_identifier(one, facts.schema.dialect.name))
                    for name, one in zip(names, bare, strict=True)
                ],
            ),
        )


def _confidence(facts: Facts, names: set[str]) -> Confidence:
    """Which servers of the dialect reserve these words: all of them, or some."""
    dialect = facts.schema.dialect.name
    if all(_is_odd(one, dialect) for one in names) and _quotes_anyway(facts):
        return Confidence.HINT
    names = {one.lower() for one in names}
    if dialect == "mysql" and names <= words_of_mariadb_alone():
        return Confidence.HINT
    if dialect not in ("mysql", "mariadb") or not names <= words_of_mysql_alone():
        return Confidence.CERTAIN
    return Confidence.HINT if dialect == "mariadb" or names <= words_of_mysql_alone(newest=True) else Confidence.LIKELY


def _quotes_anyway(facts: Facts) -> bool:
    """Whether most tables are called so that they have to be quoted, reserved or not."""
    tables, dialect = facts.schema.entities, facts.schema.dialect.name
    return 2 * sum(_is_odd(one.name, dialect) for one in tables) > len(tables)


def _is_odd(name: str, dialect: str) -> bool:
    """Whether its spelling asks for quotes; with a sign more it is no reserved word."""
    return shown_identifier(f"{name}_", dialect) != f"{name}_"


def _reserved(table: Entity, reserved: frozenset[str]) -> bool:
    return any(name.lower() in reserved for name in (table.name, *(one.name for one in table.attributes)))
