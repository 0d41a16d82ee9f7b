"""TY031: unique telephone numbers that have several spellings."""

from collections.abc import Iterator
from functools import lru_cache

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import check, checks_on, quoted
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_ENDINGS = (
    ("phone",), ("telephone",), ("mobile",), ("cellphone",), ("phone", "number"), ("phone", "no"),
    ("telephone", "number"), ("phonenumber",), ("mobile", "number"), ("mobile", "phone"), ("mobile", "no"),
    ("cell", "phone"),
)  # fmt: skip
_FORM = {
    "postgres": "{} ~ '^[+][1-9][0-9]{{1,14}}$'",
    "mysql": "{} REGEXP '^[+][1-9][0-9]{{1,14}}$'",
    "mariadb": "{} REGEXP '^[+][1-9][0-9]{{1,14}}$'",
    "oracle": "REGEXP_LIKE({}, '^[+][1-9][0-9]{{1,14}}$')",
    "sqlite": "{0} GLOB '+[1-9]*' AND substr({0}, 2) NOT GLOB '*[^0-9]*'",
    "tsql": "{0} LIKE '+[1-9]%' AND SUBSTRING({0}, 2, 20) NOT LIKE '%[^0-9]%'",
}
"""E.164, as each system can ask for it."""
_DIGITS = 15


class PhoneSpelling(ColumnRule):
    """Unique telephone number that has several spellings.

    +49 30 1234, 0049301234 and (030) 1234 are one telephone and three texts: a unique key over them lets the same
    customer in three times, and whoever calls is not found by the number that the line shows. E.164 is the one form
    that everybody can make of the others: a plus sign and at most fifteen digits.

    Only columns whose values have to differ, or that access patterns look up, are told; a number that is only shown may
    be written as one likes. A check, a domain or a unique index over an expression settles it. The offered check asks
    for E.164; existing rows want to be brought into that form first.
    """

    code = "TY031"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.itu.int/rec/T-REC-E.164"
    flagged = example(entity("customers", "id bigint", "phone text not null", pk="id", unique="phone"))
    accepted = example(
        entity("suppliers", "id bigint", "phone text", pk="id"),
        entity(
            "customers",
            "id bigint",
            "phone text not null",
            pk="id",
            unique="phone",
            checks=("phone ~ '^[+][1-9][0-9]{1,14}$'",),
        ),
    )
    one = "tells rows apart by telephone numbers, of which each has several spellings"
    many = "tell rows apart by telephone numbers, of which each has several spellings"
    message = "One telephone in two spellings is two values: the same person is taken twice, or not found."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        asked = _asked(facts)
        for table, column in own_columns(facts):
            if not _means_phone(column.name) or facts.family(column) != "text":
                continue
            unique = any(path.unique and path.columns == (column.id,) for path in facts.access_paths(table.id))
            if not unique and column.id not in asked:
                continue
            if not (column.generated or checks_on(facts, table, column) or _is_folded(facts, table, column)):
                shown = {"told by": "a unique key" if unique else f"access pattern “{asked[column.id]}”"}
                yield Suspect(table, column, _fix(facts, table, column), shown=shown)


@lru_cache(maxsize=65536)
def _means_phone(name: str) -> bool:
    parts = words(name)
    return any(parts[-len(one) :] == one for one in _ENDINGS)


def _asked(facts: Facts) -> dict[str, str]:
    """By the ids of the columns that patterns look up by equality, the name of one of those."""
    return {
        one.attribute: parsed.pattern.name
        for parsed in facts.patterns
        for statement in parsed.statements
        for one in statement.filters("=")
        if one.parameter
    }


def _is_folded(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether an index over an expression brings the spellings together, or a domain does."""
    texts = [key.expression or "" for index in table.indexes for key in index.keys]
    named = any(column.name in mentions(text, facts.schema.dialect.name) for text in texts)
    return named or facts.domain_of(column) is not None


def _fix(facts: Facts, table: Entity, column: Attribute) -> tuple[Change, ...]:
    """A check of the form; none where known values break it, or the type is too short for it."""
    known = [*column.samples, *(one.value for one in column.values)]
    length = facts.type_of(column).length
    form = _FORM.get(facts.schema.dialect.name)
    if form is None or (length is not None and length <= _DIGITS):
        return ()
    if any(not (str(one).startswith("+") and str(one)[1:].isdigit()) for one in known):
        return ()
    return (check(facts, table, [column], form.format(quoted(facts, column))),)
