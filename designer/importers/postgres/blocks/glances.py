"""What can be seen of a statement, a condition or a list of steps without following it."""

from __future__ import annotations

from functools import lru_cache

from sqlglot.expressions import Expr, Table

from designer.importers.postgres.blocks.body import beginning_of
from designer.importers.postgres.blocks.steps import Simple, Step, any_simple
from designer.importers.postgres.blocks.verbs import DATA, FRAME, JUMPS, assigned, into, raises
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.parsing import SqlError, parse_one
from designer.sql.tokens import Kind

_LONGEST = 20_000
"""Characters of an expression that is asked."""
_NO_NAMES = frozenset({"public", "PRIMARY KEY", "FOREIGN KEY", "UNIQUE", "CHECK", "BASE TABLE", "YES"})


@lru_cache(maxsize=256)
def tree(text: str) -> Expr | None:
    """An expression's tree, which is asked twice at least; None for what is too long or not understood."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        return parse_one(text, "postgres")
    except SqlError:
        return None


def named_in(condition: Cursor) -> set[str]:
    """The constants of a condition that may be names."""
    constants = {token.text[1:-1] for token in condition.tokens if token.kind is Kind.STRING and len(token.text) > 2}
    return {one.rpartition(".")[2].strip('"') for one in constants} - _NO_NAMES


def about_rows(text: Cursor) -> bool:
    """Whether a text that is put together begins as a statement about rows, or about the whole server, does."""
    inner = beginning_of(text)
    return inner is not None and (inner.key() in DATA - {"SELECT", "WITH"} or inner.at("ALTER", "DATABASE"))


def defines(cursor: Cursor) -> bool:
    """Whether a statement is one of SQL that says something about the schema, or that may."""
    key = cursor.key()
    if key == "EXECUTE":
        return True
    return key not in DATA | FRAME | JUMPS and key not in ("PERFORM", "CALL") and assigned(cursor) is None


def may_raise(cursor: Cursor) -> bool:
    """Whether what a statement does to rows, or finds in them, may end in an error."""
    key = cursor.key()
    if key == "EXECUTE":
        return about_rows(cursor.part(1, cursor.size))
    if key in ("SELECT", "PERFORM") or assigned(cursor) is not None:
        return not _only_looks_up(cursor)
    return key in DATA or key in ("CALL", "FETCH")


def _only_looks_up(cursor: Cursor) -> bool:
    """Whether a query or an expression divides by nothing and asks the catalogue alone, if it asks at all."""
    if any(token.kind is Kind.OPERATOR and token.text in ("/", "%") for token in cursor.tokens):
        return False
    if not {"FROM", "JOIN", "CALL"} & set(cursor.keys):
        return True
    target = into(cursor)
    kept = cursor.tokens if target is None else [*cursor.tokens[: target[1]], *cursor.tokens[target[2] :]]
    query = Cursor(cursor.source, kept)
    first = assigned(query)
    text = query.text(first + 1, query.size) if first is not None else f"SELECT {query.text(1, query.size)}"
    found = tree(text)
    return found is not None and all(
        one.db == "information_schema" or one.name.startswith("pg_") for one in found.find_all(Table)
    )


def only_raises(steps: tuple[Step, ...]) -> bool:
    """Whether steps do nothing but end in an error: of sources that were run that is taken not to happen."""
    last = steps[-1] if steps else None
    return (
        isinstance(last, Simple)
        and raises(last.cursor)
        and all(isinstance(one, Simple) and not defines(one.cursor) for one in steps)
    )


def names_in(cursor: Cursor) -> set[str]:
    """Every name in a statement."""
    return {
        read_identifier(token.text, "postgres") for token in cursor.tokens if token.kind in (Kind.WORD, Kind.QUOTED)
    }


def set_in(steps: tuple[Step, ...]) -> set[str]:
    """The variables that steps may set."""
    found: set[str] = {"found"}

    def note(cursor: Cursor) -> bool:
        if assigned(cursor) is not None:
            found.add(cursor.part(0, 1).name())
        elif (target := into(cursor)) is not None:
            found.update(target[0])
        elif cursor.key() in ("GET", "FETCH"):
            found.update(names_in(cursor))
        return False

    any_simple(steps, note)
    return found
