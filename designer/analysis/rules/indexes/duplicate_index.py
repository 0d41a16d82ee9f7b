"""IX003: an index that another index or a key already is."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.paths import Path, path_of, shown_keys
from designer.analysis.rule import all_but
from designer.analysis.slips import indexed_column_named, table_named
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity


class DuplicateIndex(ListedRule):
    """Index that another index or a key already is.

    Two indexes with the same keys, order, predicate and method answer the same questions, and each write pays for
    both. A primary key or unique constraint has an index of its own, so that a second one on the same columns
    brings nothing.

    Indexes that differ in direction, operator class, collation or predicate are no duplicates, nor is one that
    includes a column which the other has not. Of two, the one that enforces something stays. Oracle refuses a second
    index on the same columns, and a constraint there uses the index that was made before it: nothing is doubled.
    Where the name is that of another column, or of another table that has the columns too and no index on them, the
    finding says so, and does not offer to drop what was meant to be something else.
    """

    code = "IX003"
    dialects = all_but("oracle")
    reference = "https://www.postgresql.org/docs/18/indexes-unique.html"
    many = alike_in_table = "indexes repeat another"
    message = "Every write keeps both up to date, and no query gains by the second."
    flagged = example(entity("orders", "id bigint", "customer_id bigint", pk="id", index="id"))
    accepted = example(
        entity("orders", "id bigint", "customer_id bigint", pk="id", index=["customer_id", "customer_id,id"])
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name == "oracle":
            return
        for table in facts.tables:
            paths = {path.object_id: path for path in facts.index_paths(table)}
            order = list(paths)
            gone: set[str] = set()
            for index in table.indexes:
                mine = path_of(facts.schema, index)
                twins = (one for one in paths.values() if one.object_id not in gone)
                twin = next((one for one in twins if _outlives(one, mine, order)), None)
                if twin is None or index.attached_to or not index.visible:
                    continue
                gone.add(index.id)
                keys = ", ".join(shown_keys(facts.schema, mine.keys))
                slip = _slip(facts, table, mine)
                yield self.finding(
                    index,
                    f"{mine.name} repeats {twin.name} on {facts.name(table)} ({keys})",
                    f"{twin.name} serves whatever {mine.name} could; each write to the table pays for both.{slip}",
                    entity=table.id,
                    attributes=mine.columns,
                    evidence=FrozenMap(
                        {
                            "table": facts.name(table),
                            "keys": keys,
                            "stays": twin.name,
                            "because it is": _why_it_stays(twin, mine),
                        }
                    ),
                    fix=() if slip else (edits.drop(facts.schema, index.id),),
                )


def _outlives(other: Path, mine: Path, order: list[str]) -> bool:
    """Whether `other` makes `mine` idle; of two that make each other idle, the first stays."""
    if not _makes_idle(other, mine):
        return False
    return not _makes_idle(mine, other) or order.index(other.object_id) < order.index(mine.object_id)


def _why_it_stays(twin: Path, mine: Path) -> str:
    """What `twin` has and the index that goes has not."""
    if twin.constraint:
        return "a constraint"
    if twin.unique and not mine.unique:
        return "unique"
    return "first" if _makes_idle(mine, twin) else "the one that includes more"


def _makes_idle(other: Path, mine: Path) -> bool:
    """Whether `other` has the same keys and does all that `mine` does."""
    return (
        other.object_id != mine.object_id
        and (other.keys, other.where, other.method) == (mine.keys, mine.where, mine.method)
        and bool(mine.keys)
        and set(mine.include) <= set(other.include) | set(other.columns)
        and (other.unique or not mine.unique)
    )


def _slip(facts: Facts, table: Entity, mine: Path) -> str:
    """What to say where the name of an index speaks of something else."""
    if not mine.columns or len(mine.columns) < len(mine.keys) or mine.constraint:
        return ""
    looked = facts.schema.names(mine.columns)
    if other := table_named(facts, table, mine):
        return f" Its name speaks of {facts.name(other)}, which has no index on {', '.join(looked)}."
    column = indexed_column_named(table, mine.name, looked)
    return f" It is named after {column}, which it does not have." if column else ""
