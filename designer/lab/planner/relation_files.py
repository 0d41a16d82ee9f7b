"""Files of relations that look full and are empty: holes where the pages of declared rows would be.

The planner takes the size of a table from its file, and the height of a B-tree from its meta page. A page of
zeros is a valid empty page, so a file is made longer without anything being written. For a B-tree one path of
empty pages from the root to a leaf stands at the beginning; GIN and BRIN keep their own counts in a meta page.

Only for relations that no session has opened yet: a page in the server's buffers hides the file's.
Layouts: PageHeaderData, BTMetaPageData, BTPageOpaqueData, GinMetaPageData, BrinMetaPageData of PostgreSQL 18.
"""

import os
import struct
from pathlib import Path

BLOCK = 8192
SEGMENT_BLOCKS = 131_072  # 1 GB
MOST_BLOCKS = 4096 * SEGMENT_BLOCKS
"""4 TB: a relation is made no larger, since each gigabyte is a file."""

_HEADER = 24
_OPAQUE = 16
_LEAF, _ROOT, _META = 1, 2, 8
_BTREE_MAGIC, _BTREE_VERSION = 0x053162, 4
_NO_CLEANUP = -1.0
_LAYOUT_VERSION = 4


def extend(path: Path, blocks: int) -> None:
    """Make the relation at `path` at least `blocks` long, in segments, without writing. Raises OSError."""
    owner = os.stat(path)
    full, rest = divmod(blocks, SEGMENT_BLOCKS)
    for number in range(max(1, full + (rest > 0))):
        segment = path if number == 0 else path.with_name(f"{path.name}.{number}")
        wanted = (SEGMENT_BLOCKS if number < full else rest) * BLOCK
        descriptor = os.open(segment, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(descriptor).st_size < wanted:
                os.ftruncate(descriptor, wanted)
            if number and os.geteuid() == 0:
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
        finally:
            os.close(descriptor)


def make_btree(path: Path, blocks: int, height: int) -> None:
    """An empty B-tree of that height (0: the root is a leaf), looking `blocks` long."""
    pages = _btree_pages(height)
    with path.open("r+b") as file:
        file.write(b"".join(pages))
    extend(path, max(blocks, len(pages)))


def make_gin(path: Path, blocks: int, entries: int) -> None:
    """A GIN index whose own counts say that most of its pages hold entries, and how many entries."""
    entry_pages = max(1, min(blocks - 1, entries // 150 + 1))
    with path.open("r+b") as file:
        file.seek(_HEADER + 24)
        file.write(struct.pack("<IIIIq", blocks, entry_pages, max(0, blocks - 1 - entry_pages), 0, entries))
    extend(path, blocks)


def make_brin(path: Path, blocks: int, range_map_blocks: int) -> None:
    """A BRIN index with a range map of so many pages."""
    with path.open("r+b") as file:
        file.seek(_HEADER + 12)
        file.write(struct.pack("<I", range_map_blocks + 1))
    extend(path, max(blocks, range_map_blocks + 2))


def _page(lower: int, upper: int) -> bytearray:
    page = bytearray(BLOCK)
    struct.pack_into("<QHHHHHI", page, 0, 0, 0, 0, lower, upper, BLOCK - _OPAQUE, BLOCK | _LAYOUT_VERSION)
    return page


def _btree_pages(height: int) -> list[bytes]:
    """The meta page, then one page for each level from the root down."""
    empty = BLOCK - _OPAQUE
    meta = _page(_HEADER + 48, empty)
    struct.pack_into(
        "<IIIIIII4xdB", meta, _HEADER, _BTREE_MAGIC, _BTREE_VERSION, 1, height, 1, height, 0, _NO_CLEANUP, 1
    )
    struct.pack_into("<IIIHH", meta, empty, 0, 0, 0, _META, 0)
    return [bytes(meta), *(_btree_page(level, height) for level in range(height, -1, -1))]


def _btree_page(level: int, height: int) -> bytes:
    empty = BLOCK - _OPAQUE
    flags = (_ROOT if level == height else 0) | (_LEAF if level == 0 else 0)
    page = _page(_HEADER, empty)
    if level:  # one downlink without key: everything lies below it
        item, child = empty - 8, height - level + 2
        page = _page(_HEADER + 4, item)
        struct.pack_into("<I", page, _HEADER, item | (1 << 15) | (8 << 17))
        struct.pack_into("<HHHH", page, item, child >> 16, child & 0xFFFF, 0, 8 | 0x2000)
    struct.pack_into("<IIIHH", page, empty, 0, 0, level, flags, 0)
    return bytes(page)
