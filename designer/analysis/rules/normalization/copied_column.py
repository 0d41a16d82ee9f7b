"""NF009: the same column in a table and in the one it refers to."""

from collections.abc import Hashable, Iterator
from functools import lru_cache

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.vocabulary import means_flag, means_moment, means_record, means_snapshot
from designer.schema.build import entity, link
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.words import words

_companies = entity("companies", "id bigint", "register_number text", "legal_form text", pk="id")
_link = link("branches.company_id", "companies.id")
_LEAST_SHARED = 2
_CONTACT = frozenset("postal zip phone email street mobile fax contact".split())
"""A child and its parent both have an address and a telephone, each its own."""
_COMMON = frozenset(
    "id type status state name title description note comment remark created updated modified deleted changed version "
    "revision position order sort sequence rank url uri slug locale language currency active enabled start end from to "
    "begin date time by user tenant lock metadata data payload option setting config attribute property extra custom "
    "field value min max display color icon image count postal zip city street phone email address first last birth "
    "gender error".split()
)
"""Words of columns that any table may have, each about its own rows."""


class CopiedColumn(ListedRule):
    """Columns that a table shares with the one it refers to.

    A branch refers to its company, and both have a `register_number` and a `legal_form` of the same types. Either the
    branch has its own, or they are the company's, kept twice: then every change has two places, and a report may read
    either.

    One column in common is chance. Two count, if their names have two words and more that few tables have, since
    `name`, `status` and `created_at` say something else in every table. Keys, foreign keys, tenants, flags, times,
    prices, columns with a comment on both sides, and tables of history are left alone. Nothing but names speaks for
    it, so this is a hint.
    """

    code = "NF009"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://doi.org/10.1145/362384.362685"
    many = "tables share columns with what they refer to"
    message = "Each is one fact kept twice, or two."
    flagged = example(
        _companies,
        entity("branches", "id bigint", "company_id bigint", "register_number text", "legal_form text", pk="id"),
        _link,
    )
    accepted = example(
        _companies, entity("branches", "id bigint", "company_id bigint", "name text", "legal_form text", pk="id"), _link
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            shared = _shared(facts, relationship)
            if shared:
                yield self._finding(facts, relationship, shared)

    def surroundings(self, facts: Facts) -> Hashable:
        return facts.common_columns

    def _finding(self, facts: Facts, relationship: Relationship, shared: list[Attribute]) -> Finding:
        child, parent = facts.schema.entity(relationship.child), facts.schema.entity(relationship.parent)
        names = ", ".join(one.name for one in shared)
        return self.finding(
            relationship,
            f"{facts.name(child)} and {facts.name(parent)}, which it refers to, both have {names}",
            f"If they are facts about {parent.name}, a join reads them from there, and a change has one place. "
            "If each has its own, a comment that says so spares the next reader the question.",
            attributes=(*relationship.columns, *(one.id for one in shared)),
            evidence=evidence_table(("column", "type"), [(one.name, one.type) for one in shared]),
        )


def _shared(facts: Facts, relationship: Relationship) -> list[Attribute]:
    child, parent = facts.schema.entity(relationship.child), facts.schema.entity(relationship.parent)
    if child.id == parent.id or means_record(child.name) or means_record(parent.name) or child.partition_of:
        return []
    if set(relationship.columns) == set(child.primary_key.columns if child.primary_key else ()):
        return []  # A part of the same thing in a table of its own.
    telling = [one for one in facts.kept(_telling, child) if one.name not in facts.common_columns]
    if len(telling) < _LEAST_SHARED:
        return []
    keyed = _keyed(facts, parent)
    parents = {one.name: one for one in parent.attributes if one.id not in keyed}
    shared = []
    for one in telling:
        other = parents.get(one.name)
        if other is None or one.name == facts.schema.requirements.tenancy:
            continue
        if facts.type_of(one) == facts.type_of(other) and not (one.comment and other.comment):
            shared.append(one)
    return shared if len(shared) >= _LEAST_SHARED else []


def _telling(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """The columns of a table that are more than keys, and whose names say what they hold; to be `kept`."""
    keyed = _keyed(facts, table)
    return tuple(one for one in table.attributes if one.id not in keyed and _says_something(facts, one))


def _keyed(facts: Facts, table: Entity) -> frozenset[str]:
    return facts.foreign_columns(table.id) | {
        column for path in facts.access_paths(table.id) if path.unique for column in path.columns
    }


def _says_something(facts: Facts, one: Attribute) -> bool:
    return _names_something(one.name) and not one.generated and facts.family(one) != "boolean"


@lru_cache(maxsize=65536)
def _names_something(name: str) -> bool:
    parts = words(name)
    if len(parts) < 2 or means_flag(name) or means_moment(name) or means_snapshot(name):
        return False
    return not (parts[-1] in _COMMON or parts[0] in _CONTACT or all(part in _COMMON for part in parts))
