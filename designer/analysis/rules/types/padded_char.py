"""TY005: text of varying length in char(n)."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.analysis.rule import all_but
from designer.analysis.vocabulary import means_free_text
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity

UUID_LENGTH = 36
_VARYING = {"nchar": "nvarchar"}
_CUT = "Blanks fill each value up to its length, and all at its end are taken off when it is read, its own as well."


class PaddedChar(ColumnRule):
    """Text of varying length in char(n).

    char(n) fills every value with blanks up to n. They take room in each row and index, come back with the value in
    some clients and not in others, and are ignored in = but not in LIKE. In PostgreSQL it is slower than text,
    never faster; MySQL and MariaDB take the blanks off again when they answer. SQLite fills nothing, and is left alone.

    Codes that always fill their length (`country char(2)`, hashes) are left alone: only names of texts that vary
    count (`title`, `email`, `comment`). Of a foreign key's column the name of the key that it refers to decides, which
    has the same type; char(36) is a UUID, whatever it is called.
    """

    code = "TY005"
    dialects = all_but("sqlite")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/datatype-character.html"
    flagged = example(entity("people", "id bigint", "last_name char(40)", pk="id"))
    accepted = example(entity("people", "id bigint", "last_name text", "country char(2)", "hash char(64)", pk="id"))
    one = "pads every value with blanks to {type}"
    many = "pad text of varying length with blanks"
    message = "The blanks take room, and = ignores them while LIKE and some clients do not."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts) if facts.schema.dialect.name != "sqlite" else ():
            kind = facts.type_of(column)
            if kind.base not in ("char", "nchar") or kind.dimensions or not means_free_text(column.name):
                continue
            keys = table.primary_key.columns if table.primary_key else ()
            if any(one != column.id and facts.type_of(facts.schema.attribute(one)) == kind for one in keys):
                continue  # the same kind of hash as the key
            if kind.length == UUID_LENGTH or _is_a_key_elsewhere(facts, table, column):
                continue
            if (kind.length or 0) > 3:
                target = f"{_VARYING.get(kind.base, 'varchar')}({kind.modifiers[0]})"
                if facts.schema.dialect.name == "oracle":
                    target = target.replace("varchar", "VARCHAR2", 1)
                cut = facts.schema.dialect.name in ("mysql", "mariadb")
                fix = retype(facts, column, target, default=column.default)
                yield Suspect(table, column, fix, message=_CUT if cut else None)


def _is_a_key_elsewhere(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether a foreign key's column is of the type of the key that it refers to, which is no text that varies."""
    for link in facts.schema.references_from(table.id):
        for mine, theirs in zip(link.columns, link.parent_columns, strict=False):
            key = facts.schema.attribute(theirs)
            if mine == column.id and facts.type_of(key) == facts.type_of(column) and not means_free_text(key.name):
                return True
    return False
