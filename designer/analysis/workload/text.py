"""Parts of a parsed statement as SQL text again, parameters spelled as `$1` or `:name`."""

from sqlglot import exp

from designer.sql.parsing import sqlglot_dialect


class SqlText:
    """Writes nodes of one statement. names: what its parameters are called, by number."""

    def __init__(self, dialect: str, names: tuple[str, ...]) -> None:
        self._dialect = sqlglot_dialect(dialect)
        self._names = names

    def of(self, node: exp.Expr) -> str:
        """The node as SQL."""
        if node.find(exp.Placeholder):
            node = node.copy().transform(self._respelled, copy=False)
        return node.sql(self._dialect)

    def unqualified(self, node: exp.Expr) -> str:
        """The node as SQL, columns without the names of their tables, as an index spells them."""
        return self.of(node.copy().transform(_without_table, copy=False))

    def _respelled(self, node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder) or not isinstance(node.this, str):
            return node
        number = node.this.removeprefix("p")
        name = (
            self._names[int(number) - 1]
            if number.isdecimal() and len(number) < 6 and 0 < int(number) <= len(self._names)
            else node.this
        )
        return exp.Var(this=f"${name}" if name.isdigit() else f":{name}")


def _without_table(node: exp.Expr) -> exp.Expr:
    return exp.Column(this=node.this) if isinstance(node, exp.Column) and node.args.get("table") else node
