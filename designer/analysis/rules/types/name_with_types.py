"""TY015: one name, different types."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.words import words
from designer.schema.build import entity

_ANYTHING = frozenset(
    "value data content type key code name state status id version rank level position number source target size "
    "note flag result description text".split()
)
_ALIKE = {"numeric": "number", "integer": "number", "float": "number", "enum": "text", "date": "timestamp"}


class NameWithTypes(ColumnRule):
    """One name, different types.

    A column that is an integer in eight tables and text in the ninth is a different thing under the same name, or
    the same thing stored wrongly once. Joins between them need a cast, and generated code has two types for one word.

    Names of at least two words count that most tables agree on; numbers of different width, and text beside enums,
    are no difference here. One finding lists the exceptions.
    """

    code = "TY015"
    severity = Severity.INFO
    confidence = Confidence.HINT
    flagged = example(
        *(entity(name, "id bigint", "external_ref bigint", pk="id") for name in ("bills", "loans", "shops")),
        entity("notes", "id bigint", "external_ref text", pk="id"),
    )
    accepted = example(
        *(entity(name, "id bigint", "external_ref bigint", "value text", pk="id") for name in ("bills", "loans")),
        entity("notes", "id bigint", "external_ref integer", "value integer", pk="id"),
    )
    one = "is {type} here and another type in other tables"
    many = "have another type than their namesakes"
    message = "Either the same fact is stored in two ways, or two facts share a name."
    always_listed = True
    alone = False

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        namesakes: dict[str, list[Suspect]] = defaultdict(list)
        for table, column in own_columns(facts):
            if len(words(column.name)) > 1 and words(column.name)[-1] not in _ANYTHING and facts.family(column):
                namesakes[column.name].append(Suspect(table, column))
        for members in namesakes.values():
            counts = Counter(_kind(facts, one) for one in members)
            usual, often = counts.most_common(1)[0]
            if often < facts.thresholds.namesakes or often <= 2 * (len(members) - often):
                continue
            example = next(one for one in members if _kind(facts, one) == usual)
            for one in members:
                if _kind(facts, one) != usual:
                    shown = {"elsewhere": example.attribute.type, "tables that agree": often}
                    yield Suspect(one.entity, one.attribute, shown=shown)


def _kind(facts: Facts, one: Suspect) -> str:
    family = facts.family(one.attribute) or ""
    return _ALIKE.get(family, family)
