"""A query that pages by OFFSET, as one that goes on behind the last row."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.keyset import keyset
from designer.analysis.rewriting.offered import NotTheSame, Pages, Rewrite, without_limit
from designer.analysis.rewriting.reader import sources_of
from designer.analysis.rewriting.sources import Source, Sources, may_be_missing, refuse_volatile, told_by
from designer.analysis.rewriting.writing import Writing
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.queries import is_aggregated

_DEEP = 10_000
"""The OFFSET that a page is planned at: where nothing is skipped, nothing is saved."""
_TIES = "The order is completed by the key: as written, rows that tie may come on two pages or on none."
_CLOCKS = (
    " A TIMESTAMP is compared in the session's time zone: keep that at one without summer time, or the hour that comes"
    " twice may be told wrong."
)


def behind_the_last(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The statement without its OFFSET; None where it has none. Raises NotTheSame."""
    tree = statement.tree
    if not isinstance(tree, exp.Select) or not statement.offset or not isinstance(tree.args.get("offset"), exp.Offset):
        return None
    refuse_volatile(tree)
    if is_aggregated(tree) or tree.args.get("distinct"):
        raise NotTheSame("Its rows are groups, which no key tells apart.")
    if any(one.find_ancestor(exp.Select) is tree for one in tree.find_all(exp.Window)):
        raise NotTheSame("A window function would no longer see the rows of the pages before.")
    if not tree.args.get("order"):
        raise NotTheSame("Without ORDER BY there is no row to go on behind.")
    _refuse_more_than_a_number(tree)
    sources = sources_of(facts, tree, derived=True)
    found = keyset(sources, tree, statement.parameters)
    _refuse_copies(sources, found.source)
    writing = Writing(facts, statement, place)
    whole = without_limit(tree)
    whole.set("order", found.order)
    order = whole.copy()
    order.set("expressions", [one.copy() for one in found.columns])
    planned = tree.copy()
    rows = min(_DEEP, ((found.source.entity.rows if found.source.entity else None) or 2 * _DEEP) // 2)
    planned.set("offset", exp.Offset(expression=exp.Literal.number(rows)))
    zoned = facts.schema.dialect.name in ("mysql", "mariadb") and any(
        one.type.lower().startswith("timestamp") for one in found.source.attributes if one.name in _names(found.columns)
    )
    return writing.rewrite(
        "QR003",
        found.tree,
        "Every page costs the same, and a row that is added meanwhile shifts nothing.",
        Pages(writing.of(whole), writing.of(order), writing.of(without_limit(found.tree)), found.last),
        planned=writing.of(planned),
        caveat=("" if found.was_total else _TIES) + (_CLOCKS if zoned else ""),
    )


def _names(columns: tuple[exp.Column, ...]) -> set[str]:
    return {one.name for one in columns}


def _refuse_more_than_a_number(tree: exp.Select) -> None:
    fetch = tree.args.get("limit")
    said = fetch.args.get("limit_options") if isinstance(fetch, exp.Fetch) else None
    if said is not None and (said.args.get("percent") or said.args.get("with_ties")):
        raise NotTheSame("FETCH says more than how many rows.")


def _refuse_copies(sources: Sources, leading: Source) -> None:
    """Raises NotTheSame where a join may bring a row several times, or none where its key is read."""
    if may_be_missing(sources, leading) or any(one.side in ("RIGHT", "FULL") for one in sources.all):
        raise NotTheSame("An outer join may leave the columns of its order null, and no row comes behind a null.")
    for one in told_by(sources, leading):
        raise NotTheSame(
            f"A row of {leading.alias} comes once for each of {one.alias} that it is joined to, and its key alone"
            " does not say at which of these a page ended."
        )
