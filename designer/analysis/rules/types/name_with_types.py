"""TY015: one name, different types."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from designer.analysis.columns import ColumnRule, Suspect, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_ANYTHING = frozenset(
    "value data content type key code name state status id version rank level position number source target size "
    "note flag result description text".split()
)
_VAGUE = frozenset("version rank level position number size note description text".split())
"""Of these, words that mean one kind of value within a design; they count once more tables agree."""
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
    reference = "https://www.postgresql.org/docs/18/sql-createdomain.html"
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
        namesakes: dict[str, list[_Kinded]] = defaultdict(list)
        for table in facts.tables:
            for one in facts.kept(_kinded, table):
                namesakes[one.attribute.name].append(one)
        for members in namesakes.values():
            kinds = [one.kind for one in members]
            if kinds.count(kinds[0]) == len(kinds):
                continue
            usual, often = Counter(kinds).most_common(1)[0]
            if often < facts.thresholds.namesakes + members[0].vague or often <= 2 * (len(members) - often):
                continue
            example = next(one for one in members if one.kind == usual)
            for one in members:
                if one.kind != usual:
                    shown = {"elsewhere": example.attribute.type, "tables that agree": often}
                    yield Suspect(one.entity, one.attribute, shown=shown)


@dataclass(frozen=True, slots=True)
class _Kinded:
    entity: Entity
    attribute: Attribute
    kind: str
    vague: bool


def _kinded(facts: Facts, table: Entity) -> tuple[_Kinded, ...]:
    """The columns of a table whose names say something, each with the kind of its type."""
    return tuple(
        _Kinded(table, column, _ALIKE.get(family, family), parts[-1] in _VAGUE)
        for column in own_of(facts, table)
        if len(parts := words(column.name)) > 1
        and parts[-1] not in _ANYTHING - _VAGUE
        and (family := facts.family(column))
    )
