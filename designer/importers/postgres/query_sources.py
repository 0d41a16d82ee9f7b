"""What stands behind FROM: which columns each source of a query has, and which the join of them gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from designer.importers.drafting.outcomes import NotModelled
from designer.importers.postgres.elements import type_text
from designer.importers.postgres.query_types import UNCERTAIN, Typed
from designer.importers.postgres.workspace import Workspace
from designer.schema.types import parse_type
from designer.sql.cursor import Cursor

UNRESOLVED = "a table made by a query is not modelled where the sources do not say which columns it has"

_QUERIES = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "("})
_JOINING = frozenset({"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "ON", "USING", "OUTER", "AS",
                      "TABLESAMPLE", "WITH"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """A column that a query gives."""

    name: str
    typed: Typed


Columns = tuple[Output, ...] | None
"""The columns of a source; None where these sources do not say which it has."""


@dataclass
class Sources:
    """The sources of one SELECT: by their names in it, and each item of FROM with the columns of its join."""

    named: dict[str, Columns] = field(default_factory=dict)
    joined: list[Columns] = field(default_factory=list)

    def add(self, name: str, columns: Columns) -> None:
        if name in self.named:
            raise NotModelled(UNRESOLVED)
        self.named[name] = columns

    def every(self) -> tuple[Output, ...]:
        """What `*` stands for."""
        found: list[Output] = []
        for columns in self.joined:
            if columns is None:
                raise NotModelled(UNRESOLVED)
            found += columns
        return tuple(found)

    def of(self, name: str) -> tuple[Output, ...]:
        """What `name.*` stands for."""
        columns = self.named.get(name)
        if columns is None:
            raise NotModelled(UNRESOLVED)
        return columns

    def column(self, qualifier: str | None, name: str) -> Typed:
        """The column of this name. NotModelled where the server finds none, or several."""
        if qualifier is not None and qualifier not in self.named:
            raise NotModelled(UNRESOLVED)
        within = [self.named[qualifier]] if qualifier is not None else self.joined
        found = _called(name, within)
        if not found and qualifier is None and None in within:  # of a join with something unknown, its other sources
            found = _called(name, self.named.values())
            return found[0] if len(found) == 1 else UNCERTAIN
        if len(found) == 1:
            return found[0]
        whole_row = qualifier is None and name in self.named
        if found or (None not in within and not whole_row):
            raise NotModelled(UNRESOLVED)
        return UNCERTAIN


def _called(name: str, among: Iterable[Columns]) -> list[Typed]:
    return [one.typed for columns in among if columns is not None for one in columns if one.name == name]


class SourceReader:
    """query: the columns of a query in parentheses; relation: those of what a name stands for."""

    def __init__(
        self, workspace: Workspace, query: Callable[[Cursor], Columns], relation: Callable[[tuple[str, ...]], Columns]
    ) -> None:
        self.workspace = workspace
        self.query = query
        self.relation = relation

    def read(self, clause: Cursor, found: Sources) -> Sources:
        """All sources of a FROM clause into `found`. Unreadable where it is not understood."""
        while not clause.done:
            found.joined.append(self._tree(clause, found))
            if not clause.done:
                clause.expect(",")
        return found

    def _tree(self, clause: Cursor, found: Sources) -> Columns:
        columns = self._source(clause, found)
        while not clause.done and not clause.at(","):
            natural = clause.take("NATURAL")
            clause.take_one_of("INNER", "LEFT", "RIGHT", "FULL", "CROSS")
            clause.take("OUTER")
            clause.expect("JOIN")
            other = self._source(clause, found)
            if natural and columns is not None and other is not None:
                shared = {one.name for one in other}
                columns = _merged(columns, other, [one.name for one in columns if one.name in shared])
            elif natural:
                columns = None
            elif clause.take("USING"):
                columns = _merged(columns, other, clause.names())
                if clause.take("AS"):
                    clause.name()
            else:
                columns = None if columns is None or other is None else (*columns, *other)
                self._condition(clause)
        return columns

    def _condition(self, clause: Cursor) -> None:
        if clause.take("ON"):
            while not clause.done and not clause.at(",") and not _begins_join(clause):
                clause.skip()

    def _source(self, clause: Cursor, found: Sources) -> Columns:
        clause.take("LATERAL")
        clause.take("ONLY")
        if clause.at("(") and clause.key(1) not in _QUERIES:
            return self._parenthesised(clause, found)
        name, columns = "", None
        if clause.at("("):
            columns = self.query(clause.part(*clause.inside()))
        else:
            parts = clause.qualified()
            name = parts[-1]
            if clause.at("("):
                clause.skip()
                return self._function(clause, found, name)
            columns = self.relation(parts)
            clause.take("*")
        name = self._alias(clause) or name
        columns = renamed(columns, clause.names() if clause.at("(") else [])
        if clause.take("TABLESAMPLE"):
            clause.qualified()
            clause.skip()
            if clause.take("REPEATABLE"):
                clause.skip()
        if name:
            found.add(name, columns)
        return columns

    def _parenthesised(self, clause: Cursor, found: Sources) -> Columns:
        """`(a JOIN b ON …)`, whose sources keep their names."""
        inside = clause.part(*clause.inside())
        columns = self._tree(inside, found)
        inside.end()
        return columns

    def _function(self, clause: Cursor, found: Sources, name: str) -> Columns:
        """A function: its columns are known where a list behind it says them, with their types or without."""
        numbered = clause.take("WITH", "ORDINALITY")
        name = self._alias(clause) or name
        columns: Columns = None
        if clause.at("("):
            items = clause.part(*clause.inside()).split()
            columns = tuple(self._listed(item) for item in items)
            if numbered:
                columns = (*columns[:-1], replace(columns[-1], typed=Typed("bigint")))
        found.add(name, columns)
        return columns

    def _listed(self, item: Cursor) -> Output:
        name = item.name()
        if item.done:
            return Output(name, UNCERTAIN)
        kind = type_text(item, self.workspace)
        return Output(name, Typed(kind))

    def _alias(self, clause: Cursor) -> str:
        if clause.take("AS"):
            return "" if clause.at("(") else clause.name()
        return clause.name() if clause.on_name and clause.key() not in _JOINING else ""


def _begins_join(clause: Cursor) -> bool:
    if clause.key() in ("LEFT", "RIGHT"):
        return clause.key(1) in ("JOIN", "OUTER")
    return clause.key() in ("JOIN", "INNER", "FULL", "CROSS", "NATURAL")


def _merged(left: Columns, right: Columns, names: list[str]) -> Columns:
    """The columns of a join that has those of these names once, in front."""
    if left is None or right is None:
        return None
    own = {one.name: one.typed for one in left}
    theirs = {one.name: one.typed for one in right}
    if not all(name in own and name in theirs for name in names):
        raise NotModelled(UNRESOLVED)
    once = frozenset(names)
    merged = [Output(name, own[name] if _alike(own[name], theirs[name]) else UNCERTAIN) for name in names]
    rest = (one for one in (*left, *right) if one.name not in once)
    return (*merged, *rest)


def _alike(one: Typed, other: Typed) -> bool:
    same = one.type is not None and other.type is not None and parse_type(one.type) == parse_type(other.type)
    return same and one.collation == other.collation


def renamed(columns: Columns, names: list[str]) -> Columns:
    """Columns called otherwise from the left."""
    if columns is None:
        return tuple(Output(name, UNCERTAIN) for name in names) if names else None
    if len(names) > len(columns):
        raise NotModelled(UNRESOLVED)
    given = tuple(replace(one, name=name) for one, name in zip(columns, names, strict=False))
    return (*given, *columns[len(names) :])
