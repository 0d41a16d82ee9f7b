"""Access patterns into values: each statement parsed, its names resolved, its clauses taken apart."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from sqlglot import exp

from designer.analysis.workload.changes import CHANGES
from designer.analysis.workload.columns import Condition, Draft
from designer.analysis.workload.conditions import ConditionReader, Found
from designer.analysis.workload.ends import limit_of, lock_of, skips_rows
from designer.analysis.workload.names import Catalogue, Origin
from designer.analysis.workload.parsed import (
    Assignment,
    Block,
    Join,
    ParsedPattern,
    ParsedStatement,
    Predicate,
    SortKey,
)
from designer.analysis.workload.queries import Resolver, is_aggregated
from designer.analysis.workload.text import SqlText
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.parameters import named_parameters
from designer.sql.parsing import SqlError, parse_one

_NULLS_LEAST = ("mysql", "mariadb", "sqlite", "tsql")
"""Dialects that sort NULL before every value, and index it so."""


def parse_patterns(
    schema: Schema, known: Mapping[AccessPattern, ParsedPattern] | None = None
) -> tuple[ParsedPattern, ...]:
    """Every access pattern of the design, each statement on its own: one that fails does not hide another.

    known: patterns that need not be parsed again.
    """
    known = known or {}
    if all(pattern in known for pattern in schema.access_patterns):
        return tuple(known[pattern] for pattern in schema.access_patterns)
    catalogue = Catalogue(schema)
    return tuple(
        known.get(pattern) or ParsedPattern(pattern, tuple(_statement(sql, catalogue) for sql in pattern.statements))
        for pattern in schema.access_patterns
    )


def parse_statement(sql: str, schema: Schema) -> ParsedStatement:
    """One statement, resolved. Never raises for bad SQL: the error is part of the result."""
    return _statement(sql, Catalogue(schema))


def _statement(sql: str, catalogue: Catalogue) -> ParsedStatement:
    try:
        tree, names = _parsed(sql, catalogue.dialect)
        return _Reader(catalogue, tree, names).statement(sql)
    except SqlError as error:
        return ParsedStatement(sql=sql, kind="unknown", tree=None, error=str(error))
    except RecursionError:
        return ParsedStatement(
            sql=sql, kind="unknown", tree=None, error="the statement is nested too deeply to be read"
        )


@lru_cache(maxsize=2048)
def _parsed(sql: str, dialect: str) -> tuple[exp.Expr, tuple[str, ...]]:
    text, names = named_parameters(sql, dialect)
    tree = parse_one(text, dialect)
    if isinstance(tree, exp.Condition | exp.Alias):  # `SELEC id` reads as a name with an alias
        raise SqlError("this is no statement")
    if dialect == "sqlite" and not any(token.text.upper() == "CROSS" for token in tokenize(text, dialect)[0]):
        for join in tree.find_all(exp.Join):  # a comma between two tables is read as CROSS JOIN there
            join.set("kind", None if join.kind == "CROSS" else join.args.get("kind"))
    return tree, names


class _Reader:
    """Collects what one statement does, once its names are resolved."""

    def __init__(self, catalogue: Catalogue, tree: exp.Expr, names: tuple[str, ...]) -> None:
        self._tree = tree
        self._names = names
        self._text = SqlText(catalogue.dialect, names)
        self._nulls_are_least = catalogue.dialect in _NULLS_LEAST
        self._resolver = Resolver(catalogue, tree)

    def statement(self, sql: str) -> ParsedStatement:
        outer, kind = self._outer()
        if kind == "other":
            return ParsedStatement(sql=sql, kind=kind, tree=self._tree)
        resolver = self._resolver
        resolver.read()
        predicates, joins, found = self._conditions()
        blocks = tuple(self._block(draft) for draft in resolver.blocks)
        first = next((block for block, draft in zip(blocks, resolver.blocks, strict=True) if draft.node is outer), None)
        return ParsedStatement(
            sql=sql,
            kind=kind,
            tree=self._tree,
            tables=tuple(resolver.uses),
            blocks=blocks,
            predicates=predicates,
            joins=joins,
            not_in=tuple(found.not_in),
            compared=frozenset(found.mentioned),
            connected=frozenset((one, other) for one, other in found.tied),
            sort=tuple(self._sort(outer)) if outer else (),
            group=first.group if first else (),
            reads=frozenset(origin.attribute for origin in resolver.columns.values()) | resolver.also_read,
            writes=frozenset(self._writes()),
            assignments=tuple(self._assignments()),
            unknown=tuple(resolver.unknown),
            unknown_starts=tuple(tuple(starts) for starts in resolver.unknown.values()),
            ambiguous=tuple(resolver.ambiguous),
            limited=bool(outer and limit_of(outer)[0]) or bool(limit_of(self._tree)[0]),
            offset=skips_rows(outer),
            star=self._starred(outer),
            parameters=self._names,
        )

    def _outer(self) -> tuple[exp.Query | None, str]:
        """The outermost query, and what kind of statement it is."""
        tree = self._tree
        while isinstance(tree, exp.Subquery | exp.Paren):
            tree = tree.this
        if isinstance(tree, exp.Select | exp.SetOperation):
            return tree, "select"
        if isinstance(tree, exp.Values):
            return None, "select"
        return None, next((name for cls, name in CHANGES.items() if isinstance(tree, cls)), "other")

    def _starred(self, outer: exp.Query | None) -> bool:
        arms: list[exp.Expr] = [outer] if outer else []
        tops = set()
        while arms:
            one = arms.pop()
            if isinstance(one, exp.SetOperation):
                arms += [one.this, one.expression]
            elif isinstance(one, exp.Subquery):
                arms.append(one.this)
            else:
                tops.add(id(one))
        return any(draft.star for draft in self._resolver.blocks if id(draft.node) in tops)

    # Conditions

    def _conditions(self) -> tuple[tuple[Predicate, ...], tuple[Join, ...], Found]:
        resolver = self._resolver
        reader = ConditionReader(resolver.columns, resolver.outputs, self._text.of, self._text.unqualified)
        for place, draft in enumerate(resolver.blocks):
            for condition in draft.conditions:
                reader.read(condition.node, condition.clause, self._filters(place, condition))
        joins = [*resolver.joins, *reader.found.joins]
        for join in joins:
            reader.found.tied.add((min(join.left_use, join.right_use), max(join.left_use, join.right_use)))
        return tuple(reader.found.predicates), tuple(joins), reader.found

    def _filters(self, place: int, condition: Condition) -> "_Filters":
        return _Filters(self._resolver, place, condition.inert)

    # Clauses

    def _block(self, draft: Draft) -> Block:
        node = draft.node
        limited, limit = limit_of(node)
        group = node.args.get("group")
        return Block(
            kind=draft.kind,
            parent=draft.parent,
            uses=tuple(draft.uses),
            sort=tuple(self._sort(node)),
            group=tuple(
                origin.attribute
                for item in (group.expressions if group else ())
                if (origin := self._origin(item)) is not None
            ),
            limited=limited,
            limit=limit,
            offset=skips_rows(node),
            star=draft.star,
            distinct=bool(node.args.get("distinct")),
            aggregated=isinstance(node, exp.Select) and is_aggregated(node),
            filtered=bool(node.args.get("where")),
            lock=lock_of(node),
            derived=draft.derived,
            crossed=draft.crossed,
            shown=self._shown(node),
        )

    def _shown(self, node: exp.Expr) -> frozenset[int]:
        items = node.expressions if isinstance(node, exp.Select) else []
        if any(item.is_star for item in items):
            return frozenset(range(len(self._resolver.uses)))
        columns = (column for item in items for column in item.find_all(exp.Column))
        return frozenset(found.use for column in columns if (found := self._resolver.columns.get(id(column))))

    def _sort(self, node: exp.Expr) -> Iterator[SortKey]:
        order = node.args.get("order")
        for item in order.expressions if isinstance(order, exp.Order) else ():
            value = self._ordinal(node, item.this)
            origin = self._origin(value)
            stands = self._resolver.standing.get(id(value), value)
            yield SortKey(
                attribute=origin.attribute if origin else None,
                expression=self._text.unqualified(stands),
                descending=bool(item.args.get("desc")),
                nulls_first=bool(item.args.get("nulls_first")) is not self._nulls_are_least,
                use=origin.use if origin else None,
            )

    def _ordinal(self, node: exp.Expr, value: exp.Expr) -> exp.Expr:
        """What `ORDER BY 2` stands for."""
        items = node.expressions if isinstance(node, exp.Select) else []
        if isinstance(value, exp.Literal) and value.is_int and 1 <= int(value.name) <= len(items):
            chosen: exp.Expr = items[int(value.name) - 1]
            value = chosen.args["this"] if isinstance(chosen, exp.Alias) else chosen
        return value

    def _origin(self, node: exp.Expr) -> Origin | None:
        while isinstance(node, exp.Paren):
            node = node.this
        return self._resolver.columns.get(id(node)) if isinstance(node, exp.Column) else None

    # Changes

    def _writes(self) -> Iterator[str]:
        for target in self._resolver.targets:
            columns = {one.name.casefold(): one for one in target.entity.attributes}
            names = [one.name for one in target.entity.attributes] if target.columns is None else target.columns
            for name in names:
                found = target.entity.attribute(name) or columns.get(name.casefold())
                if found:
                    yield found.id

    def _assignments(self) -> Iterator[Assignment]:
        for target in self._resolver.targets:
            for name, value in target.settings:
                found = target.entity.attribute(name)
                if found is None:
                    continue
                inside = {
                    origin.attribute
                    for column in value.find_all(exp.Column)
                    if (origin := self._resolver.columns.get(id(column)))
                }
                parameter = value.find(exp.Placeholder, exp.Parameter) is not None
                yield Assignment(found.id, self._text.of(value), found.id in inside, parameter)


class _Filters:
    """Whether a condition that stands in a block filters the rows of a use."""

    def __init__(self, resolver: Resolver, block: int, inert: frozenset[int]) -> None:
        self._resolver = resolver
        self._block = block
        self._inert = inert

    def __call__(self, origin: Origin) -> bool:
        if origin.use in self._inert:
            return False
        place: int | None = self._resolver.uses[origin.use].block
        if place == self._block:
            return True
        while place is not None and place != self._block:  # a derived table below, never a row from outside
            place = self._resolver.blocks[place].parent
        return place is not None and origin.pushable
