"""What a column's name means where it stands in a statement: ours, derived from ours, another, or not to be known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum

from sqlglot import exp

from designer.sql.names import CannotRewrite
from designer.sql.scopes import Scopes


class Meaning(Enum):
    """What a name is in a source of rows."""

    OURS = "our column"
    DERIVED = "an output that takes its name from our column"
    OTHER = "something else of that name"
    NONE = "no such column"
    UNKNOWN = "cannot be known"


class ColumnMeanings(Scopes):
    """Tells the columns of one table from others of their name. `columns`: those of other tables, by table."""

    def __init__(self, table: str, schema: str | None, dialect: str, columns: Mapping[str, Collection[str]]) -> None:
        super().__init__(table, schema, dialect)
        self.columns = columns

    def meaning(self, column: exp.Column, name: str, new: str) -> Meaning:
        """What a column reference means; raises CannotRewrite when that, or its meaning after, is unsure."""
        if target := self.target_of(column):
            return Meaning.OURS if self.is_ours(target) else Meaning.OTHER
        qualifier = self.name(column.args.get("table"))
        if qualifier:
            return self.qualified(column, qualifier, name)
        if (ordered := self.order_meaning(column, name, new)) is not None:
            return ordered
        for query in self.enclosing(column):
            meanings = [self.in_source(source, name, new) for source in self.sources(query)]
            mine = [m for m in meanings if m in (Meaning.OURS, Meaning.DERIVED)]
            if len(meanings) == 1 and mine:
                return mine[0]
            if Meaning.UNKNOWN in meanings and (mine or self.any_ours(query)):
                raise CannotRewrite(f"“{name}” without a table before it may belong to another table")
            if len(mine) + meanings.count(Meaning.OTHER) > 1:
                raise CannotRewrite(f"“{name}” without a table before it is in several tables")
            if mine:
                if any(self.has_column(source, new) for source in self.sources(query)):
                    raise CannotRewrite(f"“{new}” without a table before it would be in several tables")
                return mine[0]
            if Meaning.OTHER in meanings or Meaning.UNKNOWN in meanings:
                return Meaning.OTHER
            if any(self.has_column(source, new) for source in self.sources(query)):
                raise CannotRewrite(f"“{new}” would be taken for a column of an inner table")
        return Meaning.OTHER

    def any_ours(self, query: exp.Expr) -> bool:
        """Whether our table is a source of this query or one around it."""
        around = [query, *self.enclosing(query)]
        return any(
            isinstance(table, exp.Table) and self.is_ours(table)
            for each in around
            for table in each.find_all(exp.Table)
        )

    def has_column(self, source: exp.Expr, name: str) -> bool:
        if isinstance(source, exp.Table) and self.cte_of(source) is None and not self.is_ours(source):
            return any(self.same(each, name) for each in self.known(source) or ())
        return False

    def qualified(self, column: exp.Column, qualifier: str, name: str) -> Meaning:
        source = self.source_named(column, qualifier)
        if source is None:
            conflict = column.find_ancestor(exp.OnConflict)
            insert = column.find_ancestor(exp.Insert)
            if conflict is not None and insert is not None and qualifier.lower() in ("excluded", "new"):
                source = self.sources(insert)[0]
            elif qualifier.lower() in ("old", "new") and column.find_ancestor(exp.Returning):
                raise CannotRewrite(f"“{qualifier}.{name}” stands in RETURNING")
            elif self.same(qualifier, self.ours):
                raise CannotRewrite(f"it cannot be told which rows “{qualifier}.{name}” is of")
            else:
                return Meaning.OTHER
        meaning = self.in_source(source, name, "")
        if meaning is Meaning.UNKNOWN and not isinstance(source, exp.Table):
            raise CannotRewrite(f"it cannot be told where “{qualifier}.{name}” comes from")
        return meaning

    def target_of(self, column: exp.Column) -> exp.Table | None:
        """The table written to, when the column stands where only one of its columns can."""
        parent = column.parent
        statement = (
            column.find_ancestor(exp.Merge) or column.find_ancestor(exp.Insert) or column.find_ancestor(exp.Update)
        )
        owner: exp.Expr | None = None
        if isinstance(parent, exp.EQ) and column.arg_key == "this" and parent.arg_key == "expressions":
            if isinstance(parent.parent, (exp.Update, exp.OnConflict)):
                owner = parent.parent if isinstance(parent.parent, exp.Update) else statement
        elif isinstance(parent, exp.Tuple) and isinstance(parent.parent, exp.Insert) and parent.arg_key == "this":
            owner = parent.parent
        elif isinstance(parent, exp.OnConflict) and column.arg_key == "conflict_keys":
            owner = statement
        if owner is None:
            return None
        if isinstance(owner.parent, exp.When):
            owner = column.find_ancestor(exp.Merge)
        sources = self.sources(owner) if owner is not None else []
        return sources[0] if sources and isinstance(sources[0], exp.Table) else None

    def order_meaning(self, column: exp.Column, name: str, new: str) -> Meaning | None:
        """For a bare name in ORDER BY and the like, where an output's name comes before a column's."""
        ordered = column.parent
        query = column.find_ancestor(exp.Select, exp.SetOperation)
        clause = column.find_ancestor(exp.Order, exp.Group, exp.Having, exp.Distinct)
        if clause is None or query is None or clause.parent is not query:
            return None
        if isinstance(query, exp.SetOperation):
            return self.output(query, name, new)
        aliased = any(
            isinstance(each, exp.Alias) and self.same(self.name(each.args.get("alias")), name)
            for each in query.expressions
        )
        if not aliased:
            return None
        bare = isinstance(ordered, exp.Ordered) or ordered is clause
        if isinstance(clause, exp.Order) and bare:
            return Meaning.OTHER
        if self.dialect == "postgres" and isinstance(clause, (exp.Group, exp.Having, exp.Order)):
            return None
        raise CannotRewrite(f"“{name}” may be the output of that name or the column")

    def in_source(self, source: exp.Expr, name: str, new: str) -> Meaning:
        """What a name is among the columns of one source."""
        alias = source.args.get("alias")
        renamed = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
        if renamed:
            return self.listed(renamed, name)
        if isinstance(source, exp.Table):
            cte = self.cte_of(source)
            if cte is not None:
                names = cte.args["alias"].args.get("columns")
                return self.listed(names, name) if names else self.output(cte.this, name, new)
            if self.is_ours(source):
                return Meaning.OURS
            known = self.known(source)
            if known is None:
                return Meaning.UNKNOWN
            return Meaning.OTHER if any(self.same(each, name) for each in known) else Meaning.NONE
        if isinstance(source, exp.Lateral):
            return self.output(source.this, name, new)
        return self.output(source, name, new)

    def known(self, table: exp.Table) -> Collection[str] | None:
        return next((c for t, c in self.columns.items() if self.same(t, self.name(table.this))), None)

    def listed(self, names: list[exp.Expr], name: str) -> Meaning:
        same = any(
            self.same(self.name(each if isinstance(each, exp.Identifier) else each.this), name) for each in names
        )
        return Meaning.OTHER if same else Meaning.NONE

    def output(self, query: exp.Expr, name: str, new: str) -> Meaning:
        """What a name is among the outputs of a query."""
        while isinstance(query, (exp.Subquery, exp.SetOperation)):
            query = query.this
        if isinstance(query, exp.Values):
            return Meaning.NONE
        if isinstance(query, exp.Select):
            projections = query.expressions
        elif isinstance(query, (exp.Insert, exp.Update, exp.Delete)) and query.args.get("returning"):
            projections = query.args["returning"].expressions
        else:
            return Meaning.UNKNOWN
        meanings = {self.projected(each, query, name, new) for each in projections}
        for meaning in (Meaning.DERIVED, Meaning.OTHER, Meaning.UNKNOWN):
            if meaning in meanings:
                return meaning
        return Meaning.NONE

    def projected(self, projection: exp.Expr, query: exp.Expr, name: str, new: str) -> Meaning:
        if isinstance(projection, exp.Alias):
            same = self.same(self.name(projection.args.get("alias")), name)
            return Meaning.OTHER if same else Meaning.NONE
        if isinstance(projection, exp.Star) or (
            isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
        ):
            qualifier = self.name(projection.args.get("table")) if isinstance(projection, exp.Column) else ""
            named = self.source_named(projection, qualifier) if qualifier else None
            sources = [named] if named is not None else self.sources(query)
            meanings = {self.in_source(source, name, new) for source in sources}
            if meanings & {Meaning.OURS, Meaning.DERIVED}:
                return Meaning.DERIVED
            return next((m for m in (Meaning.OTHER, Meaning.UNKNOWN) if m in meanings), Meaning.NONE)
        if isinstance(projection, exp.Column):
            if not self.same(self.name(projection.this), name):
                return Meaning.NONE
            mine = self.meaning(projection, name, new) in (Meaning.OURS, Meaning.DERIVED)
            return Meaning.DERIVED if mine else Meaning.OTHER
        function = projection.sql_name() if isinstance(projection, exp.Func) else projection.name
        return Meaning.UNKNOWN if function and function.lower() == name.lower() else Meaning.NONE
