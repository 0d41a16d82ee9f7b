"""Columns found in the scopes that a statement's FROM clauses make."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from designer.analysis.workload.names import OPEN, Catalogue, Origin, Outputs, Scope, Source
from designer.analysis.workload.parsed import Join, TableUse, Unknown
from designer.schema.model import Entity


@dataclass(frozen=True, slots=True)
class Common:
    """A CTE: its columns, whether `*` in it brings all columns of a table, and its block."""

    outputs: Outputs
    star: bool = False
    block: int | None = None


Tables = dict[str, Common]
"""CTEs by name."""


@dataclass(slots=True)
class Condition:
    """A condition of a block. inert: the uses it does not filter, as the left side of a LEFT JOIN is not."""

    node: exp.Expr
    clause: str
    inert: frozenset[int] = frozenset()


@dataclass(slots=True)
class Draft:
    """A block while it is read. aliases: what the names in its SELECT list stand for."""

    kind: str
    node: exp.Expr
    parent: int | None
    uses: list[int] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    star: bool = False
    derived: bool = False
    crossed: bool = False


@dataclass(slots=True)
class Target:
    """A table that is changed, the columns that are set, and to what; `columns` None stands for all of them."""

    entity: Entity
    columns: list[str] | None
    settings: list[tuple[str, exp.Expr]] = field(default_factory=list)


class ColumnReader(ABC):
    """What is known of a statement while it is read, and which column each name is.

    columns: by the id of the node; standing: what an alias in ORDER BY or GROUP BY stands for, likewise; outputs: the
    columns of nested queries; also_read: columns that are read without being named, by `*` or USING.
    """

    def __init__(self, catalogue: Catalogue, tree: exp.Expr) -> None:
        self.catalogue = catalogue
        self.columns: dict[int, Origin] = {}
        self.standing: dict[int, exp.Expr] = {}
        self.outputs: dict[int, Outputs] = {}
        self.uses: list[TableUse] = []
        self.blocks: list[Draft] = []
        self.targets: list[Target] = []
        self.joins: list[Join] = []
        self.also_read: set[str] = set()
        self.unknown: dict[Unknown, list[int]] = {}
        self.ambiguous: dict[str, None] = {}
        self._tree = tree
        self._mentions = Counter(
            catalogue.key(catalogue.name(table.this)) for table in tree.find_all(exp.Table) if not table.args.get("db")
        )

    @abstractmethod
    def _query(self, node: exp.Expr, around: Scope | None, tables: Tables) -> tuple[Outputs, bool]:
        """The columns of a query, and whether `*` in it brings all columns of a table."""

    def _block(self, kind: str, node: exp.Expr, around: Scope | None) -> int:
        self.blocks.append(Draft(kind, node, around.block if around else None))
        return len(self.blocks) - 1

    def _walk(
        self,
        root: exp.Expr,
        scope: Scope,
        tables: Tables,
        named: dict[str, exp.Expr] | None = None,
        clause: str = "",
    ) -> None:
        """Resolves every column below `root`, nested queries in scopes of their own."""
        stack = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, exp.Query):
                self.outputs[id(node)] = self._query(node, scope, tables)[0]
            elif isinstance(node, exp.Column):
                self._column(node, scope, named or {}, clause)
            elif not isinstance(node, exp.Table | exp.TableAlias):
                stack.extend(reversed(list(node.iter_expressions())))

    def _column(self, column: exp.Column, scope: Scope, named: dict[str, exp.Expr], clause: str) -> None:
        if isinstance(column.this, exp.Star):
            return
        name = self.catalogue.name(column.this)
        key = self.catalogue.key(name)
        if column.args.get("table"):
            source = self._named(column, scope)
            if source is not None:
                self._from(source, column, key, name)
            return
        # ORDER BY means a column of the result first, GROUP BY one of the tables first.
        if clause == "order" and key in named and isinstance(column.parent, exp.Ordered):
            self._stand_for(column, named[key])
            return
        if self._search(column, key, scope):
            return
        if key in named and (clause in ("group", "order") or self.catalogue.dialect != "postgres"):
            self._stand_for(column, named[key])
        elif not self._is_row(key, scope) and not self.catalogue.is_system_column(name):
            candidates = [one for s in _outwards(scope) for source in s.sources for one in _names(source)]
            self._no_column(name, candidates, column.this)

    def _search(self, column: exp.Column, key: str, scope: Scope) -> bool:
        """Whether some source has it, or may have it."""
        for one in _outwards(scope):
            visible = [source for source in one.sources if not source.hidden]
            having = [source for source in visible if key in source.outputs]
            if having:
                if len(having) > 1 and key not in one.merged and all(source.entity for source in having):
                    self.ambiguous[self.catalogue.name(column.this)] = None
                origin = next((found for source in having if (found := source.outputs[key])), None)
                if origin:
                    self.columns[id(column)] = origin
                return True
            if any(OPEN in source.outputs for source in visible):
                return True
        return False

    def _stand_for(self, column: exp.Column, value: exp.Expr) -> None:
        self.standing[id(column)] = value
        origin = self.columns.get(id(_bare(value)))
        if origin:
            self.columns[id(column)] = origin

    def _named(self, column: exp.Column, scope: Scope) -> Source | None:
        wanted = self.catalogue.name(column.args["table"])
        key = self.catalogue.key(wanted)
        for one in _outwards(scope):
            for source in one.sources:
                if self.catalogue.key(source.name) == key:
                    return source
        if self.catalogue.is_package(column):
            return None
        candidates = [source.name for one in _outwards(scope) for source in one.sources]
        self._note(Unknown("alias", wanted, self.catalogue.closest(wanted, candidates)), column.args["table"])
        return None

    def _from(self, source: Source, column: exp.Column, key: str, name: str) -> None:
        origin = source.outputs.get(key)
        if origin:
            self.columns[id(column)] = origin
        elif source.outputs.keys().isdisjoint({key, OPEN}) and not (
            source.entity and self.catalogue.is_system_column(name)
        ):
            self._no_column(name, _names(source), column.this)

    def _is_row(self, key: str, scope: Scope) -> bool:
        """Whether a bare name is a whole row: `SELECT to_json(o) FROM orders o`."""
        for one in _outwards(scope):
            for source in one.sources:
                if self.catalogue.key(source.name) == key:
                    if source.entity:
                        self.also_read.update(attribute.id for attribute in source.entity.attributes)
                    return True
        return False

    def _no_column(self, name: str, candidates: Iterable[str], node: object = None) -> None:
        self._note(Unknown("column", name, self.catalogue.closest(name, candidates)), node)

    def _note(self, unknown: Unknown, node: object) -> None:
        """What the design does not have, with where the parser saw it."""
        starts = self.unknown.setdefault(unknown, [])
        if isinstance(node, exp.Expr) and "start" in node.meta:
            starts.append(node.meta["start"])

    def _projected(self, items: Iterable[exp.Expr], scope: Scope) -> tuple[Outputs, bool]:
        """The columns of a SELECT list or RETURNING, and whether `*` brings all columns of a table."""
        outputs: Outputs = {}
        star = False
        for item in items:
            starred = self._starred(item, scope)
            if starred is not None:
                for source in starred:
                    outputs.update(source.outputs)
                    star = star or source.star
                    if source.entity:
                        self.also_read.update(one.id for one in source.entity.attributes)
                continue
            value = item.this if isinstance(item, exp.Alias) else item
            name = self._output_name(item)
            outputs[self.catalogue.key(name) if name else OPEN] = self.columns.get(id(_bare(value)))
        return outputs, star

    def _starred(self, item: exp.Expr, scope: Scope) -> list[Source] | None:
        if isinstance(item, exp.Star):
            return [source for source in scope.sources if not source.hidden]
        if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
            source = self._named(item, scope)
            return [source] if source else []
        return None

    def _output_name(self, item: exp.Expr) -> str | None:
        if isinstance(item, exp.Alias):
            return self.catalogue.name(item.args["alias"])
        while isinstance(item, exp.Cast | exp.Paren):
            item = item.this
        return self.catalogue.name(item.this) if isinstance(item, exp.Column) else None


def _outwards(scope: Scope | None) -> Iterator[Scope]:
    while scope is not None:
        yield scope
        scope = scope.parent


def _names(source: Source) -> list[str]:
    return [one.name for one in source.entity.attributes] if source.entity else [key for key in source.outputs if key]


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node
