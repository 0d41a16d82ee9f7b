"""NM006: a flag whose name says no."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_NEGATIONS = frozenset({"not", "never", "isnt", "hasnt", "cannot", "cant", "dont", "doesnt", "without"})
_OPENERS = frozenset({"is", "has", "can", "was", "are", "should", "do", "does", "will", "may"})


class NegativeFlag(ColumnRule):
    """Flag whose name says no.

    `is_not_active = false` takes a moment to read, `NOT is_not_active` takes two, and the third condition in a row is
    read wrongly. A flag that says what is the case, with the default turned round, is read at once.

    Only booleans whose name holds a negation as a word of its own, first or after `is`, `has` and the like, or `no` in
    first place. A hint: a protocol or a form may have called it so. A word that half of the table's columns begin with
    is a prefix and says nothing. Words such as `disabled`, `hidden` or `invalid` name a state, and are left alone.
    """

    code = "NM006"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = (
        "https://learn.microsoft.com/en-us/dotnet/standard/design-guidelines/names-of-type-members#names-of-properties"
    )
    flagged = example(entity("users", "id bigint", "is_not_active boolean", pk="id"))
    accepted = example(entity("users", "id bigint", "is_disabled boolean", "notify boolean", "no text", pk="id"))
    one = "says what is not the case"
    many = "say what is not the case"
    message = "A condition on it is a double negation; the opposite flag, with the opposite default, reads at once."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if facts.is_flag(column) and _is_negated(column.name) and not _is_prefix(facts, table, column):
                yield Suspect(table, column)


def _is_prefix(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether most columns of a table begin alike: `not_mode` beside `not_id`, of a notification."""
    first = words(column.name)[0]
    if first in _OPENERS:
        return False
    alike = [one for one in table.attributes if words(one.name)[:1] == (first,)]
    return 2 * len(alike) >= len(table.attributes) and not all(facts.is_flag(one) for one in alike)


def _is_negated(name: str) -> bool:
    parts = words(name)
    if len(parts) < 2:
        return False
    if parts[0] in _OPENERS:
        return len(parts) > 2 and parts[1] in _NEGATIONS | {"no"}
    return parts[0] in _NEGATIONS | {"no"}
