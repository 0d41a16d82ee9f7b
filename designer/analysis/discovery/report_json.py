"""Discoveries as JSON, in the contract's shape."""

from typing import Any

from designer.analysis.discovery.columns import Part
from designer.analysis.discovery.discover import Card, Discovery, Row, TableReport


def as_json(found: Discovery) -> dict[str, Any]:
    """Tables in the order given; dependencies best first; foreign keys over all tables."""
    return {
        "tables": [_table(one) for one in found.tables],
        "foreign_keys": [
            {
                "child": one.child,
                "columns": [one.column],
                "parent": one.parent,
                "parent_columns": [one.parent_column],
                "score": one.score,
                "orphans": one.orphans,
            }
            for one in found.references
        ],
    }


def _table(one: TableReport) -> dict[str, Any]:
    return {
        "table": one.table.name,
        "rows": one.table.rows,
        "sample": _part(one.table.part),
        "columns": [
            {"name": column.name, "type": column.type, "distinct": column.distinct} for column in one.table.columns
        ],
        "keys": [list(key) for key in one.keys],
        "dependencies": [card_json(card) for card in one.cards],
        "complete": not one.stopped,
        "remarks": list(one.table.remarks),
        "problems": [{"line": problem.line, "message": problem.message} for problem in one.table.problems],
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    """null for a file; of_rows: how many the table has, about."""
    return None if part is None else {"whole": part.whole, "of_rows": part.of}


def card_json(card: Card) -> dict[str, Any]:
    """One card: what a left side determines, and what speaks for it."""
    return {
        "from": list(card.determinant),
        "to": list(card.dependent),
        "score": card.score,
        "supporting_repeats": card.repeats,
        "violating_rows": card.violating,
        "verdict": "likely" if card.likely else "cannot tell",
        "evidence": card.words,
        "example": {
            "shows": "contradicting rows" if card.violating else "agreeing rows",
            "rows": [[_row(one), _row(other)] for one, other in card.examples],
        },
    }


def _row(row: Row) -> dict[str, Any]:
    return {"line": row.line, "values": dict(row.values)}
