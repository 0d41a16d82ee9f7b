"""Queries of the catalogue: which rows there would be, on the server that the draft of the design stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from designer.importers.postgres.blocks.catalogue import Row, rows_of
from designer.importers.postgres.blocks.expressions import Asked, Scope
from designer.importers.postgres.blocks.things import Wanted
from designer.importers.postgres.blocks.values import UNKNOWN, Oid, Record, Unknown, conjunction
from designer.importers.postgres.workspace import Workspace

_MOST_ROWS = 50_000
"""How many rows one question may look at; a question that needs more is not answered."""
_MOST_IN_ALL = 1_000_000
"""The same for all questions of an import."""
_PASSED_OVER = 100
"""How many relations are passed over in the time that one row takes."""
_UNDERSTOOD = frozenset(
    {"expressions", "from_", "joins", "where", "limit", "order", "distinct", "into"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Source:
    alias: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows of all sources that go together; certain: whether they are there for sure."""

    rows: dict[str, Row]
    certain: bool


class Catalogue:
    """Answers to expressions and queries."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.looked_at = 0

    def value(self, node: exp.Expr, scope: Scope) -> Any:
        """What an expression comes to."""
        return Asked(self.workspace, scope, self.exists, self.values).value(node)

    def exists(self, query: exp.Expr, scope: Scope, depth: int = 0) -> Any:
        """Whether a query gives a row."""
        found = self._found(query, scope, depth)
        if isinstance(found, Unknown):
            return UNKNOWN
        if _counts(query):
            return True
        return True if any(one.certain for one in found) else UNKNOWN if found else False

    def values(self, query: exp.Expr, scope: Scope, depth: int = 0) -> tuple[Any, ...] | Unknown:
        """The first column of every row that a query gives."""
        records = self.records(query, scope, depth)
        if isinstance(records, Unknown):
            return UNKNOWN
        return tuple(next(iter(one.fields.values()), None) for one in records)

    def records(self, query: exp.Expr, scope: Scope, depth: int = 0) -> tuple[Record, ...] | Unknown:
        """Every row that a query gives; UNKNOWN where it is not certain which there are."""
        found = self._found(query, scope, depth)
        if isinstance(found, Unknown) or not all(one.certain for one in found):
            return UNKNOWN
        select = _plain(query)
        assert select is not None
        if _counts(query):
            return (self._record(select, _Found({}, True), scope, depth, len(found)),)
        if select.args.get("limit") is not None and len(found) > 1:
            return UNKNOWN
        made = [self._record(select, one, scope, depth) for one in found]
        if select.args.get("distinct") is not None:
            made = [one for place, one in enumerate(made) if one not in made[:place]]
        return tuple(made)

    def _record(self, select: exp.Select, found: _Found, outer: Scope, depth: int, count: int | None = None) -> Record:
        asked = Asked(self.workspace, Names(found.rows, outer), self.exists, self.values, count, depth)
        fields: dict[str, Any] = {}
        for number, one in enumerate(select.expressions):
            if isinstance(one, exp.Star):
                fields |= {name: value for row in found.rows.values() for name, value in row.columns.items()}
            else:
                fields[one.alias_or_name.lower() or f"column{number}"] = asked.value(one.unalias())
        return Record(fields)

    def _found(self, query: exp.Expr, outer: Scope, depth: int) -> list[_Found] | Unknown:
        select = _plain(query)
        sources = None if select is None else _sources(select)
        if select is None or sources is None:
            return UNKNOWN
        conditions = _conditions(select)
        if conditions is None:
            return UNKNOWN
        found = [_Found({}, True)]
        every = list(conditions)
        for number, source in enumerate(sources):
            known = {one.alias for one in sources[: number + 1]}
            last = number == len(sources) - 1
            tests = [one for one in conditions if last or _asks_only(one, known)]
            if not last:
                conditions = [one for one in conditions if one not in tests]
            joined = self._joined(found, source, self._wanted(source, every), tests, outer, depth)
            if joined is None:
                return UNKNOWN
            found = joined
        if not sources:
            kept = self._test(_Found({}, True), conditions, outer, depth)
            found = [kept] if kept is not None else []
        return found

    def _joined(
        self, found: list[_Found], source: _Source, wanted: Wanted, tests: list[exp.Expr], outer: Scope, depth: int
    ) -> list[_Found] | None:
        """Rows of one more source beside those found; None where too many would have to be looked at."""
        if self._is_too_much():
            return None
        rows = list(rows_of(source.parts, self.workspace, wanted))
        cost = len(rows) * max(1, len(found))
        self.looked_at += cost
        self.workspace.looked_at += cost + len(self.workspace.relations) // _PASSED_OVER
        if self._is_too_much():
            return None
        kept: list[_Found] = []
        for one in found:
            for row in rows:
                both = _Found(one.rows | {source.alias: row}, one.certain and row.certain)
                tested = self._test(both, tests, outer, depth)
                if tested is not None:
                    kept.append(tested)
        return kept

    def _is_too_much(self) -> bool:
        return self.looked_at > _MOST_ROWS or self.workspace.looked_at > _MOST_IN_ALL

    def _test(self, found: _Found, tests: list[exp.Expr], outer: Scope, depth: int) -> _Found | None:
        asked = Asked(self.workspace, Names(found.rows, outer), self.exists, self.values, None, depth)
        held = conjunction(_each(asked, tests))
        if held is False or held is None:
            return None
        return found if held is True else _Found(found.rows, False)

    def _wanted(self, source: _Source, tests: list[exp.Expr]) -> Wanted:
        """What of a source can be asked for by name at once: `column = 'constant'`.

        A column without a qualifier belongs to one source alone, so that others do not have it.
        """
        found: dict[str, Any] = {}
        for one in tests:
            if not isinstance(one, exp.EQ) or not isinstance(one.this, exp.Column):
                continue
            qualifier, constant = one.this.table.lower(), _constant(one.expression)
            if constant is not None and qualifier in ("", source.alias):
                asked = Asked(self.workspace, _nothing, self.exists, self.values)
                value = asked.value(constant)
                if isinstance(value, str | Oid):
                    found[one.this.name.lower()] = value
        return found


def _constant(node: Any) -> exp.Expr | None:
    """`'text'`, or `'text'::regclass`."""
    inner = node.this if isinstance(node, exp.Cast) else node
    return node if isinstance(inner, exp.Literal) and inner.is_string else None


def _nothing(qualifier: str | None, name: str) -> Any:
    return UNKNOWN


def _each(asked: Asked, tests: list[exp.Expr]) -> Iterator[Any]:
    for one in tests:
        yield asked.truth(one)


def _plain(query: exp.Expr) -> exp.Select | None:
    """A query with nothing but columns, relations, joins and conditions; None for any other."""
    inner: Any = query
    while isinstance(inner, exp.Subquery | exp.Paren):
        inner = inner.this
    if not isinstance(inner, exp.Select):
        return None
    used = {name for name, value in inner.args.items() if value}
    return inner if used <= _UNDERSTOOD else None


def _counts(query: exp.Expr) -> bool:
    """Whether it gives one row whatever there is."""
    select = _plain(query)
    return select is not None and any(one.find(exp.AggFunc) is not None for one in select.expressions)


def _sources(select: exp.Select) -> list[_Source] | None:
    """The relations of a query; None if one is something else, or joined otherwise than by INNER JOIN or a comma."""
    start = select.args.get("from_")
    if start is None:
        return [] if not select.args.get("joins") else None
    joins = select.args.get("joins") or []
    if any(join.side or join.method or join.kind not in ("", "INNER", "CROSS") for join in joins):
        return None
    found: list[_Source] = []
    for table in [start.this, *(join.this for join in joins)]:
        if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier) or table.args.get("joins"):
            return None
        name = table.name if table.this.args.get("quoted") else table.name.lower()
        parts = (table.db.lower(), name) if table.db else (name,)
        found.append(_Source(table.alias.lower() or name, parts))
    return found if len({one.alias for one in found}) == len(found) else None


def _conditions(select: exp.Select) -> list[exp.Expr] | None:
    """What must hold of the rows: WHERE, ON and USING, taken apart at AND."""
    found: list[exp.Expr] = []
    seen = [select.args["from_"].this.alias_or_name.lower()] if select.args.get("from_") else []
    for join in select.args.get("joins") or []:
        alias = join.this.alias_or_name.lower()
        for column in join.args.get("using") or []:
            both = (exp.column(column.name, table=one) for one in (seen[-1], alias))
            found.append(exp.EQ(this=next(both), expression=next(both)))
        if join.args.get("on") is not None:
            found += _parts(join.args["on"])
        seen.append(alias)
    where = select.args.get("where")
    return found + (_parts(where.this) if where is not None else [])


def _parts(condition: exp.Expr) -> list[exp.Expr]:
    waiting, found = [condition], []
    while waiting:
        one = waiting.pop()
        if isinstance(one, exp.And):
            waiting += [one.expression, one.this]
        elif isinstance(one, exp.Paren):
            waiting.append(one.this)
        else:
            found.append(one)
    return found


def _asks_only(condition: exp.Expr, known: set[str]) -> bool:
    """Whether every column in it says that it belongs to one of these."""
    return all(column.table.lower() in known for column in condition.find_all(exp.Column))


class Names:
    """What the names in a query mean: columns of its rows, of a query around it if they say so, variables."""

    def __init__(self, rows: dict[str, Row], outer: Scope) -> None:
        self.rows = rows
        self.outer = outer
        self.variables: Scope = outer.variables if isinstance(outer, Names) else outer

    def __call__(self, qualifier: str | None, name: str) -> Any:
        if qualifier is not None:
            row = self.rows.get(qualifier)
            return self.outer(qualifier, name) if row is None else row.columns.get(name, UNKNOWN)
        held = [row.columns[name] for row in self.rows.values() if name in row.columns]
        if held:
            return held[0] if all(one == held[0] for one in held) else UNKNOWN
        return self.variables(None, name) if all(row.certain for row in self.rows.values()) else UNKNOWN
