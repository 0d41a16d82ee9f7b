"""The columns that a query gives: their names, and their types where these sources settle them.

Views, queries in FROM and in WITH, and tables made by a query that is carried are looked through.
"""

from __future__ import annotations

from sqlglot import exp

from designer.importers.drafting.outcomes import NotModelled
from designer.importers.postgres.draft import OpaqueDraft, Table
from designer.importers.postgres.query_sources import UNRESOLVED, Columns, Output, SourceReader, Sources, renamed
from designer.importers.postgres.query_text import bare, branches, clauses, query_of, type_as_written, whole_call
from designer.importers.postgres.query_types import UNCERTAIN, Typed, Typer, common, type_by_name
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.expression_names import output_name
from designer.sql.identifiers import read_identifier
from designer.sql.parsing import SqlError, parse_one
from designer.sql.tokens import Kind

_LOOKED_THROUGH = ("view", "materialized view", "table")
_DEEPEST = 30
_MOST_LOOKS = 200
"""How many queries one statement is looked through: views upon views may be more than anybody waits for."""


def columns_of(cursor: Cursor, workspace: Workspace) -> tuple[Output, ...]:
    """The columns of the query that the cursor holds. NotModelled, or Unreadable, where it is not known which."""
    return _Query(workspace, {}, _Looks()).columns(cursor)


class _Looks:
    """What of one statement was looked through already."""

    def __init__(self) -> None:
        self.found: dict[int, Columns] = {}
        self.depth = 0
        self.queries = 0


class _Query:
    def __init__(self, workspace: Workspace, named: dict[str, Columns], looks: _Looks) -> None:
        self.workspace = workspace
        self.named = named  # by WITH
        self.looks = looks

    def columns(self, cursor: Cursor) -> tuple[Output, ...]:
        self.looks.queries += 1
        if self.looks.depth > _DEEPEST or self.looks.queries > _MOST_LOOKS:
            raise NotModelled(UNRESOLVED)
        self.looks.depth += 1
        try:
            return self._columns(bare(cursor))
        finally:
            self.looks.depth -= 1

    def _columns(self, query: Cursor) -> tuple[Output, ...]:
        if query.take("WITH"):
            return self._with(query)
        parts = branches(query)
        if len(parts) == 1:
            return self._one(query)
        found = [self.columns(one) for one in parts]
        if any(len(one) != len(found[0]) for one in found):
            raise NotModelled(UNRESOLVED)
        return tuple(Output(first.name, _together(column)) for first, *column in _by_column(found))

    def _with(self, query: Cursor) -> tuple[Output, ...]:
        recursive = query.take("RECURSIVE")
        inner = _Query(self.workspace, dict(self.named), self.looks)
        while True:
            name = query.name()
            names = query.names() if query.at("(") else []
            query.expect("AS")
            query.take("NOT")
            query.take("MATERIALIZED")
            body = query.part(*query.inside())
            inner.named[name] = renamed(inner.known(branches(body)[0] if recursive else body), names)
            if not query.take(","):
                return inner.columns(query.part(query.index, query.size))

    def known(self, cursor: Cursor) -> Columns:
        """The columns of a query inside another; None where they are not known."""
        try:
            return self.columns(cursor)
        except (NotModelled, Unreadable):
            return None

    def _one(self, query: Cursor) -> tuple[Output, ...]:
        if query.take("TABLE"):
            query.take("ONLY")
            columns = self.relation(query.qualified())
            if columns is None:
                raise NotModelled(UNRESOLVED)
            return columns
        if query.take("VALUES"):
            return self._values(query)
        if not query.take("SELECT"):
            raise NotModelled(UNRESOLVED)
        query.take("ALL")
        if query.take("DISTINCT") and query.take("ON"):
            query.skip()
        return self._select(query)

    def _select(self, query: Cursor) -> tuple[Output, ...]:
        start = query.index
        places = clauses(query)
        end = min(places.values(), default=query.size)
        sources = Sources()
        if "FROM" in places:
            behind = [place for place in places.values() if place > places["FROM"]]
            clause = query.part(places["FROM"] + 1, min(behind, default=query.size))
            SourceReader(self.workspace, self.known, self.relation).read(clause, sources)
        items = query.part(start, end).split()
        return tuple(one for item in items for one in self._item(item, sources))

    def _values(self, query: Cursor) -> tuple[Output, ...]:
        rows = [row.part(*row.inside()).split() for row in query.part(query.index, query.size).split() if row.at("(")]
        typed = [[self._typed(item, Sources()) for item in row] for row in rows]
        if not typed or any(len(row) != len(typed[0]) for row in typed):
            raise NotModelled(UNRESOLVED)
        return tuple(Output(f"column{n}", _together(list(of))) for n, of in enumerate(zip(*typed, strict=True), 1))

    # One item of the list

    def _item(self, item: Cursor, sources: Sources) -> tuple[Output, ...]:
        if item.size == 1 and item.at("*"):
            return sources.every()
        if item.size > 2 and item.keys[-2:] == [".", "*"]:
            return sources.of(item.part(item.size - 3, item.size).name())
        node = self._parsed(item)
        if node is None:
            if item.size < 3 or item.keys[-2] != "AS":
                raise NotModelled(UNRESOLVED)
            return (Output(item.part(item.size - 1, item.size).name(), UNCERTAIN),)
        if isinstance(node, exp.Alias):
            alias = node.args["alias"]
            name = alias.name if alias.args.get("quoted") else alias.name.lower()
            return (Output(name, self._type_of(node.this, item, sources)),)
        if isinstance(node, exp.Subquery):
            return self._asked(item)
        return (Output(output_name(item.text(0, item.size)), self._type_of(node, item, sources)),)

    def _parsed(self, item: Cursor) -> exp.Expr | None:
        try:
            tree = parse_one(f"SELECT {item.text(0, item.size)}", "postgres")
        except SqlError:
            return None
        found = tree.expressions if isinstance(tree, exp.Select) else []
        return found[0] if len(found) == 1 and isinstance(found[0], exp.Expr) else None

    def _typed(self, item: Cursor, sources: Sources) -> Typed:
        node = self._parsed(item)
        return UNCERTAIN if node is None else self._type_of(node, item, sources)

    def _type_of(self, node: exp.Expr, item: Cursor, sources: Sources) -> Typed:
        if isinstance(node, exp.Predicate | exp.Connector | exp.Not):
            return Typed("boolean")
        if isinstance(node, exp.Subquery):
            return self._asked(item)[0].typed
        if node.find(exp.Query) is not None:  # its columns are another query's
            return Typed(type_as_written(item, self.workspace)) if isinstance(node, exp.Cast) else UNCERTAIN
        found = Typer(sources.column).of(node)
        if isinstance(node, exp.Cast):
            return Typed(type_as_written(item, self.workspace) or found.type, found.collation)
        if self._calls_own(item):
            return UNCERTAIN
        called = whole_call(item)
        if found.type is None or called == "date_part":  # which is taken for EXTRACT
            return Typed(type_by_name(called))
        return UNCERTAIN if "DATE_PART" in item.keys else found

    def _asked(self, item: Cursor) -> tuple[Output, ...]:
        """The one column of a query that stands for a value, which may speak of the columns around it."""
        columns = self.known(item.part(*item.inside())) if item.at("(") else None
        if columns is None or len(columns) != 1:
            return (Output(output_name(item.text(0, item.size)), UNCERTAIN),)
        return columns

    def _calls_own(self, item: Cursor) -> bool:
        """Whether a function that the sources make takes part, which may be called like one of the server's."""
        called = {
            read_identifier(item.tokens[place].text, "postgres")
            for place in range(item.size - 1)
            if item.keys[place + 1] == "(" and item.tokens[place].kind in (Kind.WORD, Kind.QUOTED)
        }
        return bool(called) and any(name in called for _, name in self.workspace.functions)

    # What a name in FROM stands for

    def relation(self, parts: tuple[str, ...]) -> Columns:
        if len(parts) == 1 and parts[0] in self.named:
            return self.named[parts[0]]
        found = self.workspace.find(parts)
        if isinstance(found, Table):
            return tuple(Output(one.name, Typed(one.type, one.collation)) for one in found.columns)
        if not isinstance(found, OpaqueDraft) or found.kind not in _LOOKED_THROUGH:
            return None
        if id(found) not in self.looks.found:
            self.looks.found[id(found)] = None  # a view of itself ends here
            self.looks.found[id(found)] = _Query(self.workspace, {}, self.looks).through(found)
        return self.looks.found[id(found)]

    def through(self, carried: OpaqueDraft) -> Columns:
        """The columns of a view: those that it had when it was made, as far as their names are known."""
        try:
            cursor = Cursor.over(carried.sql)
            columns = self.known(query_of(cursor))
        except Unreadable:
            return None
        if not carried.columns:
            return columns
        if columns is not None and len(columns) == len(carried.columns):
            return renamed(columns, list(carried.columns))
        typed = {one.name: one.typed for one in columns or ()}
        return tuple(Output(name, typed.get(name, UNCERTAIN)) for name in carried.columns)


def _by_column(found: list[tuple[Output, ...]]) -> list[tuple[Output, Typed, *tuple[Typed, ...]]]:
    return [(column[0], *(one.typed for one in column)) for column in zip(*found, strict=True)]


def _together(found: list[Typed]) -> Typed:
    collations = {one.collation for one in found} - {None}
    kind = common(found)
    if len(collations) > 1 or kind is None:
        return UNCERTAIN
    return Typed(kind, next(iter(collations), None), bare=all(one.bare for one in found))
