"""Violations kept on purpose: whether what was written down for one still holds.

A dependency may stand twice only for an access pattern that reads the copy, and with something that keeps it true.
When the pattern goes, or no longer reads what is kept, the violation is open again.
"""

from designer.analysis.facts import Facts
from designer.schema.model import Denormalization, Entity, FunctionalDependency, MultivaluedDependency

Fact = FunctionalDependency | MultivaluedDependency

CODES = frozenset({"NF002", "NF003", "NF004", "NF011"})
"""The rules on dependencies that break a normal form: what they find is kept this way and no other."""


def facts_of(entity: Entity) -> tuple[Fact, ...]:
    """The dependencies of an entity that a violation may be kept for, of both kinds."""
    return (*entity.functional_dependencies, *entity.multivalued_dependencies)


def why_unneeded(facts: Facts, entity: Entity, one: Denormalization, fact: Fact | None) -> str | None:
    """Why no access pattern needs the copy, to stand after `but`; None where one does.

    What depends has to be read; of independent facts that share a table, both. A pattern that cannot be parsed, or
    that reads everything, is believed.
    """
    if one.access_pattern is None:
        return "no access pattern needs it"
    parsed = next((found for found in facts.patterns if found.pattern.id == one.access_pattern), None)
    if parsed is None or fact is None or not parsed.statements:
        return None
    if any(statement.error or statement.star for statement in parsed.statements):
        return None
    sides = [set(fact.dependent)]
    if isinstance(fact, MultivaluedDependency):
        sides.append({each.id for each in entity.attributes}.difference(fact.determinant, fact.dependent))
    if any(all(statement.reads & side for side in sides) for statement in parsed.statements):
        return None
    return f"“{parsed.pattern.name}” does not read {'it' if len(sides) == 1 else 'both sides together'}"


def kept_for(entity: Entity, dependency: Fact) -> tuple[Denormalization, ...]:
    """What is written down for a dependency, whether it still holds or not."""
    return tuple(one for one in entity.denormalizations if one.dependency == dependency.id)


def is_kept(facts: Facts, entity: Entity, dependency: Fact) -> bool:
    """Whether somebody wrote down what this violation is for and what refreshes the copy, and both still hold."""
    return any(
        one.refresh is not None and why_unneeded(facts, entity, one, dependency) is None
        for one in kept_for(entity, dependency)
    )
