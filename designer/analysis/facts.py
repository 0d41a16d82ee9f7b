"""A design prepared for rules: look-ups, resolved types, access paths and parsed access patterns."""

from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from functools import cached_property, partial
from itertools import chain
from typing import TypeVar

from designer.analysis.access_paths import AccessPath, access_paths_of
from designer.analysis.differences import gone_and_come, parents_of, renamed, since
from designer.analysis.expressions import required_by
from designer.analysis.histories import Histories
from designer.analysis.memory import Memory
from designer.analysis.mentions import meant_alike, words_in
from designer.analysis.needs import Need, needs_of
from designer.analysis.paths import Path, paths_of
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.analysis.type_names import bare
from designer.analysis.watched import Readings
from designer.analysis.workload import ParsedPattern, ParsedStatement, parse_patterns
from designer.schema.model import Attribute, Domain, Entity, Enum, Relationship
from designer.schema.schema import Schema
from designer.schema.types import DataType, parse_type
from designer.schema.words import stem

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Facts(Memory):
    """One prepared design, shared by all rules of a run."""

    def __init__(self, schema: Schema, thresholds: Thresholds = DEFAULTS, *, readings: Readings | None = None) -> None:
        super().__init__(schema, readings)
        self.thresholds = thresholds
        self._focus: frozenset[str] | None = None
        self._paths: dict[str, tuple[AccessPath, ...]] = {}
        self._index_paths: dict[str, tuple[Path, ...]] = {}
        self._types: dict[str, DataType] = {}
        self._families: dict[str, str | None] = {}
        self._never_null: dict[str, frozenset[str]] = {}
        self._needs_of: dict[int, tuple[Need, ...]] = {}

    def following(self, schema: Schema) -> "Facts":
        """The facts of a design that this one became, with what is still true of it taken over."""
        other = Facts(schema, self.thresholds, readings=Readings() if self.schema is not self._design else None)
        before = self._design
        left = other.take_over(self, since(before, schema))
        names = renamed(before, schema)
        other._paths = {key: paths for key, paths in self._paths.items() if key in left.same}
        other._index_paths = {key: paths for key, paths in self._index_paths.items() if key in left.same}
        if left.followed and not names and "histories" in self.__dict__:
            other.__dict__["histories"] = self.histories
        other._follow_patterns(self, left.same if left.followed else None, names)
        if "_often" in self.__dict__:
            other.__dict__["_often"] = _counted_again(self._often, before, schema)
        return other

    def _follow_patterns(self, earlier: "Facts", same: frozenset[str] | None, names: frozenset[str]) -> None:
        """Parses those patterns that may mean something else now. same: the tables that stayed, None where that is not
        known; names: see `renamed`."""
        said = partial(earlier.kept_of_pattern, words_in)
        known = {} if same is None else meant_alike(earlier.patterns, same, names, said)
        self.__dict__["patterns"] = parse_patterns(self._design, known)
        taken_over = {id(one) for one in self.patterns}
        self.take_over_patterns(earlier, taken_over)
        self._needs_of = {key: needs for key, needs in earlier._needs_of.items() if key in taken_over}

    @cached_property
    def heirs(self) -> Mapping[str, tuple[Entity, ...]]:
        """By the id of a table, its partitions and those that inherit from it; tables without any are left out."""
        return _grouped((parent, one) for one in self.schema.entities for parent in parents_of(one))

    @cached_property
    def histories(self) -> Histories:
        """Which tables keep what others hold no longer."""
        return Histories(self._design)

    def focused(self, entity_ids: frozenset[str]) -> "Facts":
        """The same facts for rules that shall judge these tables only; what is known of all others stays at hand."""
        other = copy(self)
        other._focus = entity_ids
        other.__dict__.pop("tables", None)
        other.__dict__.pop("links", None)
        return other

    @cached_property
    def tables(self) -> tuple[Entity, ...]:
        """The entities to judge, in the order of the design: all, unless the facts are focused."""
        if self._focus is None:
            return self.schema.entities
        return tuple(one for one in self.schema.entities if one.id in self._focus)

    @cached_property
    def links(self) -> tuple[Relationship, ...]:
        """The foreign keys of the tables to judge, table by table."""
        return tuple(link for table in self.tables for link in self.schema.references_from(table.id))

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
        return self._domains.get(bare(attribute.type))

    def access_paths(self, entity_id: str) -> tuple[AccessPath, ...]:
        """The B-trees of an entity: primary key, unique constraints, indexes."""
        if entity_id not in self._paths:
            self._paths[entity_id] = tuple(access_paths_of(self.schema.entity(entity_id), self.schema.dialect.name))
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
        return frozenset(column for link in self.schema.references_from(entity_id) for column in link.columns)

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

    @cached_property
    def table_stems(self) -> frozenset[tuple[str, ...]]:
        """What the tables of the design are called, each as words in the singular."""
        return frozenset(stem(one.name) for one in self.schema.entities)

    @cached_property
    def common_columns(self) -> frozenset[str]:
        """The names that so many tables have for a column that they say nothing of one."""
        return frozenset(name for name, count in self._often.items() if count >= self.thresholds.namesakes)

    def tables_with(self, name: str) -> int:
        """How many tables have a column of this name."""
        return self._often[name]

    @cached_property
    def _often(self) -> Counter[str]:
        return Counter(chain.from_iterable(map(_column_names, self.schema.entities)))

    @cached_property
    def today(self) -> date:
        """The day that what is to come is measured from."""
        return date.today()

    @cached_property
    def patterns(self) -> tuple[ParsedPattern, ...]:
        """The declared access patterns, parsed and resolved against the design."""
        return parse_patterns(self._design)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What each statement of the patterns asks of each table it reads."""
        found: list[Need] = []
        for one in self.patterns:
            if id(one) not in self._needs_of:
                self._needs_of[id(one)] = needs_of((one,), self._design)
            found += self._needs_of[id(one)]
        return tuple(found)

    def needs_in(self, statement: ParsedStatement) -> tuple[Need, ...]:
        """What one statement of the patterns asks of each table it reads."""
        return self._needs_by_statement.get(id(statement), ())

    def needs_on(self, entity_id: str) -> tuple[Need, ...]:
        """What all statements of the patterns ask of one table."""
        return self._needs_by_entity.get(entity_id, ())

    def index_paths(self, entity: Entity) -> tuple[Path, ...]:
        """Every key and index of an entity that queries may use, with order, predicate and method."""
        if entity.id not in self._index_paths:
            self._index_paths[entity.id] = paths_of(self._design, entity)
        return self._index_paths[entity.id]

    @cached_property
    def _needs_by_statement(self) -> dict[int, tuple[Need, ...]]:
        return _grouped((id(need.statement), need) for need in self.needs)

    @cached_property
    def _needs_by_entity(self) -> dict[str, tuple[Need, ...]]:
        return _grouped((need.entity.id, need) for need in self.needs)

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


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, tuple[_Value, ...]]:
    groups: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(members) for key, members in groups.items()}


def _column_names(entity: Entity) -> list[str]:
    return [] if entity.partition_of else [one.name for one in entity.attributes]


def _counted_again(often: Counter[str], before: Schema, after: Schema) -> Counter[str]:
    """How many tables have a column of each name after an edit."""
    counted = often.copy()
    gone, come = gone_and_come(before.entities, after.entities)
    for name in chain.from_iterable(map(_column_names, come)):
        counted[name] += 1
    for name in chain.from_iterable(map(_column_names, gone)):
        counted[name] -= 1
        if not counted[name]:
            del counted[name]
    return counted
