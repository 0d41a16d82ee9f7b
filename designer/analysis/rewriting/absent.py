"""`x NOT IN (SELECT y …)` as NOT EXISTS, which is the same as long as neither side can be null."""

from collections.abc import Iterable

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.names import columns_in, free, identifier, in_small, named
from designer.analysis.rewriting.offered import NotTheSame, Rewrite
from designer.analysis.rewriting.reader import sources_of
from designer.analysis.rewriting.sources import Sources, conjuncts, joined, may_be_missing, refuse_volatile
from designer.analysis.rewriting.writing import Writing
from designer.analysis.workload import ParsedStatement

_CUT = ("limit", "offset", "group", "having", "distinct", "with_", "windows", "qualify")


def with_not_exists(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The statement with its first NOT IN over a subquery as NOT EXISTS; None where it has none. Raises NotTheSame."""
    tree = statement.tree
    if not isinstance(tree, exp.Select):
        return None
    found = next((one for one in conjuncts(tree.args.get("where")) if _subquery(one) is not None), None)
    if found is None:
        others = [one for one in tree.find_all(exp.Not) if _subquery(one) is not None]
        if others and all(one.find_ancestor(exp.Select) is not tree for one in others):
            raise NotTheSame("Its NOT IN stands in a query of its own inside this one, and no form is known there.")
        if others:
            raise NotTheSame(
                "Its NOT IN stands under OR, NOT or CASE, where a condition that is unknown is not the same as one"
                " that is false."
            )
        return None
    refuse_volatile(tree)
    outer = sources_of(facts, tree)
    changed, meant = tree.copy(), tree.copy()
    target = next(one for one in conjuncts(changed.args.get("where")) if one == found)
    tested = found.this.this
    if not isinstance(tested, exp.Column) or (left := outer.of(tested)) is None:
        raise NotTheSame("What it looks for is no plain column.")
    source, attribute = left
    kept = attribute.id in source.required and not may_be_missing(outer, source)
    if not kept and not _is_said(outer, conjuncts(tree.args.get("where")), tested):
        raise NotTheSame(
            f"{source.alias}.{attribute.name} may be null: NOT IN leaves such rows out, and NOT EXISTS returns them."
        )
    inner_select = _subquery(found)
    assert inner_select is not None
    exists, nullable = _exists(facts, outer, inner_select.copy(), tested)
    target.replace(exp.Not(this=exists))
    if nullable:
        one = next(one for one in conjuncts(meant.args.get("where")) if one == found)
        select = _subquery(one)
        assert select is not None
        returned = select.expressions[0]
        returned = returned.this if isinstance(returned, exp.Alias) else returned
        said = exp.Is(this=returned.copy(), expression=exp.Null(), negate=True)
        select.set("where", joined([*conjuncts(select.args.get("where")), said]))
    writing = Writing(facts, statement, place)
    caveat = (
        f"Compared with the nulls of {nullable} left out, which is what is meant: as written, one null among them and"
        " the query returns nothing."
        if nullable
        else ""
    )
    return writing.rewrite(
        "QR008",
        changed,
        "NOT EXISTS asks for a row that matches, whatever else is null"
        + (", by an index where there is one." if writing.dialect == "sqlite" else ", and is planned as an anti-join."),
        writing.compared(outer, meant, changed),
        caveat=caveat,
    )


def _subquery(node: exp.Expr) -> exp.Select | None:
    """The SELECT of `x NOT IN (SELECT …)`."""
    if not isinstance(node, exp.Not) or not isinstance(node.this, exp.In):
        return None
    query = node.this.args.get("query")
    inner = query.this if isinstance(query, exp.Subquery) else query
    return inner if isinstance(inner, exp.Select) else None


def _is_said(sources: Sources, conditions: Iterable[exp.Expr], tested: exp.Column) -> bool:
    """Whether another condition says that the column is not null."""
    wanted = sources.of(tested)
    for one in conditions:
        negated = isinstance(one, exp.Not) or bool(one.args.get("negate"))
        inner = one.this if isinstance(one, exp.Not) else one
        said = negated and isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null)
        if said and isinstance(inner.this, exp.Column) and sources.of(inner.this) == wanted:
            return True
    return False


def _exists(facts: Facts, outer: Sources, select: exp.Select, tested: exp.Column) -> tuple[exp.Exists, str]:
    """The EXISTS, and the name of the subquery's column where it may be null."""
    if any(select.args.get(part) for part in _CUT) or len(select.expressions) != 1:
        raise NotTheSame("Its subquery groups, cuts or counts its rows.")
    if any(one is not select for one in select.find_all(exp.Select)):
        raise NotTheSame("Its subquery holds another one.")
    inner = sources_of(facts, select)
    returned = select.expressions[0]
    returned = returned.this if isinstance(returned, exp.Alias) else returned
    if not isinstance(returned, exp.Column) or (held := inner.of(returned)) is None:
        raise NotTheSame("Its subquery returns something else than a plain column.")
    table, attribute = held
    may_be_null = attribute.id not in table.required or may_be_missing(inner, table)
    nullable = may_be_null and not _is_said(inner, conjuncts(select.args.get("where")), returned)
    name = f"{facts.name(table.entity) if table.entity else table.alias}.{attribute.name}"
    looked_for = tested.copy()
    outer.qualified(looked_for)
    around = [one for one in columns_in(select) if not inner.qualified(one)]
    taken = {one.alias for one in (*outer.all, *inner.all)}
    for source in inner.all:
        if any(source.key == one.key for one in outer.all):
            _rename(
                select, source.key, free(in_small(f"other_{source.alias}", inner.dialect), taken), around, inner.dialect
            )
    for one in around:
        if not outer.qualified(one):
            raise NotTheSame(f"Nothing here tells whose column {one.name} is.")
    # SQLite compares as the left side does, and `x IN (SELECT y …)` as `x = y`.
    sides = (looked_for, returned.copy()) if inner.dialect != "postgres" else (returned.copy(), looked_for)
    condition = exp.EQ(this=sides[0], expression=sides[1])
    select.set("expressions", [exp.Literal.number(1)])
    select.set("where", joined([*conjuncts(select.args.get("where")), condition]))
    return exp.Exists(this=select), name if nullable else ""


def _rename(select: exp.Select, old: str, new: str, around: list[exp.Column], dialect: str) -> None:
    """Another alias for one of a SELECT's tables, in all of its columns; those `around` are of other tables."""
    for table in select.find_all(exp.Table):
        if named((table.args.get("alias") or table).this, dialect) == old:
            table.set("alias", exp.TableAlias(this=identifier(new, dialect)))
    kept = {id(one) for one in around}
    for one in columns_in(select):
        if named(one.args.get("table"), dialect) == old and id(one) not in kept:
            one.set("table", identifier(new, dialect))
