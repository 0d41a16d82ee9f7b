"""SELECT … INTO, the one query that makes something."""

from __future__ import annotations

from designer.sql.cursor import Cursor


def expect_no_table(cursor: Cursor) -> None:
    """Unreadable where a query makes a table, unless that is a temporary one: its columns show when it runs."""
    if cursor.key() not in ("SELECT", "WITH"):
        return
    place = 0
    while place < cursor.size and (cursor.keys[place] != "INTO" or cursor.keys[place - 1] in ("INSERT", "MERGE")):
        place = cursor.behind(place)
    made = cursor.part(min(place + 1, cursor.size), cursor.size)
    if not made.on_name or made.tokens[0].text.lstrip('["').startswith("#"):
        return
    shown = ".".join(made.qualified())
    raise cursor.error_at(
        f"the query makes the table {shown}, whose columns show only when it runs: it is not in the design",
        cursor.tokens[place].start,
    )
