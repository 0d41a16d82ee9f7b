"""Which keys foreign keys need whose tables are not modelled: their statements are carried as text.

`CREATE TABLE … AS SELECT` makes a table of which no column is known, and what is altered of it later refers to tables
that are.
"""

from collections.abc import Iterator

from designer.analysis.expressions import tokens_of
from designer.analysis.facts import Facts
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind, Token

Needed = frozenset[tuple[str, frozenset[str]]]
"""Tables and the columns of a key of theirs, both in small letters."""


def needed_by_carried(facts: Facts) -> Needed:
    """What stands behind each REFERENCES of a carried statement, where it names columns."""
    return facts.gist(_needed)


def _needed(facts: Facts) -> Needed:
    dialect = facts.schema.dialect.name
    texts = (one.sql for one in facts.schema.opaque if "references" in one.sql.lower())
    return frozenset(link for text in texts for link in _links(tokens_of(text, dialect), dialect))


def _links(tokens: tuple[Token, ...], dialect: str) -> Iterator[tuple[str, frozenset[str]]]:
    for place, token in enumerate(tokens):
        if token.kind is not Kind.WORD or token.text.lower() != "references":
            continue
        behind = [one.text for one in tokens[place + 1 :]]
        opening = behind.index("(") if "(" in behind else 0
        if opening not in (1, 3, 5) or ")" not in behind[opening:]:  # table, schema.table, database.schema.table
            continue
        columns = behind[opening + 1 : behind.index(")", opening)]
        names = frozenset(read_identifier(one, dialect).lower() for one in columns if one != ",")
        yield read_identifier(behind[opening - 1], dialect).lower(), names
