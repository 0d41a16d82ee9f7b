"""How many pages declared rows would need: heaps, B-trees, GIN, BRIN and the rest.

Widths are bytes as stored, alignment included; all sizes are in pages of 8192 bytes.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from designer.lab.planner.relation_files import BLOCK

_PAGE_HEADER = 24
_TUPLE_HEADER = 23
_ITEM = 4
_SPECIAL = 16
_POSTING_LIST_BYTES = 812
_TID = 6
_INNER_FILL = 0.7


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column as rows hold it. width: average bytes of a value that is there, its length word included."""

    width: float
    alignment: int
    null_fraction: float = 0.0
    varying: bool = False


def aligned(size: float, to: int = 8) -> float:
    """`size` rounded up to a multiple."""
    return math.ceil(size / to) * to


def row_bytes(columns: Iterable[StoredColumn]) -> float:
    """Bytes of a row's values on average. A value that is mostly null takes its share alone."""
    offset = 0.0
    for column in columns:
        there = 1 - column.null_fraction
        if column.varying and column.width < 127:  # a short value has one byte of length, and no alignment
            offset += column.width * there
        else:
            start = aligned(offset, column.alignment)
            offset += (start - offset + column.width) * there
    return offset


def heap_pages(rows: float, columns: Iterable[StoredColumn], fillfactor: int = 100) -> int:
    """Pages of a table without dead rows."""
    if rows <= 0:
        return 0
    stored = tuple(columns)
    nulls = any(column.null_fraction > 0 for column in stored)
    header = aligned(_TUPLE_HEADER + (math.ceil(len(stored) / 8) if nulls else 0))
    varies = any(column.varying or column.null_fraction for column in stored)
    body = row_bytes(stored)
    # Rows of one size are padded alike; of rows that vary, each is padded by half the alignment on average.
    tuple_bytes = header + (max(body, 1) + 3.5 if varies else aligned(body)) + _ITEM
    tuple_bytes = min(tuple_bytes, 2_040) if tuple_bytes > 2_040 else tuple_bytes  # the rest is stored apart
    room = (BLOCK - _PAGE_HEADER) - BLOCK * (100 - fillfactor) / 100
    return max(1, math.ceil(rows / max(1, math.floor(room / tuple_bytes))))


@dataclass(frozen=True, slots=True)
class TreeSize:
    """Pages of a B-tree, its meta page included, and how many levels lie above its leaves."""

    pages: int
    height: int


def btree_size(
    rows: float, key_bytes: float, distinct: float, fillfactor: int = 90, *, shares: bool = True
) -> TreeSize:
    """A B-tree that was just built. key_bytes: of the keys, unaligned; shares: whether equal keys share a list."""
    if rows <= 0:
        return TreeSize(1, 0)
    key = aligned(_ITEM * 2 + key_bytes)
    usable = BLOCK - _PAGE_HEADER - _SPECIAL
    per_key = rows / max(1.0, min(rows, distinct))
    total = _shared_bytes(rows / per_key, per_key, key) if shares and per_key > 1.5 else rows * (key + _ITEM)
    pages = max(1, math.ceil(total / (usable * fillfactor / 100)))
    blocks, height = pages, 0
    fan_out = max(2.0, usable * _INNER_FILL / (key + _ITEM))
    while pages > 1:
        pages = math.ceil(pages / fan_out)
        blocks += pages
        height += 1
    return TreeSize(blocks + 1, height)


def _shared_bytes(keys: float, per_key: float, key: float) -> float:
    """Bytes of leaf items where equal keys share posting lists."""
    most = max(1, math.floor((_POSTING_LIST_BYTES - key) / _TID))
    full, rest = divmod(per_key, most)
    last = aligned(key + _TID * rest) + _ITEM if rest >= 1.5 else (key + _ITEM if rest > 0 else 0)
    return keys * (full * (_POSTING_LIST_BYTES + _ITEM) + last)


def gin_pages(rows: float, entries: float, entries_per_row: float) -> int:
    """A GIN index: an item for each entry, and a compressed list of rows behind it (about 2 bytes a row)."""
    return max(2, math.ceil((entries * 32 + rows * entries_per_row * 2.2) / (BLOCK * 0.75)) + 2)


def brin_pages(heap: int, pages_per_range: int, columns: int) -> tuple[int, int]:
    """Pages of a BRIN index, and how many of them are its map of ranges."""
    ranges = max(1, math.ceil(heap / max(1, pages_per_range)))
    range_map = max(1, math.ceil(ranges / 1360))
    return 1 + range_map + max(1, math.ceil(ranges * (16 + 16 * columns) / (BLOCK * 0.9))), range_map


def other_pages(rows: float, key_bytes: float, fillfactor: int = 75) -> int:
    """Hash, GiST, SP-GiST and what extensions bring: an item for each row."""
    return max(2, math.ceil(rows * (aligned(8 + key_bytes) + _ITEM) / ((BLOCK - 40) * fillfactor / 100)) + 2)
