"""Where the rows of each query in a statement come from, over sqlglot's tree of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from designer.sql.identifiers import fold, same_name
from designer.sql.names import CannotRewrite

_QUERIES = (exp.Select, exp.Update, exp.Delete, exp.Insert, exp.Merge)


class Scopes:
    """The scopes of a statement, as seen by one table of ours."""

    def __init__(self, table: str, schema: str | None, dialect: str) -> None:
        self.ours = table
        self.schema = schema
        self.dialect = dialect

    def name(self, identifier: exp.Expr | None) -> str:
        if not isinstance(identifier, exp.Identifier):
            return ""
        text = str(identifier.this)
        return text if identifier.quoted else fold(text, self.dialect)

    def same(self, one: str, other: str) -> bool:
        return same_name(one, other, self.dialect)

    def is_ours(self, table: exp.Table) -> bool:
        if not self.same(self.name(table.this), self.ours) or self.cte_of(table) is not None:
            return False
        schema = self.name(table.args.get("db"))
        return not schema or self.schema is None or self.same(schema, self.schema)

    def cte_of(self, table: exp.Table) -> exp.CTE | None:
        """The CTE that an unqualified table name means, from the innermost WITH outwards."""
        if table.args.get("db"):
            return None
        node: exp.Expr | None = table
        while node is not None:
            with_ = node.args.get("with_") or node.args.get("with")
            recursive = isinstance(with_, exp.With) and with_.args.get("recursive")
            for cte in with_.expressions if isinstance(with_, exp.With) else ():
                inside = table.find_ancestor(exp.CTE)
                if inside is cte and not recursive:
                    break
                alias = cte.args.get("alias")
                if isinstance(cte, exp.CTE) and alias and self.same(self.name(alias.this), self.name(table.this)):
                    return cte
            node = node.parent
        return None

    def sources(self, query: exp.Expr) -> list[exp.Expr]:
        """Where a query's rows come from: tables, subqueries and the like."""
        found: list[exp.Expr] = []
        if isinstance(query, (exp.Update, exp.Delete, exp.Merge)):
            found.append(query.this)
        if isinstance(query, exp.Insert):
            found.append(query.this.this if isinstance(query.this, exp.Schema) else query.this)
        for key in ("from_", "from", "using"):
            value = query.args.get(key)
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, exp.From):
                    found.append(each.this)
                elif isinstance(each, exp.Expr):
                    found.append(each)
        joins: list[exp.Expr] = [*(query.args.get("joins") or ()), *(query.args.get("laterals") or ())]
        for source in list(found):
            joins += source.args.get("joins") or ()
        for join in joins:
            found.append(join.this if isinstance(join, exp.Join) else join)
            if isinstance(join, exp.Join) and join.args.get("method") == "NATURAL":
                raise CannotRewrite("a NATURAL JOIN chooses its columns by their names")
        return [self.unwrapped(each) for each in found if each is not None]

    def unwrapped(self, source: exp.Expr) -> exp.Expr:
        if isinstance(source, exp.Subquery) and isinstance(source.this, exp.Table):
            if source.this.args.get("joins"):
                raise CannotRewrite("a join in parentheses stands in the FROM clause")
            return source.this
        return source

    def source_named(self, column: exp.Expr, qualifier: str) -> exp.Expr | None:
        for query in self.enclosing(column):
            for source in self.sources(query):
                named = source.alias_or_name
                alias = source.args.get("alias")
                shown = self.name(alias.this) if isinstance(alias, exp.TableAlias) and alias.this else ""
                if not shown and isinstance(source, exp.Table):
                    shown = self.name(source.this)
                if self.same(shown or named, qualifier):
                    return source
        return None

    def enclosing(self, node: exp.Expr) -> Iterator[exp.Expr]:
        """The queries whose sources a column may name, innermost first."""
        below, current = node, node.parent
        while current is not None:
            inside_from = isinstance(below, (exp.From, exp.CTE, exp.With)) or (
                isinstance(below, exp.Subquery) and below.arg_key in ("from_", "from", "using")
            )
            if isinstance(current, _QUERIES) and not isinstance(current.parent, exp.When):
                lateral = node.find_ancestor(exp.Lateral)
                values_of_insert = isinstance(current, exp.Insert) and below.arg_key == "expression"
                if not (inside_from and lateral is None) and not values_of_insert:
                    yield current
            below, current = current, current.parent
