"""A subquery that is run for each row, as a join that is made once."""

from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.alike import refuse_alike
from designer.analysis.rewriting.names import column, columns_in, free, identifier, in_small, key, meant, named
from designer.analysis.rewriting.offered import NotTheSame, Rewrite
from designer.analysis.rewriting.reader import sources_of
from designer.analysis.rewriting.sources import Sources, compare_alike, conjuncts, joined, refuse_volatile
from designer.analysis.rewriting.writing import Writing
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.queries import is_aggregated

_COUNTS = (exp.Count,)
_PLAIN = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg, exp.LogicalAnd, exp.LogicalOr)
_CUT = ("limit", "offset", "group", "having", "distinct", "with_", "order", "windows")


@dataclass(frozen=True, slots=True)
class _Apart:
    """A subquery's conditions: those that tie its columns to columns around it, and those that are its own."""

    ties: list[tuple[exp.Column, exp.Column]]
    own: list[exp.Expr]


def correlated(tree: exp.Expr | None) -> list[exp.Subquery]:
    """Subqueries that give one value for each row: in the SELECT list and in WHERE, with a column from around them."""
    if not isinstance(tree, exp.Select):
        return []
    places = [*tree.expressions, *([tree.args["where"]] if tree.args.get("where") else [])]
    found = [one for place in places for one in place.find_all(exp.Subquery) if _is_scalar(one, tree)]
    return [one for one in found if isinstance(one.this, exp.Select)]


def with_join(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The statement with a join for each subquery that is tied to its rows; None where none is. Raises NotTheSame."""
    tree = statement.tree
    if not isinstance(tree, exp.Select) or not correlated(tree):
        return None
    outer = sources_of(facts, tree)
    changed = tree.copy()
    tied = [one for one in correlated(changed) if _reaches_out(facts, outer, one)]
    if not tied:
        return None
    refuse_volatile(tree)
    if is_aggregated(tree) or tree.args.get("group"):
        raise NotTheSame("The query around it groups its rows, and a join would come before that.")
    refuse_alike(outer, tree)
    if any(one.args.get("join_mark") for one in tree.find_all(exp.Column)):
        raise NotTheSame("Oracle takes no JOIN beside a condition with (+): write that as an outer join first.")
    _qualify(outer, changed, tied)
    _spell_stars(outer, changed)
    taken = {one.alias for one in outer.all}
    for one in tied:
        _join(facts, outer, changed, one, taken)
    writing = Writing(facts, statement, place)
    kept = outer.dialect == "postgres" or not any(isinstance(one, exp.Subquery) for one in tree.expressions)
    return writing.rewrite(
        "QR019",
        changed,
        "The subquery is answered once for all rows, and joined; where a row has no match, the join leaves NULL, or 0"
        " where it counts.",
        writing.compared(outer, tree, changed, named=kept),
        caveat="" if kept else "The column that had no name of its own has one now.",
        must_pay=True,
    )


def _is_scalar(node: exp.Subquery, tree: exp.Select) -> bool:
    """Whether it stands for a value, right below the query: not in IN, EXISTS, ANY or FROM."""
    parent = node.parent
    if isinstance(parent, exp.In | exp.Exists | exp.Any | exp.All | exp.From | exp.Join | exp.SetOperation):
        return False
    return node.find_ancestor(exp.Select) is tree


def _reaches_out(facts: Facts, outer: Sources, node: exp.Subquery) -> bool:
    """Whether it names a column of the query around it."""
    select = node.this
    inner = sources_of(facts, select)
    return any(inner.of(one) is None and outer.of(one) is not None for one in columns_in(select))


def _qualify(outer: Sources, changed: exp.Select, tied: list[exp.Subquery]) -> None:
    """Tells whose every column is, since the joined tables may have columns of the same name."""
    inside = {id(one) for node in tied for one in columns_in(node)}
    dialect = outer.dialect
    names = {named(one.args["alias"], dialect) for one in changed.expressions if isinstance(one, exp.Alias)}
    for one in columns_in(changed):
        if id(one) in inside:
            continue
        if one.find_ancestor(exp.Order) is not None and not one.table and named(one.this, dialect) in names:
            if not isinstance(one.parent, exp.Ordered) and outer.of(one) is not None:
                raise NotTheSame(f"{one.name} is a column and what is returned by that name, and servers differ here.")
            continue
        if outer.qualified(one):
            continue
        raise NotTheSame(f"Nothing here tells whose column {one.name} is.")


def _spell_stars(outer: Sources, changed: exp.Select) -> None:
    """`*` means the tables that are there already, each by its own."""
    listed: list[exp.Expr] = []
    for one in changed.expressions:
        if isinstance(one, exp.Star):
            listed += [exp.Column(this=exp.Star(), table=identifier(each.alias, outer.dialect)) for each in outer.all]
        else:
            listed.append(one)
    changed.set("expressions", listed)


def _join(facts: Facts, outer: Sources, changed: exp.Select, node: exp.Subquery, taken: set[str]) -> None:
    select = node.this
    if any(select.args.get(part) for part in _CUT) or len(select.expressions) != 1:
        raise NotTheSame("The subquery sorts, cuts or groups its rows for each row of the query.")
    if any(one is not select for one in select.find_all(exp.Select)):
        raise NotTheSame("The subquery holds another one.")
    inner = sources_of(facts, select)
    apart = _conditions(outer, inner, select)
    value = select.expressions[0]
    value = value.this if isinstance(value, exp.Alias) else value
    if value.find(exp.Window):
        raise NotTheSame("The subquery has a window function.")
    shown = changed.expressions
    named_before = _own_name(select.expressions[0], outer.dialect)
    instead = (
        _grouped(outer, inner, changed, select, apart, value, taken)
        if is_aggregated(select)
        else _looked_up(inner, changed, apart, value, taken)
    )
    if any(one is node for one in shown):  # a column's name is part of what is returned
        instead = exp.Alias(this=instead, alias=identifier(named_before, outer.dialect))
    node.replace(instead)


def _own_name(item: exp.Expr, dialect: str) -> str:
    """What PostgreSQL calls a column that is returned without a name; other servers take its whole text."""
    if isinstance(item, exp.Alias | exp.Column):
        node = item.args["alias"] if isinstance(item, exp.Alias) else item.this
        return meant(node, dialect) or node.name
    if isinstance(item, exp.LogicalAnd | exp.LogicalOr):
        return "bool_and" if isinstance(item, exp.LogicalAnd) else "bool_or"
    if isinstance(item, exp.Func):
        return item.sql_name().lower()
    return "?column?" if dialect == "postgres" else "value"


def _conditions(outer: Sources, inner: Sources, select: exp.Select) -> _Apart:
    ties: list[tuple[exp.Column, exp.Column]] = []
    own: list[exp.Expr] = []
    for one in columns_in(select):
        inner.qualified(one)
    for condition in conjuncts(select.args.get("where")):
        outside = [one for one in columns_in(condition) if inner.of(one) is None]
        if not outside:
            own.append(condition.copy())
            continue
        sides = (condition.this, condition.expression) if isinstance(condition, exp.EQ) else ()
        columns = [one for one in sides if isinstance(one, exp.Column)]
        mine = [one for one in columns if inner.of(one) is not None]
        theirs = [one for one in columns if inner.of(one) is None]
        if len(mine) != 1 or len(theirs) != 1 or not outer.qualified(theirs[0]):
            raise NotTheSame("The subquery is tied to its row by something else than columns that are equal.")
        _refuse_unlike(outer, inner, mine[0], theirs[0])
        ties.append((mine[0].copy(), theirs[0].copy()))
    elsewhere = [one for one in columns_in(select) if inner.of(one) is None and one.find_ancestor(exp.Where) is None]
    if elsewhere or any(source.side for source in inner.all):
        raise NotTheSame("The subquery uses the row around it for more than to find its own.")
    return _Apart(ties, own)


def _refuse_unlike(outer: Sources, inner: Sources, mine: exp.Column, theirs: exp.Column) -> None:
    """Raises NotTheSame where a server converts before it compares, so that several groups equal one value."""
    one, other = inner.of(mine), outer.of(theirs)
    if one is not None and other is not None and not compare_alike(outer.facts, one[1], other[1]):
        raise NotTheSame(
            f"{one[1].name} and {other[1].name} are of different types or collations: several values of one may equal"
            " one value of the other."
        )


def _grouped(
    outer: Sources,
    inner: Sources,
    changed: exp.Select,
    select: exp.Select,
    apart: _Apart,
    value: exp.Expr,
    taken: set[str],
) -> exp.Expr:
    """A derived table with a row for each group, and the value computed from its columns."""
    alias = free(in_small(f"{inner.all[0].alias}_of_each", outer.dialect), taken)
    taken.add(alias)
    holder = exp.Paren(this=value.copy())
    totals: list[exp.Expr] = []
    for one in [one for one in holder.find_all(exp.AggFunc) if one.find_ancestor(exp.AggFunc) is None]:
        if not isinstance(one, _PLAIN) or isinstance(one.parent, exp.Filter | exp.WithinGroup):
            raise NotTheSame("The subquery gathers its rows in an order, which a join would not keep.")
        name = in_small(f"value_{len(totals) + 1}", outer.dialect)
        totals.append(exp.Alias(this=one.copy(), alias=identifier(name, outer.dialect)))
        held: exp.Expr = column(alias, name, outer.dialect)
        one.replace(exp.Coalesce(this=held, expressions=[exp.Literal.number(0)]) if isinstance(one, _COUNTS) else held)
    own = key(alias, outer.dialect)
    if any(named(one.args.get("table"), outer.dialect) != own for one in columns_in(holder)):
        raise NotTheSame("The subquery returns more than totals of its rows.")
    keys = [
        exp.Alias(this=mine.copy(), alias=identifier(in_small(f"key_{number}", outer.dialect), outer.dialect))
        for number, (mine, _) in enumerate(apart.ties, 1)
    ]
    derived = select.copy()
    derived.set("expressions", [*keys, *totals])
    derived.set("where", joined(apart.own))
    derived.set("group", exp.Group(expressions=[mine.copy() for mine, _ in apart.ties]))
    conditions: list[exp.Expr] = [
        exp.EQ(this=column(alias, in_small(f"key_{number}", outer.dialect), outer.dialect), expression=theirs)
        for number, (_, theirs) in enumerate(apart.ties, 1)
    ]
    _add(changed, exp.Subquery(this=derived, alias=exp.TableAlias(this=identifier(alias, outer.dialect))), conditions)
    return holder if isinstance(holder.this, exp.Binary) else holder.this


def _looked_up(inner: Sources, changed: exp.Select, apart: _Apart, value: exp.Expr, taken: set[str]) -> exp.Expr:
    """A join to the one row that a key tells."""
    if len(inner.all) != 1:
        raise NotTheSame("The subquery joins tables, and nothing here tells that it finds one row only.")
    (source,) = inner.all
    held = [found[1] for one, _ in apart.ties if (found := inner.of(one))]
    if source.entity is None or not inner.is_unique(source, {one.id for one in held}):
        names = ", ".join(one.name for one in held)
        raise NotTheSame(
            f"No key makes {source.alias if source.entity is None else inner.facts.name(source.entity)} ({names})"
            " unique: the subquery would fail on a second row, and a join would return both."
        )
    if not isinstance(value, exp.Column):
        raise NotTheSame("The subquery computes a value even where it finds a row that is empty.")
    alias = free(source.alias, taken)
    taken.add(alias)
    table = source.node.copy()
    table.set("alias", exp.TableAlias(this=identifier(alias, inner.dialect)) if alias != source.entity.name else None)
    conditions: list[exp.Expr] = [exp.EQ(this=one.copy(), expression=theirs) for one, theirs in apart.ties]
    conditions += apart.own
    value = value.copy()
    for one in [value, *(held for condition in conditions for held in columns_in(condition))]:
        if inner.of(one) is not None and not any(one is theirs for _, theirs in apart.ties):
            one.set("table", identifier(alias, inner.dialect))
    _add(changed, table, conditions)
    return value


def _add(changed: exp.Select, table: exp.Expr, conditions: list[exp.Expr]) -> None:
    where = joined(conditions)
    join = exp.Join(this=table, side="LEFT", on=where.this if where else exp.Boolean(this=True))
    before = changed.args.get("joins") or []
    for one in before:  # what a comma lists is joined after this, and its columns are not seen here
        if not any(one.args.get(part) for part in ("on", "using", "kind", "side", "method")):
            one.set("kind", "CROSS")
    changed.set("joins", [*before, join])
