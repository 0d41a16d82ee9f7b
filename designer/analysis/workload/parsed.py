"""What is known of a statement after parsing. References are ids of the design."""

from dataclasses import dataclass

from sqlglot import exp

from designer.schema.model import AccessPattern


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table that a statement names. entity is None where the design has no such table (a view, a typo)."""

    name: str
    alias: str
    entity: str | None
    written: bool = False


@dataclass(frozen=True, slots=True)
class Predicate:
    """A comparison of a column with something that is no column of another table.

    operator: = <> < <= > >= between in like ilike "is null" "is not null" @> ? && and so on, lower case.
    function: the function or cast that wraps the column, else None; the value is SQL text.
    parameter: whether the value is a parameter; negated: under a NOT; disjunct: one arm of an OR.
    """

    attribute: str
    operator: str
    value: str = ""
    function: str | None = None
    parameter: bool = False
    negated: bool = False
    disjunct: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """Two columns compared for equality."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class SortKey:
    """One ORDER BY item. attribute is None for expressions; expression is its SQL."""

    attribute: str | None
    expression: str
    descending: bool = False
    nulls_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the design does not have. suggestion: the closest name it has."""

    kind: str
    name: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """One statement. tree is None where it could not be parsed, and error says why."""

    sql: str
    kind: str
    tree: exp.Expr | None
    error: str | None = None
    tables: tuple[TableUse, ...] = ()
    predicates: tuple[Predicate, ...] = ()
    joins: tuple[Join, ...] = ()
    sort: tuple[SortKey, ...] = ()
    group: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    unknown: tuple[Unknown, ...] = ()
    limited: bool = False
    offset: bool = False
    star: bool = False

    @property
    def entities(self) -> frozenset[str]:
        """The ids of the entities it names."""
        return frozenset(table.entity for table in self.tables if table.entity)

    def filters(self, *operators: str) -> tuple[Predicate, ...]:
        """Predicates with one of these operators on a bare column, not negated, not an arm of an OR."""
        return tuple(
            predicate
            for predicate in self.predicates
            if predicate.operator in operators
            and predicate.function is None
            and not predicate.negated
            and not predicate.disjunct
        )


@dataclass(frozen=True, slots=True)
class ParsedPattern:
    """An access pattern and its statements."""

    pattern: AccessPattern
    statements: tuple[ParsedStatement, ...]

    @property
    def entities(self) -> frozenset[str]:
        """The ids of the entities that any of its statements names."""
        return frozenset().union(*(statement.entities for statement in self.statements))
