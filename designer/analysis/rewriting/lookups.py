"""A subquery that is run for each row, as a join that is made once."""

from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.offered import Compared, NotTheSame, Rewrite, without_limit
from designer.analysis.rewriting.sources import (
    Sources,
    column,
    columns_in,
    conjuncts,
    free,
    identifier,
    is_total,
    joined,
    named,
    refuse_volatile,
    sources_of,
)
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.queries import is_aggregated
from designer.analysis.workload.text import SqlText

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
    _qualify(outer, changed, tied)
    _spell_stars(outer, changed)
    taken = {one.alias for one in outer.all}
    for one in tied:
        _join(facts, outer, changed, one, taken)
    text = SqlText(facts.schema.dialect.name, statement.parameters)
    return Rewrite(
        "QR019", place, statement.sql, text.of(changed),
        "The subquery is answered once for all rows, and joined; where a row has no match, the join leaves NULL, or 0"
        " where it counts.",
        Compared(text.of(without_limit(tree)), text.of(without_limit(changed)), is_total(outer, tree)),
        must_pay=True,
    )  # fmt: skip


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
    names = {named(one.args["alias"]) for one in changed.expressions if isinstance(one, exp.Alias)}
    for one in columns_in(changed):
        if id(one) in inside or outer.qualified(one):
            continue
        if one.find_ancestor(exp.Order) is not None and not one.table and named(one.this) in names:
            continue
        raise NotTheSame(f"Nothing here tells whose column {one.name} is.")


def _spell_stars(outer: Sources, changed: exp.Select) -> None:
    """`*` means the tables that are there already, each by its own."""
    listed: list[exp.Expr] = []
    for one in changed.expressions:
        if isinstance(one, exp.Star):
            listed += [exp.Column(this=exp.Star(), table=identifier(source.alias)) for source in outer.all]
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
    named_before = named(select.expressions[0].args.get("alias")) or _own_name(value)
    instead = (
        _grouped(outer, inner, changed, select, apart, value, taken)
        if is_aggregated(select)
        else _looked_up(facts, inner, changed, apart, value, taken)
    )
    if any(one is node for one in shown):  # a column's name is part of what is returned
        instead = exp.Alias(this=instead, alias=identifier(named_before or "?column?"))
    node.replace(instead)


def _own_name(value: exp.Expr) -> str | None:
    """What the server calls a column that is returned without a name."""
    if isinstance(value, exp.Column):
        return named(value.this)
    if isinstance(value, exp.LogicalAnd | exp.LogicalOr):
        return "bool_and" if isinstance(value, exp.LogicalAnd) else "bool_or"
    return value.sql_name().lower() if isinstance(value, exp.Func) else None


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
        ties.append((mine[0].copy(), theirs[0].copy()))
    elsewhere = [one for one in columns_in(select) if inner.of(one) is None and one.find_ancestor(exp.Where) is None]
    if elsewhere or any(source.join is not None and source.join.args.get("side") for source in inner.all):
        raise NotTheSame("The subquery uses the row around it for more than to find its own.")
    return _Apart(ties, own)


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
    alias = free(f"{inner.all[0].alias}_of_each", taken)
    taken.add(alias)
    holder = exp.Paren(this=value.copy())
    totals: list[exp.Expr] = []
    for one in [one for one in holder.find_all(exp.AggFunc) if one.find_ancestor(exp.AggFunc) is None]:
        if not isinstance(one, _PLAIN) or isinstance(one.parent, exp.Filter | exp.WithinGroup):
            raise NotTheSame("The subquery gathers its rows in an order, which a join would not keep.")
        name = f"value_{len(totals) + 1}"
        totals.append(exp.Alias(this=one.copy(), alias=identifier(name)))
        held: exp.Expr = column(alias, name)
        one.replace(exp.Coalesce(this=held, expressions=[exp.Literal.number(0)]) if isinstance(one, _COUNTS) else held)
    if any(named(one.args.get("table")) != alias for one in columns_in(holder)):
        raise NotTheSame("The subquery returns more than totals of its rows.")
    keys = [
        exp.Alias(this=mine.copy(), alias=identifier(f"key_{number}")) for number, (mine, _) in enumerate(apart.ties, 1)
    ]
    derived = select.copy()
    derived.set("expressions", [*keys, *totals])
    derived.set("where", joined(apart.own))
    derived.set("group", exp.Group(expressions=[mine.copy() for mine, _ in apart.ties]))
    conditions: list[exp.Expr] = [
        exp.EQ(this=column(alias, f"key_{number}"), expression=theirs)
        for number, (_, theirs) in enumerate(apart.ties, 1)
    ]
    _add(changed, exp.Subquery(this=derived, alias=exp.TableAlias(this=identifier(alias))), conditions)
    return holder if isinstance(holder.this, exp.Binary) else holder.this


def _looked_up(
    facts: Facts, inner: Sources, changed: exp.Select, apart: _Apart, value: exp.Expr, taken: set[str]
) -> exp.Expr:
    """A join to the one row that a key tells."""
    if len(inner.all) != 1:
        raise NotTheSame("The subquery joins tables, and nothing here tells that it finds one row only.")
    (source,) = inner.all
    mine = tuple(held[1].id for one, _ in apart.ties if (held := inner.of(one)))
    if not facts.is_unique(source.entity, mine):
        names = ", ".join(facts.schema.names(mine))
        raise NotTheSame(
            f"No key makes {facts.name(source.entity)} ({names}) unique: the subquery would fail on a second row,"
            " and a join would return both."
        )
    if not isinstance(value, exp.Column):
        raise NotTheSame("The subquery computes a value even where it finds a row that is empty.")
    alias = free(source.alias, taken)
    taken.add(alias)
    table = source.node.copy()
    table.set("alias", exp.TableAlias(this=identifier(alias)) if alias != source.entity.name else None)
    conditions: list[exp.Expr] = [exp.EQ(this=one.copy(), expression=theirs) for one, theirs in apart.ties]
    conditions += apart.own
    value = value.copy()
    for one in [value, *(held for condition in conditions for held in columns_in(condition))]:
        if inner.of(one) is not None and not any(one is theirs for _, theirs in apart.ties):
            one.set("table", identifier(alias))
    _add(changed, table, conditions)
    return value


def _add(changed: exp.Select, table: exp.Expr, conditions: list[exp.Expr]) -> None:
    where = joined(conditions)
    join = exp.Join(this=table, side="LEFT", on=where.this if where else exp.Boolean(this=True))
    changed.set("joins", [*(changed.args.get("joins") or []), join])
