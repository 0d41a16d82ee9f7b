"""`SELECT *` with the columns that it brings now."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.offered import Compared, NotTheSame, Rewrite, without_limit
from designer.analysis.rewriting.sources import Source, column, identifier, is_total, named, sources_of
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.text import SqlText


def with_columns(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The statement with its columns; None where it has no star. Raises NotTheSame."""
    tree = statement.tree
    if not isinstance(tree, exp.Select) or not any(_star(one) for one in tree.expressions):
        return None
    sources = sources_of(facts, tree)
    listed: list[exp.Expr] = []
    for one in tree.expressions:
        if not _star(one):
            listed.append(one.copy())
            continue
        if (one.this if isinstance(one, exp.Column) else one).args.get("except_"):
            raise NotTheSame("It leaves columns out of its star, which PostgreSQL does not know.")
        alias = named(one.args.get("table")) if isinstance(one, exp.Column) else None
        wanted = [source for source in sources.all if alias in (None, source.alias)]
        listed += [_column(source, name, len(sources.all) > 1) for source in wanted for name in _names(source)]
    changed = tree.copy()
    changed.set("expressions", listed)
    text = SqlText(facts.schema.dialect.name, statement.parameters)
    return Rewrite(
        "QR001", place, statement.sql, text.of(changed),
        "The same columns by name: leave out those that the caller does not read, and what is added later stays out.",
        Compared(text.of(without_limit(tree)), text.of(without_limit(changed)), is_total(sources, tree)),
    )  # fmt: skip


def _star(node: exp.Expr) -> bool:
    return isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))


def _names(source: Source) -> list[str]:
    return [one.name for one in source.entity.attributes]


def _column(source: Source, name: str, several: bool) -> exp.Column:
    return column(source.alias, name) if several else exp.Column(this=identifier(name))
