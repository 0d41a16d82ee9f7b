"""TY026: telephone numbers and postal codes kept as numbers."""

from collections.abc import Iterator
from functools import lru_cache

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.model import Attribute
from designer.schema.words import words

_ENDINGS = (
    ("phone",), ("telephone",), ("phone", "number"), ("phone", "no"), ("telephone", "number"), ("phonenumber",),
    ("mobile", "number"), ("mobile", "no"), ("fax", "number"), ("fax", "no"), ("msisdn",), ("postal", "code"),
    ("post", "code"), ("postalcode",), ("postcode",), ("zip", "code"), ("zipcode",), ("zip",), ("iban",),
)  # fmt: skip
_TEXT = {"oracle": "VARCHAR2(32)", "sqlite": "TEXT", "postgres": "text"}
_FOUR_BYTES = ("int", "integer", "mediumint")
_FEWEST_DIGITS = 5


class CodeAsNumber(ColumnRule):
    """Telephone number or postal code kept as a number.

    02134 becomes 2134, which is no postal code, and nobody can tell afterwards that a digit is gone. +49 30 1234 and
    0049 30 1234 have signs that a number has no place for, most of the world's postal codes hold letters, and ten
    digits do not fit into four bytes. Nobody adds such numbers up: they are texts made of digits.

    The last words of the name must say so (`phone`, `mobile_number`, `zip_code`), and the type must have room for
    one: a flag, a small integer or a reference is something else.
    """

    code = "TY026"
    confidence = Confidence.HINT
    reference = "https://www.itu.int/rec/T-REC-E.164"
    flagged = example(entity("people", "id bigint", "phone_number bigint", pk="id"))
    accepted = example(
        entity("people", "id bigint", "phone_number text", "phone_id bigint", "zip_codes integer", pk="id")
    )
    one = "is digits that are no number, kept as {type}"
    many = "are digits that are no numbers, kept as numbers"
    message = "Leading zeros are lost for good, and a plus sign, an extension or a letter has no place."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        target = _TEXT.get(facts.schema.dialect.name, "varchar(32)")
        for table, column in own_columns(facts):
            if not _names_a_code(column.name) or not _has_room(facts, column):
                continue
            if column.id not in facts.foreign_columns(table.id) and not column.identity and not column.generated:
                yield Suspect(table, column, retype(facts, column, target), shown=_shown(facts, column))


@lru_cache(maxsize=65536)
def _names_a_code(name: str) -> bool:
    parts = words(name)
    return any(parts[-len(ending) :] == ending for ending in _ENDINGS)


def _has_room(facts: Facts, column: Attribute) -> bool:
    kind = facts.type_of(column)
    if facts.is_flag(column) or kind.base in ("smallint", "tinyint") or "serial" in kind.base or kind.dimensions:
        return False
    if facts.family(column) in ("numeric", "float") or kind.base == "number":
        return (kind.length or _FEWEST_DIGITS) >= _FEWEST_DIGITS and not kind.scale
    return facts.family(column) == "integer"


def _shown(facts: Facts, column: Attribute) -> dict[str, str]:
    if facts.type_of(column).base in _FOUR_BYTES and "unsigned" not in facts.type_of(column).suffix:
        return {"largest value": "2,147,483,647"}
    return {}
