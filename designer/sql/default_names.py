"""The names that PostgreSQL 18 gives to constraints, indexes and sequences that a statement leaves unnamed.

As the server's makeObjectName, ChooseRelationName, ChooseConstraintName and ChooseIndexNameAddition do it: the
parts joined by underscores and cut to 63 bytes in all, the longer part first, then a number behind the label
until the name is free. `taken` is what exists in the schema already: for constraints that have an index, and for
indexes and sequences, the names of relations (and, for the former, of constraints); for the others those of
constraints. Within CREATE TABLE the server names checks, then NOT NULL, then the primary key, uniques and
exclusions in their order, then foreign keys.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from designer.sql.identifiers import NAME_BYTES, clip_bytes


def object_name(first: str, second: str | None, label: str) -> str:
    """`first_second_label` cut to 63 bytes: the longer of the two parts loses, the label never."""
    one, two = first.encode(), (second or "").encode()
    available = NAME_BYTES - len(label.encode()) - 1 - (1 if second is not None else 0)
    length_one, length_two = len(one), len(two)
    if (excess := length_one + length_two - available) > 0:
        length_one, length_two = _shrink(length_one, length_two, excess)
    parts = [clip_bytes(first, length_one)]
    if second is not None:
        parts.append(clip_bytes(second, length_two))
    return "_".join([*parts, label])


def _shrink(one: int, two: int, excess: int) -> tuple[int, int]:
    """Take `excess` bytes away, one at a time from the longer part, the second one when they are equal."""
    level = min(abs(one - two), excess)
    if one > two:
        one -= level
    else:
        two -= level
    rest = excess - level
    return one - rest // 2, two - (rest + 1) // 2


def choose_name(first: str, second: str | None, label: str, taken: Container[str] = ()) -> str:
    """The first of `object_name(…, label)`, `…label1`, `…label2` that is not taken."""
    name, number = object_name(first, second, label), 0
    while name in taken:
        number += 1
        name = object_name(first, second, f"{label}{number}")
    return name


def join_columns(columns: Sequence[str]) -> str:
    """Column names joined for a name, no further than its length could need."""
    joined = ""
    for column in columns:
        joined += f"_{column}" if joined else column
        if len(joined.encode()) >= NAME_BYTES + 1:
            break
    return joined


def distinct_parts(parts: Sequence[str]) -> tuple[str, ...]:
    """Names of an index's columns as the server makes them: a repeated one gets a number behind it."""
    chosen: list[str] = []
    for part in parts:
        name, number = part, 0
        while name in chosen:
            number += 1
            name = clip_bytes(part, NAME_BYTES - len(str(number))) + str(number)
        chosen.append(name)
    return tuple(chosen)


def primary_key_name(table: str, taken: Container[str] = ()) -> str:
    """`table_pkey`."""
    return choose_name(table, None, "pkey", taken)


def unique_name(table: str, columns: Sequence[str], taken: Container[str] = ()) -> str:
    """`table_columns_key`; `columns` includes those of INCLUDE, behind."""
    return choose_name(table, join_columns(distinct_parts(columns)), "key", taken)


def exclusion_name(table: str, elements: Sequence[str], taken: Container[str] = ()) -> str:
    """`table_elements_excl`; an element that is an expression goes by `expression_name`."""
    return choose_name(table, join_columns(distinct_parts(elements)), "excl", taken)


def index_name(table: str, keys: Sequence[str], taken: Container[str] = ()) -> str:
    """`table_keys_idx`; a key that is an expression goes by `expression_name`; INCLUDE columns follow."""
    return choose_name(table, join_columns(distinct_parts(keys)), "idx", taken)


def foreign_key_name(table: str, columns: Sequence[str], taken: Container[str] = ()) -> str:
    """`table_columns_fkey`."""
    return choose_name(table, join_columns(columns), "fkey", taken)


def check_name(table: str, columns: Container[str] | Sequence[str], taken: Container[str] = ()) -> str:
    """`table_column_check` when the check reads exactly one column, else `table_check`; also for a domain's."""
    names = sorted(set(columns)) if isinstance(columns, (Sequence, set, frozenset)) else []
    return choose_name(table, names[0] if len(names) == 1 else None, "check", taken)


def not_null_name(table: str, column: str | None, taken: Container[str] = ()) -> str:
    """`table_column_not_null`; a domain's has no column."""
    return choose_name(table, column, "not_null", taken)


def sequence_name(table: str, column: str, taken: Container[str] = ()) -> str:
    """`table_column_seq`, of a serial or identity column."""
    return choose_name(table, column, "seq", taken)
