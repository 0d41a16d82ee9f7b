"""What a finding rests on, written without a template's loops: a list of findings holds hundreds of cells."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from designer.web.quoting import quoted

register = template.Library()
_LONG = 20
"""Characters of a name that may not fit a column."""


@register.simple_tag
def evidence_proof(evidence: Mapping[str, Any] | None) -> SafeString:
    """See components/evidence.html for what it holds."""
    if not evidence:
        return SafeString("")
    more, note = evidence.get("more_rows"), evidence.get("note")
    parts = (
        _table(evidence) if evidence.get("rows") else "",
        f'<p class="note">and {quoted(more)} more rows</p>' if more else "",
        _facts(evidence["facts"]) if evidence.get("facts") else "",
        f'<p class="note">{quoted(note)}</p>' if note else "",
    )
    return SafeString(f'<div class="proof">\n  {"".join(parts)}\n</div>')


def _table(evidence: Mapping[str, Any]) -> str:
    caption = f"<caption>{quoted(evidence['caption'])}</caption>" if evidence.get("caption") else ""
    head = "".join(map(_heading, evidence.get("columns") or ()))
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in evidence["rows"])
    return f"<table>{caption}{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{rows}</tbody></table>"


def _heading(column: Mapping[str, Any]) -> str:
    if not column.get("label"):
        return "<td></td>"
    return f'<th scope="col"{_number(column)}>{quoted(column["label"])}</th>'


def _number(held: Mapping[str, Any]) -> str:
    return ' class="num"' if held.get("num") else ""


def breakable(name: str) -> str:
    """A long name that may be broken where its words end, rather than anywhere. name: quoted already."""
    if len(name) < _LONG or " " in name or "&" in name:
        return name
    return name.replace("_", "_<wbr>").replace(".", ".<wbr>")


def _cell(cell: Any) -> str:
    """A text as it is, or one with its kind."""
    if not isinstance(cell, Mapping) or (cell.get("text") is None and not cell.get("null")):
        return f"<td>{quoted(cell)}</td>"
    kind, text = cell.get("kind") or "", breakable(quoted(cell.get("text", "")))
    css = f' class="{"num " if cell.get("num") else ""}{quoted(kind)}"' if cell.get("num") or kind else ""
    if cell.get("null"):
        shown = '<span class="muted">NULL</span>'
    elif cell.get("code"):
        shown = f"<code>{text}</code>"
    else:
        shown = f"<mark>{text}</mark>" if cell.get("mark") else text
    return f"<td{css}>{shown}</td>"


def _facts(facts: list[Mapping[str, Any]]) -> str:
    said = "".join(
        f"<div><dt>{quoted(one['name'])}</dt><dd{_number(one)}>{quoted(one['text'])}</dd></div>" for one in facts
    )
    return f'<dl class="proof-facts">{said}</dl>'
