"""Renaming a column or a table inside whole statements: access patterns, views.

sqlglot's tree says what each name is and which table it belongs to (aliases, CTEs, subqueries, the targets of
INSERT, UPDATE, DELETE and MERGE); only the characters of the names that mean ours are then replaced in the
user's text. Every token that spells the old name must be accounted for by the tree. Whenever something is not
certain the statement is refused with CannotRewrite, since a wrong rewrite is worse than none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import Enum

from sqlglot import exp

from designer.sql.identifiers import quote_identifier, read_identifier, same_name
from designer.sql.lexer import tokenize
from designer.sql.names import CannotRewrite, Edit, apply_edits
from designer.sql.parsing import SqlError, parse_one
from designer.sql.scopes import Scopes
from designer.sql.tokens import Kind, Token


class _Meaning(Enum):
    """What a name is in a source of rows."""

    OURS = "our column"
    DERIVED = "an output that takes its name from our column"
    OTHER = "something else of that name"
    NONE = "no such column"
    UNKNOWN = "cannot be known"


_NO_COLUMN = (exp.Alias, exp.TableAlias, exp.Table, exp.CTE, exp.Dot, exp.Window, exp.Collate, exp.DataType)


def rename_column_in_statement(
    sql: str,
    table: str,
    old: str,
    new: str,
    dialect: str = "postgres",
    *,
    schema: str | None = None,
    columns: Mapping[str, Collection[str]] | None = None,
    keep_output: bool = False,
) -> str:
    """The statement with column `old` of `table` called `new`.

    Names are given as they are, unquoted. `columns` gives the columns of other tables by name: without them an
    unqualified name in a query over several tables is refused. With `keep_output` a column that a view puts out
    under its own name gets `AS old`. Raises CannotRewrite.
    """
    if not _mentions(sql, old, dialect) or not _mentions(sql, table, dialect):
        return sql
    return _Rewriting(sql, table, schema, dialect, columns or {}).column(old, new, keep_output)


def rename_table_in_statement(
    sql: str, old: str, new: str, dialect: str = "postgres", *, schema: str | None = None
) -> str:
    """The statement with table `old` called `new`, where it is read, written or qualifies a column."""
    if not _mentions(sql, old, dialect):
        return sql
    return _Rewriting(sql, old, schema, dialect, {}).table(new)


def _mentions(sql: str, name: str, dialect: str) -> bool:
    return any(True for _ in _tokens_named(sql, name, dialect))


def _tokens_named(sql: str, name: str, dialect: str) -> Iterator[tuple[Token | None, Token, Token | None]]:
    """Each token that spells a name, between its neighbours."""
    tokens = [t for t in tokenize(sql, dialect).tokens if t.kind is not Kind.COMMENT]
    for index, token in enumerate(tokens):
        if token.kind in (Kind.WORD, Kind.QUOTED) and same_name(read_identifier(token.text, dialect), name, dialect):
            before = tokens[index - 1] if index else None
            yield before, token, tokens[index + 1] if index + 1 < len(tokens) else None


class _Rewriting(Scopes):
    def __init__(
        self, sql: str, table: str, schema: str | None, dialect: str, columns: Mapping[str, Collection[str]]
    ) -> None:
        super().__init__(table, schema, dialect)
        self.sql = sql
        self.columns = columns
        try:
            self.tree = parse_one(sql, dialect)
        except SqlError as error:
            raise CannotRewrite(f"the statement cannot be read: {error.message}") from None
        if self.tree.find(exp.Command):
            raise CannotRewrite("the statement is of a kind whose names cannot be told")

    # Entry points

    def column(self, old: str, new: str, keep_output: bool) -> str:
        self.refuse_if_used(new)
        identifiers = self.identifiers(old)
        edits: list[Edit] = []
        try:
            for token, identifier in self.accounted(old, identifiers):
                if identifier is not None and self.is_our_column(identifier, old, new):
                    text = quote_identifier(new, self.dialect)
                    if keep_output and self.is_output(identifier):
                        text += f" AS {quote_identifier(old, self.dialect)}"
                    edits.append(Edit(token.start, token.end, text))
        except RecursionError:
            raise CannotRewrite("the statement is nested too deeply") from None
        return apply_edits(self.sql, edits)

    def table(self, new: str) -> str:
        self.refuse_if_used(new)
        edits = []
        try:
            for token, identifier in self.accounted(self.ours, self.identifiers(self.ours)):
                if identifier is not None and self.is_our_table(identifier):
                    edits.append(Edit(token.start, token.end, quote_identifier(new, self.dialect)))
        except RecursionError:
            raise CannotRewrite("the statement is nested too deeply") from None
        return apply_edits(self.sql, edits)

    # Tokens and the tree

    def identifiers(self, name: str) -> dict[int, exp.Identifier]:
        """The tree's identifiers of that name by their offset in the text."""
        return {
            node.meta["start"]: node
            for node in self.tree.find_all(exp.Identifier)
            if "start" in node.meta and self.same(self.name(node), name)
        }

    def accounted(
        self, name: str, identifiers: dict[int, exp.Identifier]
    ) -> Iterator[tuple[Token, exp.Identifier | None]]:
        """Every token that spells the name with its identifier; None for functions, types and arguments."""
        for before, token, behind in _tokens_named(self.sql, name, self.dialect):
            identifier = identifiers.get(token.start)
            if identifier is None:
                is_function = behind is not None and behind.text == "("
                is_argument = behind is not None and behind.text in ("=>", ":=")
                if not (is_function or is_argument or (before is not None and before.text == "::")):
                    raise CannotRewrite(f"line {token.line}: it cannot be told what “{token.text}” is")
            yield token, identifier

    def refuse_if_used(self, new: str) -> None:
        if self.identifiers(new):
            raise CannotRewrite(f"the statement already uses the name “{new}”")

    # What an identifier is

    def is_our_table(self, identifier: exp.Identifier) -> bool:
        parent = identifier.parent
        if isinstance(parent, exp.Table) and identifier.arg_key == "this":
            return self.is_ours(parent)
        if isinstance(parent, exp.Column) and identifier.arg_key == "table":
            source = self.source_named(parent, self.name(identifier))
            return isinstance(source, exp.Table) and not source.alias and self.is_ours(source)
        if isinstance(parent, (exp.Column, *_NO_COLUMN, exp.Schema)) or identifier.arg_key == "using":
            return False
        raise CannotRewrite(f"it cannot be told what “{identifier.this}” is")

    def is_our_column(self, identifier: exp.Identifier, old: str, new: str) -> bool:
        parent = identifier.parent
        if isinstance(parent, exp.Column):
            if identifier.arg_key != "this":
                return False
            return self.meaning(parent, old, new) in (_Meaning.OURS, _Meaning.DERIVED)
        if isinstance(parent, exp.Join) and identifier.arg_key == "using":
            raise CannotRewrite(f"the column joins by USING ({old}), which needs one name on both sides")
        if isinstance(parent, exp.Schema):
            target = parent.this if isinstance(parent.parent, exp.Insert) else None
            return isinstance(target, exp.Table) and self.is_ours(target)
        if isinstance(parent, _NO_COLUMN):
            return False
        raise CannotRewrite(f"it cannot be told what “{old}” is")

    def is_output(self, identifier: exp.Identifier) -> bool:
        """Whether the column is put out by the statement's outermost query under its own name."""
        column = identifier.parent
        query = self.tree.expression if isinstance(self.tree, exp.Create) else self.tree
        if isinstance(self.tree, exp.Create) and isinstance(self.tree.this, exp.Schema):
            return False
        while isinstance(query, (exp.Subquery, exp.SetOperation)):
            query = query.this
        return column is not None and column.parent is query and column.arg_key == "expressions"

    # Meanings

    def meaning(self, column: exp.Column, name: str, new: str) -> _Meaning:
        """What a column reference means; raises CannotRewrite when that, or its meaning after, is unsure."""
        if target := self.target_of(column):
            return _Meaning.OURS if self.is_ours(target) else _Meaning.OTHER
        qualifier = self.name(column.args.get("table"))
        if qualifier:
            return self.qualified(column, qualifier, name)
        if (ordered := self.order_meaning(column, name, new)) is not None:
            return ordered
        for query in self.enclosing(column):
            meanings = [self.in_source(source, name, new) for source in self.sources(query)]
            mine = [m for m in meanings if m in (_Meaning.OURS, _Meaning.DERIVED)]
            if len(meanings) == 1 and mine:
                return mine[0]
            if _Meaning.UNKNOWN in meanings and (mine or self.any_ours(query)):
                raise CannotRewrite(f"“{name}” without a table before it may belong to another table")
            if len(mine) + meanings.count(_Meaning.OTHER) > 1:
                raise CannotRewrite(f"“{name}” without a table before it is in several tables")
            if mine:
                if any(self.has_column(source, new) for source in self.sources(query)):
                    raise CannotRewrite(f"“{new}” without a table before it would be in several tables")
                return mine[0]
            if _Meaning.OTHER in meanings or _Meaning.UNKNOWN in meanings:
                return _Meaning.OTHER
            if any(self.has_column(source, new) for source in self.sources(query)):
                raise CannotRewrite(f"“{new}” would be taken for a column of an inner table")
        return _Meaning.OTHER

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

    def qualified(self, column: exp.Column, qualifier: str, name: str) -> _Meaning:
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
                return _Meaning.OTHER
        meaning = self.in_source(source, name, "")
        if meaning is _Meaning.UNKNOWN and not isinstance(source, exp.Table):
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

    def order_meaning(self, column: exp.Column, name: str, new: str) -> _Meaning | None:
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
            return _Meaning.OTHER
        if self.dialect == "postgres" and isinstance(clause, (exp.Group, exp.Having, exp.Order)):
            return None
        raise CannotRewrite(f"“{name}” may be the output of that name or the column")

    def in_source(self, source: exp.Expr, name: str, new: str) -> _Meaning:
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
                return _Meaning.OURS
            known = self.known(source)
            if known is None:
                return _Meaning.UNKNOWN
            return _Meaning.OTHER if any(self.same(each, name) for each in known) else _Meaning.NONE
        if isinstance(source, exp.Lateral):
            return self.output(source.this, name, new)
        return self.output(source, name, new)

    def known(self, table: exp.Table) -> Collection[str] | None:
        return next((c for t, c in self.columns.items() if self.same(t, self.name(table.this))), None)

    def listed(self, names: list[exp.Expr], name: str) -> _Meaning:
        same = any(
            self.same(self.name(each if isinstance(each, exp.Identifier) else each.this), name) for each in names
        )
        return _Meaning.OTHER if same else _Meaning.NONE

    def output(self, query: exp.Expr, name: str, new: str) -> _Meaning:
        """What a name is among the outputs of a query."""
        while isinstance(query, (exp.Subquery, exp.SetOperation)):
            query = query.this
        if isinstance(query, exp.Values):
            return _Meaning.NONE
        if isinstance(query, exp.Select):
            projections = query.expressions
        elif isinstance(query, (exp.Insert, exp.Update, exp.Delete)) and query.args.get("returning"):
            projections = query.args["returning"].expressions
        else:
            return _Meaning.UNKNOWN
        meanings = {self.projected(each, query, name, new) for each in projections}
        for meaning in (_Meaning.DERIVED, _Meaning.OTHER, _Meaning.UNKNOWN):
            if meaning in meanings:
                return meaning
        return _Meaning.NONE

    def projected(self, projection: exp.Expr, query: exp.Expr, name: str, new: str) -> _Meaning:
        if isinstance(projection, exp.Alias):
            same = self.same(self.name(projection.args.get("alias")), name)
            return _Meaning.OTHER if same else _Meaning.NONE
        if isinstance(projection, exp.Star) or (
            isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
        ):
            qualifier = self.name(projection.args.get("table")) if isinstance(projection, exp.Column) else ""
            named = self.source_named(projection, qualifier) if qualifier else None
            sources = [named] if named is not None else self.sources(query)
            meanings = {self.in_source(source, name, new) for source in sources}
            if meanings & {_Meaning.OURS, _Meaning.DERIVED}:
                return _Meaning.DERIVED
            return next((m for m in (_Meaning.OTHER, _Meaning.UNKNOWN) if m in meanings), _Meaning.NONE)
        if isinstance(projection, exp.Column):
            if not self.same(self.name(projection.this), name):
                return _Meaning.NONE
            mine = self.meaning(projection, name, new) in (_Meaning.OURS, _Meaning.DERIVED)
            return _Meaning.DERIVED if mine else _Meaning.OTHER
        function = projection.sql_name() if isinstance(projection, exp.Func) else projection.name
        return _Meaning.UNKNOWN if function and function.lower() == name.lower() else _Meaning.NONE
