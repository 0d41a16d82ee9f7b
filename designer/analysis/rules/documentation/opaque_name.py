"""DO005: columns whose names say nothing, and that no comment explains."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.differences import parents_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.schema.build import attribute, entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_PLACEHOLDERS = frozenset(
    "fld field col column attr attribute var val value udf dummy misc flex custom spare filler unused reserved".split()
)
_KNOWN_SHORT = frozenset(
    "id pk fk no nr ip os tz db cc bcc to at on by in up ok url uri x y z w h r g b a k v n t s e m d en de fr es it "
    "eu us uk ph cv tv pc qr ad hr po ts dt lat lon lng cn dn ou mx ns sn fn mi st zip md ra qt op".split()
)
"""Abbreviations and letters that people read without help: coordinates, colours, languages, networks."""
_KNOWN_NUMBERED = frozenset({"md", "ip", "ha", "mp", "ec", "fa"})
"""The letters of `md5`, `ip4`, `mp3`, whose number is a part of the name."""


class OpaqueName(ListedRule):
    """Column whose name says nothing, and that no comment explains.

    `fld7` and `q9` were clear to the one who made them. Everyone else asks, guesses, or leaves the column alone for
    ever because nobody dares to drop it. A comment costs one line; the data dictionary prints it.

    Names of at most two letters, with or without a number, and placeholders with a number. Short names that everyone
    knows (`id`, `ip`, `x`, `tz`) are left alone, and so are keys, foreign keys, and columns in pairs and series such
    as `x1`, `x2`, where the number counts something. One finding for each table.
    """

    code = "DO005"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/sql-comment.html"
    many = "tables have columns whose names say nothing"
    message = "A comment would say what they hold."
    flagged = example(entity("readings", "id bigint", "fld7 text", "qv numeric", pk="id"))
    accepted = example(
        entity("readings", "id bigint", attribute("fld7 text", comment="Device label."), "x int", "y int", pk="id")
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from (self._finding(facts, table, some) for table in own_tables(facts) if (some := _opaque(facts, table)))

    def _finding(self, facts: Facts, table: Entity, columns: list[Attribute]) -> Finding:
        names = ", ".join(one.name for one in columns)
        return self.finding(
            table,
            f"Nothing says what {facts.name(table)}.{names} {'holds' if len(columns) == 1 else 'hold'}",
            "A comment, or a name of whole words, spares the next reader the question.",
            attributes=tuple(one.id for one in columns),
            evidence=evidence_table(("column", "type"), [(one.name, one.type) for one in columns]),
        )


def _opaque(facts: Facts, table: Entity) -> list[Attribute]:
    keyed = facts.foreign_columns(table.id) | {column for key in table.keys for column in key.columns}
    inherited = {one.name for parent in parents_of(table) for one in facts.schema.entity(parent).attributes}
    letters = [_letters(one.name) for one in table.attributes]
    return [
        one
        for one in table.attributes
        if not one.comment
        and one.id not in keyed
        and one.name not in inherited
        and _says_nothing(one.name)
        and letters.count(_letters(one.name)) == 1
    ]


def _letters(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if not word.isdigit())


def _says_nothing(name: str) -> bool:
    letters = _letters(name)
    if len(letters) != 1:
        return False
    numbered = len(words(name)) > 1
    if letters[0] in _PLACEHOLDERS:
        return numbered
    known = _KNOWN_NUMBERED if numbered else _KNOWN_SHORT
    return name.isascii() and len(letters[0]) <= 2 and letters[0] not in known
