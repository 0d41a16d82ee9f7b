"""Attribute sets as ints: bit i stands for the i-th attribute of a relation."""

from collections.abc import Iterable, Iterator


def bits(mask: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def singles(mask: int) -> Iterator[int]:
    """The attributes of a set as sets of one, first attribute first."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


def in_order(masks: Iterable[int]) -> tuple[int, ...]:
    """Small sets first, and those of one size by the order of their attributes."""
    return tuple(sorted(masks, key=lambda mask: (mask.bit_count(), tuple(bits(mask)))))


def union(masks: Iterable[int]) -> int:
    """All attributes of any of the sets."""
    result = 0
    for mask in masks:
        result |= mask
    return result


def without_contained(masks: Iterable[int]) -> tuple[int, ...]:
    """The sets that no other one contains, each once, in their order."""
    distinct = tuple(dict.fromkeys(masks))
    return tuple(one for one in distinct if not any(one != other and one & ~other == 0 for other in distinct))
