"""`SELECT *` with the columns that it brings now."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.names import column, identifier, named
from designer.analysis.rewriting.offered import NotTheSame, Rewrite
from designer.analysis.rewriting.reader import sources_of
from designer.analysis.rewriting.sources import is_star, shown_by_star
from designer.analysis.rewriting.writing import Writing
from designer.analysis.workload import ParsedStatement


def with_columns(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The statement with its columns; None where it has no star. Raises NotTheSame."""
    tree = statement.tree
    if not isinstance(tree, exp.Select) or not any(is_star(one) for one in tree.expressions):
        return None
    writing = Writing(facts, statement, place)
    sources = sources_of(facts, tree, derived=True)
    listed: list[exp.Expr] = []
    for one in tree.expressions:
        if not is_star(one):
            listed.append(one.copy())
            continue
        star = one.this if isinstance(one, exp.Column) else one
        if any(star.args.get(part) for part in ("except_", "replace", "rename")):
            raise NotTheSame("It leaves columns out of its star, which servers of this kind do not know.")
        alias = named(one.args.get("table"), sources.dialect) if isinstance(one, exp.Column) else None
        for source in sources.all:
            if alias in (None, source.key):
                names = [each.name for each in shown_by_star(source, sources.dialect)]
                several = len(sources.all) > 1
                listed += [
                    column(source.alias, name, sources.dialect)
                    if several
                    else exp.Column(this=identifier(name, sources.dialect))
                    for name in names
                ]
    changed = tree.copy()
    changed.set("expressions", listed)
    return writing.rewrite(
        "QR001",
        changed,
        "The same columns by name: leave out those that the caller does not read, and what is added later stays out.",
        writing.compared(sources, tree, changed),
    )
