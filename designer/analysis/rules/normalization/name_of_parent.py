"""NF005: a column that looks like a copy of what its parent says already."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.vocabulary import means_record, means_snapshot
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.model import Attribute, Entity, FunctionalDependency, Relationship
from designer.schema.words import stem, words

_customers = entity("customers", "id bigint", "name text", "email text", pk="id")
_link = link("orders.customer_id", "customers.id")
_KEY_WORDS = frozenset({"id", "code", "no", "number", "key", "uuid", "guid", "fk", "ref"})
_OWN_FACTS = frozenset({"id", "count", "type", "class", "kind", "position", "order"})
"""What a child may well say of its own link: how many, which sort of thing, in which place."""


class NameOfParent(ListedRule):
    """Column that repeats what the row it refers to says.

    `orders.customer_name` beside `orders.customer_id`, where `customers.name` exists, is most likely a copy: the
    name follows from the customer. When the customer's name changes, every order has to be found and changed, and
    one that is missed says something else than its customer.

    A copy of how things were at the time is no repetition: prices, billing and shipping data, columns that say
    `original` or `at_purchase`, and tables of history are left alone. Whether any other copy is what is to stay (an
    invoice keeps the buyer as he was) its authors alone know, so that it is a hint. The fix changes no table: it
    proposes the dependency, and accepting or rejecting it settles the matter. One that is proposed or settled is not
    reported.
    """

    code = "NF005"
    severity = Severity.WARNING
    confidence = Confidence.HINT
    reference = "https://doi.org/10.1145/358024.358054"
    many = "references with copies beside them"
    message = "Each follows from the parent."
    flagged = example(
        _customers, entity("orders", "id bigint", "customer_id bigint", "customer_name text", pk="id"), _link
    )
    accepted = example(
        _customers,
        entity("orders", "id bigint", "customer_id bigint", "shipping_name text", "unit_price numeric", pk="id"),
        _link,
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from (
            self._finding(facts, table, relationship, pairs)
            for table in own_tables(facts)
            if not means_record(table.name)
            for relationship, pairs in _copies(facts, table)
        )

    def _finding(
        self, facts: Facts, table: Entity, relationship: Relationship, pairs: list[tuple[Attribute, Attribute]]
    ) -> Finding:
        parent = facts.schema.entity(relationship.parent)
        column = facts.schema.attribute(relationship.columns[0])
        names = ", ".join(one.name for one, _ in pairs)
        dependents = tuple(one.id for one, _ in pairs)
        proposal = FunctionalDependency(
            determinant=relationship.columns, dependent=dependents, source="name", state="undecided"
        )
        return self.finding(
            relationship,
            f"{facts.name(table)}.{names} may follow from {column.name}",
            f"{facts.name(parent)} has {', '.join(other.name for _, other in pairs)} already. A copy here has to be "
            f"changed with every change there. If it is meant to stay as it was, reject the dependency.",
            attributes=(column.id, *dependents),
            evidence=evidence_table(
                ("column", "the same of the parent"),
                [(f"{table.name}.{one.name}", f"{parent.name}.{other.name}") for one, other in pairs],
            ),
            fix=(edits.add(facts.schema, proposal, to=table.id),),
        )


def _copies(facts: Facts, table: Entity) -> Iterator[tuple[Relationship, list[tuple[Attribute, Attribute]]]]:
    taken = facts.foreign_columns(table.id) | {
        column for path in facts.access_paths(table.id) if path.unique for column in path.columns
    }
    seen: set[str] = set()
    for relationship in facts.schema.references_from(table.id):
        if len(relationship.columns) != 1:
            continue
        column = facts.schema.attribute(relationship.columns[0])
        parent = facts.schema.entity(relationship.parent)
        names = _called(
            column,
            parent,
            0 if parent is table else sum(one.parent == parent.id for one in facts.schema.references_from(table.id)),
        )
        pairs = [
            (one, other)
            for one in table.attributes
            if one.id not in taken | seen and not one.generated and not means_snapshot(one.name)
            for other in _counterpart(facts, names, one, parent)
            if not _is_known(table, column, one)
        ]
        seen.update(one.id for one, _ in pairs)
        if pairs:
            yield relationship, pairs


def _counterpart(
    facts: Facts, names: tuple[tuple[str, ...], ...], one: Attribute, parent: Entity
) -> Iterator[Attribute]:
    """The parent's attribute that `one` names: `customer_name` beside `customer_id` is the customer's `name`.

    names: what the parent is called here, each as words.
    """
    parts = words(one.name)
    called = [called for called in names if called and parts[: len(called)] == called and len(parts) > len(called)]
    if not called:
        return
    rest = parts[len(called[0]) :]
    if rest[0] in _OWN_FACTS or rest[-1] in _OWN_FACTS or parent.primary_key is None:
        return
    wanted = {rest, (*stem(parent.name), *rest)} if called[0] == names[0] else {rest}
    for other in parent.attributes:
        if words(other.name) in wanted and other.id not in parent.primary_key.columns:
            if facts.family(other) == facts.family(one):
                yield other
            return


def _called(column: Attribute, parent: Entity, references: int) -> tuple[tuple[str, ...], ...]:
    """What the row that a reference leads to is called: by its role, and where it is the only reference to that table,
    as the table is, with or without its first word: `agent_name` beside `assignee_id` to helpdesk_agents."""
    own, role = stem(parent.name), _role(column.name)
    return (role, own, own[1:] if len(own) > 2 else ()) if references == 1 else (role,)


def _role(name: str) -> tuple[str, ...]:
    """The words of a reference without those that only say that it is one: `bill_to_customer_id`."""
    parts = words(name)
    while parts and parts[-1] in _KEY_WORDS:
        parts = parts[:-1]
    return parts


def _is_known(table: Entity, column: Attribute, one: Attribute) -> bool:
    """Whether somebody has stated or settled that `one` depends on the reference, or on something else."""
    return any(
        one.id in dependency.dependent and column.id in dependency.determinant
        for dependency in table.functional_dependencies
    )
