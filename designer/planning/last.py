"""What takes the old away comes last, when no code of the old version runs any more.

A plan is found change by change, each to its end: its contract would stand before the expansion of the next. Steps are
put in another order only where neither says a name that the other takes away or gives.
"""

from collections.abc import Iterable
from dataclasses import replace

from designer.planning.drafts import Draft
from designer.schema.changes import Drop
from designer.schema.diff import diff
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_REMOVING = frozenset(("DROP", "RENAME"))


def contracts_last(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """The drafts, those that take away called contract, and behind all others as far as they do not need each other."""
    rest: list[Draft] = []
    late: list[Draft] = []
    for draft in map(_called, drafts):
        if draft.phase == "contract" or any(_meet(one, draft) for one in late):
            late.append(draft)
        else:
            rest.append(draft)
    return (*rest, *late)


def _called(draft: Draft) -> Draft:
    """A step that drops a table, a column or a value of an enum is a contract, however it came about."""
    if draft.phase not in ("expand", "validate") or draft.after is None:
        return draft
    gone = any(
        isinstance(one, Drop) and one.kind in ("entity", "attribute", "enum_value")
        for one in diff(draft.before, draft.after)
    )
    return replace(draft, phase="contract") if gone else draft


def _meet(late: Draft, draft: Draft) -> bool:
    """Whether the one has to stay before the other."""
    if draft.phase == "expand" and any(_takes_away(text) for text in draft.up):
        return True  # a type, say, that a table which goes still uses
    both = (late.before, draft.before)
    tables = {one.name for schema in both for one in schema.entities}
    tables |= {one.name for schema in both for one in schema.schemas}
    ours, back = _names(late.up) - tables, _names(late.down) - tables
    theirs = _names((*draft.up, *draft.down)) - tables
    if ours & theirs or _tables_gone(late) & _names((*draft.up, *draft.down)):
        return True
    return bool(back & _names(text for text in draft.up if _REMOVING & set(text.split())))


def _takes_away(statement: str) -> bool:
    return "DROP" in statement.split() and not statement.startswith("DROP INDEX CONCURRENTLY IF EXISTS")


def _tables_gone(draft: Draft) -> set[str]:
    if draft.after is None:
        return set()
    return {one.value.name for one in diff(draft.before, draft.after) if isinstance(one, Drop) and one.kind == "entity"}


def _names(statements: Iterable[str]) -> set[str]:
    """What statements, and the bodies in them, call things."""
    found: set[str] = set()
    for text in statements:
        for token in tokenize(text.replace("$", " "), "postgres").tokens:
            if token.kind in (Kind.WORD, Kind.QUOTED) and not token.text.isupper():
                found.add(token.text.strip('"').replace('""', '"'))
    return found
