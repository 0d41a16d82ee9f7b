"""CO052: a look-up table that takes the same choice twice."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_tables
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_NAMES = ("code", "name", "label", "title")
_BESIDE = frozenset(
    "description comment note position ordinal sort order rank sequence color colour icon active enabled created "
    "updated modified deleted at on by date time is version".split()
)
_LISTS = frozenset(
    "type status category kind genre class level role state priority reason unit method source mode format severity "
    "country currency language region continent colour color brand tag department grade gender segment topic industry "
    "skill channel stage phase outcome rating size material sex nationality religion occupation profession "
    "subcategory salutation group weather".split()
)
"""Last words of the names of look-up tables: what each of them lists there is once."""
_albums = entity("albums", "id bigint", "genre_id bigint", pk="id", index="genre_id")
_link = link("albums.genre_id", "genres.id")


class ChoiceTwice(ColumnRule):
    """Look-up table that takes the same choice twice.

    A number for a key tells rows apart, not what they stand for: without a unique key over the name, Jazz is entered
    twice, each gets half of the albums, and a list offers both. Nobody notices until a count is wrong; merging the two
    means changing every table that refers to them.

    Only tables count that are called as a list of choices (type, status, category, role, country …), that others refer
    to and that refer to none themselves, with a number for a key, one text called code, name, label or title, and
    nothing else than what describes it (a description, a position, a flag, times).
    """

    code = "CO052"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS"
    flagged = example(_albums, entity("genres", "id bigint", "name text not null", pk="id"), _link)
    accepted = example(_albums, entity("genres", "id bigint", "name text not null", pk="id", unique="name"), _link)
    one = "names a choice, and two rows may have the same"
    many = "name the choices of look-up tables, and two rows may have the same"
    message = "The same choice can be entered twice: each gets a part of the rows, and lists offer both."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table in own_tables(facts):
            column = _name(facts, table)
            if column is not None and any(one.child != table.id for one in facts.schema.references_to(table.id)):
                yield Suspect(table, column, _fix(facts, table, column))


def _name(facts: Facts, table: Entity) -> Attribute | None:
    """The one text that says what a row stands for, where the table says little else and no unique key holds it."""
    key = table.primary_key.columns if table.primary_key else ()
    if len(key) != 1 or not _LISTS & set(stem(table.name)[-1:]):
        return None
    if facts.schema.references_from(table.id) or table.inherits or table.exclusions:
        return None
    if facts.family(facts.schema.attribute(key[0])) not in ("integer", "uuid", "numeric"):
        return None
    rest = [one for one in table.attributes if one.id not in key]
    names = [one for one in rest if words(one.name)[-1:] and _says_what(table, one)]
    others = [one for one in rest if one not in names]
    if len(names) != 1 or any(not _BESIDE & set(words(one.name)) for one in others):
        return None
    return names[0] if facts.family(names[0]) == "text" and not _is_kept(table, names[0]) else None


def _says_what(table: Entity, column: Attribute) -> bool:
    parts = words(column.name)
    return (parts[-1] in _NAMES and parts[:-1] in ((), stem(table.name))) or stem(column.name) == stem(table.name)


def _is_kept(table: Entity, column: Attribute) -> bool:
    """Whether a unique key or index holds it, be it with others, in an expression or in part."""
    if any(column.id in key.columns for key in table.keys):
        return True
    parts = [key for index in table.indexes if index.unique for key in index.keys]
    name = column.name.lower()
    return any(key.column == column.id or name in {one.lower() for one in mentions(key.expression)} for key in parts)


def _fix(facts: Facts, table: Entity, column: Attribute) -> tuple[Change, ...]:
    """The unique key; none over a text without a length where the server keeps none."""
    free = facts.schema.dialect.name in ("postgres", "sqlite")
    if not free and facts.type_of(column).length is None:
        return ()
    return (edits.unique(facts.schema, table.id, (column.id,)),)
