"""The safer way to say a statement that holds a strong lock for long."""

from designer.exporters.postgres.text import name
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.identifiers import NAME_BYTES, clip_bytes


def safer(statement: str, version: int) -> tuple[str, ...]:
    """Statements that reach the same end, each to be run by itself; () where there is no other way in SQL alone."""
    text = statement.strip().rstrip(";").rstrip()
    try:
        cursor = Cursor.over(text)
        for words in (("CREATE", "UNIQUE", "INDEX"), ("CREATE", "INDEX"), ("DROP", "INDEX")):
            if cursor.take(*words):
                return () if cursor.at("CONCURRENTLY") else (f"{' '.join(words)} CONCURRENTLY {cursor.rest()};",)
        if cursor.take("ALTER", "TABLE"):
            return _alter(cursor, version)
    except Unreadable:
        return ()
    return ()


def _alter(cursor: Cursor, version: int) -> tuple[str, ...]:
    cursor.take("IF", "EXISTS")
    cursor.take("ONLY")
    parts = cursor.qualified()
    table = ".".join(map(name, parts))
    actions = cursor.split()
    if len(actions) != 1:
        return ()
    action = actions[0]
    if action.take("ALTER"):
        action.take("COLUMN")
        column = action.name()
        return _not_null(table, parts[-1], column, version) if action.at("SET", "NOT", "NULL") else ()
    if not action.take("ADD", "CONSTRAINT"):
        return ()
    own = name(action.name())
    rest = action.text(action.index, action.size)
    if action.at("CHECK") or action.at("FOREIGN", "KEY"):
        head = f"ALTER TABLE {table}"
        return (f"{head} ADD CONSTRAINT {own} {rest} NOT VALID;", f"{head} VALIDATE CONSTRAINT {own};")
    for words in (("UNIQUE",), ("PRIMARY", "KEY")):
        if action.take(*words) and action.at("("):
            columns = ", ".join(map(name, action.names()))
            return (
                f"CREATE UNIQUE INDEX CONCURRENTLY {own} ON {table} ({columns});",
                f"ALTER TABLE {table} ADD CONSTRAINT {own} {' '.join(words)} USING INDEX {own};",
            )
    return ()


def _not_null(table: str, bare: str, column: str, version: int) -> tuple[str, ...]:
    head = f"ALTER TABLE {table}"
    if version >= 18:
        own = name(clip_bytes(f"{bare}_{column}_not_null", NAME_BYTES))
        return (f"{head} ADD CONSTRAINT {own} NOT NULL {name(column)} NOT VALID;", f"{head} VALIDATE CONSTRAINT {own};")
    own = name(clip_bytes(f"{bare}_{column}_filled", NAME_BYTES))
    return (
        f"{head} ADD CONSTRAINT {own} CHECK ({name(column)} IS NOT NULL) NOT VALID;",
        f"{head} VALIDATE CONSTRAINT {own};",
        f"{head} ALTER COLUMN {name(column)} SET NOT NULL;",
        f"{head} DROP CONSTRAINT {own};",
    )
