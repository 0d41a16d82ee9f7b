"""A look at data as its page shows it: keys, cards with their evidence and rows, what each table may become."""

from collections.abc import Sequence
from typing import Any

from designer.exporters.wording import printable
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.web.bench import Bench
from designer.web.data_models import DataRun
from designer.web.discovered import Choice, Seen, follows, looks_like_key, seen, target_of
from designer.web.requests import whole_number

_KEYS = 8
_COLUMNS = 8
_RUNS = 30
_CARDS = 20


def runs_of(design: Design) -> list[DataRun]:
    """The latest looks at data of a design, without their results."""
    mine = DataRun.objects.filter(team_id=design.team_id, design_id=design.id)
    return list(mine.defer("result").order_by("-made_at")[:_RUNS])


def run_context(bench: Bench, run: DataRun) -> dict[str, Any]:
    """For data/run.html, when there is a result."""
    assert run.result is not None
    tables = [_table(bench, one) for one in seen(run)]
    references = [
        {
            "place": place,
            "child": f"{one['child']}.{one['columns'][0]}",
            "parent": f"{one['parent']}.{one['parent_columns'][0]}",
            "orphans": one["orphans"],
        }
        for place, one in enumerate(run.result["foreign_keys"])
    ]
    return {"tables": tables, "references": references, "kept": run.keep, "of_database": bool(run.address)}


def choices_of(schema: Schema, tables: Sequence[Seen], given: Any) -> list[Choice]:
    """What the form says of each table; what is no choice counts as none."""
    known = {one.id for one in schema.entities} | {"new", ""}
    cards: dict[int, list[int]] = {}
    for one in given.getlist("card"):
        table, _, place = one.partition(".")
        numbers = whole_number(table), whole_number(place)
        if numbers[0] is not None and numbers[1] is not None:
            cards.setdefault(numbers[0], []).append(numbers[1])
    chosen = []
    for table_seen in tables:
        target = given.get(f"target-{table_seen.place}", "")
        key = whole_number(given.get(f"key-{table_seen.place}", ""))
        keys = table_seen.keys()[:_KEYS]
        columns = keys[key] if key is not None and key < len(keys) else ()
        places = cards.get(table_seen.place, [])
        chosen.append(Choice(target if target in known else "", columns, tuple(dict.fromkeys(places))))
    return chosen


def _table(bench: Bench, table: Seen) -> dict[str, Any]:
    target = target_of(bench.schema, table)
    fitting = [one for one in bench.schema.entities if len(table.column_of(one)) >= 2]
    shown = [_card(table, place, one) for place, one in enumerate(table.data["dependencies"])]
    hidden = set()
    if target is not None:
        cards = table.data["dependencies"]
        hidden = {place for place, one in enumerate(cards) if follows(target, table, one)}
    left = [one for one in shown if one["place"] not in hidden]
    likely = [one for one in left if one["likely"]]
    keys = table.keys()
    return {
        "place": table.place,
        "name": table.data["table"],
        "rows": table.data["rows"],
        "columns": list(zip(table.data["columns"], table.made.attributes, strict=True)),
        "remarks": table.data["remarks"],
        "sample": table.data.get("sample"),
        "problems": table.data["problems"],
        "complete": table.data["complete"],
        "keys": [
            {"place": place, "columns": ", ".join(key), "default": place == 0 and looks_like_key(key) == 1.0}
            for place, key in enumerate(keys[:_KEYS])
        ],
        "more_keys": table.data["more_keys"] + max(0, len(keys) - _KEYS),
        "likely": likely[:_CARDS],
        "further": likely[_CARDS:],
        "unsure": [one for one in left if not one["likely"]],
        "more_cards": table.data["more_cards"],
        "hidden": len(hidden),
        "made": table.made.name,
        "target": target.id if target else "new",
        "targets": [(one.id, bench.schema.qualified(one)) for one in fitting],
    }


def _card(table: Seen, place: int, card: dict[str, Any]) -> dict[str, Any]:
    likely = card["verdict"] == "likely"
    return {
        "id": f"{table.place}.{place}",
        "place": place,
        "left": ", ".join(card["from"]),
        "right": ", ".join(card["to"]),
        "likely": likely,
        "evidence": _evidence(card),
        "violating": card["violating_rows"],
        "rows": _rows(card, "row" if table.data.get("sample") else "line"),
    }


def _evidence(card: dict[str, Any]) -> str:
    """`held in 812 repeats, broken by 3 rows`."""
    repeats, against = card["supporting_repeats"], card["violating_rows"]
    if not card["from"]:
        return "the same value in every row"
    held = f"held in {repeats - against:,} repeat{'s' if repeats - against != 1 else ''}"
    if against:
        return f"{held}, broken by {against:,} row{'s' if against != 1 else ''}"
    return held if card["verdict"] == "likely" else f"{held}: too few to tell from chance"


def _rows(card: dict[str, Any], counted: str) -> dict[str, Any] | None:
    """The rows that contradict it, each with one that it contradicts; or one pair that agrees."""
    pairs = card["example"]["rows"]
    if not pairs:
        return None
    names = list(pairs[0][0]["values"])[:_COLUMNS]
    rows = [
        [{"text": f"{counted} {row['line']}"}, *({"text": _cell(row["values"][name])} for name in names)]
        for pair in pairs
        for row in pair
    ]
    return {"columns": [{"label": ""}, *({"label": printable(name)} for name in names)], "rows": rows}


def _cell(value: str | None) -> str:
    return "—" if value is None else printable(value)
