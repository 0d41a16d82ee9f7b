"""A query that pages by OFFSET, as one that goes on behind the last row."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.keyset import keyset
from designer.analysis.rewriting.offered import NotTheSame, Pages, Rewrite, without_limit
from designer.analysis.rewriting.sources import Source, Sources, conjuncts, refuse_volatile, sources_of
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.queries import is_aggregated
from designer.analysis.workload.text import SqlText

_DEEP = 10_000
"""The OFFSET that a page is planned at: where nothing is skipped, nothing is saved."""


def behind_the_last(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The statement without its OFFSET; None where it has none. Raises NotTheSame."""
    tree = statement.tree
    if not isinstance(tree, exp.Select) or not statement.offset or not isinstance(tree.args.get("offset"), exp.Offset):
        return None
    refuse_volatile(tree)
    if is_aggregated(tree) or tree.args.get("distinct"):
        raise NotTheSame("Its rows are groups, which no key tells apart.")
    if tree.find(exp.Window):
        raise NotTheSame("A window function would no longer see the rows of the pages before.")
    if not statement.sort:
        raise NotTheSame("Without ORDER BY there is no row to go on behind.")
    sources = sources_of(facts, tree)
    found = keyset(facts, statement)
    if found is None:
        raise NotTheSame("It does not sort by columns of one table with a key, none of which may be null.")
    _refuse_copies(facts, sources, statement)
    text = SqlText(facts.schema.dialect.name, statement.parameters)
    whole = without_limit(tree)
    whole.set("order", found.order)
    order = whole.copy()
    order.set("expressions", [exp.Var(this=one) for one in found.columns])
    planned = tree.copy()
    rows = min(_DEEP, (facts.schema.entity(found.entity).rows or 2 * _DEEP) // 2)
    planned.set("offset", exp.Offset(expression=exp.Literal.number(rows)))
    return Rewrite(
        "QR003", place, statement.sql, text.of(found.tree),
        "Every page costs the same, and a row that is added meanwhile shifts nothing.",
        Pages(text.of(whole), text.of(order), text.of(without_limit(found.tree)), found.last),
        planned=text.of(planned),
        caveat="" if found.was_total else "The order is completed by the key: as written, rows that tie may come on two"
        " pages or on none.",
    )  # fmt: skip


def _refuse_copies(facts: Facts, sources: Sources, statement: ParsedStatement) -> None:
    """Raises NotTheSame where a join may bring a row several times, or none where its key is read."""
    use = statement.sort[0].use
    alias = statement.tables[use].alias if use is not None else None
    leading = next((one for one in sources.all if one.alias == alias), None)
    for one in sources.all:
        side = (one.join.args.get("side") or "").upper() if one.join is not None else ""
        if side in ("RIGHT", "FULL") or (side == "LEFT" and one is leading):
            raise NotTheSame("An outer join may leave the columns of its order null, and no row comes behind a null.")
    if leading is None:
        return
    told = [leading]
    while found := next(
        (one for one in sources.all if one not in told and _at_most_one(facts, sources, one, told)), None
    ):
        told.append(found)
    for one in sources.all:
        if one not in told:
            raise NotTheSame(
                f"A row of {leading.alias} comes once for each of {one.alias} that it is joined to, and its key alone"
                " does not say at which of these a page ended."
            )


def _at_most_one(facts: Facts, sources: Sources, source: Source, told: list[Source]) -> bool:
    """Whether a join finds one row of the table at most: by a key that is equal to columns of tables told already."""
    equal = set()
    for on in (one.join.args.get("on") for one in sources.all if one.join is not None):
        for condition in conjuncts(on):
            sides = (condition.this, condition.expression) if isinstance(condition, exp.EQ) else ()
            held = [one for side in sides if isinstance(side, exp.Column) and (one := sources.of(side)) is not None]
            mine = [one for one in held if one[0] is source]
            if len(held) == 2 and len(mine) == 1 and any(one[0] in told for one in held):
                equal.add(mine[0][1].id)
    return facts.is_unique(source.entity, tuple(equal))
