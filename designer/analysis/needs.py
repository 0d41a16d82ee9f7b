"""What each statement asks of each table that it reads: the columns by which an index could find its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from designer.analysis.workload import Block, ParsedPattern, ParsedStatement, Predicate, SortKey
from designer.schema.model import AccessPattern, Entity
from designer.schema.schema import Schema

EQUALITY = ("=", "in", "is null", "is not distinct from")
RANGE = ("<", "<=", ">", ">=", "between", "^@")


@dataclass(frozen=True, slots=True)
class Need:
    """One use of a table by one statement of a pattern.

    equal, ranges: what every row has to meet, on bare columns; joined: columns that are compared for equality with
    another table's; sort: the ORDER BY of its query where all of it is on this use.
    """

    pattern: AccessPattern
    statement: ParsedStatement
    use: int
    entity: Entity
    block: Block
    equal: tuple[Predicate, ...]
    ranges: tuple[Predicate, ...]
    joined: tuple[str, ...]
    sort: tuple[SortKey, ...]

    @property
    def single(self) -> frozenset[str]:
        """The columns that have one value in all rows sought: they do not disturb an order."""
        return frozenset(one.attribute for one in self.equal if one.operator != "in")

    @property
    def sought(self) -> frozenset[str]:
        """Every column that an index could look rows up by."""
        return frozenset((*(one.attribute for one in (*self.equal, *self.ranges)), *self.joined))

    @property
    def is_filtered(self) -> bool:
        """Whether the statement says anything of its own about the rows it wants."""
        return bool(self.equal or self.ranges)


def needs_of(patterns: tuple[ParsedPattern, ...], schema: Schema) -> tuple[Need, ...]:
    """Every use of every table of the design by the declared patterns; targets of INSERT left out."""
    return tuple(
        need
        for parsed in patterns
        for statement in parsed.statements
        for need in _of_statement(parsed.pattern, statement, schema)
    )


def _of_statement(pattern: AccessPattern, statement: ParsedStatement, schema: Schema) -> Iterator[Need]:
    for place, use in enumerate(statement.tables):
        block = statement.blocks[use.block]
        if use.entity is None or (use.written and block.kind == "insert"):
            continue
        joined = {join.left: None for join in statement.joins if join.left_use == place}
        joined |= {join.right: None for join in statement.joins if join.right_use == place}
        sort = block.sort if block.sort and all(key.use == place for key in block.sort) else ()
        yield Need(
            pattern,
            statement,
            place,
            schema.entity(use.entity),
            block,
            _to_find(statement.filters(*EQUALITY, use=place)),
            _to_find(statement.filters(*RANGE, use=place)),
            tuple(joined),
            sort,
        )


def _to_find(filters: tuple[Predicate, ...]) -> tuple[Predicate, ...]:
    """Those that an index could find rows by; what is compared with NULL finds none, with or without one."""
    return tuple(one for one in filters if not one.compares_with_null)
