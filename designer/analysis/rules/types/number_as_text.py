"""TY002: numbers kept as text."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.analysis.vocabulary import head, means_money
from designer.schema.build import entity
from designer.schema.model import Attribute
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

_LENIENT = ("mysql", "mariadb", "sqlite")
_COUNTED = "Compared as letters, 9 is more than 10; a sum casts every row and counts as 0 what is no number."


class NumberAsText(ColumnRule):
    """Number kept as text.

    '9' is more than '10' when letters are compared, '1,5' and '1.5' are two spellings of one amount in two
    countries, and a sum has to cast every row and fails at the first that is no number. MySQL, MariaDB and SQLite take
    as much of it as is one, and count the rest as 0.

    The last word of the name must be a quantity (`unit_price`, `quantity`, `latitude`), and it is a hint where the type
    has no length, since several may be meant; a measure or sum (`weight`, `shipping_cost`) counts only in a type with a
    length, and is a hint too, since `5 kg` may be meant. Numbers that nobody adds up
    (telephone, house, version or card numbers) are text, and left alone, as is the plural in a type without a length,
    what is kept as it was written (`verbatim_latitude`), and a table of definitions, which holds where a value is
    found. Samples that are no numbers settle it; three that are tell it without the name, unless the name or zeros in
    front speak of a code.
    """

    code = "TY002"
    confidence = Confidence.LIKELY
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
            measure = head(column.name) in _MEASURES or means_money(column.name)
            sized = facts.type_of(column).length is not None
            measured = measure and sized
            if facts.family(column) != "text" or not (named or measured or _shows_numbers(column)):
                continue
            if not _samples(column) and (_AS_WRITTEN & set(words(column.name)) or stem(table.name)[-1] == "definition"):
                continue
            seen = _samples(column)
            if column.id in facts.foreign_columns(table.id) or (not seen and _is_a_list(facts, column)):
                continue
            if seen and not all(_is_number(value) for value in seen):
                continue
            target = "numeric(14,2)" if means_money(column.name) else "numeric"
            yield Suspect(
                table,
                column,
                retype(facts, column, target),
                shown={"sample": seen[0]} if seen else {},
                message=_COUNTED if facts.schema.dialect.name in _LENIENT else None,
                confidence=Confidence.CERTAIN if seen else None if named and sized else Confidence.HINT,
            )


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
