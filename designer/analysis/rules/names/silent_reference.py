"""NM005: a foreign key column that does not say what it refers to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import TableRule
from designer.schema.build import entity, link
from designer.schema.model import Entity, Relationship
from designer.schema.words import stem, words

_users = entity("users", "id bigint", pk="id")
_SAYS_NOTHING = frozenset(
    "id ids fk ref reference refs key foreign code no nr num number uuid guid link linked value val record row rowid "
    "pointer ptr idx field col column a b c d e f g h i j k l m n o p q r s t u v w x y z".split()
)


@dataclass(frozen=True, slots=True)
class _Silent:
    entity: Entity = field(compare=False)
    row: tuple[str, str]
    """The column, and what it refers to."""


class SilentReference(TableRule):
    """Foreign key column that does not say what it refers to.

    `ref_id` has to be looked up each time; `customer_id` does not. Whoever joins by the wrong one of two such columns
    gets rows, only not the right ones.

    A role says enough (`created_by`, `owner`, `parent_id`), and so does a word of the parent's name. Only names of
    which nothing is left without `ref`, `fk`, `key`, single letters and the like are listed, in one finding. A key
    that is its table's own primary key is left alone.
    """

    code = "NM005"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://doi.org/10.1109/ICPC.2006.51"
    flagged = example(
        _users, entity("orders", "id bigint", "ref_id bigint", pk="id"), link("orders.ref_id", "users.id")
    )
    accepted = example(
        _users,
        entity("orders", "id bigint", "owner bigint", "u_parent_id bigint", pk="id"),
        link("orders.owner", "users.id"),
        link("orders.u_parent_id", "orders.id"),
    )

    def gather(self, facts: Facts) -> Iterator[_Silent]:
        for one in facts.links:
            child = facts.schema.entity(one.child)
            if child.partition_of is None and _is_silent(facts, one):
                place = f"{facts.name(child)}.{facts.schema.attribute(one.columns[0]).name}"
                yield _Silent(child, (place, facts.name(facts.schema.entity(one.parent))))

    @property
    def rests_on_gathered(self) -> bool:
        return True

    def fold(self, facts: Facts, found: Sequence[_Silent]) -> Iterator[Finding]:
        rows = list(dict.fromkeys(one.row for one in found))
        if rows:
            yield self.finding(
                facts.schema,
                f"{len(rows)} foreign key {'column does' if len(rows) == 1 else 'columns do'} not say what "
                f"{'it refers' if len(rows) == 1 else 'they refer'} to: {enumerated([place for place, _ in rows])}",
                "The name of what it refers to, or of the part it plays, spares everyone a look at the constraint.",
                evidence=evidence_table(("column", "refers to"), rows),
            )


def _is_silent(facts: Facts, relationship: Relationship) -> bool:
    if len(relationship.columns) != 1:
        return False
    column = facts.schema.attribute(relationship.columns[0])
    parts = {part for part in words(column.name) if not part.isdigit()}
    if not parts or not parts <= _SAYS_NOTHING:
        return False
    child, parent = facts.schema.entity(relationship.child), facts.schema.entity(relationship.parent)
    if child.primary_key and child.primary_key.columns == relationship.columns:
        return False
    same = facts.schema.attribute(relationship.parent_columns[0]).name == column.name and column.name.lower() != "id"
    return not same and not parts & set(stem(parent.name))
