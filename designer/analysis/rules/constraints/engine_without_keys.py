"""CO060: a storage engine that keeps neither foreign keys nor transactions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, link, options
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect, Entity

_mysql = Dialect(name="mysql")
_customers = entity("customers", "id bigint", pk="id", options=options(mysql={"engine": "InnoDB"}))
_columns = ("id bigint", "customer_id bigint not null")
_link = link("orders.customer_id", "customers.id")
_WITHOUT = frozenset({"myisam", "aria", "mrg_myisam"})
"""Engines for tables that last, which keep no foreign key and undo nothing. MEMORY, CSV and ARCHIVE are chosen."""


@dataclass(frozen=True, slots=True)
class _Kept:
    entity: Entity
    engine: str
    ignored: int
    """How many foreign keys it declares."""


class EngineWithoutKeys(TableRule):
    """Table whose engine keeps neither foreign keys nor transactions.

    MyISAM and Aria read a FOREIGN KEY clause and forget it, without a warning: the row of a customer who never was goes
    in. A transaction that fails half way leaves its first half there, each write locks the whole table, and a crash
    may leave a table to be repaired by hand. InnoDB does all of that, and has been the default since 2010.

    One finding lists the tables, those with foreign keys first. Engines for a purpose (MEMORY, CSV, ARCHIVE) and tables
    with a full-text index, for which MyISAM was chosen once, are left alone. No fix is offered for partitioned tables.
    """

    code = "CO060"
    dialects = ("mysql", "mariadb")
    confidence = Confidence.HINT
    reference = "https://dev.mysql.com/doc/refman/8.4/en/converting-tables-to-innodb.html"
    flagged = example(
        _customers, entity("orders", *_columns, pk="id", options=options(mysql={"engine": "MyISAM"})), _link,
        dialect=_mysql,
    )  # fmt: skip
    accepted = example(
        _customers, entity("orders", *_columns, pk="id", options=options(mysql={"engine": "InnoDB"})), _link,
        dialect=_mysql,
    )  # fmt: skip

    def gather(self, facts: Facts) -> Iterator[_Kept]:
        if facts.schema.dialect.name not in ("mysql", "mariadb"):
            return
        for table in own_tables(facts):
            engine = str((table.options.get("mysql") or {}).get("engine") or "")
            if engine.lower() in _WITHOUT and not any(one.method == "fulltext" for one in table.indexes):
                yield _Kept(table, engine, len(facts.schema.references_from(table.id)))

    def fold(self, facts: Facts, found: Sequence[_Kept]) -> Iterator[Finding]:
        if not found:
            return
        ordered = sorted(found, key=lambda one: -one.ignored)
        ignored = sum(one.ignored for one in found)
        names = enumerated([facts.name(one.entity) for one in ordered])
        tables = "1 table" if len(found) == 1 else f"{len(found)} tables"
        yield self.finding(
            facts.schema,
            f"{tables} in {found[0].engine}, which keeps no foreign keys and no transactions: {names}",
            (f"{ignored} declared foreign key{'s are' if ignored > 1 else ' is'} not kept. " if ignored else "")
            + "A write that fails half way stays half done, and every write locks the whole table.",
            severity=Severity.ERROR if ignored else Severity.WARNING,
            evidence=evidence_table(
                ("table", "engine", "foreign keys not kept"),
                [(facts.name(one.entity), one.engine, one.ignored) for one in ordered],
            ),
            fix=_fix(facts, ordered),
        )


def _fix(facts: Facts, found: Sequence[_Kept]) -> tuple[Change, ...]:
    if len(found) > facts.thresholds.bulk_fix or any(_is_special(one.entity) for one in found):
        return ()
    return tuple(
        edits.alter(
            facts.schema,
            one.entity.id,
            options=FrozenMap(
                {
                    **one.entity.options,
                    "mysql": FrozenMap({**(one.entity.options.get("mysql") or {}), "engine": "InnoDB"}),
                }
            ),
        )
        for one in found
    )


def _is_special(table: Entity) -> bool:
    """Whether another engine may ask for more than its name: partitions, an index of another kind."""
    plain = all(one.method == "btree" for one in table.indexes)
    return table.partition_by is not None or "partitioning" in (table.options.get("mysql") or {}) or not plain
