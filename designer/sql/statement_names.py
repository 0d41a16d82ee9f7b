"""Renaming a column or a table inside whole statements: access patterns, views.

sqlglot's tree says what each name is and which table it belongs to (aliases, CTEs, subqueries, the targets of
INSERT, UPDATE, DELETE and MERGE); only the characters of the names that mean ours are then replaced in the
user's text. Every token that spells the old name must be accounted for by the tree. Whenever something is not
certain the statement is refused with CannotRewrite, since a wrong rewrite is worse than none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sqlglot import exp

from designer.sql.column_meanings import ColumnMeanings, Meaning
from designer.sql.identifiers import quote_identifier, read_identifier, same_name
from designer.sql.lexer import tokenize
from designer.sql.names import CannotRewrite, Edit, apply_edits
from designer.sql.parsing import SqlError, parse_one
from designer.sql.tokens import Kind, Token

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


class _Rewriting(ColumnMeanings):
    def __init__(
        self, sql: str, table: str, schema: str | None, dialect: str, columns: Mapping[str, Collection[str]]
    ) -> None:
        super().__init__(table, schema, dialect, columns)
        self.sql = sql
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
            return self.meaning(parent, old, new) in (Meaning.OURS, Meaning.DERIVED)
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
