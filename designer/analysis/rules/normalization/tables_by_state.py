"""NF012: one table per state, month or region."""

from collections import defaultdict
from collections.abc import Iterator

from designer.analysis.columns import enumerated
from designer.analysis.differences import parents_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.model import Entity
from designer.schema.words import singular, words

_KINDS = {
    "state": frozenset(
        "open closed active inactive pending approved rejected draft drafts published unpublished cancelled canceled "
        "paid unpaid new current enabled disabled sent unsent read unread completed finished processed failed "
        "successful accepted declined valid invalid resolved unresolved confirmed expired".split()
    ),
    "month": frozenset(
        "january february march april may june july august september october november december jan feb mar apr jun jul "
        "aug sep sept oct nov dec".split()
    ),
    "weekday": frozenset("monday tuesday wednesday thursday friday saturday sunday".split()),
    "region": frozenset("north south east west europe asia africa america americas emea apac eu us uk de fr".split()),
}
_KIND_OF = {
    word: [kind for kind, known in _KINDS.items() if word in known] for word in frozenset().union(*_KINDS.values())
}
_LEAST_COLUMNS = 3
_Rest = tuple[str, str | None, tuple[str, ...], int]
"""The kind of word that tells tables apart, their schema, the other words of their names, and where it stands."""
_SHARED = 0.8
_columns = ("id bigint", "customer_id bigint", "placed_on date", "total numeric(12,2)")


class TablesByState(Rule):
    """One table per state, month or region.

    `open_orders` and `closed_orders` keep a value, the state, in the name of a table. A row that changes its state is
    deleted here and inserted there; nothing keeps it from being in both; what refers to an order has to know where it
    is now; and each query over all of them is a union. One table with the state as a column has none of that, and a
    partial index or a partition where the open ones are few.

    Tables count whose names differ in that one word alone and that share four columns in five. Archives and histories
    are made on purpose, and are left alone; so are partitions and heirs. Tables that differ by a number are NF008.
    """

    code = "NF012"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-partitioning.html"
    flagged = example(entity("open_orders", *_columns, pk="id"), entity("closed_orders", *_columns, pk="id"))
    accepted = example(
        entity("orders", *_columns, pk="id"),
        entity("orders_archive", *_columns, pk="id"),
        entity("open_orders", *_columns, pk="id"),
        entity("closed_roads", "id bigint", "name text", "since date", "until date", pk="id"),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        for kind, tables in _groups(facts):
            first = tables[0]
            alike = [one for one in tables if _share(first, one) >= _SHARED]
            if len(alike) < 2 or len(first.attributes) < _LEAST_COLUMNS:
                continue
            names = [facts.name(one) for one in alike]
            yield self.finding(
                first,
                f"{len(alike)} tables hold the same things by {kind}: {enumerated(names)}",
                f"The {kind} in their names is data: as a column of one table it is changed by an UPDATE, and nothing "
                "is in two of them.",
                evidence=evidence_table(
                    ("table", "columns", "shared with the first"),
                    [
                        (name, len(one.attributes), len(_names(one) & _names(first)))
                        for name, one in zip(names, alike, strict=True)
                    ],
                ),
            )


def _groups(facts: Facts) -> Iterator[tuple[str, list[Entity]]]:
    """(what their names tell apart, tables) of those whose names differ in one such word."""
    found: dict[_Rest, list[Entity]] = defaultdict(list)
    for rest, table in facts.listed(_told_apart):
        found[rest].append(table)
    return ((kind, tables) for (kind, *_), tables in found.items() if len(tables) > 1)


def _told_apart(facts: Facts, table: Entity) -> tuple[tuple[_Rest, Entity], ...]:
    """A table by what its name says beside each word that may tell it apart."""
    parts = words(table.name)
    if len(parts) < 2 or parents_of(table):
        return ()
    return tuple(
        ((kind, table.schema, tuple(singular(one) for one in (*parts[:place], *parts[place + 1 :])), place), table)
        for place, word in enumerate(parts)
        for kind in _KIND_OF.get(word, ())
    )


def _names(table: Entity) -> frozenset[str]:
    """The columns but for a key of one, which may be called after the table."""
    key = table.primary_key.columns if table.primary_key and len(table.primary_key.columns) == 1 else ()
    return frozenset(one.name.lower() for one in table.attributes if one.id not in key)


def _share(one: Entity, other: Entity) -> float:
    """How much of the columns of both they share."""
    here, there = _names(one), _names(other)
    return len(here & there) / max(1, len(here | there))
