"""Sizes and statistics of every relation of a design database, from volumes or as measured."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from designer.lab.planner.catalogue import Stored, StoredAttribute, StoredIndex, StoredTable
from designer.lab.planner.derived import derived_volume
from designer.lab.planner.measured import Measured
from designer.lab.planner.relation_files import BLOCK, MOST_BLOCKS, extend, make_brin, make_btree, make_gin
from designer.lab.planner.restore import AttributeStatistics, RelationStatistics
from designer.lab.planner.sizes import StoredColumn, brin_pages, btree_size, gin_pages, heap_pages, other_pages
from designer.lab.planner.statistics import column_statistics, distinct_counted
from designer.lab.planner.volume import ColumnVolume, TableVolume
from designer.lab.planner.warnings import Miscounted

_NO_SHARED_LISTS = ("numeric", "jsonb", "real", "double precision", "float4", "float8")
_ENTRIES = {"array": 5.0, "search": 60.0, "json": 12.0, "text": 20.0}


@dataclass(frozen=True, slots=True)
class Size:
    """How large a relation looks. height: of a B-tree; extra: entries of a GIN, range map pages of a BRIN."""

    pages: int
    rows: float
    visible_pages: int = 0
    height: int = 0
    extra: int = 0

    @property
    def bytes(self) -> int:
        return self.pages * BLOCK


class Sizing:
    """Knows the volume behind each stored relation. tables: (schema, name) to its volume."""

    def __init__(
        self, stored: Stored, tables: Mapping[tuple[str, str], TableVolume], measured: Measured | None = None
    ) -> None:
        self.stored = stored
        self.tables = tables
        self.measured = measured
        self.by_oid = {one.oid: one for one in stored.tables}

    def volume(self, table: StoredTable) -> TableVolume:
        return self.tables.get((table.schema, table.name)) or TableVolume(0)

    def heap(self, table: StoredTable) -> Size:
        """The size of a table; a divided one has rows and no file."""
        known = self.measured.sizes.get((table.schema, table.name)) if self.measured else None
        if known is not None:
            return Size(known.pages, known.rows, known.visible_pages)
        volume = self.volume(table)
        if table.kind == "p":
            return Size(0, volume.rows)
        columns = (_stored_column(one, volume.columns.get(one.name)) for one in table.attributes)
        pages = min(MOST_BLOCKS, heap_pages(volume.rows, columns, table.fillfactor))
        return Size(pages, volume.rows, pages)

    def index(self, index: StoredIndex, rows: float) -> Size:
        """The size of an index that holds so many rows of its table."""
        known = self.measured.sizes.get((index.schema, index.name)) if self.measured else None
        columns = [self.column_of(index, place) for place in range(len(index.attributes))]
        stored = [_stored_column(one, column) for one, column in zip(index.attributes, columns, strict=True)]
        width = _key_bytes(stored)
        fillfactor = int(index.options.get("fillfactor", "90"))
        if index.method == "btree":
            distinct = self._combinations(index, rows)
            shares = (
                not index.unique
                and len(columns) == index.key_count
                and index.options.get("deduplicate_items", "on") in ("on", "true")
                and not any(one.type.startswith(_NO_SHARED_LISTS) for one in index.attributes)
            )
            size = btree_size(rows, width, distinct, fillfactor, shares=shares)
            if known is not None:
                return Size(known.pages, known.rows, 0, size.height)
            return Size(min(MOST_BLOCKS, size.pages), rows, 0, size.height)
        if known is not None:
            return Size(known.pages, known.rows, 0, 0, 1)
        if index.method == "gin":
            per_row = sum(_ENTRIES.get(one.type.family or "", 5.0) for one in columns)
            entries = min(rows * per_row, sum(max(one.distinct, 1000.0) for one in columns))
            return Size(min(MOST_BLOCKS, gin_pages(rows, entries, per_row)), rows, 0, 0, int(entries))
        if index.method == "brin":
            table = self.by_oid[index.table]
            per_range = int(index.options.get("pages_per_range", "128"))
            pages, range_map = brin_pages(self.heap(table).pages, per_range, index.key_count)
            return Size(pages, rows, 0, 0, range_map)
        return Size(min(MOST_BLOCKS, other_pages(rows, width)), rows)

    def _combinations(self, index: StoredIndex, rows: float) -> float:
        volume = self.volume(self.by_oid[index.table])
        keys = index.keys[: index.key_count]
        plain = [key for key in keys if key is not None and key in volume.columns]
        derived = (self.column_of(index, place) for place, key in enumerate(keys) if key is None)
        return max(1.0, min(rows, volume.combinations(plain) * math.prod(one.distinct for one in derived)))

    def column_of(self, index: StoredIndex, place: int) -> ColumnVolume:
        """The values of one column of an index: the table's, or derived for an expression."""
        volume = self.volume(self.by_oid[index.table])
        key = index.keys[place]
        if key is not None and key in volume.columns:
            return volume.columns[key]
        return derived_volume(index.definitions.get(place, ""), index.attributes[place].type, volume)

    def table_statistics(self) -> tuple[list[RelationStatistics], list[AttributeStatistics]]:
        """What the tables' statistics are set to."""
        relations, attributes = [], []
        for table in self.stored.tables:
            size = self.heap(table)
            relations.append(RelationStatistics(table.schema, table.name, size.pages, size.rows, size.visible_pages))
            attributes += self._table_columns(table)
        return relations, attributes

    def _table_columns(self, table: StoredTable) -> list[AttributeStatistics]:
        if self.measured and (table.schema, table.name) in self.measured.sizes:
            return [
                AttributeStatistics(schema, name, column, inherited, statistics)
                for (schema, name, column, inherited), statistics in self.measured.columns.items()
                if (schema, name) == (table.schema, table.name)
            ]
        volume, pages = self.volume(table), self.heap(table).pages
        kept = []
        for attribute in table.attributes:
            column = volume.columns.get(attribute.name)
            if column is None:
                continue
            statistics = column_statistics(column, volume.rows, pages)
            kinds = (True,) if table.kind == "p" else (False, True) if table.parent else (False,)
            kept += [AttributeStatistics(table.schema, table.name, attribute.name, one, statistics) for one in kinds]
        return kept

    def miscounted(self) -> tuple[Miscounted, ...]:
        """The declared columns of which ANALYZE finds far fewer values than there are."""
        found = (
            Miscounted(
                table.name, name, min(column.distinct, volume.rows), distinct_counted(column, volume.rows, pages),
                volume.rows,
            )
            for table in self.stored.tables
            for volume, pages in ((self.volume(table), self.heap(table).pages),)
            for name, column in volume.columns.items()
            if self.measured is None and column.told is None and "distinct" not in column.assumed
        )  # fmt: skip
        return tuple(one for one in found if one.is_far)

    def expression_statistics(self, index: StoredIndex, rows: float) -> list[AttributeStatistics]:
        """Of an index's expressions, which are columns of the index alone."""
        if self.measured and (index.schema, index.name) in self.measured.sizes:
            return [
                AttributeStatistics(schema, name, column, inherited, statistics)
                for (schema, name, column, inherited), statistics in self.measured.columns.items()
                if (schema, name) == (index.schema, index.name)
            ]
        pages = self.heap(self.by_oid[index.table]).pages
        return [
            AttributeStatistics(
                index.schema, index.name, index.attributes[place].name, False,
                column_statistics(self.column_of(index, place), rows, pages),
            )
            for place in index.definitions
            if place < len(index.attributes)
        ]  # fmt: skip


def make_file(path: Path, method: str, size: Size) -> None:
    """Give an index's file its size, and what its access method keeps at the beginning."""
    match method:
        case "btree":
            make_btree(path, size.pages, size.height)
        case "gin":
            make_gin(path, size.pages, size.extra)
        case "brin":
            make_brin(path, size.pages, size.extra)
        case _:
            extend(path, size.pages)


def _stored_column(attribute: StoredAttribute, column: ColumnVolume | None) -> StoredColumn:
    nulls = column.null_fraction if column else 0.0
    if attribute.length > 0:
        return StoredColumn(attribute.length, attribute.alignment, nulls)
    width = column.width if column else 25.0
    return StoredColumn(width, attribute.alignment, nulls, varying=True)


def _key_bytes(columns: list[StoredColumn]) -> float:
    offset = 0.0
    for column in columns:
        one = replace(column, null_fraction=0.0)
        start = offset if one.varying else math.ceil(offset / one.alignment) * one.alignment
        offset = start + one.width
    return offset
