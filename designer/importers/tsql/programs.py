"""Reading a batch that is a program, as it runs on an empty database.

What is done only where something is not there yet is read; what is done only where something is there is tried, and
left out where that is not so. A condition that is up to a variable or to rows is taken to hold, or not to where only
the other branch defines something, and a remark says so.
"""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.drafting.outcomes import Clash
from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Remark
from designer.importers.tsql.steps import Branch, NotRun, Simple, Step, steps
from designer.sql.cursor import Cursor
from designer.sql.splitting import read_script
from designer.sql.tokens import Kind

PROGRAM = frozenset(
    ("IF", "BEGIN", "WHILE", "DECLARE", "UPDATE", "DELETE", "MERGE", "WITH", "GRANT", "DENY", "REVOKE", "SELECT",
     "TRUNCATE", "RAISERROR", "COMMIT", "ROLLBACK", "SAVE", "PRINT", "SET", "RETURN", "ELSE", "USE", "THROW")
)  # fmt: skip
"""The first words of statements behind which others may stand that nothing separates from them."""
_NOT_RUN = "a loop, or what is done about an error: not run here"
_ELSEWHERE = "the other branch of its condition is the one that is read"
_GUARDED = ("CREATE", "ALTER", "DROP", "EXEC", "EXECUTE")

Read = Callable[[Cursor, Workspace], bool]
"""Reads one statement; whether it did anything. Raises Clash."""


def read_program(cursor: Cursor, work: Workspace, read: Read) -> None:
    """Every statement of a batch."""
    _run(steps(cursor), work, read)


def _run(found: tuple[Step, ...], work: Workspace, read: Read) -> None:
    for step in found:
        if isinstance(step, Branch):
            _branch(step, work, read)
        elif isinstance(step, NotRun):
            _leave(step.cursor, work, _NOT_RUN)
        else:
            try:
                read(step.cursor, work)
            except Clash as clash:
                work.report(clash, step.cursor)


def _branch(step: Branch, work: Workspace, read: Read) -> None:
    there = holds_when_empty(step.condition)
    if there is None:
        _guess(step, work, read)
    elif there:
        _try(step.held, work, read)
        _leave_all(step.other, work)
    elif not _try(step.held, work, read):
        _run(step.other, work, read)
    else:
        _leave_all(step.other, work)


def _guess(step: Branch, work: Workspace, read: Read) -> None:
    """Of two branches the first is read, unless only the other defines something: the first then tells of an error."""
    held, other = (any(_defines(one) for one in branch) for branch in (step.held, step.other))
    chosen, left, how = (
        (step.other, step.held, "did not hold") if other and not held else (step.held, step.other, "held")
    )
    if held or other:
        shown = step.condition.text(0, min(step.condition.size, 12))
        work.remarks.append(Remark(step.condition.line, f"read as if its condition {how}: IF {shown}", work.file))
    _run(chosen, work, read)
    _leave_all(left, work)


def _defines(step: Step) -> bool:
    if isinstance(step, Simple):
        return step.cursor.key() in _GUARDED
    return isinstance(step, Branch) and any(_defines(one) for one in (*step.held, *step.other))


def _try(found: tuple[Step, ...], work: Workspace, read: Read) -> bool:
    """Do what can be done; whether anything could. What clashes is what the condition guards against."""
    done = False
    for step in found:
        if not isinstance(step, Simple):
            _run((step,), work, read)
            continue
        try:
            done = read(step.cursor, work) or done
        except Clash as clash:
            _leave(step.cursor, work, f"left out under its condition: {clash.message}")
    return done


def _leave_all(found: tuple[Step, ...], work: Workspace) -> None:
    for step in found:
        if isinstance(step, Branch):
            _leave_all((*step.held, *step.other), work)
        else:
            _leave(step.cursor, work, _ELSEWHERE)


def _leave(cursor: Cursor, work: Workspace, reason: str) -> None:
    if cursor.size:
        work.skip(cursor.tokens[0].line, cursor.text(0, min(cursor.size, 40)), reason)


# Conditions


def holds_when_empty(condition: Cursor) -> bool | None:
    """Whether a condition holds where nothing is there yet; None for one that asks something else."""
    first, last = 0, condition.size
    while last - first > 2 and condition.keys[first] == "(" and condition.closing(first) == last - 1:
        first, last = first + 1, last - 1
    inner = condition.part(first, last)
    for word, decides in (("OR", True), ("AND", False)):
        parts = inner.part(0, inner.size).split(word) if _has(inner, word) else []
        if parts:
            found = [holds_when_empty(one) for one in parts]
            return decides if decides in found else None if None in found else not decides
    return _plain(inner)


def _has(cursor: Cursor, word: str) -> bool:
    place = 0
    while place < cursor.size:
        if cursor.keys[place] == word:
            return 0 < place < cursor.size - 1
        place = cursor.behind(place)
    return False


def _plain(cursor: Cursor) -> bool | None:
    if cursor.at("NOT"):
        inner = holds_when_empty(cursor.part(1, cursor.size))
        return None if inner is None else not inner
    if cursor.at("EXISTS", "("):
        return False
    asks = any(key.endswith("_ID") or key in ("COL_LENGTH", "COLUMNPROPERTY", "INDEXPROPERTY") for key in cursor.keys)
    if asks and cursor.keys[-3:] == ["IS", "NOT", "NULL"]:
        return False
    return True if asks and cursor.keys[-2:] == ["IS", "NULL"] else None


# Statements in strings


def read_string(cursor: Cursor, work: Workspace, read: Callable[[Cursor, Workspace], None]) -> bool:
    """`EXEC ('…')` and `EXEC sp_executesql N'…'` with one constant: what it says, in the lines where it says it."""
    text = _constant(cursor)
    if text is None:
        return False
    line = cursor.tokens[0].line
    script = read_script("\n" * (line - 1) + text, cursor.dialect)
    for problem in script.problems:
        work.problem(problem.line, problem.column, problem.message)
    for statement in script.statements:
        if statement.tokens and statement.kind != "meta" and not script.problems:
            read(Cursor.of(statement, cursor.dialect), work)
    return True


def _constant(cursor: Cursor) -> str | None:
    """The one string that is run; None where a variable takes part."""
    inner = cursor.part(1, cursor.size)
    if inner.at("("):
        inner = inner.part(1, inner.closing())
    else:
        name = inner.qualified()[-1].lower() if inner.on_name else ""
        if name != "sp_executesql":
            return None
        if inner.index + 1 < inner.size and inner.tokens[inner.index].kind is Kind.PARAMETER:
            inner.index += 2  # @statement =
    if inner.index + 1 != inner.size or inner.tokens[inner.index].kind is not Kind.STRING:
        return None
    return inner.string()
