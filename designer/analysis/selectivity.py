"""How many rows a condition leaves, from what is declared; None where nothing says."""

import math

from designer.analysis.expressions import closed_list
from designer.analysis.facts import Facts
from designer.analysis.fixes import checks_on
from designer.analysis.needs import Need
from designer.analysis.workload import Predicate
from designer.schema.model import Attribute, Entity

_LISTED = 10
"""Values in a list that is a parameter, where nobody said how many."""


def is_pinned(facts: Facts, need: Need) -> bool:
    """Whether at most one row is sought: a unique key is compared for equality."""
    exact = tuple(one.attribute for one in need.equal if one.operator in ("=", "is not distinct from"))
    return facts.is_unique(need.entity, exact)


def is_sought_by_key_alone(facts: Facts, need: Need) -> bool:
    """Whether the condition holds no more than a unique key: no version, no state that was read before."""
    said = {one.attribute for one in need.statement.predicates if one.use == need.use}
    return not any(facts.is_unique(need.entity, tuple(said - {one})) for one in said if len(said) > 1)


def distinct_values(facts: Facts, entity: Entity, attribute: Attribute) -> float | None:
    """How many values the column holds: declared, or bounded by its type, its checks, a key or what it refers to."""
    if attribute.distinct is not None:
        return attribute.distinct
    if facts.family(attribute) == "boolean":
        return 2
    enum = facts.enum_of(attribute)
    if enum is not None:
        return len(enum.values)
    for expression in checks_on(facts, entity, attribute):
        listed = closed_list(expression, facts.schema.dialect.name)
        if listed is not None:
            return len(listed[1])
    if facts.is_unique(entity, (attribute.id,)):
        return entity.rows
    bounds = [
        parent.rows
        for link in facts.schema.references_from(entity.id)
        if link.columns == (attribute.id,) and (parent := facts.schema.entity(link.parent)).rows
    ]
    known = [bound for bound in bounds if bound is not None]
    return min(known) if known else None


def share(facts: Facts, entity: Entity, predicate: Predicate) -> float | None:
    """The share of rows that meet a predicate, from 0 to 1; None where nothing declared says."""
    attribute = facts.schema.attribute(predicate.attribute)
    if predicate.operator == "is null":
        return attribute.null_fraction
    distinct = distinct_values(facts, entity, attribute)
    if predicate.operator in ("=", "is not distinct from"):
        declared = declared_share(attribute, predicate)
        return declared if declared is not None else (1 / distinct if distinct else None)
    if predicate.operator == "in":
        items = predicate.value.count(",") + 1 if predicate.constant or "," in predicate.value else _LISTED
        return min(1.0, items / distinct) if distinct else None
    return None


def declared_share(attribute: Attribute, predicate: Predicate) -> float | None:
    """The declared share of the one value that a predicate is written out for."""
    if not predicate.constant:
        return None
    text = predicate.value.partition("::")[0].strip().strip("'").lower()
    return next((one.frequency for one in attribute.values if str(one.value).lower() == text), None)


def is_selective(facts: Facts, entity: Entity, predicate: Predicate) -> bool:
    """Whether an index on the column could pay for the predicate: it is not known to leave a large share."""
    known = share(facts, entity, predicate)
    if known is None:
        return predicate.operator != "is null"  # mostly a soft delete, and then true of most rows
    return known <= facts.thresholds.selective_share


def matching_rows(facts: Facts, need: Need) -> float | None:
    """How many rows meet all of the conditions on one use of a table; None where rows or a share is unknown."""
    if is_pinned(facts, need):
        return 1
    if need.entity.rows is None:
        return None
    counted = {id(one) for one in need.equal}
    if any(one.use == need.use and id(one) not in counted for one in need.statement.predicates):
        return None
    shares = [share(facts, need.entity, one) for one in need.equal]
    if any(one is None for one in shares):
        return None
    return need.entity.rows * math.prod(one for one in shares if one is not None)
