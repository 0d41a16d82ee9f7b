"""NF008: one table per year, or per number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from designer.analysis.columns import enumerated
from designer.analysis.differences import parents_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import SummedRule
from designer.schema.build import entity
from designer.schema.model import Entity, PartitionBy, PartitionKey, PartitionOf
from designer.schema.words import words

_columns = ("id bigint", "customer_id bigint", "placed_on date", "total numeric(12,2)")
_LEAST_COLUMNS = 2


_Group = tuple[str | None, frozenset[tuple[str, str]], tuple[str, ...]]


class _Numbered(NamedTuple):
    group: _Group
    id: str
    number: str
    name: str
    rows: int | None


class NumberedTables(SummedRule):
    """One table per year, or per number.

    `orders_2019` and `orders_2020` keep a value, the year, in the name of a table. A query over two years is a union,
    a change of a column is made as often as there are tables, nothing keeps a row of 2020 out of `orders_2019`, and
    each January somebody has to make a table and deploy. One table with the year as a column, partitioned by it if
    it is large, is asked like one table.

    Only tables with the same columns, in the same collations, count. Partitions and heirs of a common parent are what
    is recommended, and are left alone, as are temporary tables, which a program numbers to have several at once. It is
    a hint: whether the number is data or a name, only the design's author knows.
    """

    code = "NF008"
    severity = Severity.WARNING
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-partitioning.html"
    flagged = example(entity("orders_2019", *_columns, pk="id"), entity("orders_2020", *_columns, pk="id"))
    accepted = example(
        entity(
            "orders", *_columns, partition_by=PartitionBy(strategy="range", keys=(PartitionKey(column="placed_on"),))
        ),
        entity("orders_2019", *_columns, partition_of=PartitionOf(parent="orders", bound="DEFAULT")),
        entity("budget_2019", *_columns, pk="id"),
        entity("budget_2020", "id bigint", "goal text", "owner text", pk="id"),
    )

    def sum_of(self, facts: Facts, table: Entity) -> _Numbered | None:
        group = facts.kept(_group, table)
        return group and _Numbered(group, table.id, _number(table)[1], facts.name(table), table.rows)

    def judge(self, facts: Facts, sums: Mapping[str, _Numbered | None]) -> Iterator[Finding]:
        for stem, tables in _groups(sums.values()):
            rows = sum(table.rows or 0 for table in tables)
            numbers = [table.number for table in tables]
            kind = "year" if all(_is_year(number) for number in numbers) else "number"
            names = [table.name for table in tables]
            yield self.finding(
                facts.schema.entity(tables[0].id),
                f"{len(tables)} tables hold {' '.join(stem)} by {kind}: {enumerated(names)}",
                f"They have the same columns, and the {kind} in their names is data: one table with a column for it, "
                "with partitions if it is large, is queried, changed and constrained once.",
                evidence=evidence_table(
                    ("table", kind, "rows"),
                    [(name, number, one.rows) for name, number, one in zip(names, numbers, tables, strict=True)],
                    **({"rows together": rows} if rows else {}),
                ),
            )


def _groups(tables: Iterable[_Numbered | None]) -> list[tuple[tuple[str, ...], list[_Numbered]]]:
    """Tables that differ by the number in their name alone, beside the words that they share, in the numbers' order."""
    groups: dict[_Group, list[_Numbered]] = defaultdict(list)
    for table in tables:
        if table:
            groups[table.group].append(table)
    return [
        (stem, sorted(tables, key=lambda table: (len(table.number), table.number)))
        for (_, _, stem), tables in groups.items()
        if len(tables) > 1
    ]


def _number(table: Entity) -> tuple[tuple[str, ...], str]:
    """The words of a table's name without its number, and the number; `2020_01` is one. Empty where there are more."""
    parts = words(table.name)
    places = [place for place, word in enumerate(parts) if word.isdecimal()]
    if not places or places != list(range(places[0], places[-1] + 1)):
        return (), ""
    return (*parts[: places[0]], *parts[places[-1] + 1 :]), "_".join(parts[place] for place in places)


def _is_year(number: str) -> bool:
    return len(number) >= 4 and 1900 <= int(number[:4]) < 2200


def _group(facts: Facts, table: Entity) -> _Group | None:
    """What a table has in common with others that differ in their number only: schema, columns, and words. None where
    it has no number, or may have one by right."""
    stem, number = _number(table)
    if not stem or not number or parents_of(table) or len(table.attributes) < _LEAST_COLUMNS:
        return None
    if table.persistence == "temporary":
        return None
    columns = frozenset(
        (_unnumbered(one.name, number), f"{facts.type_of(one)} {one.collation or ''}") for one in table.attributes
    )
    return table.schema, columns, stem


def _unnumbered(name: str, number: str) -> str:
    """A column's name without the number of its table: `order_2019_id` is the key of `orders_2019`."""
    parts, place = words(name), tuple(number.split("_"))
    at = next((at for at in range(len(parts)) if parts[at : at + len(place)] == place), None)
    return "_".join(parts if at is None else (*parts[:at], *parts[at + len(place) :]))
