"""CO043: a code whose known values all have one form, which nothing asks for."""

from collections.abc import Iterator
from itertools import groupby

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import check, checks_on, quoted
from designer.analysis.vocabulary import head
from designer.schema.build import attribute, entity
from designer.schema.model import Attribute, Entity
from designer.sql.identifiers import quote_literal

_CODES = frozenset("code number no nr reference ref sku plate tag serial badge iban barcode identifier".split())
_FEWEST = 5
"""So many different values that agree show a form."""
_BETWEEN = frozenset("-/._ :#")
_SETS = {"A": "[A-Z]", "9": "[0-9]"}
_SAMPLES = ("PX-10442", "PX-10443", "AB-20991", "AB-31077", "QR-00017")


class CodeWithoutFormat(ColumnRule):
    """Code of one form that nothing asks for.

    Every value that is known is two capitals, a dash and five digits, and the column takes any text: `px10442`,
    `PX 10442` and an empty one as well. Each is a second spelling that no look-up finds. A CHECK of the form refuses
    them where they come in.

    Counts columns called a code, a number or a reference, of which at least five different values are known that are
    letters in capitals and digits, part by part of the same length. Columns with a check, a foreign key or a list of
    their own are left alone. That the form may change one day is a good reason to dismiss this.
    """

    code = "CO043"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS"
    flagged = example(entity("parts", "id bigint", attribute("part_code text", samples=_SAMPLES), pk="id"))
    accepted = example(
        entity(
            "parts",
            "id bigint",
            attribute("part_code text", samples=_SAMPLES),
            pk="id",
            checks=("part_code ~ '^[A-Z]{2}-[0-9]{5}$'",),
        ),
        entity("shops", "id bigint", attribute("shop_code text", samples=(*_SAMPLES, "main shop")), pk="id"),
    )
    one = "holds codes of one form, and takes any text"
    many = "hold codes of one form, and take any text"
    message = "Another spelling of the same code is taken, and no look-up finds it."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            form = _form(column) if head(column.name) in _CODES else None
            if form is None or not _takes_anything(facts, table, column):
                continue
            expression = _check_of(facts.schema.dialect.name, quoted(facts, column), form)
            shown = {"form": form, "values that agree": len(_known(column)), "check": expression}
            yield Suspect(table, column, (check(facts, table, [column], expression),), shown=shown)


def _takes_anything(facts: Facts, table: Entity, column: Attribute) -> bool:
    if facts.family(column) != "text" or column.generated or checks_on(facts, table, column):
        return False
    return column.id not in facts.foreign_columns(table.id)


def _known(column: Attribute) -> frozenset[object]:
    return frozenset(one for one in (*column.samples, *(share.value for share in column.values)) if one is not None)


def _form(column: Attribute) -> str | None:
    """`AA-99999` where all known values have that form; None where they are few, differ, or are no codes."""
    known = _known(column)
    texts = [one for one in known if isinstance(one, str)]
    if len(texts) < _FEWEST or len(texts) < len(known):
        return None
    forms = {_form_of(one) for one in texts}
    form = forms.pop() if len(forms) == 1 else None
    return form if form and {"A", "9"} <= set(form) else None


def _form_of(text: str) -> str | None:
    made = "".join("9" if _is(one, "09") else "A" if _is(one, "AZ") else one for one in text)
    return made if all(one in _SETS or one in _BETWEEN for one in made) else None


def _is(character: str, span: str) -> bool:
    return span[0] <= character <= span[1]


def _check_of(dialect: str, column: str, form: str) -> str:
    """The condition that a text has this form, in the words of a dialect."""
    if dialect in ("sqlite", "tsql"):
        glob = "".join(_SETS.get(one, "[_]" if one == "_" and dialect == "tsql" else one) for one in form)
        return f"{column} {'GLOB' if dialect == 'sqlite' else 'LIKE'} {quote_literal(glob, dialect)}"
    runs = [(one, len(list(run))) for one, run in groupby(form)]
    parts = [(_SETS.get(one) or f"[{one}]") + (f"{{{times}}}" if times > 1 else "") for one, times in runs]
    pattern = quote_literal(f"^{''.join(parts)}$", dialect)
    match dialect:
        case "postgres":
            return f"{column} ~ {pattern}"
        case "mariadb":
            return f"{column} REGEXP {quote_literal('(?-i)', dialect)[:-1]}{pattern[1:]}"
    return f"REGEXP_LIKE({column}, {pattern}, 'c')"
