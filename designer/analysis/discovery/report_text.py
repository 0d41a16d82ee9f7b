"""Discoveries as text: a card per left side, with the rows that speak for it or against it."""

from collections.abc import Iterator

from designer.analysis.discovery.discover import Card, Discovery, Row, TableReport

_MOST_CARDS = 40
_MOST_KEYS = 12
_MOST_WIDTH = 40


def as_text(found: Discovery) -> str:
    """Tables one after the other, then the references between them."""
    lines = [line for one in found.tables for line in _table(one)]
    if found.references:
        lines.append("Foreign keys that the data suggests, likeliest first:")
    for one in found.references:
        missing = f" ({one.orphans} values do not occur there)" if one.orphans else ""
        lines.append(f"  {one.child}.{one.column} → {one.parent}.{one.parent_column}  score {one.score}{missing}")
    return "\n".join(lines)


def _table(one: TableReport) -> Iterator[str]:
    table = one.table
    width = len(table.columns)
    rows, columns = "row" if table.rows == 1 else "rows", "column" if width == 1 else "columns"
    yield f"{table.name}: {table.rows} {rows}, {width} {columns}"
    yield from (f"  {remark}" for remark in table.remarks)
    yield from (f"  line {problem.line}: {problem.message}" for problem in table.problems)
    if table.rows < 2:
        yield from ("  Fewer than two rows prove nothing.", "")
        return
    if one.keys:
        yield f"  Keys of {'this data' if table.is_whole else 'the sample'} (no value twice):"
        yield from (f"    {', '.join(key)}" for key in one.keys[:_MOST_KEYS])
        if len(one.keys) > _MOST_KEYS:
            yield f"    … and {len(one.keys) - _MOST_KEYS} more in --format json"
    else:
        yield "  No key of so few columns: some rows are the same in all that was looked at."
    for title, cards in (
        (
            "Dependencies, likeliest first (a person has to say whether they are rules):",
            [c for c in one.cards if c.likely],
        ),
        ("Cannot tell from this sample:", [c for c in one.cards if not c.likely]),
    ):
        if cards:
            yield f"  {title}"
        for card in cards[:_MOST_CARDS]:
            yield from (f"    {line}" for line in _card(card, "line" if table.part is None else "row"))
        if len(cards) > _MOST_CARDS:
            yield f"    … and {len(cards) - _MOST_CARDS} more in --format json"
    if one.stopped:
        yield "  The search stopped early: there are too many sets of columns."
    yield ""


def _card(card: Card, counted: str) -> Iterator[str]:
    left = ", ".join(card.determinant) or "∅"
    yield f"{left} → {', '.join(card.dependent)}  ({card.words}; score {card.score})"
    for row, other in card.examples if card.violating else ():
        yield f"  {counted} {row.line} has {_shown(row)}; {counted} {other.line} has {_shown(other)}"


def _shown(row: Row) -> str:
    return ", ".join(f"{name} {_clipped(value)}" for name, value in row.values)


def _clipped(value: str | None) -> str:
    if value is None:
        return "nothing"
    return value if len(value) <= _MOST_WIDTH else f"{value[:_MOST_WIDTH]}…"
