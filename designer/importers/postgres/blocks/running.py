"""Following a block from statement to statement, as the server would run it on what the statements before it made.

A block is followed twice: first as a rehearsal that changes nothing and finds out whether all that it asks can be
answered, then in earnest. A block with a question that cannot be answered is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from designer.importers.postgres.blocks.doubts import Returned, Unanswered
from designer.importers.postgres.blocks.failing import by_name, catches
from designer.importers.postgres.blocks.glances import about_rows, defines, may_raise, named_in, only_raises, set_in
from designer.importers.postgres.blocks.simple import Read, Statements
from designer.importers.postgres.blocks.steps import Arm, Block, Choice, Loop, Simple, Step, any_simple, inside
from designer.importers.postgres.blocks.values import UNKNOWN, Fails, Query, Unknown
from designer.importers.postgres.blocks.verbs import DATA, JUMPS, assigned, calls, sets_path
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor

_MOST_TURNS = 500
"""How often the body of a loop is followed."""


@dataclass(eq=False, slots=True)
class Run(Statements):
    """One following of a block: the frame around its statements."""

    def follow(self, steps: Iterable[Step]) -> None:
        """Every step, in order. Unanswered, Fails or the end of the block may come out of any."""
        self.nested += 1
        try:
            for step in steps:
                self.expect_an_end(step)
                match step:
                    case Simple():
                        self.simple(step.cursor)
                    case Choice():
                        self.choice(step)
                    case Loop():
                        self.loop(step)
                    case Block():
                        self.block(step)
        finally:
            self.nested -= 1

    def choice(self, step: Choice) -> None:
        if not self.matters((step,)):
            self.assign(step)
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

    def assign(self, step: Choice) -> None:
        """A choice of values alone: those of the arm that is taken, where that can be told."""
        steps: tuple[Step, ...] | None = step.other
        for arm in step.arms:
            asks = arm.condition is not None and self.rehearsal and named_in(arm.condition) & self.mentioned
            held = UNKNOWN if asks else self.holds(arm.condition)
            if isinstance(held, Unknown) or held is True:
                steps = arm.steps if held is True else None
                break
        if steps is None or not all(isinstance(one, Simple) and assigned(one.cursor) is not None for one in steps):
            self.forget(set_in((step,)))
        else:
            self.follow(steps)

    def attempt(self, steps: tuple[Step, ...]) -> None:
        """Rehearse what may be done or not."""
        try:
            self.follow(steps)
        except (Fails, Returned):
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
        if step.head.key() == "WHILE":
            self.loop_while(step)
            return
        name, given = self.given(step.head)
        if isinstance(given, Unknown):
            raise Unanswered("a loop in it goes over what these sources do not say", step.place.line)
        around = self.values.get(name, UNKNOWN)
        for value in given:
            self.turn(step)
            self.values[name] = value
            self.follow(step.steps)
        if isinstance(given, range):  # its variable is the loop's own
            self.values[name] = around

    def loop_while(self, step: Loop) -> None:
        condition = step.head.part(1, step.head.size)
        while True:
            if self.rehearsal and named_in(condition) & self.mentioned:
                raise Unanswered("a loop in it asks for what it does itself", step.place.line)
            held = self.holds(condition)
            if isinstance(held, Unknown):
                raise Unanswered("a loop in it asks what these sources do not say", step.place.line)
            if held is not True:
                return
            self.turn(step)
            self.follow(step.steps)

    def turn(self, step: Loop) -> None:
        self.turns += 1
        if self.turns > _MOST_TURNS:
            raise Unanswered("a loop in it has too many turns", step.place.line, endless=True)

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
        held = self.values.get(rest.part(0, 1).name()) if rest.size == 1 and rest.on_name else None
        if isinstance(held, Query):
            rest = held.text
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
            if one.query is not None:
                self.values[one.name] = Query(one.query)
            else:
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
        trial = self if self.rehearsal else replace(self, rehearsal=True, values=dict(self.values), mentioned=set())
        try:
            trial.follow(steps)
        except Fails as failure:
            return failure
        except Returned:
            if self.rehearsal:
                raise
        return None

    def handler(self, step: Block, failure: Fails) -> tuple[Step, ...] | None:
        return next((one.steps for one in step.handlers if catches(one.conditions, failure.condition)), None)

    def taken_back(self, step: Block, failure: Fails) -> None:
        if not self.rehearsal:
            self.leave(step.steps, f"the DO block passes over the error that this would end in: {failure.message}")

    def trust(self, step: Block) -> None:
        """What is done about an error must not matter where rows, or the rights of whoever runs it, raise one too.

        Nor must an error that rows raise take back what the block does, where the block passes over it.
        """
        self.doubt_errors(step)
        held = [one for one in step.handlers if self.matters(one.steps)]
        if not held:
            return
        if any(not by_name(condition) for one in held for condition in one.conditions):
            raise Unanswered("what it does about an error is up to the server", step.place.line)
        if any_simple(step.steps, lambda one: one.key() in ("PERFORM", "CALL") or one.key() in DATA):
            raise Unanswered("what it does about an error depends on rows", step.place.line)

    def doubt_errors(self, step: Block) -> None:
        passed_over = {
            condition.lower()
            for one in step.handlers
            if not only_raises(one.steps)
            for condition in one.conditions
            if not by_name(condition)
        }
        if not passed_over or not self.matters(step.steps):
            return
        asserted = not passed_over.isdisjoint(("assert_failure", "p0004"))
        found: list[Cursor] = []

        def note(cursor: Cursor) -> bool:
            if asserted if cursor.key() == "ASSERT" else may_raise(cursor):
                found.append(cursor)
            return bool(found)

        if any_simple(step.steps, note):
            raise Unanswered("an error that depends on rows would take back what it does", found[0].line)

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
        except Returned:
            continue
        except Unanswered as note:
            if run.rehearsal:
                raise
            workspace.problem(note.line, 1, f"the DO block is read up to here only: {note.reason}")
    return True
