"""A design told without ids, for golden files: references by name, and nothing that is the default."""

import json
from typing import Any

from designer.importers import Imported
from designer.schema import design_file

_LEFT_OUT = ("format", "name", "dialect", "layout", "requirements", "line")


def told(imported: Imported) -> str:
    """The design and the account of its statements as JSON text."""
    document = json.loads(design_file.dumps(imported.schema))
    names = dict(_names(document))
    design = {key: _plain(value, names) for key, value in document.items() if key not in _LEFT_OUT}
    account = {
        "carried": [f"{one.line}: {one.kind} {one.name}: {one.reason}" for one in imported.carried],
        "skipped": [f"{one.line}: {one.statement}: {one.reason}" for one in imported.skipped],
    }
    kept = {key: value for key, value in {**design, **account}.items() if value}
    return json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def _names(value: Any) -> Any:
    """(id, name) of every object."""
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"], value.get("name") or value.get("value")
        for held in value.values():
            yield from _names(held)
    elif isinstance(value, list):
        for held in value:
            yield from _names(held)


def _plain(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        plain = {key: _plain(held, names) for key, held in value.items() if key not in ("id", "line")}
        return {key: held for key, held in plain.items() if held not in (None, [], {}, False)}
    if isinstance(value, list):
        return [_plain(held, names) for held in value]
    return names.get(value, value) if isinstance(value, str) else value
