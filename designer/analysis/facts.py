"""A design prepared for rules: look-ups, resolved types, access paths and parsed access patterns."""

from collections import Counter
from collections.abc import Mapping
from copy import copy
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter

from designer.analysis.access_paths import AccessPath, access_paths_of
from designer.analysis.asked import Asked
from designer.analysis.differences import gone_and_come, namesakes, parents_of, renamed, since
from designer.analysis.expressions import required_by
from designer.analysis.grouping import grouped
from designer.analysis.histories import Histories
from designer.analysis.judged import Judged
from designer.analysis.paths import Path, paths_of
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.analysis.type_names import bare
from designer.analysis.watched import Readings
from designer.schema.model import Attribute, Domain, Entity, Enum, Relationship
from designer.schema.schema import Schema
from designer.schema.types import DataType, parse_type
from designer.schema.words import stem


class Facts(Asked):
    """One prepared design, shared by all rules of a run."""

    def __init__(self, schema: Schema, thresholds: Thresholds = DEFAULTS, *, readings: Readings | None = None) -> None:
        super().__init__(schema, readings)
        self.thresholds = thresholds
        self._focus: frozenset[str] | None = None
        self._paths: dict[str, tuple[AccessPath, ...]] = {}
        self._index_paths: dict[str, tuple[Path, ...]] = {}
        self._foreign: dict[str, frozenset[str]] = {}
        self._types: dict[str, DataType] = {}
        self._families: dict[str, str | None] = {}
        self._never_null: dict[str, frozenset[str]] = {}

    def following(self, schema: Schema) -> "Facts":
        """The facts of a design that this one became, with what is still true of it taken over."""
        other = Facts(schema, self.thresholds, readings=Readings() if self.schema is not self._design else None)
        before = self._design
        left = other.take_over(self, since(before, schema))
        names = renamed(before, schema) | namesakes(schema, left.rehomed)
        same = left.same | left.rehomed
        other._paths = {key: paths for key, paths in self._paths.items() if key in same}
        other._index_paths = {key: paths for key, paths in self._index_paths.items() if key in same}
        if "_histories" in self.__dict__ and _are_called_alike(before, schema):
            other.__dict__["_histories"] = self._histories
        other.follow_patterns(self, same if left.followed else None, names)
        if "_often" in self.__dict__:
            other.__dict__["_often"] = _counted_again(self._often, before, schema)
            if other._often is self._often and "_common" in self.__dict__:
                other.__dict__["_common"] = self._common
        return other

    @property
    def heirs(self) -> Mapping[str, tuple[Entity, ...]]:
        """By the id of a table, its partitions and those that inherit from it; tables without any are left out."""
        self._readings.look_beside()
        self._readings.look_at_order()
        return self._heirs

    @cached_property
    def _heirs(self) -> Mapping[str, tuple[Entity, ...]]:
        return grouped((parent, one) for one in self._design.entities for parent in parents_of(one))

    @property
    def histories(self) -> Histories:
        """Which tables keep what others hold no longer."""
        self._readings.look_beside()
        return self._histories

    @cached_property
    def _histories(self) -> Histories:
        return Histories(self._design)

    def focused(self, entity_ids: frozenset[str]) -> "Facts":
        """The same facts for rules that shall judge these tables only; what is known of all others stays at hand."""
        other = copy(self)
        other._focus = entity_ids
        other.__dict__.pop("tables", None)
        other.__dict__.pop("links", None)
        return other

    @cached_property
    def tables(self) -> Judged[Entity]:
        """The entities to judge, in the order of the design: all, unless the facts are focused."""
        judged = self._design.entities
        if self._focus is not None:
            judged = tuple(one for one in judged if one.id in self._focus)
        return Judged.of(judged, attrgetter("id"), self._readings)

    @cached_property
    def links(self) -> Judged[Relationship]:
        """The foreign keys of the tables to judge, table by table."""
        judged = (link for table in tuple.__iter__(self.tables) for link in self._design.references_from(table.id))
        return Judged.of(judged, attrgetter("child"), self._readings)

    def type_of(self, attribute: Attribute) -> DataType:
        """The attribute's type, domains followed to what they stand for."""
        known = self._types.get(attribute.type)
        if known is None:
            known = self._types[attribute.type] = self._resolved(attribute.type)
        return known

    def family(self, attribute: Attribute) -> str | None:
        """integer, numeric, text, timestamp, …, `enum` for the design's enums; None for unknown types."""
        text = attribute.type
        if text not in self._families:
            resolved = self.type_of(attribute)
            is_enum = not resolved.dimensions and self.enum_of(attribute)
            self._families[text] = "enum" if is_enum else resolved.family
        return self._families[text]

    def is_flag(self, attribute: Attribute) -> bool:
        """Whether the type means yes or no: boolean, bit, and tinyint(1), which MySQL and MariaDB call BOOLEAN."""
        if self.schema.dialect.name in ("mysql", "mariadb"):
            kind = self.type_of(attribute)
            return kind.base == "tinyint" and kind.modifiers == ("1",) and not kind.suffix
        return self.family(attribute) == "boolean"

    def enum_of(self, attribute: Attribute) -> Enum | None:
        """The enum that the attribute's type names, or None."""
        return self._enums.get(bare(attribute.type))

    def domain_of(self, attribute: Attribute) -> Domain | None:
        """The domain that the attribute's type names, or None."""
        return self._domains.get(bare(attribute.type)) if self._domains else None

    def access_paths(self, entity_id: str) -> tuple[AccessPath, ...]:
        """The B-trees of an entity: primary key, unique constraints, indexes."""
        self._readings.look_at(entity_id)
        if entity_id not in self._paths:
            self._paths[entity_id] = tuple(access_paths_of(self._design.entity(entity_id), self._design.dialect.name))
        return self._paths[entity_id]

    def is_unique(self, entity: Entity, columns: tuple[str, ...]) -> bool:
        """Whether at most one row has the same values in `columns`: they contain a key or unique index."""
        wanted = set(columns)
        return any(
            path.unique and path.where is None and path.columns and set(path.columns) <= wanted
            for path in self.access_paths(entity.id)
        )

    def is_required(self, entity: Entity, attribute: Attribute) -> bool:
        """Whether the column can hold no NULL: by its own constraint, the primary key, its type, or a check."""
        if attribute.not_null or attribute.identity:
            return True
        if entity.primary_key and attribute.id in entity.primary_key.columns:
            return True
        domain = self.domain_of(attribute)
        if (domain and domain.not_null) or "serial" in self.type_of(attribute).base:
            return True
        return attribute.name.lower() in self._checked(entity)

    def _checked(self, entity: Entity) -> frozenset[str]:
        """The names of columns that a check of their own keeps from being NULL, in lower case."""
        if entity.id not in self._never_null:
            dialect = self.schema.dialect.name
            found = (required_by(check.expression, dialect) for check in entity.checks)
            self._never_null[entity.id] = frozenset(name.lower() for name in found if name)
        return self._never_null[entity.id]

    def foreign_columns(self, entity_id: str) -> frozenset[str]:
        """The ids of the attributes that take part in a foreign key of this entity."""
        self._readings.look_at(entity_id)
        known = self._foreign.get(entity_id)
        if known is None:
            links = self._design.references_from(entity_id)
            known = self._foreign[entity_id] = frozenset(column for link in links for column in link.columns)
        return known

    def owner_of(self, attribute_id: str) -> Entity:
        """The entity that an attribute belongs to."""
        entity: Entity = self.schema.get(self.schema.located[attribute_id].owner)
        return entity

    def name(self, entity: Entity) -> str:
        """The entity's name as the user would say it."""
        return self.schema.qualified(entity)

    def rows_in(self, entity: Entity, months: float) -> float | None:
        """Rows expected after so many months of the declared growth; None where no volume is declared."""
        if entity.rows is None:
            return None
        net = (entity.rows_per_day or 0) - (entity.deletes_per_day or 0)
        return max(0.0, entity.rows + net * months * 30.44)

    @property
    def horizon_months(self) -> float:
        """How far ahead to look: what the requirements say, else the threshold."""
        return self.schema.requirements.horizon_months or self.thresholds.horizon_months

    @property
    def table_stems(self) -> frozenset[tuple[str, ...]]:
        """What the tables of the design are called, each as words in the singular."""
        self._readings.look_beside()
        return self._stems

    @cached_property
    def _stems(self) -> frozenset[tuple[str, ...]]:
        return frozenset(stem(one.name) for one in self._design.entities)

    @property
    def common_columns(self) -> frozenset[str]:
        """The names that so many tables have for a column that they say nothing of one."""
        self._readings.look_beside()
        return self._common

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(name for name, count in self._often.items() if count >= self.thresholds.namesakes)

    def tables_with(self, name: str) -> int:
        """How many tables have a column of this name."""
        self._readings.look_beside()
        return self._often[name]

    @cached_property
    def _often(self) -> Counter[str]:
        return Counter(chain.from_iterable(map(_column_names, self._design.entities)))

    @cached_property
    def today(self) -> date:
        """The day that what is to come is measured from."""
        return date.today()

    def index_paths(self, entity: Entity) -> tuple[Path, ...]:
        """Every key and index of an entity that queries may use, with order, predicate and method."""
        self._readings.look_at(entity.id)
        if entity.id not in self._index_paths:
            self._index_paths[entity.id] = paths_of(self._design, entity)
        return self._index_paths[entity.id]

    @cached_property
    def _enums(self) -> dict[str, Enum]:
        return {bare(enum.name): enum for enum in self._design.enums}

    @cached_property
    def _domains(self) -> dict[str, Domain]:
        return {bare(domain.name): domain for domain in self._design.domains}

    def _resolved(self, text: str, depth: int = 8) -> DataType:
        domain = self._domains.get(bare(text))
        if domain is not None and depth:
            return self._resolved(domain.type, depth - 1)
        return parse_type(text, self.schema.dialect.name)


def _are_called_alike(before: Schema, after: Schema) -> bool:
    """Whether both designs have the same tables, called the same."""
    gone, come = gone_and_come(before.entities, after.entities)
    return {(one.id, one.name) for one in gone} == {(one.id, one.name) for one in come}


def _column_names(entity: Entity) -> list[str]:
    return [] if entity.partition_of else [one.name for one in entity.attributes]


def _counted_again(often: Counter[str], before: Schema, after: Schema) -> Counter[str]:
    """How many tables have a column of each name after an edit."""
    gone, come = gone_and_come(before.entities, after.entities)
    if not gone and not come:
        return often
    counted = often.copy()
    for name in chain.from_iterable(map(_column_names, come)):
        counted[name] += 1
    for name in chain.from_iterable(map(_column_names, gone)):
        counted[name] -= 1
        if not counted[name]:
            del counted[name]
    return counted
