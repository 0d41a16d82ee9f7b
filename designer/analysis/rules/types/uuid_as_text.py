"""TY012: UUIDs kept as text."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import mentions, tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import words
from designer.sql.tokens import Kind

_MAKERS = {"gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v1mc", "uuidv7", "uuidv4"}
_MAKER_OF = {"postgres": "gen_random_uuid()", "mariadb": "uuid()", "tsql": "(newid())"}
_AROUND = {"text", "varchar", "character", "varying", "char", "cast", "public", "extensions"}
"""What may stand around such a function without making something else of its text."""
_IDS = (("id",), ("uuid",), ("guid",))
_SECRETS = {"secret", "token", "password", "key"}
_DEVICES = {"filesystem", "fs", "device", "disk", "bios", "firmware", "hardware", "hw"}
"""What has an id of its own, in the form that its maker chose."""

_PASSING = {"migration", "backup", "staging"}
UUID_LENGTH = 36
WITH_BRACES = 38

_WIDE = "72 bytes in place of 16, in the table, in each index and in every reference, and two spellings of one id."


class UuidAsText(ColumnRule):
    """UUID kept as text.

    As text a UUID takes 37 bytes in place of 16, in the table and again in every index and every column that refers
    to it, and capital letters make a second spelling of the same one. The type uuid takes one spelling and compares
    as a number.

    A column counts that is called uuid or guid and has room for just that, that has 36 characters and is an id, or
    that a UUID function fills. SQL Server calls the type uniqueidentifier; MySQL, SQLite and Oracle have none, and
    are left alone. Secrets and tokens are left alone: there a UUID is only a way to make random text; so is a reference
    to a key that is other text. Ids of devices and disks, tables that only help a migration, and a design that makes
    UUIDs by a function of its own are hints: theirs may be of another form. So is an id in a table that gives names the
    same length.
    """

    code = "TY012"
    dialects = ("postgres", "mariadb", "tsql")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/datatype-uuid.html"
    flagged = example(entity("devices", "uuid varchar(36)", "name text", pk="uuid"))
    accepted = example(entity("devices", "uuid uuid", "uuid_prefix text", "id varchar(64)", pk="uuid"))
    one = "is a UUID kept as {type}"
    many = "keep UUIDs as text"
    message = (
        "37 bytes in place of 16, in the table, in each index and in every reference, and two spellings of one id."
    )

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        maker = _MAKER_OF.get(facts.schema.dialect.name)
        if maker is None:
            return
        elsewhere = _makes_its_own(facts)
        for table, column in own_columns(facts):
            if not _looks_like_one(facts, column) or _is_told_at_its_key(facts, table, column):
                continue
            made = _is_made(column.default)
            kind = facts.type_of(column)
            doubtful = not made and (
                elsewhere
                or _is_a_habit(facts, table, column)
                or bool((_DEVICES | _PASSING) & {*words(column.name), *words(table.name)})
            )
            yield Suspect(
                table,
                column,
                retype(facts, column, "uuid", **({"default": maker} if made else {})),
                shown={"default": column.default} if made else {},
                message=_WIDE if kind.base in ("nchar", "nvarchar") else None,
                confidence=Confidence.HINT if doubtful else None,
            )


def _looks_like_one(facts: Facts, column: Attribute) -> bool:
    last = words(column.name)[-1:]
    if column.default is None and last not in _IDS:  # which is most columns, and asked of all
        return False
    if facts.family(column) != "text" or _SECRETS & set(words(column.name)):
        return False
    length = facts.type_of(column).length
    made = _is_made(column.default)
    if _MAKERS & mentions(column.default) and not made:  # a prefix, or a part of one
        return False
    fits = length is not None and UUID_LENGTH <= length <= WITH_BRACES
    # The guid of a feed's entry is any text, so that word alone does not tell.
    named = (last == ("uuid",) and length is None) or (last in (("uuid",), ("guid",)) and fits)
    return made or named or (last == ("id",) and length == UUID_LENGTH)


def _is_a_habit(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether the table gives other texts that length too: then nothing tells of a UUID but the word id."""
    return words(column.name)[-1:] == ("id",) and any(
        facts.type_of(one).length == UUID_LENGTH and words(one.name)[-1:] not in _IDS
        for one in table.attributes
        if facts.family(one) == "text"
    )


def _is_told_at_its_key(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether it refers to a key that is text of another kind: what the key holds, it holds."""
    return any(
        mine == column.id and not _looks_like_one(facts, facts.schema.attribute(theirs))
        for link in facts.schema.references_from(table.id)
        for mine, theirs in zip(link.columns, link.parent_columns, strict=False)
    )


def _makes_its_own(facts: Facts) -> bool:
    """Whether a function of the design makes what it calls UUIDs: in which form, only the function knows."""
    return any(one.kind == "function" and "uuid" in words(one.name.partition("(")[0]) for one in facts.schema.opaque)


def _is_made(default: str | None) -> bool:
    """Whether a default is what the maker of UUIDs gives, cast or not: not `right(…, 12)` of it, nor `'v-' || …`."""
    called = mentions(default)
    plain = all(one.kind is not Kind.STRING and one.text != "||" for one in tokens_of(default or ""))
    return plain and bool(_MAKERS & called) and called <= _MAKERS | _AROUND
