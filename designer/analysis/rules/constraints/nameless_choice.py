"""CO042: a row of a look-up table that may have no name."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.model import Attribute, Entity, NotNull
from designer.schema.words import stem, words

_NAMES = frozenset({"name", "label", "title", "description", "code", "value"})
_albums = entity("albums", "id bigint", "genre_id bigint", pk="id", index="genre_id")
_link = link("albums.genre_id", "genres.id")


class NamelessChoice(ColumnRule):
    """Row of a look-up table that may have no name.

    A look-up table has a number and what it stands for, and nothing else. Where that may be NULL, a row without it is
    a choice that nobody can read: lists show an empty line, and rows that refer to it say nothing.

    Only tables count that others refer to, with a number for a key and one more column: a text called name, label,
    title, description, code, value, or as the table. One with a CHECK or a default thinks of it already.
    """

    code = "CO042"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL"
    flagged = example(_albums, entity("genres", "id bigint", "name text", pk="id"), _link)
    accepted = example(_albums, entity("genres", "id bigint", "name text not null", pk="id"), _link)
    one = "is all that a row says, and may be NULL"
    many = "are all that rows of their look-up tables say, and may be NULL"
    message = "A row without it is a choice that nobody can read."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table in own_tables(facts):
            column = _said(table)
            if (
                column is None
                or table.primary_key is None
                or facts.family(column) != "text"
                or facts.is_required(table, column)
            ):
                continue
            if facts.family(facts.schema.attribute(table.primary_key.columns[0])) not in ("integer", "uuid"):
                continue  # its key is a text that says enough
            if any(one.child != table.id for one in facts.schema.references_to(table.id)):
                yield Suspect(table, column, (edits.alter(facts.schema, column.id, not_null=NotNull()),))


def _said(table: Entity) -> Attribute | None:
    """The one column beside the key, where it names the row and nothing else thinks of it being empty."""
    key = table.primary_key.columns if table.primary_key else ()
    rest = [one for one in table.attributes if one.id not in key]
    if len(key) != 1 or len(rest) != 1 or table.checks or rest[0].default is not None or rest[0].generated:
        return None
    return rest[0] if words(rest[0].name)[-1:] and _names(table, rest[0]) else None


def _names(table: Entity, column: Attribute) -> bool:
    return words(column.name)[-1] in _NAMES or stem(column.name) == stem(table.name)
