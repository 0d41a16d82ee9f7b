"""What the rules on accepted dependencies share: each broken dependency as a finding with proof and fix."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.normalization.decompose import moved
from designer.analysis.normalization.explain import counterexample
from designer.analysis.normalization.forms import NormalForm, violations
from designer.analysis.normalization.keys import candidate_keys
from designer.analysis.normalization.of_entity import relation_of
from designer.schema.model import Entity, FunctionalDependency

if TYPE_CHECKING:
    from designer.analysis.rule import Rule


def broken_dependencies(rule: "Rule", facts: Facts, form: NormalForm) -> Iterator[Finding]:
    """A finding of `rule` for every accepted dependency whose lowest broken form is `form`."""
    for entity in facts.schema.entities:
        if not any(one.state == "accepted" for one in entity.functional_dependencies):
            continue
        relation = relation_of(entity)
        keys = candidate_keys(relation, limit=200, seconds=0.5)
        for violation in violations(relation, keys):
            source = violation.dependency.origin
            if violation.form is not form or not isinstance(source, FunctionalDependency) or _is_kept(entity, source):
                continue
            determinant = relation.names(violation.dependency.determinant)
            dependent = relation.names(violation.dependent)
            left = ", ".join(facts.schema.names(determinant)) or "nothing"
            right = ", ".join(facts.schema.names(dependent))
            yield rule.finding(
                source,
                f"{entity.name}.{right} depends on {left}, which is {_what(form)}",
                f"The same {left} can appear in many rows of {entity.name}, each with its own {right}: "
                "an update has to find them all, and nothing stops these two rows.",
                entity=entity.id,
                attributes=(*determinant, *dependent),
                evidence=counterexample(facts.schema, relation, violation, violation.key or keys.keys[0]),
                fix=moved(facts.schema, entity, determinant, dependent),
            )


def _is_kept(entity: Entity, dependency: FunctionalDependency) -> bool:
    """Whether somebody wrote down why this dependency is broken on purpose."""
    return any(one.dependency == dependency.id and one.access_pattern for one in entity.denormalizations)


def _what(form: NormalForm) -> str:
    return "only a part of the key" if form is NormalForm.SECOND else "no key"
