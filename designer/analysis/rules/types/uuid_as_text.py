"""TY012: UUIDs kept as text."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import mentions, tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.words import words
from designer.sql.tokens import Kind

_MAKERS = {"gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v1mc", "uuidv7", "uuidv4"}
_MAKER_OF = {"postgres": "gen_random_uuid()", "mariadb": "uuid()", "tsql": "(newid())"}
_AROUND = {"text", "varchar", "character", "varying", "char", "cast", "public", "extensions"}
"""What may stand around such a function without making something else of its text."""
_SECRETS = {"secret", "token", "password", "key"}
UUID_LENGTH = 36
WITH_BRACES = 38


class UuidAsText(ColumnRule):
    """UUID kept as text.

    As text a UUID takes 37 bytes in place of 16, in the table and again in every index and every column that refers
    to it, and capital letters make a second spelling of the same one. The type uuid takes one spelling and compares
    as a number.

    A column counts that is called uuid or guid and has room for just that, that has 36 characters and is an id, or
    that a UUID function fills. SQL Server calls the type uniqueidentifier; MySQL, SQLite and Oracle have none, and
    are left alone. Secrets and tokens are left alone: there a UUID is only a way to make random text.
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
        for table, column in own_columns(facts):
            if facts.family(column) != "text":
                continue
            last = words(column.name)[-1:]
            length = facts.type_of(column).length
            made = _is_made(column.default)
            other = bool(_MAKERS & mentions(column.default)) and not made  # a prefix, or a part of one
            fits = length is not None and UUID_LENGTH <= length <= WITH_BRACES
            # The guid of a feed's entry is any text, so that word alone does not tell.
            named = (last == ("uuid",) and length is None) or (last in (("uuid",), ("guid",)) and fits)
            if other or _SECRETS & set(words(column.name)):
                continue
            if made or named or (last == ("id",) and length == UUID_LENGTH):
                fix = retype(facts, column, "uuid", **({"default": maker} if made else {}))
                shown = {"default": column.default} if made else {}
                yield Suspect(table, column, fix, shown=shown)


def _is_made(default: str | None) -> bool:
    """Whether a default is what the maker of UUIDs gives, cast or not: not `right(…, 12)` of it, nor `'v-' || …`."""
    called = mentions(default)
    plain = all(one.kind is not Kind.STRING and one.text != "||" for one in tokens_of(default or ""))
    return plain and bool(_MAKERS & called) and called <= _MAKERS | _AROUND
