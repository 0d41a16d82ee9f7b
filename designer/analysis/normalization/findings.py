"""What the rules on accepted dependencies share: each broken dependency as a finding with proof and fix."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.fixes import index_to_find
from designer.analysis.normalization.decompose import moved
from designer.analysis.normalization.explain import counterexample
from designer.analysis.normalization.forms import NormalForm, Violation, violations
from designer.analysis.normalization.kept import Fact, is_kept, kept_for
from designer.analysis.normalization.keys import Keys, candidate_keys
from designer.analysis.normalization.of_entity import relation_of
from designer.analysis.normalization.relation import Relation
from designer.schema.changes import Change, Drop
from designer.schema.model import Entity, FunctionalDependency

if TYPE_CHECKING:
    from designer.analysis.rule import Rule


_FIXED = 25
_TOGETHER = " The page on normal forms divides the table for all of its dependencies together."
"""Said of the violations of a table after so many: each by itself would move half of the table once more."""


def names_taken(facts: Facts) -> frozenset[str]:
    """What the parts of a divided table cannot be called: each is offered under a name of its own."""
    return frozenset(one.name for one in facts.schema.entities)


def broken_dependencies(rule: "Rule", facts: Facts, form: NormalForm) -> Iterator[Finding]:
    """A finding of `rule` for every accepted dependency whose lowest broken form is `form`.

    One that is kept on purpose is found only where a decision says so, for the list of decisions; no decision closes
    one of which nothing says, or no longer, which access pattern it serves and what keeps the copy true.
    """
    decided = {one.subject for one in facts.schema.decisions if one.finding == rule.code}
    for entity in facts.tables:
        if not any(one.state == "accepted" for one in entity.functional_dependencies):
            continue
        relation, keys, broken = _examined(entity)
        drops: dict[str, Drop] = {}
        number = 0
        for violation in broken:
            source = violation.dependency.origin
            if violation.form is not form or not isinstance(source, FunctionalDependency):
                continue
            kept = is_kept(facts, entity, source)
            if kept and source.id not in decided:
                continue
            determinant = relation.names(violation.dependency.determinant)
            dependent = relation.names(violation.dependent)
            hanging = relation.names(_moved_along(relation, violation, keys.prime))
            number += 1
            left = ", ".join(facts.schema.names(determinant)) or "nothing"
            right = ", ".join(facts.schema.names(dependent))
            found = rule.finding(
                source,
                f"{facts.name(entity)}.{right} {'depends' if len(dependent) == 1 else 'depend'} on {left}, "
                f"which is {_what(form)}",
                f"The same {left} can appear in many rows of {entity.name}, each with its own {right}: "
                "an update has to find them all, and nothing stops these two rows."
                + reopened(entity, source, kept=kept)
                + (_TOGETHER if number > _FIXED else ""),
                entity=entity.id,
                attributes=(*determinant, *dependent),
                evidence=counterexample(facts.schema, relation, violation, violation.key or keys.keys[0]),
                fix=_fix(facts, entity, determinant, hanging, drops) if number <= _FIXED else (),
            )
            yield replace(found, stays_open=not kept)


def _fix(
    facts: Facts, entity: Entity, determinant: tuple[str, ...], hanging: tuple[str, ...], drops: dict[str, Drop]
) -> tuple[Change, ...]:
    """What moves the attributes out, with an index by which the rows are found that then refer to them."""
    changes = moved(facts.schema, entity, determinant, hanging, drops)
    return (*changes, *index_to_find(facts, entity, determinant)) if changes else ()


@lru_cache(maxsize=128)
def _examined(entity: Entity) -> tuple[Relation, Keys, tuple[Violation, ...]]:
    """What each of the rules begins with; they look at the same tables one after another."""
    relation = relation_of(entity)
    keys = candidate_keys(relation, limit=200, seconds=0.5)
    return relation, keys, tuple(violations(relation, keys))


def _moved_along(relation: Relation, violation: Violation, prime: int) -> int:
    """What goes to the new table: the attributes at fault, and what depends on them in turn."""
    if violation.form is NormalForm.BOYCE_CODD:
        return violation.dependent
    closure = relation.closure(violation.dependency.determinant)
    return (closure & ~violation.dependency.determinant & ~prime) | violation.dependent


def _what(form: NormalForm) -> str:
    return "only a part of the key" if form is NormalForm.SECOND else "no key"


def reopened(entity: Entity, dependency: Fact, *, kept: bool) -> str:
    """Said of a violation that was kept on purpose once."""
    if kept or not kept_for(entity, dependency):
        return ""
    return " It was kept on purpose, for a read that is gone or with nothing said to refresh the copy."
