"""An OR across columns as a UNION, each arm of which has an index of its own."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.alike import refuse_alike
from designer.analysis.rewriting.names import columns_in, named
from designer.analysis.rewriting.offered import Compared, NotTheSame, Rewrite, is_cut_by_chance, without_limit
from designer.analysis.rewriting.reader import sources_of
from designer.analysis.rewriting.sources import conjuncts, is_total, joined, refuse_volatile
from designer.analysis.rewriting.writing import Writing
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.queries import is_aggregated

_MOST_ARMS = 4
_NO_TRUTH = ("tsql", "oracle")
"""Whose conditions are no values, and have no IS NOT TRUE."""


def with_union(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The statement as one query for each arm of its OR; None where it has none across columns. Raises NotTheSame."""
    tree = statement.tree
    if not isinstance(tree, exp.Select) or not isinstance(tree.args.get("where"), exp.Where):
        return None
    conditions = list(conjuncts(tree.args["where"]))
    dialect = facts.schema.dialect.name
    found = [one for one in conditions if isinstance(one, exp.Or) and len(_columns(one, dialect)) > 1]
    if len(found) != 1:
        return None
    arms = list(found[0].flatten())
    if len(arms) > _MOST_ARMS or any(not _columns(one, dialect) for one in arms):
        return None
    if dialect == "sqlite":
        raise NotTheSame("SQLite reads an index for each side of an OR as it is, and a UNION would save nothing.")
    refuse_volatile(tree)
    if is_aggregated(tree):
        raise NotTheSame("It counts or sums over all rows at once, and the sum of two halves is another query.")
    if tree.find(exp.Window):
        raise NotTheSame("A window function looks at all rows at once, and each half would have its own.")
    if any(tree.args.get(part) for part in ("having", "with_", "qualify")):
        raise NotTheSame("It does more with its rows than to return them.")
    sources = sources_of(facts, tree)
    distinct = tree.args.get("distinct")
    if distinct is not None and distinct.args.get("on"):
        raise NotTheSame("DISTINCT ON keeps one row of each group, and each half would keep its own.")
    refuse_alike(sources, tree)
    rest = [one for one in conditions if one is not found[0]]
    halves = [_arm(tree, rest, arms[:number], arm, distinct is not None, dialect) for number, arm in enumerate(arms)]
    order = _order(tree, dialect)
    writing = Writing(facts, statement, place)
    plain = _united(halves, distinct is not None, order, None)
    limit = tree.args.get("limit")
    if limit is not None and dialect in _NO_TRUTH:
        raise NotTheSame("Each half would need a LIMIT of its own, which stands in a query of its own here.")
    if limit is not None:
        for one in halves:
            one.set("limit", _reach(tree))
            one.set("order", tree.args["order"].copy() if order is not None else None)
    made = _united(halves, distinct is not None, order, tree)
    total = is_total(sources, tree)
    chance = is_cut_by_chance(tree, total=total)
    return writing.rewrite(
        "QR015",
        made,
        "Each half finds its rows in an index of its own; the second leaves out what the first has returned.",
        Compared(writing.of(without_limit(tree)), writing.of(plain), total, chance=chance),
        must_pay=True,
    )


def _columns(node: exp.Expr, dialect: str) -> set[tuple[str | None, str | None]]:
    return {(named(one.args.get("table"), dialect), named(one.this, dialect)) for one in columns_in(node)}


def _arm(
    tree: exp.Select, rest: list[exp.Expr], before: list[exp.Expr], arm: exp.Expr, distinct: bool, dialect: str
) -> exp.Select:
    """The query with one arm alone; rows that an earlier arm takes are left out, unless all are made distinct."""
    taken = [] if distinct else [_is_not_true(one, dialect) for one in before]
    half = tree.copy()
    for part in ("order", "limit", "offset", "distinct"):
        half.set(part, None)
    half.set("where", joined([one.copy() for one in (*rest, arm)] + taken))
    return half


def _is_not_true(condition: exp.Expr, dialect: str) -> exp.Expr:
    """For rows that do not meet a condition, those for which it is unknown among them."""
    if dialect in _NO_TRUTH:
        one, none = exp.Literal.number(1), exp.Literal.number(0)
        met = exp.Case(ifs=[exp.If(this=condition.copy(), true=one)], default=none)
        return exp.EQ(this=met, expression=none.copy())
    return exp.Is(this=exp.Paren(this=condition.copy()), expression=exp.Boolean(this=True), negate=True)


def _reach(tree: exp.Select) -> exp.Limit:
    """As many rows as the whole may need from one half: LIMIT and OFFSET together."""
    limit, offset = tree.args["limit"], tree.args.get("offset")
    if not isinstance(limit, exp.Limit):
        raise NotTheSame("FETCH FIRST says more than how many rows.")
    if offset is None:
        return limit.copy()
    return exp.Limit(
        expression=exp.Paren(this=exp.Add(this=limit.expression.copy(), expression=offset.expression.copy()))
    )


def _order(tree: exp.Select, dialect: str) -> exp.Order | None:
    """ORDER BY of the whole: a UNION is sorted by what it returns."""
    order = tree.args.get("order")
    if not isinstance(order, exp.Order):
        return None
    returned: dict[str | None, exp.Expr] = {}
    for one in tree.expressions:
        name = one.args["alias"] if isinstance(one, exp.Alias) else one.this
        returned[named(name, dialect)] = one
    made = order.copy()
    for one in made.expressions:
        if isinstance(one.this, exp.Literal):
            continue
        held = returned.get(named(one.this.this, dialect)) if isinstance(one.this, exp.Column) else None
        if held is None or (isinstance(held, exp.Column) and held.table and one.this.table not in ("", held.table)):
            raise NotTheSame("It sorts by what it does not return, and a UNION sorts only by that.")
        if isinstance(held, exp.Alias) and one.this.table:
            raise NotTheSame("It sorts by a column behind whose name it returns something else.")
        one.this.set("table", None)
    return made


def _united(halves: list[exp.Select], distinct: bool, order: exp.Order | None, tree: exp.Select | None) -> exp.Expr:
    """All halves; with the ORDER BY, and the LIMIT of `tree`."""
    cut = any(one.args.get("limit") for one in halves)
    parts: list[exp.Expr] = [exp.Subquery(this=one.copy()) if cut else one.copy() for one in halves]
    made = parts[0]
    for one in parts[1:]:
        made = exp.Union(this=made, expression=one, distinct=distinct)
    if order is not None:
        made.set("order", order.copy())
    if tree is not None:
        for part in ("limit", "offset"):
            made.set(part, tree.args[part].copy() if tree.args.get(part) else None)
    return made
