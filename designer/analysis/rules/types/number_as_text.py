"""TY002: numbers kept as text."""

import re
from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.analysis.native_types import BOUNDED
from designer.analysis.vocabulary import head, means_money
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_NUMBERS = frozenset({"quantity", "qty", "amount", "price", "latitude", "longitude", "salary", "subtotal"})

_MEASURES = frozenset({"age", "weight", "height", "width", "length", "distance", "mileage"})
_AS_WRITTEN = frozenset({"verbatim", "raw", "original"})
_CODES = frozenset(
    "code number no nr num id key phone mobile fax zip postcode postal plz version release year isbn sku ean vat iban "
    "account ref reference hash token pin room house".split()
)
_TELLING = 3
"""So many different samples that all are numbers are no chance."""

_RANGE = re.compile(r"(?<![\d-])\d+(?:[.,]\d+)?\s*[-–~]\s*\d+(?:[.,]\d+)?(?![\d-])")
"""Two numbers of a comment with a dash between them, as `10.00-20.00` may be what is kept."""

_FITS = 20
"""Characters of a number that the decimal of systems which want its digits said has room for: any with up to eighteen
digits before the point and ten behind."""

_LENIENT = ("mysql", "mariadb", "sqlite")
_COUNTED = "Compared as letters, 9 is more than 10; a sum casts every row and counts as 0 what is no number."


class NumberAsText(ColumnRule):
    """Number kept as text.

    '9' is more than '10' when letters are compared, '1,5' and '1.5' are two spellings of one amount in two
    countries, and a sum has to cast every row and fails at the first that is no number. MySQL, MariaDB and SQLite take
    as much of it as is one, and count the rest as 0.

    The last word of the name must be a quantity (`unit_price`, `quantity`, `latitude`); a measure or sum (`weight`,
    `shipping_cost`) counts only in a type with a length. By its name alone that is a hint: `5 kg`, `3 of each` or
    more digits than any number type has may be meant.
    Numbers that nobody adds up (telephone, house, version or card numbers) are text, and left alone, as is the plural
    in a type without a length, what is kept as it was written (`verbatim_latitude`) or as a range (its comment says
    `10-20`), and a table of definitions, which holds where a value is found. Samples that are no numbers settle it;
    three that are tell it without the name, unless the name or zeros in front speak of a code.
    """

    code = "TY002"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/datatype-numeric.html"
    flagged = example(entity("items", "id bigint", "unit_price varchar(20)", "quantity text", pk="id"))
    accepted = example(
        entity("items", "id bigint", "unit_price numeric(12,2)", "phone_number text", "version text", pk="id")
    )
    one = "is a number kept as {type}"
    many = "keep numbers as text"
    message = "Compared as letters, 9 is more than 10; a sum casts every row and fails at the first that is no number."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            named = head(column.name) in _NUMBERS
            measured = head(column.name) in _MEASURES or means_money(column.name)
            measured = measured and facts.type_of(column).length is not None
            if facts.family(column) != "text" or not (named or measured or _shows_numbers(column)):
                continue
            seen = _samples(column)
            if not seen and (_is_as_written(table, column) or _is_a_list(facts, column)):
                continue
            if column.id in facts.foreign_columns(table.id) or not all(_is_number(value) for value in seen):
                continue
            yield Suspect(
                table,
                column,
                _as_number(facts, column),
                shown={"sample": seen[0]} if seen else {},
                message=_COUNTED if facts.schema.dialect.name in _LENIENT else None,
                confidence=Confidence.CERTAIN if seen else None,
            )


def _is_as_written(table: Entity, column: Attribute) -> bool:
    """Whether what somebody wrote is kept, or where a number is found."""
    written = bool(_AS_WRITTEN & set(words(column.name)) or _RANGE.search(column.comment or ""))
    return written or stem(table.name)[-1] == "definition"


def _as_number(facts: Facts, column: Attribute) -> tuple[Change, ...]:
    """The type that takes every number of the text as it is; none where only a narrower one is to be had."""
    length = facts.type_of(column).length
    bounded = facts.schema.dialect.name in BOUNDED
    return () if bounded and (length is None or length > _FITS) else retype(facts, column, "numeric")


def _is_a_list(facts: Facts, column: Attribute) -> bool:
    """`prices text` may hold all of them: a number in the plural, in a type without a length."""
    last = [part for part in words(column.name) if not part.isdigit()][-1]
    return last not in _NUMBERS and facts.type_of(column).length is None


def _shows_numbers(column: Attribute) -> bool:
    """Whether different samples are numbers, none of them a code by its name or by how it is written."""
    seen = set(_samples(column))
    coded = bool(_CODES & set(words(column.name))) or any(value[:1] in "0+" and value[1:2].isdigit() for value in seen)
    return len(seen) >= _TELLING and not coded and all(_is_number(value) for value in seen)


def _samples(column: Attribute) -> list[str]:
    return [str(value) for value in (*column.samples, *(share.value for share in column.values)) if value]


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", "."))
    except ValueError:
        return False
    return True
