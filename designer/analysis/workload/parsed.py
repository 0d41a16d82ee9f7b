"""What is known of a statement after parsing. References are ids of the design."""

from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from designer.schema.model import AccessPattern


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table that a statement names. entity is None where the design has no such table (a view, a typo).

    block: the place in `blocks` of the query that names it; a table named twice is two uses.
    """

    name: str
    alias: str
    entity: str | None
    written: bool = False
    block: int = 0


@dataclass(frozen=True, slots=True)
class Predicate:
    """A comparison of a column with something that is no column of a table.

    operator: = <> < <= > >= between in like ilike "is null" "is not null" @> ? && and so on, lower case;
    `status` alone is `= true`, `$1 = ANY (tags)` is "= any" on tags. value: SQL text.
    function: the function or cast that wraps the column, else None.
    parameter: whether the value holds a parameter; constant: whether it is written out in full.
    negated: under a NOT; disjunct: one arm of an OR. use: the place in `tables` of the use it filters.
    clause: where, on or having. row: the columns of a comparison of rows, `(a, b) < ($1, $2)`, led by this one.
    expression: what is compared, as SQL without qualifiers: `lower(email)`.
    """

    attribute: str
    operator: str
    value: str = ""
    function: str | None = None
    parameter: bool = False
    negated: bool = False
    disjunct: bool = False
    use: int = 0
    clause: str = "where"
    constant: bool = False
    row: tuple[str, ...] = ()
    expression: str = ""

    @property
    def compares_with_null(self) -> bool:
        """Whether it is neither true nor false of any row: `email = NULL`."""
        return self.value.upper() == "NULL" and not self.operator.startswith("is ")


@dataclass(frozen=True, slots=True)
class Join:
    """Two columns compared for equality, and the places in `tables` of the uses that they belong to."""

    left: str
    right: str
    left_use: int = 0
    right_use: int = 0


@dataclass(frozen=True, slots=True)
class SortKey:
    """One ORDER BY item. attribute is None for expressions; expression is its SQL.

    nulls_first is what happens where NULL comes after every value, as in PostgreSQL's own order: true of a DESC that
    says no more. Systems that hold NULL for the least turn it round, so that their own order looks the same.
    """

    attribute: str | None
    expression: str
    descending: bool = False
    nulls_first: bool | None = None
    use: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One SELECT, INSERT, UPDATE, DELETE or MERGE of a statement, subqueries and arms of a UNION included.

    parent: the block it stands in. uses: places in `tables`. star: whether `*` brings all columns of a table.
    aggregated: whether it returns groups, or one row, instead of rows. filtered: whether it has a WHERE.
    lock: "update", "share", "skip locked" or "nowait"; None without a locking clause.
    derived: whether it also reads subqueries, CTEs, functions or VALUES. limit: None where it is no number.
    distinct: the DISTINCT of a SELECT, not of an aggregate. crossed: whether it says CROSS or NATURAL JOIN.
    shown: the uses whose columns stand in the SELECT list.
    """

    kind: str
    parent: int | None
    uses: tuple[int, ...] = ()
    sort: tuple[SortKey, ...] = ()
    group: tuple[str, ...] = ()
    limited: bool = False
    limit: int | None = None
    offset: bool = False
    star: bool = False
    distinct: bool = False
    aggregated: bool = False
    filtered: bool = False
    lock: str | None = None
    derived: bool = False
    crossed: bool = False
    shown: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A column that a statement sets. value: SQL text; own: whether it is computed from the column itself."""

    attribute: str
    value: str
    own: bool = False
    parameter: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the design does not have. kind: table, column or alias; suggestion: the closest name it has."""

    kind: str
    name: str
    suggestion: str | None = None


@dataclass(frozen=True)
class ParsedStatement:
    """One statement. tree is None where it could not be parsed, and error says why.

    sort, group, limited, offset and star are those of the outermost query. reads and writes: ids of attributes.
    connected: pairs of uses, by place, that some condition mentions together; compared: every (use, attribute) in a
    condition, whatever is done to it. ambiguous: column names that
    several tables of one FROM have. not_in: a column, and the one that a subquery under NOT IN returns.
    unknown_starts: per unknown, where the parser saw it, in its own spelling of the parameters; see `places`.
    parameters: what they are called, in the order in which their names come first.
    """

    sql: str
    kind: str
    tree: exp.Expr | None
    error: str | None = None
    tables: tuple[TableUse, ...] = ()
    blocks: tuple[Block, ...] = ()
    predicates: tuple[Predicate, ...] = ()
    joins: tuple[Join, ...] = ()
    not_in: tuple[Join, ...] = ()
    connected: frozenset[tuple[int, int]] = frozenset()
    compared: frozenset[tuple[int, str]] = frozenset()
    sort: tuple[SortKey, ...] = ()
    group: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    assignments: tuple[Assignment, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    unknown_starts: tuple[tuple[int, ...], ...] = ()
    ambiguous: tuple[str, ...] = ()
    limited: bool = False
    offset: bool = False
    star: bool = False
    parameters: tuple[str, ...] = ()

    @cached_property
    def entities(self) -> frozenset[str]:
        """The ids of the entities it names."""
        return frozenset(table.entity for table in self.tables if table.entity)

    def filters(self, *operators: str, use: int | None = None) -> tuple[Predicate, ...]:
        """Predicates with one of these operators on a bare column that every row has to meet.

        Not negated, not an arm of an OR, not in HAVING; `use` keeps to those on one use of a table.
        """
        return tuple(
            predicate
            for predicate in self.predicates
            if predicate.operator in operators
            and predicate.function is None
            and not predicate.negated
            and not predicate.disjunct
            and predicate.clause != "having"
            and use in (None, predicate.use)
        )


@dataclass(frozen=True)
class ParsedPattern:
    """An access pattern and its statements."""

    pattern: AccessPattern
    statements: tuple[ParsedStatement, ...]

    @cached_property
    def entities(self) -> frozenset[str]:
        """The ids of the entities that any of its statements names."""
        return frozenset().union(*(statement.entities for statement in self.statements))
