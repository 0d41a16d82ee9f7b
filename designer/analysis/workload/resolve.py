"""Resolving a parsed statement's names: aliases, subqueries, CTEs and derived tables down to attributes."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.scope import Scope, traverse_scope

from designer.analysis.workload.parsed import (
    Join,
    ParsedPattern,
    ParsedStatement,
    Predicate,
    SortKey,
    TableUse,
    Unknown,
)
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.parameters import normalise_parameters
from designer.sql.parsing import SqlError, parse_one

_KINDS = {exp.Insert: "insert", exp.Update: "update", exp.Delete: "delete", exp.Merge: "merge"}
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.Like: "like",
    exp.ILike: "ilike", exp.SimilarTo: "similar to", exp.RegexpLike: "~", exp.RegexpILike: "~*",
    exp.ArrayContainsAll: "@>", exp.ArrayContainedBy: "<@", exp.ArrayOverlaps: "&&", exp.JSONBContains: "?",
    exp.NullSafeEQ: "is not distinct from", exp.NullSafeNEQ: "is distinct from",
}  # fmt: skip
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "@>": "<@", "<@": "@>"}


def parse_patterns(schema: Schema) -> tuple[ParsedPattern, ...]:
    """Every access pattern of the design, each statement on its own: one that fails does not hide another."""
    return tuple(
        ParsedPattern(pattern, tuple(parse_statement(sql, schema) for sql in pattern.statements))
        for pattern in schema.access_patterns
    )


def parse_statement(sql: str, schema: Schema) -> ParsedStatement:
    """One statement, resolved. Never raises for bad SQL: the error is part of the result."""
    try:
        tree = _parsed(sql, schema.dialect.name)
    except SqlError as error:
        return ParsedStatement(sql=sql, kind="unknown", tree=None, error=str(error))
    return _Resolver(schema, tree).statement(sql)


@lru_cache(maxsize=2048)
def _parsed(sql: str, dialect: str) -> exp.Expr:
    text, _ = normalise_parameters(sql)
    return parse_one(text, dialect)


class _Resolver:
    """Collects what one statement does."""

    def __init__(self, schema: Schema, tree: exp.Expr) -> None:
        self._schema = schema
        self._tree = tree
        self._columns: dict[int, str] = {}
        self._tables: list[TableUse] = []
        self._unknown: list[Unknown] = []
        self._carried = {opaque.name for opaque in schema.opaque if "view" in opaque.kind}

    def statement(self, sql: str) -> ParsedStatement:
        self._resolve()
        kind = next((name for cls, name in _KINDS.items() if isinstance(self._tree, cls)), "select")
        if kind == "select" and not isinstance(self._tree, exp.Query):
            kind = "other"
        outer = self._tree if isinstance(self._tree, exp.Query) else None
        limit = outer.args.get("limit") if outer else None
        return ParsedStatement(
            sql=sql,
            kind=kind,
            tree=self._tree,
            tables=tuple(self._tables),
            predicates=tuple(self._predicates()),
            joins=tuple(self._joins()),
            sort=tuple(self._sort(outer)),
            group=tuple(self._group(outer)),
            reads=frozenset(self._columns.values()),
            writes=frozenset(self._writes()),
            unknown=tuple(dict.fromkeys(self._unknown)),
            limited=limit is not None or bool(outer and outer.args.get("fetch")),
            offset=bool(outer and outer.args.get("offset")),
            star=bool(outer and outer.is_star),
        )

    # Names

    def _resolve(self) -> None:
        if isinstance(self._tree, exp.Query):
            self._resolve_scopes(self._tree, {})
            return
        target = self._tree.this
        table = target.this if isinstance(target, exp.Schema) else target
        sources: dict[str, Entity | Scope | None] = {}
        if isinstance(table, exp.Table):
            sources[table.alias_or_name] = self._use(table, written=True)
        for clause in ("from_", "from", "using"):
            for other in self._direct_tables(self._tree.args.get(clause)):
                sources[other.alias_or_name] = self._use(other)
        inner = list(self._outermost_queries(self._tree))
        inside: set[int] = set()
        for query in inner:
            inside.update(id(column) for column in query.find_all(exp.Column))
            self._resolve_scopes(query, sources)
        for column in self._tree.find_all(exp.Column):
            if id(column) not in inside:
                self._resolve_column(column, sources)

    def _direct_tables(self, clause: object) -> Iterator[exp.Table]:
        for node in clause if isinstance(clause, list) else [clause]:
            if isinstance(node, exp.Table):
                yield node
            elif isinstance(node, exp.From | exp.Join) and isinstance(node.this, exp.Table):
                yield node.this

    def _outermost_queries(self, node: exp.Expr) -> Iterator[exp.Query]:
        for child in node.iter_expressions():
            if isinstance(child, exp.Query):
                yield child.unnest() if isinstance(child, exp.Subquery) else child
            else:
                yield from self._outermost_queries(child)

    def _resolve_scopes(self, query: exp.Query, outer: dict[str, Entity | Scope | None]) -> None:
        try:
            scopes = traverse_scope(query)
        except OptimizeError:
            return
        for scope in scopes:
            sources: dict[str, Entity | Scope | None] = {}
            for alias, source in scope.sources.items():
                sources[alias] = self._use(source) if isinstance(source, exp.Table) else source
            around = dict(outer)
            parent = scope.parent
            while parent is not None:
                for alias, source in parent.sources.items():
                    around.setdefault(alias, self._entity(source) if isinstance(source, exp.Table) else source)
                parent = parent.parent
            for column in scope.columns:
                if id(column) not in self._columns:
                    self._resolve_column(column, sources, around)

    def _use(self, table: exp.Table, written: bool = False) -> Entity | None:
        entity = self._entity(table)
        use = TableUse(table.name, table.alias_or_name, entity.id if entity else None, written)
        if use not in self._tables:
            self._tables.append(use)
        if entity is None and table.name and table.name not in self._carried and not table.find(exp.Anonymous):
            names = [other.name for other in self._schema.entities]
            self._unknown.append(Unknown("table", table.name, _closest(table.name, names)))
        return entity

    def _entity(self, table: exp.Table) -> Entity | None:
        key = f"{table.db}.{table.name}" if table.db else table.name
        try:
            return self._schema.entity(key)
        except KeyError:
            return None

    def _resolve_column(
        self,
        column: exp.Column,
        sources: dict[str, Entity | Scope | None],
        around: dict[str, Entity | Scope | None] | None = None,
    ) -> None:
        if isinstance(column.this, exp.Star):
            return
        attribute, known = self._search(column, sources)
        if not known and around:
            attribute, known = self._search(column, around)
        if attribute is not None:
            self._columns[id(column)] = attribute
        elif not known:
            candidates = [
                one.name for source in sources.values() if isinstance(source, Entity) for one in source.attributes
            ]
            self._unknown.append(Unknown("column", column.name, _closest(column.name, candidates)))

    def _search(self, column: exp.Column, sources: dict[str, Entity | Scope | None]) -> tuple[str | None, bool]:
        """(attribute id or None, whether the name is accounted for)."""
        if column.table:
            if column.table not in sources:
                return None, False
            return _attribute_in(sources[column.table], column.name)
        results = [_attribute_in(source, column.name) for source in sources.values()]
        attribute = next((found for found, _ in results if found), None)
        return attribute, attribute is not None or any(known for _, known in results)

    # Clauses

    def _predicates(self) -> Iterator[Predicate]:
        for node in self._tree.walk():
            if isinstance(node, exp.Predicate | exp.Between | exp.In) and not isinstance(node, exp.SubqueryPredicate):
                yield from self._predicate(node)

    def _predicate(self, node: exp.Expr) -> Iterator[Predicate]:
        if not _is_condition(node):
            return
        negated = node.find_ancestor(exp.Not, exp.Where, exp.Join) if node.parent else None
        common = {
            "negated": isinstance(negated, exp.Not),
            "disjunct": isinstance(node.find_ancestor(exp.Or, exp.Where, exp.Join), exp.Or),
        }
        match node:
            case exp.Is():
                column, function = self._wrapped(node.this)
                if column and isinstance(node.expression, exp.Null):
                    negation = isinstance(node.parent, exp.Not)
                    operator = "is not null" if negation else "is null"
                    yield Predicate(column, operator, function=function, disjunct=common["disjunct"])
                elif column and isinstance(node.expression, exp.Boolean):
                    yield Predicate(column, "=", node.expression.sql("postgres"), function, **common)
            case exp.Between():
                column, function = self._wrapped(node.this)
                if column:
                    low, high = node.args["low"], node.args["high"]
                    value = f"{low.sql('postgres')} and {high.sql('postgres')}"
                    yield Predicate(column, "between", value, function, _is_parameter(low), **common)
            case exp.In():
                column, function = self._wrapped(node.this)
                if column:
                    items = node.expressions
                    value = ", ".join(item.sql("postgres") for item in items)
                    yield Predicate(column, "in", value, function, bool(items) and _is_parameter(items[0]), **common)
            case exp.Binary() if type(node) in _OPERATORS:
                yield from self._comparison(node, _OPERATORS[type(node)], common)

    def _comparison(self, node: exp.Binary, operator: str, common: dict[str, bool]) -> Iterator[Predicate]:
        left, left_function = self._wrapped(node.left)
        right, right_function = self._wrapped(node.right)
        if left and right:
            return  # a join, not a filter
        if left:
            yield Predicate(
                left, operator, node.right.sql("postgres"), left_function, _is_parameter(node.right), **common
            )
        elif right:
            mirrored = _MIRRORED.get(operator, operator)
            yield Predicate(
                right, mirrored, node.left.sql("postgres"), right_function, _is_parameter(node.left), **common
            )

    def _wrapped(self, node: exp.Expr) -> tuple[str | None, str | None]:
        """(attribute id, what wraps it): `lower(email)` is (email, "lower")."""
        function: str | None = None
        while not isinstance(node, exp.Column):
            if isinstance(node, exp.Paren):
                node = node.this
            elif isinstance(node, exp.Cast):
                function, node = function or f"::{node.to.sql('postgres').lower()}", node.this
            elif isinstance(node, exp.JSONExtract | exp.JSONExtractScalar | exp.JSONBExtract | exp.JSONBExtractScalar):
                function, node = function or "->", node.this
            elif isinstance(node, exp.Func | exp.Binary):
                columns = list(node.find_all(exp.Column))
                if len(columns) != 1 or node.find(exp.Query):
                    return None, None
                name = node.sql_name().lower() if isinstance(node, exp.Func) else type(node).__name__.lower()
                if isinstance(node, exp.Anonymous):
                    name = node.name.lower()
                return self._columns.get(id(columns[0])), function or name
            else:
                return None, None
        return self._columns.get(id(node)), function

    def _joins(self) -> Iterator[Join]:
        for node in self._tree.find_all(exp.EQ):
            left, right = self._bare(node.left), self._bare(node.right)
            if left and right and _is_condition(node):
                yield Join(left, right)
        for join in self._tree.find_all(exp.Join):
            for name in join.args.get("using") or ():
                owners = [
                    found
                    for use in self._tables
                    if use.entity and (found := self._schema.entity(use.entity).attribute(name.name))
                ]
                if len(owners) >= 2:
                    yield Join(owners[0].id, owners[1].id)

    def _bare(self, node: exp.Expr) -> str | None:
        node = node.unnest() if isinstance(node, exp.Paren) else node
        return self._columns.get(id(node)) if isinstance(node, exp.Column) else None

    def _sort(self, outer: exp.Query | None) -> Iterator[SortKey]:
        order = outer.args.get("order") if outer else None
        for item in order.expressions if order else ():
            nulls_first = item.args.get("nulls_first")
            yield SortKey(self._bare(item.this), item.this.sql("postgres"), bool(item.args.get("desc")), nulls_first)

    def _group(self, outer: exp.Query | None) -> Iterator[str]:
        group = outer.args.get("group") if outer else None
        for item in group.expressions if group else ():
            attribute = self._bare(item)
            if attribute:
                yield attribute

    def _writes(self) -> Iterator[str]:
        target = next((use for use in self._tables if use.written), None)
        if target is None or target.entity is None:
            return
        entity = self._schema.entity(target.entity)
        if isinstance(self._tree, exp.Update):
            names = [item.this.name for item in self._tree.expressions if isinstance(item, exp.EQ)]
        elif isinstance(self._tree, exp.Insert) and isinstance(self._tree.this, exp.Schema):
            names = [item.name for item in self._tree.this.expressions]
        else:
            names = [attribute.name for attribute in entity.attributes]
        for name in names:
            attribute = entity.attribute(name)
            if attribute:
                yield attribute.id
            else:
                candidates = [one.name for one in entity.attributes]
                self._unknown.append(Unknown("column", name, _closest(name, candidates)))


def _attribute_in(source: Entity | Scope | None, name: str) -> tuple[str | None, bool]:
    """(attribute id or None, whether the source accounts for the name)."""
    if isinstance(source, Entity):
        found = source.attribute(name)
        return (found.id, True) if found else (None, name in _SYSTEM_COLUMNS)
    # A derived table answers for its own columns; what it passes through was resolved inside it.
    return None, True


_SYSTEM_COLUMNS = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})


def _is_condition(node: exp.Expr) -> bool:
    """Whether it stands in WHERE, ON or HAVING rather than in SET or the projection."""
    ancestor = node.find_ancestor(exp.Where, exp.Join, exp.Having, exp.Select, exp.Update)
    return isinstance(ancestor, exp.Where | exp.Join | exp.Having)


def _is_parameter(node: exp.Expr) -> bool:
    return isinstance(node, exp.Parameter | exp.Placeholder) or node.find(exp.Parameter, exp.Placeholder) is not None


def _closest(name: str, candidates: list[str]) -> str | None:
    return next(iter(get_close_matches(name, candidates, 1, 0.6)), None)
