"""The body of a DO block as a tree: statements, conditions, loops, and blocks with what they do about errors.

Only the frame of PL/pgSQL is known here; every statement in it is a cursor of its own, for the reader of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.limits import LIMITS
from designer.sql.tokens import Kind

_DEEPEST = 40
_CLOSES = frozenset({"END", "ELSE", "ELSIF", "ELSEIF", "WHEN", "EXCEPTION"})
"""What no statement begins with: the part of the frame that holds the statements goes on, or ends."""


@dataclass(frozen=True, slots=True)
class Simple:
    """One statement, of SQL or of PL/pgSQL."""

    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Arm:
    """What is done where a condition holds; None for what nobody can ask the model: `CASE x WHEN 1`."""

    condition: Cursor | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """IF, or CASE; place: a cursor at its first word."""

    place: Cursor
    arms: tuple[Arm, ...]
    other: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """head: `FOR name IN …`, `WHILE …`, or nothing."""

    place: Cursor
    head: Cursor
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, and the expression that it begins with; query: what it goes over, if it is a cursor."""

    name: str
    value: Cursor | None
    query: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Handler:
    """WHEN condition OR condition THEN …; the conditions in small letters, or as five characters of SQLSTATE."""

    conditions: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """BEGIN … END."""

    place: Cursor
    variables: tuple[Variable, ...]
    steps: tuple[Step, ...]
    handlers: tuple[Handler, ...]


Step = Simple | Choice | Loop | Block


def steps_of(body: Cursor) -> Block:
    """The tree of a body. Unreadable where it is no PL/pgSQL, or nested deeper than anybody writes."""
    reader = _Reader(body)
    found = reader.block()
    reader.take(";")
    if reader.place < body.size:
        raise body.error("nothing more was expected behind the block", reader.place)
    return found


def inside(step: Step) -> Iterator[tuple[Step, ...]]:
    """The lists of steps that a step holds."""
    match step:
        case Choice():
            for arm in step.arms:
                yield arm.steps
            yield step.other
        case Loop():
            yield step.steps
        case Block():
            yield step.steps
            for handler in step.handlers:
                yield handler.steps


def any_simple(steps: tuple[Step, ...], test: Callable[[Cursor], bool]) -> bool:
    """Whether a statement at any depth passes the test."""
    return any(
        test(step.cursor) if isinstance(step, Simple) else any(any_simple(held, test) for held in inside(step))
        for step in steps
    )


class _Reader:
    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        pairs = zip(cursor.tokens, cursor.keys, strict=True)
        self.keys = [";" if token.kind is Kind.TERMINATOR else key for token, key in pairs]
        self.place = 0
        self.depth = 0
        self.statements = 0

    # Small steps

    def at(self, *keys: str) -> bool:
        return self.keys[self.place : self.place + len(keys)] == list(keys)

    def take(self, *keys: str) -> bool:
        if not self.at(*keys):
            return False
        self.place += len(keys)
        return True

    def expect(self, *keys: str) -> None:
        for key in keys:
            if not self.take(key):
                raise self.cursor.error(f"{key} was expected here", self.place)

    def name(self) -> str:
        if self.place >= self.cursor.size or self.cursor.tokens[self.place].kind not in (Kind.WORD, Kind.QUOTED):
            raise self.cursor.error("a name was expected here", self.place)
        self.place += 1
        return read_identifier(self.cursor.tokens[self.place - 1].text, "postgres")

    def label(self) -> None:
        while self.take("<<"):
            self.name()
            self.expect(">>")

    def until(self, *ends: str) -> Cursor:
        """Everything up to one of these words outside brackets and CASE; the word stays."""
        first, cases = self.place, 0
        while self.place < self.cursor.size:
            key = self.keys[self.place]
            if not cases and key in ends:
                return self.cursor.part(first, self.place)
            if key == "CASE" or (key == "ATOMIC" and self.keys[self.place - 1] == "BEGIN"):
                cases += 1
            elif key == "END" and cases:
                cases -= 1
            self.place = self.cursor.behind(self.place)
        raise self.cursor.error(f"{ends[0]} was expected", self.cursor.size)

    def nested(self, read: Callable[[], Step]) -> Step:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.cursor.error(f"the block is nested deeper than {_DEEPEST} levels", self.place)
        found = read()
        self.depth -= 1
        return found

    # The frame

    def steps(self) -> tuple[Step, ...]:
        found: list[Step] = []
        while self.place < self.cursor.size and self.keys[self.place] not in _CLOSES:
            self.label()
            if not self.take(";"):
                found.append(self.step())
        return tuple(found)

    def step(self) -> Step:
        key = self.keys[self.place] if self.place < self.cursor.size else ""
        readers: dict[str, Callable[[], Step]] = {
            "DECLARE": self.whole_block, "BEGIN": self.whole_block, "IF": self.choice, "CASE": self.case,
            "LOOP": self.loop, "WHILE": self.loop, "FOR": self.loop, "FOREACH": self.loop,
        }  # fmt: skip
        if key in readers:
            return self.nested(readers[key])
        self.statements += 1
        if self.statements > LIMITS.statements:
            raise self.cursor.error(f"it holds more than {LIMITS.statements:,} statements", self.place)
        found = Simple(self.until(";"))
        self.place += 1
        return found

    def whole_block(self) -> Block:
        found = self.block()
        self.expect(";")
        return found

    def block(self) -> Block:
        self.label()
        place = self.cursor.part(self.place, min(self.place + 1, self.cursor.size))
        variables: list[Variable] = []
        if self.at("DECLARE"):
            while not self.at("BEGIN"):
                if not self.take("DECLARE"):
                    variables.append(self.variable())
        self.expect("BEGIN")
        steps = self.steps()
        handlers: list[Handler] = []
        if self.take("EXCEPTION"):
            while self.at("WHEN"):
                handlers.append(self.handler())
        self.end()
        return Block(place, tuple(variables), steps, tuple(handlers))

    def end(self, *what: str) -> None:
        self.expect("END", *what)
        if self.place < self.cursor.size and self.keys[self.place] != ";":
            self.name()  # its label

    def variable(self) -> Variable:
        name = self.name()
        said = self.until(";")
        self.place += 1
        if "CURSOR" in said.keys[:3] and said.keys[:1] != ["REFCURSOR"]:
            return Variable(name, None, self.query_of(said))
        starts = [place for place, key in enumerate(said.keys) if key in (":=", "=", "DEFAULT")]
        return Variable(name, said.part(starts[0] + 1, said.size) if starts else None)

    def query_of(self, said: Cursor) -> Cursor | None:
        """`[NO SCROLL] CURSOR FOR query`; None where the cursor takes parameters."""
        place = said.keys.index("CURSOR") + 1
        return said.part(place + 1, said.size) if said.keys[place : place + 1] in (["FOR"], ["IS"]) else None

    def handler(self) -> Handler:
        self.expect("WHEN")
        conditions: list[str] = []
        while True:
            name = self.name()
            if name == "sqlstate" and not self.at("OR") and not self.at("THEN"):
                name = self.cursor.tokens[self.place].text.strip("'")
                self.place += 1
            conditions.append(name)
            if not self.take("OR"):
                break
        self.expect("THEN")
        return Handler(tuple(conditions), self.steps())

    def choice(self) -> Choice:
        place = self.cursor.part(self.place, self.place + 1)
        arms: list[Arm] = []
        while not arms or self.at("ELSIF") or self.at("ELSEIF"):
            self.place += 1
            condition = self.until("THEN")
            self.place += 1
            arms.append(Arm(condition, self.steps()))
        other = self.steps() if self.take("ELSE") else ()
        self.expect("END", "IF", ";")
        return Choice(place, tuple(arms), other)

    def case(self) -> Choice:
        place = self.cursor.part(self.place, self.place + 1)
        self.place += 1
        subject = None if self.at("WHEN") else self.until("WHEN")
        arms: list[Arm] = []
        while self.take("WHEN"):
            condition = self.until("THEN")
            self.place += 1
            arms.append(Arm(condition if subject is None else None, self.steps()))
        other = self.steps() if self.take("ELSE") else ()
        self.expect("END", "CASE", ";")
        return Choice(place, tuple(arms), other)

    def loop(self) -> Loop:
        place = self.cursor.part(self.place, self.place + 1)
        head = self.until("LOOP")
        self.place += 1
        steps = self.steps()
        self.end("LOOP")
        self.expect(";")
        return Loop(place, head, steps)
