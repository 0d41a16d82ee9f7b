"""Calls, in a source, of the routines that it makes itself: what they do to the schema belongs to what is compared."""

from designer.importers.postgres.blocks.routines import plain_calls
from designer.sql.cursor import Cursor, Unreadable

_KINDS = ("FUNCTION", "PROCEDURE")


def routine_made(statement: str) -> str | None:
    """The bare name of the routine that a statement makes; None where it makes none."""
    try:
        cursor = Cursor.over(statement)
        cursor.expect("CREATE")
        cursor.take("OR", "REPLACE")
        return cursor.qualified()[-1] if cursor.take_one_of(*_KINDS) else None
    except Unreadable:
        return None


def only_calls(statement: str, routines: set[str]) -> bool:
    """Whether a statement does nothing but call some of these."""
    try:
        cursor = Cursor.over(statement)
    except Unreadable:
        return False
    found = plain_calls(cursor) if cursor.key() in ("SELECT", "CALL") else ()
    return bool(found) and all(one.parts[-1] in routines for one in found)
