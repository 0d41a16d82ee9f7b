"""TY027: codes of a public list, in a text that takes anything."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import check, checks_on, quoted
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_LENGTHS = {
    ("currency",): (3,), ("currency", "code"): (3,), ("currencycode",): (3,),
    ("country", "code"): (2, 3), ("countrycode",): (2, 3),
    ("language", "code"): (), ("lang", "code"): (), ("languagecode",): (),
}  # fmt: skip
"""How many characters such a code has; nothing where that differs from code to code."""
_LISTS = {3: "ISO 4217: three letters", 2: "ISO 3166-1: two letters, or three", 0: "BCP 47: at most 35 characters"}
_ROOMY = 32
_LENGTH_OF = {"sqlite": "length", "oracle": "length", "tsql": "len"}


class CodeWithoutLength(ColumnRule):
    """Code of a public list in a text that takes anything.

    Currencies, countries and languages have codes of a length that everybody knows. A text without an end takes `EUR`,
    `eur`, `€` and `Euro` for one currency; sums per currency then come out in four parts, and a join with the list of
    countries loses rows without a word. char(3), a CHECK, a domain or a foreign key to the list ends that.

    The last words of the name must say so (`currency`, `country_code`, `language_code`). Columns with a foreign key or
    a check, of an enum or a short type, and the keys of the lists themselves are left alone. Where only the length is
    known, that alone is what the offered check asks. In a table of currencies or countries, and beside a code, the word
    currency alone is a name.
    """

    code = "TY027"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.iso.org/iso-4217-currency-codes.html"
    flagged = example(entity("invoices", "id bigint", "currency text not null", pk="id"))
    accepted = example(
        entity("invoices", "id bigint", "currency char(3)", "country_name text", "currency_note text", pk="id"),
        entity("prices", "id bigint", "currency text", pk="id", checks=("currency in ('EUR', 'USD')",)),
    )
    one = "holds a code of fixed length in {type}, which takes any text"
    many = "hold codes of fixed length in types that take any text"
    message = "Two spellings of one code are two values: sums fall apart and joins lose rows."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            ending = _ending(words(column.name))
            if ending is None or _is_name(table, column) or not _takes_anything(facts, table, column):
                continue
            lengths = _LENGTHS[ending]
            shown = {"list": _LISTS[min(lengths, default=0)]}
            yield Suspect(table, column, _fix(facts, table, column, lengths), shown=shown)


def _ending(parts: tuple[str, ...]) -> tuple[str, ...] | None:
    return next((one for one in (parts[-2:], parts[-1:]) if one in _LENGTHS), None)


def _is_name(table: Entity, column: Attribute) -> bool:
    """Whether `currency` alone is what people call one: in the list itself, and beside a column for the code."""
    beside = {words(one.name) for one in table.attributes}
    lists = {"currency", "country", "nation"} & set(stem(table.name)[-1:])
    return words(column.name) == ("currency",) and bool(lists or ("currency", "code") in beside)


def _takes_anything(facts: Facts, table: Entity, column: Attribute) -> bool:
    kind = facts.type_of(column)
    if facts.family(column) != "text" or kind.base in ("char", "nchar") or (kind.length or _ROOMY) < _ROOMY:
        return False
    if column.generated or column.id in facts.foreign_columns(table.id) or checks_on(facts, table, column):
        return False
    return not facts.is_unique(table, (column.id,)) and facts.domain_of(column) is None


def _fix(facts: Facts, table: Entity, column: Attribute, lengths: tuple[int, ...]) -> tuple[Change, ...]:
    """A check of the length; none where what is known of the values breaks it, or where it is not known."""
    known = [*column.samples, *(one.value for one in column.values)]
    if not lengths or any(isinstance(one, str) and len(one) not in lengths for one in known):
        return ()
    measured = f"{_LENGTH_OF.get(facts.schema.dialect.name, 'char_length')}({quoted(facts, column)})"
    wanted = f"= {lengths[0]}" if len(lengths) == 1 else f"IN ({', '.join(map(str, lengths))})"
    return (check(facts, table, [column], f"{measured} {wanted}"),)
