"""Where a PL/SQL block runs a text as a statement, and what that depends on.

Of a block only its frame is read: what opens and ends, what is assigned to which variable. EXECUTE IMMEDIATE and
DBMS_UTILITY.EXEC_DDL_STATEMENT are all by which a block can change a schema, but for the routines that it calls.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_ENDS_TEXT = frozenset((";", "INTO", "USING", "BULK", "RETURNING", "RETURN"))
_BEGINS_STATEMENT = frozenset((";", "BEGIN", "DECLARE", "THEN", "ELSE", "LOOP", "IS", "AS"))
_OPENS = ("BEGIN", "IF", "LOOP", "CASE")


@dataclass(eq=False, slots=True)
class Frame:
    """Something that END ends: BEGIN, IF, LOOP or CASE.

    condition: of an IF, as written. handled: whether the block passes over errors, or does something about them.
    routine: whether it is the body of a routine that the block declares. done: the branches that did something.
    """

    kind: str
    condition: str = ""
    routine: bool = False
    handled: bool = False
    done: set[int] = field(default_factory=set)


Within = tuple[tuple[Frame, int], ...]
"""The frames around a statement, from the outside, each with its branch: 0 up to EXCEPTION, ELSIF, ELSE or
the second WHEN of a CASE, then 1 …"""


@dataclass(frozen=True, slots=True)
class Executed:
    """A text that is run: the expression that gives it."""

    text: Cursor
    line: int
    within: Within


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a variable is given; place: the index of its first token in the block."""

    value: Cursor
    place: int
    within: Within


@dataclass(eq=False)
class Program:
    """What a block runs, in order, and the values of its variables by their names."""

    executed: list[Executed] = field(default_factory=list)
    given: defaultdict[str, list[Given]] = field(default_factory=lambda: defaultdict(list))
    taken: set[str] = field(default_factory=set)  # the variables that queries fill
    made: dict[tuple[int, int], str | None] = field(default_factory=dict)  # what was put together, by place and depth
    length: int = 0  # characters of that


def program(cursor: Cursor) -> Program:
    """The frame of the block that the cursor holds."""
    return _Walk(cursor).all()


class _Walk:
    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        pairs = zip(cursor.tokens, cursor.keys, strict=True)
        self.keys = [";" if token.kind is Kind.TERMINATOR else key for token, key in pairs]
        self.frames: list[tuple[Frame, int]] = []
        self.routines = 0  # those whose BEGIN is to come
        self.statement = 0  # where the one that is read begins
        self.found = Program()

    def key(self, place: int) -> str:
        return self.keys[place] if 0 <= place < self.cursor.size else ""

    def all(self) -> Program:
        for place in range(self.cursor.size):
            self.token(place)
        return self.found

    def token(self, place: int) -> None:
        key, before = self.keys[place], self.key(place - 1)
        if before in _BEGINS_STATEMENT:
            self.statement = place
        if key in _OPENS and before != "END":
            self.open(key, place)
        elif key == "END":
            if self.frames:
                self.frames.pop()
        elif self.frames and (key in ("ELSIF", "ELSE") or (key == "WHEN" and self.is_next_case(before))):
            frame, branch = self.frames[-1]
            self.frames[-1] = frame, branch + 1
        elif key == "EXCEPTION" and self.key(place + 1) == "WHEN" and self.frames:
            self.frames[-1][0].handled = True
            self.frames[-1] = self.frames[-1][0], 1
        elif key in ("PROCEDURE", "FUNCTION") and self.statement == place:
            self.routines += self.has_body(place)
        elif key == "INTO" and self.cursor.tokens[place + 1 : place + 2]:
            self.found.taken.add(self.name(place + 1))
        elif key == ":=":
            self.assigned(place)
        elif (key == "IMMEDIATE" and before == "EXECUTE") or (key == "(" and before == "EXEC_DDL_STATEMENT"):
            self.executed(place)

    def is_next_case(self, before: str) -> bool:
        """Whether a WHEN begins another branch of a CASE: the first one stands behind no statement."""
        return before == ";" and self.frames[-1][0].kind == "CASE"

    def open(self, key: str, place: int) -> None:
        frame = Frame(key)
        if key == "IF":
            frame.condition = self.cursor.text(place + 1, self.up_to(place + 1, frozenset(("THEN", ";"))))
        elif key == "BEGIN" and self.routines:
            self.routines -= 1
            frame.routine = True
        self.frames.append((frame, 0))

    def has_body(self, place: int) -> bool:
        """Whether a routine that is declared here is also written out here."""
        return self.key(self.up_to(place + 1, frozenset((";", "IS", "AS")))) in ("IS", "AS")

    def assigned(self, place: int) -> None:
        last = self.up_to(place + 1, frozenset((";",)))
        given = Given(self.cursor.part(place + 1, last), place, tuple(self.frames))
        self.found.given[self.name(self.statement)].append(given)

    def executed(self, place: int) -> None:
        last = self.cursor.closing(place) if self.keys[place] == "(" else self.up_to(place + 1, _ENDS_TEXT)
        text = self.cursor.part(place + 1, last)
        self.found.executed.append(Executed(text, self.cursor.tokens[place].line, tuple(self.frames)))

    def up_to(self, place: int, ends: frozenset[str]) -> int:
        while place < self.cursor.size and self.keys[place] not in ends:
            place = self.cursor.behind(place)
        return min(place, self.cursor.size)

    def name(self, place: int) -> str:
        part = self.cursor.part(place, place + 1)
        return part.name() if part.on_name else ""


def text_of(one: Executed, found: Program) -> str | None:
    """The text that is run, where constants alone make it up."""
    return _text(one.text, one.within, found, 0)


_DEEPEST = 5
_LONGEST = 2_000_000
"""Characters that the values of a block's variables are put together to: twice itself, sixty times, fills a memory."""


def _text(cursor: Cursor, within: Within, found: Program, depth: int) -> str | None:
    inner = cursor.part(0, cursor.size)
    while inner.size > 2 and inner.at("(") and inner.closing() == inner.size - 1:
        inner = inner.part(1, inner.size - 1)
    pieces = [_piece(one, within, found, depth) for one in _operands(inner)]
    known = [one for one in pieces if one is not None]
    if not known or len(known) < len(pieces) or sum(map(len, known)) + found.length > _LONGEST:
        return None
    return "".join(known)


def _operands(cursor: Cursor) -> list[Cursor]:
    bars = [place for place in range(cursor.size) if cursor.keys[place] == "||"]
    return [cursor.part(first + 1, last) for first, last in pairwise([-1, *bars, cursor.size])]


def _piece(cursor: Cursor, within: Within, found: Program, depth: int) -> str | None:
    if cursor.size == 1 and cursor.tokens[0].kind is Kind.STRING:
        return cursor.string()
    if cursor.size == 4 and cursor.at("CHR", "(") and cursor.tokens[2].text.isdecimal():
        return chr(int(cursor.tokens[2].text)) if len(cursor.tokens[2].text) < 4 else None
    if cursor.size != 1 or not cursor.on_name or depth > _DEEPEST:
        return None
    held = last_given(cursor, within, found)
    return None if held is None else _made(held, found, depth + 1)


def _made(held: Given, found: Program, depth: int) -> str | None:
    """The text that a variable is given, put together once however often it is used."""
    key = held.place, depth
    if key not in found.made:
        found.made[key] = text = _text(held.value, held.within, found, depth)
        found.length += len(text or "")
    return found.made[key]


def last_given(cursor: Cursor, within: Within, found: Program) -> Given | None:
    """The value that a variable has at a place; None where it may have another, or one that rows give it."""
    name, place = cursor.part(0, 1).name(), cursor.tokens[0].start
    every = found.given.get(name, [])
    before = [one for one in every if one.value.tokens and one.value.tokens[0].start < place]
    if not before or name in found.taken:
        return None
    last = before[-1]
    around = last.within == within[: len(last.within)]
    return last if around and not any(frame.kind == "LOOP" for frame, _ in within[len(last.within) :]) else None
