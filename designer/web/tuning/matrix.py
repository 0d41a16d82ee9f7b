"""Patterns by indexes: which reads which, as things are and with what is recommended."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.urls import reverse

from designer.web.bench import Bench
from designer.web.tuning.keeping import INDEXES, PATTERNS, Evidence
from designer.web.tuning.listing import is_less
from designer.web.workload import parsed_patterns

EXISTING, RECOMMENDED, KEY = "existing", "recommended", "key"
_ORDER = (RECOMMENDED, EXISTING, KEY)
_SAID = {"now": "reads {}", "new": "would read {}", "left": "reads {}, and would not any more", "": ""}
_NAMED = 12
"""Unread indexes that are named at once."""


def matrix_of(bench: Bench, evidence: Evidence, table: str = "") -> dict[str, Any] | None:
    """For templates/tuning/matrix.html. table: the qualified name of the only one to show. None without results."""
    planned, found = evidence.part(PATTERNS), evidence.beside(INDEXES, PATTERNS)
    if planned is None:
        return None
    columns = _columns(bench, planned.result, found.result if found else None)
    tables = sorted({one["table"] for one in columns})
    if table in tables:
        columns = [one for one in columns if one["table"] == table]
    rows = _rows(bench, planned.result, found.result if found else None, columns)
    if table in tables:
        here = _on(bench, table)
        rows = [one for one in rows if one["id"] in here or not one["none"]]
    unused = [one["name"] for one in columns if one["kind"] == EXISTING and not one["used"]]
    for place, one in enumerate(columns):
        one["starts"] = place > 0 and columns[place - 1]["table"] != one["table"]
    return {
        "columns": columns,
        "groups": [
            {"table": name, "count": len(list(group))} for name, group in groupby(columns, lambda one: one["table"])
        ],
        "rows": rows,
        "tables": tables,
        "table": table if table in tables else "",
        "unused": unused[:_NAMED],
        "more_unused": unused[_NAMED:],
    }


def _on(bench: Bench, table: str) -> frozenset[str]:
    """Ids of the patterns that name the table."""
    wanted = {one.id for one in bench.schema.entities if bench.schema.qualified(one) == table}
    return frozenset(one.pattern.id for one in parsed_patterns(bench.design, bench.schema) if one.entities & wanted)


def _columns(bench: Bench, planned: Mapping[str, Any], found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Everything that is or could be read, table by table; keys only where a pattern reads them."""
    used = {name for one in planned["patterns"].values() for name in one["indexes"]}
    if found:
        used |= {name for one in found["patterns"] for name in one["indexes_after"]}
    columns: list[dict[str, Any]] = []
    for one in planned["indexes"]:
        columns.append(
            _column(one["name"], one["table"], EXISTING, one["bytes"], one["writes"], one["sql"], one["name"] in used)
        )
    for one in found["indexes"] if found else ():
        columns.append(
            _column(one["name"], one["table"], RECOMMENDED, one["bytes"], one["write_penalty"], one["sql"], True)
        )
    known = {one["name"] for one in columns}
    keys = _keys(bench)
    columns += [
        _column(name, keys.get(name, ""), KEY, None, None, "a key of the design", True) for name in sorted(used - known)
    ]
    return sorted(columns, key=lambda one: (one["table"], _ORDER.index(one["kind"]), one["name"]))


def _column(
    name: str, table: str, kind: str, size: float | None, writes: float | None, sql: str, used: bool
) -> dict[str, Any]:
    return {"name": name, "table": table, "kind": kind, "bytes": size, "writes": writes, "sql": sql, "used": used}


def _keys(bench: Bench) -> dict[str, str]:
    """Names that keys have in plans to the tables they are of, those that the server makes up among them."""
    found = {}
    for table in bench.schema.entities:
        found[f"{table.name}_pkey"] = bench.schema.qualified(table)
        for key in table.keys:
            names = "_".join(bench.schema.names(key.columns))
            found[key.name or f"{table.name}_{names}_key"] = bench.schema.qualified(table)
    return found


def _rows(
    bench: Bench, planned: Mapping[str, Any], found: Mapping[str, Any] | None, columns: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    served = {one["id"]: one for one in (found["patterns"] if found else ())}
    numbers = {one["name"]: number for number, one in enumerate(found["indexes"])} if found else {}
    names = {one.id: one.name for one in bench.schema.access_patterns}
    rows = [
        _row(
            key,
            names[key],
            reverse("pattern_plan", args=[bench.design.id, key]),
            one,
            served.get(key),
            columns,
            numbers,
        )
        for key, one in planned["patterns"].items()
        if key in names
    ]
    nothing: Mapping[str, Any] = {"indexes": (), "cost": None}
    rows += [
        _row(one["id"], one["name"], "", {**nothing, "cost": one["cost_before"]}, one, columns, numbers)
        for one in served.values()
        if one["implied"] and one["uses"]
    ]
    return sorted(rows, key=lambda one: (one["first"], one["name"]))


def _row(
    pattern: str,
    name: str,
    url: str,
    now: Mapping[str, Any],
    served: Mapping[str, Any] | None,
    columns: list[dict[str, Any]],
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    reads = set(now["indexes"])
    after = set(served["indexes_after"]) if served else reads
    uses = set(served["uses"]) if served else set()
    cells = []
    for column in columns:
        if column["kind"] == RECOMMENDED:
            state = "new" if numbers[column["name"]] in uses else ""
        else:
            state = "left" if column["name"] in reads - after else "now" if column["name"] in reads else ""
        cells.append({"state": state, "said": _SAID[state].format(column["name"])})
    first = next((place for place, cell in enumerate(cells) if cell["state"]), len(cells))
    return {
        "id": pattern,
        "name": name,
        "url": url,
        "before": now["cost"],
        "after": served["cost_after"] if served else None,
        "better": served is not None and is_less(served["cost_after"], now["cost"]),
        "cells": cells,
        "first": first,
        "none": first == len(cells),
    }
