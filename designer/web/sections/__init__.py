"""What the inspector lists: sections of rows, each row an object that opens its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from designer.web.bench import Bench
from designer.web.editors import add_url, object_action
from designer.web.forms.registry import word
from designer.web.reports import in_words


@dataclass(frozen=True, slots=True)
class Row:
    """One object. name: what it is called; type, note: more about it, right of it; key: its mark, key_name in words.

    decide_url: where a dependency is accepted or rejected; move_url: where its place changes; inner: belongs to the
    row before; of: the object is edited elsewhere, at `url`.
    """

    id: str
    name: str
    url: str
    type: str = ""
    note: str = ""
    key: str = ""
    key_name: str = ""
    state: str = ""
    severity: str = ""
    findings: str = ""
    move_url: str = ""
    decide_url: str = ""
    inner: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one or several kinds. owner: the id of what a new one will live in; adds: label and address.
    folds: a long list that stands in nobody's way until it is opened."""

    title: str
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    owner: str = ""
    adds: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    edit_url: str = ""
    anchor: str = field(default="")
    folds: bool = False


def adds(bench: Bench, owner: str, *kinds: str) -> tuple[tuple[str, str], ...]:
    """The ways to add one of these kinds, for those who may."""
    if not bench.may_edit:
        return ()
    return tuple((word(kind), add_url(bench, kind, owner)) for kind in kinds)


def row_url(bench: Bench, object_id: str) -> str:
    """The address that opens the row's form."""
    return bench.url(bench.entity, at=object_id, tab="")


def marked(bench: Bench, object_id: str) -> dict[str, Any]:
    """The worst severity and the number of findings about an object."""
    found = bench.findings.marks.get(object_id, {})
    counts = {str(severity): number for severity, number in found.items()}
    worst = next((level for level in ("error", "warning", "info") if counts.get(level)), "")
    return {"severity": worst, "findings": in_words(counts)}


def moving(bench: Bench, object_id: str) -> str:
    """Where the row's place is changed."""
    return object_action(bench, "move_object", object_id) if bench.may_edit else ""


def shortened(text: Any, most: int = 60) -> str:
    """One line of a text."""
    line = " ".join(str(text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
