"""Reading what a PL/SQL block does to the schema by the texts that it runs.

A text of constants is read as the statement that it is. One under a condition is tried, as such conditions ask whether
the thing is there already; one that is put together from rows, or run in a loop, is said not to be followed.
"""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.routines import change_by, change_in_text, unread_call
from designer.importers.drafting.workspace import Workspace
from designer.importers.oracle.steps import Executed, Frame, Program, program, text_of
from designer.importers.result import Remark
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.splitting import read_script
from designer.sql.tokens import Kind

Read = Callable[[Cursor, Workspace], None]
"""Reads one statement; raises Skip, NotModelled or Unreadable."""
Carry = Callable[[Cursor, Workspace, str], None]
"""Keeps a statement with a reason."""

_READ = "a PL/SQL block, of which only the texts are read that it runs as statements"
_NOT_RUN = "a PL/SQL block, which is not run here"
_CALLS = ("BEGIN", "DECLARE", "EXECUTE", "EXEC", "CALL")
_DEFINES = ("CREATE", "ALTER", "DROP", "RENAME", "COMMENT", "BEGIN", "DECLARE")
_MOST_LOOKED_AT = 300
"""Texts that one which is put together is followed back to."""
_ROWS = ("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "TRUNCATE", "LOCK", "GRANT", "REVOKE", "CALL", "ALTER")


def read_block(cursor: Cursor, work: Workspace, read: Read, carry: Carry) -> None:
    """Every text that a block runs. Raises Skip with what is to be said of the block itself."""
    found = program(cursor)
    reading = _Reading(cursor, work, read, carry, found)
    for one in found.executed:
        reading.executed(one)
    raise Skip(_READ if reading.read_any else _NOT_RUN)


def expect_no_change(cursor: Cursor, work: Workspace) -> None:
    """Report that a routine of the sources is called that makes, changes or drops something."""
    if cursor.key() not in _CALLS:
        return
    texts = work.texts_of_routines()
    for place in range(1, cursor.size if texts else 0):
        called_bare = _ends(cursor, place + 1) and cursor.keys[place - 1] != "END"
        if not called_bare and cursor.keys[place + 1 : place + 2] != ["("]:
            continue
        name = cursor.part(place, place + 1)
        if not name.on_name:
            continue
        called = name.name()
        change = change_by(called, texts, "oracle") if called.lower() in texts else None
        if change is not None:
            work.problem(cursor.tokens[place].line, 1, unread_call(called, change))


def _ends(cursor: Cursor, place: int) -> bool:
    """Whether a statement of the block, or the block, is over there."""
    return place >= cursor.size or cursor.tokens[place].kind is Kind.TERMINATOR


class _Reading:
    def __init__(self, cursor: Cursor, work: Workspace, read: Read, carry: Carry, found: Program) -> None:
        self.cursor, self.work, self.found = cursor, work, found
        self.read, self.carry = read, carry
        self.read_any = False
        self.known_of: dict[Cursor, tuple[list[str], list[str]]] = {}

    def executed(self, one: Executed) -> None:
        text = text_of(one, self.found)
        if text is None:
            self.unknown(one)
        elif any(frame.kind == "BEGIN" and branch for frame, branch in one.within):
            self.work.skip(one.line, text, "what the block does about an error: not run here")
        elif (why := _not_followed(one)) is not None:
            if self.defines(text):
                self.say(one, f"{_first(text)} …, {why}")
        else:
            self.known(one, text)

    def known(self, one: Executed, text: str) -> None:
        """Read the statement that a text is, in the lines where it stands."""
        choices = [(frame, branch) for frame, branch in one.within if frame.kind in ("IF", "CASE")]
        if any(frame.done - {branch} for frame, branch in choices):
            self.work.skip(one.line, text, "another branch of its condition is the one that is read")
            return
        script = read_script(text, "oracle")
        first = one.text.tokens[0].line - 1
        for problem in script.problems:
            self.work.problem(problem.line + first, problem.column, problem.message)
        if script.problems:
            return
        for statement in script.statements:
            tokens = [token._replace(line=token.line + first) for token in statement.tokens]
            if tokens and statement.kind != "meta" and self.statement(Cursor(text, tokens, "oracle"), one):
                self.did(one, choices)

    def did(self, one: Executed, choices: list[tuple[Frame, int]]) -> None:
        self.read_any = True
        for frame, branch in choices:
            frame.done.add(branch)
        if choices:
            frame, branch = choices[-1]
            asked = f"IF {' '.join(frame.condition.split())[:80]}" if frame.condition else "CASE …"
            message = f"read as if its condition held: {'another branch of ' if branch else ''}{asked}"
            self.work.remarks.append(Remark(one.line, message, self.work.file))

    def statement(self, cursor: Cursor, one: Executed) -> bool:
        """Whether the statement did something. What fails under a condition is what the condition asks for."""
        work = self.work
        try:
            self.read(cursor, work)
        except Skip as note:
            work.skip(cursor.tokens[0].line, cursor.text(0, min(cursor.size, 40)), note.reason)
            return False
        except NotModelled as note:
            return self.carried(cursor, note.reason)
        except Unreadable as error:
            self.failed(error, cursor, one)
            return False
        return True

    def carried(self, cursor: Cursor, reason: str) -> bool:
        try:
            self.carry(cursor, self.work, reason)
        except Unreadable as error:
            self.work.report(error, cursor)
            return False
        return True

    def failed(self, error: Unreadable, cursor: Cursor, one: Executed) -> None:
        guarded = any(frame.kind in ("IF", "CASE") for frame, _ in one.within)
        if not guarded and not any(frame.handled for frame, _ in one.within):
            self.work.report(error, cursor)
            return
        why = "left out under its condition" if guarded else "the block passes over the error that this ends in"
        self.work.skip(one.line, cursor.text(0, min(cursor.size, 40)), f"{why}: {error.message}")

    def unknown(self, one: Executed) -> None:
        """A text that is put together when it runs: said, unless what is known of it is about rows."""
        if any(frame.kind == "BEGIN" and branch for frame, branch in one.within):
            return
        constants = self.constants(one)
        if constants is None:
            self.say(one, "a text that is put together when it runs")
            return
        texts = constants or [token.text for token in self.cursor.tokens if token.kind is Kind.STRING]
        change = change_in_text("EXECUTE " + " || ".join(texts), "oracle")
        if change is not None:
            self.say(one, f"{change} …, put together when it runs")
        elif not any(_first(text.strip("nNqQ'[]{}()<>!|")) in _ROWS for text in texts):
            self.say(one, "a text that is put together when it runs")

    def constants(self, one: Executed) -> list[str] | None:
        """The constants in a text, or in what its variables are given; None where these are too many to look at."""
        waiting, found, seen = [one.text], list[str](), set[str]()
        looked = 0
        while waiting:
            cursor = waiting.pop()
            looked += 1
            if looked > _MOST_LOOKED_AT:
                return None
            constants, names = self.spoken(cursor)
            found += constants
            for name in names:
                if name not in seen:
                    seen.add(name)
                    waiting += [given.value for given in self.found.given.get(name, [])]
        return found

    def spoken(self, cursor: Cursor) -> tuple[list[str], list[str]]:
        """The constants in an expression, and its names."""
        if cursor not in self.known_of:
            parts = [
                cursor.part(place, place + 1) for place in range(cursor.size) if cursor.keys[max(0, place - 1)] != "."
            ]
            constants = [token.text for token in cursor.tokens if token.kind is Kind.STRING]
            self.known_of[cursor] = constants, [one.name() for one in parts if one.on_name]
        return self.known_of[cursor]

    def defines(self, text: str) -> bool:
        return _first(text) in _DEFINES

    def say(self, one: Executed, what: str) -> None:
        self.work.problem(one.line, 1, f"the block runs a statement that is not followed here: {what}")


def _not_followed(one: Executed) -> str | None:
    """Why a text that is known is not read."""
    if any(frame.routine for frame, _ in one.within):
        return "in a routine that the block declares"
    return "in a loop" if any(frame.kind == "LOOP" for frame, _ in one.within) else None


def _first(text: str) -> str:
    """The first word of a text, in capitals."""
    return next(iter(text.split(maxsplit=1)), "").upper()
