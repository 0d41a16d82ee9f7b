"""The theory of an entity of the design: what its keys imply, what people accepted, and what names propose."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from designer.analysis.facts import Facts
from designer.analysis.normalization.design import Design
from designer.analysis.normalization.normalize import Report, normalize
from designer.analysis.normalization.of_entity import relation_of
from designer.analysis.normalization.problem import Limits, Problem
from designer.analysis.normalization.relation import Dependency
from designer.analysis.vocabulary import means_record, means_snapshot
from designer.schema.changes import Add
from designer.schema.edits import add
from designer.schema.model import Attribute, Entity, FunctionalDependency
from designer.schema.schema import Schema
from designer.schema.words import words

_KEY_WORDS = frozenset({"id", "code", "no", "number", "key", "uuid", "guid", "ref"})
_COMMON_STEMS = frozenset(
    "is has created updated deleted modified valid start end first last min max total unit order "
    "billing shipping sort date time user".split()
)


@dataclass(frozen=True, slots=True)
class EntityReport:
    """The report on an entity. ids: of its attributes, in the order of the masks; its relation bears their names."""

    entity: str
    ids: tuple[str, ...]
    report: Report

    def ids_of(self, mask: int) -> tuple[str, ...]:
        """The attributes of a mask, by id."""
        return tuple(one for place, one in enumerate(self.ids) if mask >> place & 1)

    @property
    def proposed(self) -> Design:
        """The decomposition to propose: BCNF where it keeps every dependency, else 3NF; 4NF for independent facts."""
        if self.report.in_fourth is False and self.report.fourth is not self.report.boyce_codd:
            return self.report.fourth
        return self.report.boyce_codd if self.report.boyce_codd.preserving else self.report.third


def normal_form_of(
    schema: Schema,
    entity: Entity,
    *,
    also: Iterable[FunctionalDependency] = (),
    limits: Limits = Limits(keys=200, seconds=1.0),  # noqa: B008
) -> EntityReport:
    """What the entity's keys and its accepted dependencies make of it. also: dependencies as if they were accepted."""
    supposed = tuple(replace(one, state="accepted") for one in also)
    relation = relation_of(replace(entity, functional_dependencies=(*entity.functional_dependencies, *supposed)))
    multivalued = tuple(
        Dependency(relation.mask(one.determinant), relation.mask(one.dependent), one)
        for one in entity.multivalued_dependencies
        if one.state == "accepted" and one.dependent
    )
    named = replace(relation, attributes=schema.names(relation.attributes), multivalued=multivalued)
    return EntityReport(entity.id, relation.attributes, normalize(Problem(entity.name, named, limits)))


def from_keys(entity: Entity) -> tuple[FunctionalDependency, ...]:
    """The dependencies that keys and unique constraints imply; they always hold and need nobody to accept them."""
    relation = relation_of(replace(entity, functional_dependencies=()))
    return tuple(
        FunctionalDependency(
            determinant=relation.names(one.determinant),
            dependent=relation.names(one.dependent & ~one.determinant),
            source="key",
        )
        for one in relation.dependencies
        if one.dependent & ~one.determinant
    )


def shared_stems(schema: Schema, entity: Entity) -> tuple[Add, ...]:
    """Undecided dependencies that names alone suggest: two or more `venue_…` columns beside a `venue_id` or `venue`.

    Only where no foreign key speaks for the stem (the rule on copies of the parent does that), no table of history is
    meant, and the columns are no snapshot; the first column of the stem, or the one that identifies, is the left side.
    """
    facts = Facts(schema)
    if means_record(entity.name):
        return ()
    taken = {column for one in (entity.primary_key, *entity.uniques) if one for column in one.columns}
    taken |= facts.foreign_columns(entity.id)
    groups: dict[str, list[Attribute]] = {}
    for one in entity.attributes:
        parts = words(one.name)
        if one.id in taken or one.generated or means_snapshot(one.name) or not parts or parts[0] in _COMMON_STEMS:
            continue
        groups.setdefault(parts[0], []).append(one)
    return tuple(
        change for members in groups.values() if len(members) > 1 for change in _proposal(schema, entity, members)
    )


def _proposal(schema: Schema, entity: Entity, members: list[Attribute]) -> Iterable[Add]:
    left = next(
        (one for one in members if len(words(one.name)) == 1 or words(one.name)[-1] in _KEY_WORDS),
        None,
    )
    if left is None:
        return
    known = {(one.determinant, attribute) for one in entity.functional_dependencies for attribute in one.dependent}
    right = tuple(one.id for one in members if one is not left and ((left.id,), one.id) not in known)
    if right:
        proposal = FunctionalDependency(determinant=(left.id,), dependent=right, source="name", state="undecided")
        yield add(schema, proposal, to=entity.id)
