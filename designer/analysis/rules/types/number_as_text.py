"""TY002: numbers kept as text."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.analysis.vocabulary import head, means_money
from designer.analysis.words import words
from designer.schema.build import entity
from designer.schema.model import Attribute

_NUMBERS = frozenset({"quantity", "qty", "amount", "price", "latitude", "longitude", "salary", "subtotal"})


class NumberAsText(ColumnRule):
    """Number kept as text.

    '9' is more than '10' when letters are compared, '1,5' and '1.5' are two spellings of one amount in two
    countries, and a sum has to cast every row and fails at the first that is no number.

    The last word of the name must be a quantity (`unit_price`, `quantity`, `latitude`). Numbers that nobody adds up
    (telephone, house, version or card numbers) are text, and left alone, as
    is the plural in a type without a length. Samples that are no numbers settle it.
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
            if head(column.name) not in _NUMBERS or facts.family(column) != "text":
                continue
            if column.id in facts.foreign_columns(table.id) or _is_a_list(facts, column):
                continue
            seen = _samples(column)
            if seen and not all(_is_number(value) for value in seen):
                continue
            target = "numeric(14,2)" if means_money(column.name) else "numeric"
            yield Suspect(
                table,
                column,
                retype(facts, column, target),
                shown={"sample": seen[0]} if seen else {},
                confidence=Confidence.CERTAIN if seen else None,
            )


def _is_a_list(facts: Facts, column: Attribute) -> bool:
    """`prices text` may hold all of them: a number in the plural, in a type without a length."""
    last = [part for part in words(column.name) if not part.isdigit()][-1]
    return last not in _NUMBERS and facts.type_of(column).length is None


def _samples(column: Attribute) -> list[str]:
    return [str(value) for value in (*column.samples, *(share.value for share in column.values)) if value]


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", "."))
    except ValueError:
        return False
    return True
