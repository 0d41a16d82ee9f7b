"""IX004: an index whose keys another index begins with."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.paths import Path, path_of, shown_keys
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap

_columns = ("id bigint", "category_id bigint", "name text")


class RedundantPrefix(ListedRule):
    """Index whose keys another index begins with.

    A B-tree on (a, b) finds rows by a as well as one on (a) does, so that the shorter one is only maintained. It
    is worth keeping where it is much smaller than the other and read far more often; where that is so, dismiss
    this with that as the reason.

    Not flagged: unique and partial indexes, other methods than B-tree, another direction, operator class or
    collation, and included columns that the longer one lacks. A unique index counts as the longer one only with
    the same keys in front.
    """

    code = "IX004"
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/indexes-multicolumn.html"
    many = alike_in_table = "indexes are the beginning of another"
    message = "The longer index finds rows by its first columns as well; each write pays for both."
    flagged = example(entity("products", *_columns, pk="id", index=["category_id", "category_id,name"]))
    accepted = example(entity("products", *_columns, pk="id", index=["name", "category_id,name"]))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            paths = facts.index_paths(table)
            for index in table.indexes:
                mine = path_of(facts.schema, index)
                if index.unique or index.attached_to or mine.where or mine.method != "btree" or not index.visible:
                    continue
                longer = next((path for path in paths if _begins_with(path, mine)), None)
                if longer is None:
                    continue
                keys, all_keys = (", ".join(shown_keys(facts.schema, path.keys)) for path in (mine, longer))
                yield self.finding(
                    index,
                    f"{mine.name} is the beginning of {longer.name} on {facts.name(table)}",
                    f"{longer.name} ({all_keys}) finds rows by {keys} as well; each write pays for both.",
                    entity=table.id,
                    attributes=mine.columns,
                    evidence=FrozenMap({"table": facts.name(table), "shorter": keys, "longer": all_keys}),
                    fix=(edits.drop(facts.schema, index.id),),
                )


def _begins_with(longer: Path, mine: Path) -> bool:
    return (
        longer.method == "btree"
        and not longer.where
        and len(longer.keys) > len(mine.keys) > 0
        and longer.keys[: len(mine.keys)] == mine.keys
        and set(mine.include) <= set(longer.include) | set(longer.columns)
    )
