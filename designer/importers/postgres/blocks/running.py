"""Following a block from statement to statement, as the server would run it on what the statements before it made.

A block is followed twice: first as a rehearsal that changes nothing and finds out whether all that it asks can be
answered, then in earnest. A block with a question that cannot be answered is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from designer.importers.postgres.blocks.body import code, inside_of, statements_in
from designer.importers.postgres.blocks.expressions import variables
from designer.importers.postgres.blocks.failing import by_name, catches, check
from designer.importers.postgres.blocks.glances import (
    about_rows,
    defines,
    named_in,
    names_in,
    only_raises,
    set_in,
    tree,
)
from designer.importers.postgres.blocks.queries import Catalogue
from designer.importers.postgres.blocks.steps import Arm, Block, Choice, Loop, Simple, Step, any_simple, inside
from designer.importers.postgres.blocks.values import UNKNOWN, Fails, Record, Unknown
from designer.importers.postgres.blocks.verbs import (
    DATA,
    DEFINES,
    FRAME,
    JUMPS,
    assigned,
    calls,
    into,
    of_server,
    raises,
    sets_path,
)
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

Read = Callable[[Cursor, Workspace], None]

_MOST_TURNS = 500
"""How often the body of a loop is followed."""


class Unanswered(Exception):
    """What a block does cannot be told from the sources; line: where that shows."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class _Return(Exception):
    """RETURN: the block ends here."""


@dataclass(eq=False, slots=True)
class Run:
    """One following of a block.

    rehearsal: nothing is read, only asked. mentioned: in a rehearsal, the names in the statements passed so far,
    about which the draft says nothing any more.
    """

    workspace: Workspace
    read: Read
    rehearsal: bool
    values: dict[str, Any] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    turns: int = 0

    # What is asked

    def ask(self, expression: Cursor) -> Any:
        """The value of an expression. Fails as the server would."""
        found = tree(expression.text(0, expression.size))
        return UNKNOWN if found is None else Catalogue(self.workspace).value(found, variables(self.values))

    def rows(self, query: Cursor) -> tuple[Record, ...] | Unknown:
        """The rows of a query of the catalogue."""
        found = tree(query.text(0, query.size)) if query.key() in ("SELECT", "(") else None
        return UNKNOWN if found is None else Catalogue(self.workspace).records(found, variables(self.values))

    def holds(self, condition: Cursor | None) -> Any:
        """The truth of a condition; UNKNOWN also where an unread block speaks of all that it names."""
        if condition is None:
            return UNKNOWN
        named = {one for one in named_in(condition) if len(one) > 1}  # one letter is a kind of constraint
        if named and named <= self.workspace.unread:
            return UNKNOWN
        try:
            found = self.ask(condition)
        except Fails as failure:
            failure.at = condition
            raise
        return found if isinstance(found, bool | None) else UNKNOWN

    # Statements

    def follow(self, steps: Iterable[Step]) -> None:
        """Every step, in order. Unanswered, Fails or the end of the block may come out of any."""
        for step in steps:
            match step:
                case Simple():
                    self.simple(step.cursor)
                case Choice():
                    self.choice(step)
                case Loop():
                    self.loop(step)
                case Block():
                    self.block(step)

    def simple(self, cursor: Cursor) -> None:
        verb = cursor.key()
        sign = assigned(cursor)
        if sign is not None:
            self.suspect(cursor)
            self.values[cursor.part(0, 1).name()] = UNKNOWN if sign > 1 else self.ask(cursor.part(2, cursor.size))
        elif verb == "EXECUTE":
            self.execute(cursor)
        elif verb in ("PERFORM", "CALL"):
            self.perform(cursor)
        elif verb in JUMPS or raises(cursor):
            self.jump(cursor)
        elif verb in DATA:
            self.data(cursor)
        elif verb not in FRAME:
            self.define(cursor)
        elif (target := into(cursor)) is not None:
            self.forget(target[0])
        elif verb == "GET":
            self.forget(read_identifier(one.text, "postgres") for one in cursor.tokens if one.kind is Kind.WORD)

    def define(self, cursor: Cursor) -> None:
        """A statement that the reader of its kind reads."""
        if cursor.key() not in DEFINES or of_server(cursor):
            raise Unanswered("it holds a statement that only a server can follow", cursor.line)
        self.expect_success(cursor)
        if not self.rehearsal:
            self.read(cursor, self.workspace)

    def expect_success(self, cursor: Cursor) -> None:
        """In a rehearsal: raise the error that the server would raise at a statement."""
        if not self.rehearsal:
            return
        try:
            check(cursor, self.workspace)
        except Fails as failure:
            if failure.name in self.workspace.unread and failure.condition.startswith("undefined"):
                raise Unanswered(f"{failure.name} is the matter of a block that is not read", cursor.line) from None
            if failure.name not in self.mentioned:
                failure.at = cursor
                raise
        self.mentioned |= names_in(cursor)

    def data(self, cursor: Cursor) -> None:
        target = into(cursor)
        self.expect_success(cursor)
        if target is None:
            if cursor.key() == "SELECT":
                self.suspect(cursor)
            if not self.rehearsal:
                self.read(cursor, self.workspace)
            return
        names, first, behind = target
        if cursor.key() != "SELECT":
            self.forget(names)
            return
        self.suspect(cursor)
        bare = Cursor(cursor.source, [*cursor.tokens[:first], *cursor.tokens[behind:]])
        found = self.rows(bare)
        self.values["found"] = UNKNOWN if isinstance(found, Unknown) else bool(found)
        self.take(names, found)

    def take(self, names: tuple[str, ...], found: tuple[Record, ...] | Unknown) -> None:
        """Give the variables behind INTO what a query finds."""
        if isinstance(found, Unknown):
            self.forget(names)
            return
        fields = list(found[0].fields.values()) if found else [None] * len(names)
        if len(names) == 1 and len(fields) > 1:
            self.values[names[0]] = found[0]
        else:
            self.values |= dict(zip(names, fields, strict=False))

    def perform(self, cursor: Cursor) -> None:
        self.suspect(cursor)
        if sets_path(cursor):
            if not self.rehearsal:
                self.read(cursor, self.workspace)
            return
        query = Cursor.over("SELECT " + cursor.text(1, cursor.size))
        found = self.rows(query)
        self.values["found"] = UNKNOWN if isinstance(found, Unknown) else bool(found)

    def suspect(self, cursor: Cursor) -> None:
        """Refuse a call of what may define something."""
        if calls(cursor, self.workspace):
            raise Unanswered("it calls a function, which may define anything", cursor.line)

    def jump(self, cursor: Cursor) -> None:
        if cursor.key() == "RETURN":
            raise _Return
        what = "it ends in an error" if raises(cursor) else f"it goes on elsewhere ({cursor.key()})"
        raise Unanswered(what, cursor.line)

    def execute(self, cursor: Cursor) -> None:
        """EXECUTE of a text that is known, or of one that is about rows at least."""
        last = 1
        while last < cursor.size and cursor.keys[last] not in ("INTO", "USING"):
            last = cursor.behind(last)
        target = into(cursor)
        if target is not None:
            self.forget(target[0])
        text = cursor.part(1, last)
        if about_rows(text):
            return
        for statement in self.statements(text):
            if target is not None and statement.key() == "SELECT":
                self.suspect(statement)
                self.take(target[0], self.rows(statement))
                continue
            if statement.key() in DATA and not calls(statement, self.workspace):
                continue
            self.define(statement)

    def statements(self, text: Cursor) -> list[Cursor]:
        if text.size == 1 and text.tokens[0].kind is Kind.STRING:
            body = inside_of(text.tokens[0], text.source)
        else:
            found = self.ask(text)
            body = code(found, text.line) if isinstance(found, str) else None
        if body is None:
            raise Unanswered("it runs a text that it puts together", text.line)
        return statements_in(body)

    def forget(self, names: Iterable[str]) -> None:
        """Variables that took a value from rows."""
        self.values |= dict.fromkeys(names, UNKNOWN)

    # The frame

    def choice(self, step: Choice) -> None:
        if not self.matters((step,)):
            self.forget(set_in((step,)))
            return
        for number, arm in enumerate(step.arms):
            if self.rehearsal and arm.condition is not None and named_in(arm.condition) & self.mentioned:
                self.attempt(arm.steps)  # what the block does before this decides, so that it is asked in earnest
                continue
            held = self.holds(arm.condition)
            if held is True:
                self.follow(arm.steps)
                self.left_out(step.arms[number + 1 :], step.other)
                return
            if isinstance(held, Unknown) and not only_raises(arm.steps):
                line = arm.condition.line if arm.condition is not None else step.place.line
                raise Unanswered("a condition in it cannot be answered from these sources", line)
            self.left_out((arm,), ())
        self.follow(step.other)

    def attempt(self, steps: tuple[Step, ...]) -> None:
        """Rehearse what may be done or not."""
        try:
            self.follow(steps)
        except (Fails, _Return):
            return

    def left_out(self, arms: Iterable[Arm], other: tuple[Step, ...]) -> None:
        """Account for what is not run."""
        if not self.rehearsal:
            for steps in (*(arm.steps for arm in arms), other):
                self.leave(steps, "its condition in the DO block does not hold here")

    def leave(self, steps: tuple[Step, ...], why: str) -> None:
        def note(cursor: Cursor) -> bool:
            if defines(cursor):
                self.workspace.skip(cursor.line, cursor.text(0, min(cursor.size, 40)), why)
            return False

        any_simple(steps, note)

    def loop(self, step: Loop) -> None:
        if not self.matters((step,)):
            self.forget(set_in((step,)))
            return
        name, given = self.given(step.head)
        if isinstance(given, Unknown):
            raise Unanswered("a loop in it goes over what these sources do not say", step.place.line)
        around = self.values.get(name, UNKNOWN)
        for value in given:
            self.turns += 1
            if self.turns > _MOST_TURNS:
                raise Unanswered("a loop in it has too many turns", step.place.line)
            self.values[name] = value
            self.follow(step.steps)
        if isinstance(given, range):  # its variable is the loop's own
            self.values[name] = around

    def given(self, head: Cursor) -> tuple[str, Iterable[Any] | Unknown]:
        """A loop's variable and the values that it takes."""
        head = head.part(0, head.size)
        each = head.key() == "FOREACH"
        if head.key() not in ("FOR", "FOREACH"):
            return "", UNKNOWN
        head.index = 1
        name = head.name()
        if each:
            known = head.take("IN", "ARRAY")
            found = self.ask(head.part(head.index, head.size)) if known else UNKNOWN
            return name, found if isinstance(found, tuple) else UNKNOWN
        if not head.take("IN"):
            return name, UNKNOWN
        rest = head.part(head.index, head.size)
        return name, self.range(rest) if ".." in rest.text(0, rest.size) else self.rows(rest)

    def range(self, rest: Cursor) -> Iterable[Any] | Unknown:
        """`first..last`, as numbers that are written out."""
        first, _, last = rest.text(0, rest.size).partition("..")
        if "BY" in rest.keys or rest.at("REVERSE"):
            return UNKNOWN
        low, high = (self.ask(Cursor.over(one)) if one.strip() else UNKNOWN for one in (first, last))
        if type(low) is not int or type(high) is not int or high - low > _MOST_TURNS:
            return UNKNOWN
        return range(low, high + 1)

    def block(self, step: Block) -> None:
        """DECLARE … BEGIN … END: its variables hide those of the same names for as long as it lasts."""
        around = {one.name: self.values.get(one.name, UNKNOWN) for one in step.variables}
        for one in step.variables:
            self.values[one.name] = self.ask(one.value) if one.value is not None else None
        try:
            self.body(step)
        finally:
            self.values |= around

    def body(self, step: Block) -> None:
        """What a block does, and what is done about an error in it."""
        if not step.handlers:
            self.follow(step.steps)
            return
        if not self.matters((step,)):
            self.forget(set_in((step,)))
            return
        self.trust(step)
        failure = self.failure(step.steps)
        handler = self.handler(step, failure) if failure is not None else None
        if failure is not None and handler is not None:
            self.taken_back(step, failure)
            self.follow(handler)
        elif failure is not None and self.rehearsal:
            raise failure
        elif not self.rehearsal:
            self.follow(step.steps)

    def failure(self, steps: tuple[Step, ...]) -> Fails | None:
        """The error that takes back all that these steps do. In a rehearsal they are followed by this."""
        trial = self if self.rehearsal else Run(self.workspace, self.read, True, dict(self.values))
        try:
            trial.follow(steps)
        except Fails as failure:
            return failure
        except _Return:
            if self.rehearsal:
                raise
        return None

    def handler(self, step: Block, failure: Fails) -> tuple[Step, ...] | None:
        return next((one.steps for one in step.handlers if catches(one.conditions, failure.condition)), None)

    def taken_back(self, step: Block, failure: Fails) -> None:
        if not self.rehearsal:
            self.leave(step.steps, f"the DO block passes over the error that this would end in: {failure.message}")

    def trust(self, step: Block) -> None:
        """What is done about an error must not matter where rows, or the rights of whoever runs it, raise one too."""
        held = [one for one in step.handlers if self.matters(one.steps)]
        if not held:
            return
        if any(not by_name(condition) for one in held for condition in one.conditions):
            raise Unanswered("what it does about an error is up to the server", step.place.line)
        if any_simple(step.steps, lambda one: one.key() in ("PERFORM", "CALL") or one.key() in DATA):
            raise Unanswered("what it does about an error depends on rows", step.place.line)

    def matters(self, steps: Iterable[Step], *, looping: bool = False) -> bool:
        """Whether the schema could be another after these steps, or what follows them be left out."""
        return any(
            self.may_define(step.cursor) or step.cursor.key() in (_ENDS if looping else JUMPS)
            if isinstance(step, Simple)
            else any(self.matters(held, looping=looping or isinstance(step, Loop)) for held in inside(step))
            for step in steps
        )

    def may_define(self, cursor: Cursor) -> bool:
        """Whether a statement may change the schema, or how names in it are found."""
        if cursor.key() == "EXECUTE":
            return not about_rows(cursor.part(1, cursor.size))
        if cursor.key() in ("PERFORM", "CALL", "SELECT") or assigned(cursor) is not None:
            return calls(cursor, self.workspace) or sets_path(cursor)
        return defines(cursor)


_ENDS = ("RETURN", "ROLLBACK")


def follow(body: Block, workspace: Workspace, read: Read) -> bool:
    """Read what a block does; False for one that does nothing to the schema.

    Unanswered, or Fails where the server would end it with an error: then nothing of it is read.
    """
    rehearsal = Run(workspace, read, rehearsal=True)
    if not any_simple((body,), rehearsal.may_define):
        return False
    for run in (rehearsal, Run(workspace, read, rehearsal=False)):
        try:
            run.follow((body,))
        except _Return:
            continue
        except Unanswered as note:
            if run.rehearsal:
                raise
            workspace.problem(note.line, 1, f"the DO block is read up to here only: {note.reason}")
    return True
