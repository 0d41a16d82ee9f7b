"""A source of MySQL's as MySQL reads it: REFERENCES at a column means nothing; MariaDB makes a foreign key of it."""

from designer.importers.drafting.draft import Place
from designer.importers.mysql.conditionals import without
from designer.importers.mysql.references import references
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


def without_references_at_columns(statement: str) -> str:
    """The statement without what MySQL reads over; as it is where it makes or changes no table."""
    try:
        cursor = Cursor.over(statement, "mysql")
        if cursor.key() not in ("CREATE", "ALTER") or "TABLE" not in cursor.keys[:3]:
            return statement
        cuts = [_extent(cursor, place) for place, key in enumerate(cursor.keys) if _is_at_column(cursor, place, key)]
    except Unreadable:
        return statement  # the server says what is wrong
    return without(statement, 0, len(statement), tuple(cuts)) if cuts else statement


def _is_at_column(cursor: Cursor, place: int, key: str) -> bool:
    if key != "REFERENCES":
        return False
    depth = 0
    for before in reversed(cursor.keys[:place]):
        depth += (before == ")") - (before == "(")
        if depth < 0 or (not depth and before == ","):
            return True
        if not depth and before == "FOREIGN":
            return False
    return True


def _extent(cursor: Cursor, place: int) -> tuple[int, int]:
    cursor.index = place
    references(cursor, Workspace("mysql"), [], Place(1))
    first = place - 2 if cursor.keys[place - 2 : place - 1] == ["CONSTRAINT"] else place
    return cursor.tokens[first].start, cursor.tokens[cursor.index - 1].end
