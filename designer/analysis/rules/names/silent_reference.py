"""NM005: a foreign key column that does not say what it refers to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import TableRule
from designer.schema.build import entity, link
from designer.schema.model import Attribute, Entity, Relationship
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
        for child in facts.tables:
            for one, column in facts.kept(_saying_nothing, child):
                parent = facts.schema.entity(one.parent)
                key = facts.schema.attribute(one.parent_columns[0])
                if not _is_called_alike(column.name, key.name, parent.name):
                    yield _Silent(child, (f"{facts.name(child)}.{column.name}", facts.name(parent)))

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


def _saying_nothing(facts: Facts, child: Entity) -> tuple[tuple[Relationship, Attribute], ...]:
    """The foreign keys of a table, each with its one column, whose name says nothing by itself; to be `kept`."""
    key = child.primary_key.columns if child.primary_key else ()
    links = () if child.partition_of else facts.schema.references_from(child.id)
    single = ((one, facts.schema.attribute(one.columns[0])) for one in links if len(one.columns) == 1)
    return tuple((one, column) for one, column in single if one.columns != key and _says_nothing(column.name))


@lru_cache(maxsize=65536)
def _says_nothing(name: str) -> bool:
    parts = _parts(name)
    return bool(parts) and parts <= _SAYS_NOTHING


def _parts(name: str) -> set[str]:
    return {part for part in words(name) if not part.isdigit()}


@lru_cache(maxsize=65536)
def _is_called_alike(name: str, key: str, parent: str) -> bool:
    """Whether a column has the name of the key it refers to, or a word of the parent's."""
    return (key == name and name.lower() != "id") or not _parts(name).isdisjoint(stem(parent))
