"""One statement of a block or of a routine: what it asks, what it sets, what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from designer.importers.postgres.blocks.body import code, inside_of, statements_in
from designer.importers.postgres.blocks.doubts import Returned, Unanswered
from designer.importers.postgres.blocks.expressions import variables
from designer.importers.postgres.blocks.failing import check
from designer.importers.postgres.blocks.glances import about_rows, named_in, names_in, tree
from designer.importers.postgres.blocks.queries import Catalogue
from designer.importers.postgres.blocks.routines import Call, Routine, plain_calls, routine_called
from designer.importers.postgres.blocks.steps import Simple, Step
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
from designer.importers.postgres.surroundings import use_path
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

_DEEPEST = 20
"""How many calls of routines may be inside one another."""
_STATEMENT, _MOST = 100, 10_000_000
"""What a statement of a routine counts, and how much is followed in all the calls of an import."""
_MOST_REPEATED, _MOST_NESTED = 100_000, 100
"""Steps in and behind loops, in all the blocks of an import; lists of steps inside one another, which take stack."""

Read = Callable[[Cursor, Workspace], None]


@dataclass(eq=False, slots=True)
class Statements:
    """One following of a block.

    rehearsal: nothing is read, only asked. mentioned: in a rehearsal, the names in the statements passed so far,
    about which the draft says nothing any more. depth: how many calls of routines are around; nested: lists of steps.
    """

    workspace: Workspace
    read: Read
    rehearsal: bool
    values: dict[str, Any] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    turns: int = 0
    depth: int = 0
    nested: int = 0

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
        """Every step, in order; who knows the frame of blocks says how."""
        raise NotImplementedError

    def expect_an_end(self, step: Step) -> None:
        """Unanswered where steps lie too deep in one another, or loops come to too many."""
        place = step.cursor if isinstance(step, Simple) else step.place
        if self.nested > _MOST_NESTED:
            raise Unanswered("it is nested too deep to be followed", place.line)
        self.workspace.repeated += bool(self.turns)
        if self.workspace.repeated > _MOST_REPEATED:
            raise Unanswered("its loops do too much to be followed", place.line, endless=True)

    def simple(self, cursor: Cursor) -> None:
        if self.depth:
            self.workspace.followed += _STATEMENT
            if self.workspace.followed > _MOST:
                raise Unanswered("its routines do too much to be followed", cursor.line, endless=True)
        verb = cursor.key()
        sign = assigned(cursor)
        if sign is not None:
            self.suspect(cursor)
            self.values[cursor.part(0, 1).name()] = UNKNOWN if sign > 1 else self.ask(cursor.part(2, cursor.size))
        elif verb == "EXECUTE":
            self.execute(cursor)
        elif verb in ("PERFORM", "CALL"):
            self.perform(cursor)
        elif verb == "ASSERT":
            self.expect_to_hold(cursor)
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
            self.read(cursor.part(0, cursor.size), self.workspace)

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
                if self.called(cursor):
                    return
                self.suspect(cursor)
            if not self.rehearsal:
                self.read(cursor.part(0, cursor.size), self.workspace)
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
        if self.called(cursor):
            return
        self.suspect(cursor)
        if sets_path(cursor):
            if not self.rehearsal:
                self.read(cursor.part(0, cursor.size), self.workspace)
            return
        query = Cursor.over("SELECT " + cursor.text(1, cursor.size))
        found = self.rows(query)
        self.values["found"] = UNKNOWN if isinstance(found, Unknown) else bool(found)

    def called(self, cursor: Cursor) -> bool:
        """Follow the routines that a statement calls, if calling routines of the sources is all that it does."""
        if not calls(cursor, self.workspace):
            return False
        calls_made = plain_calls(cursor)
        found = [(one, routine_called(one, self.workspace, cursor.line)) for one in calls_made]
        if not found or any(calls(held, self.workspace) for one in calls_made for _, held in one.arguments):
            return False
        known = [(call, routine) for call, routine in found if routine is not None]
        if len(known) < len(found):
            return False
        for call, routine in known:
            self.call(call, routine, cursor.line)
        self.values["found"] = UNKNOWN
        return True

    def call(self, call: Call, routine: Routine, line: int) -> None:
        """Follow what a routine does, with its parameters for variables."""
        if self.depth >= _DEEPEST:
            raise Unanswered("its routines call each other without an end", line, endless=True)
        given = self.given_to(call, routine)
        if routine.strict and None in given.values():
            return
        values, path = self.values, self.workspace.path
        self.values, self.depth = given, self.depth + 1
        try:
            if routine.path is not None:
                use_path(self.workspace, list(routine.path))
            self.follow((routine.body,))
        except Returned:
            pass
        finally:
            self.values, self.depth, self.workspace.path = values, self.depth - 1, path

    def given_to(self, call: Call, routine: Routine) -> dict[str, Any]:
        """The values of a routine's parameters, as their types have them."""
        placed = [held for name, held in call.arguments if not name]
        named = {name: held for name, held in call.arguments if name}
        found: dict[str, Any] = {}
        for number, one in enumerate(routine.parameters, 1):
            held = placed[number - 1] if number <= len(placed) else named.get(one.name)
            text = held.text(0, held.size) if held is not None else one.default
            value = self.ask(Cursor.over(f"CAST({text} AS {one.type})"))
            found |= {f"${number}": value} | ({one.name: value} if one.name else {})
        return found

    def suspect(self, cursor: Cursor) -> None:
        """Refuse a call of what may define something."""
        if calls(cursor, self.workspace):
            raise Unanswered("it calls a function, which may define anything", cursor.line)

    def expect_to_hold(self, cursor: Cursor) -> None:
        """ASSERT: in a rehearsal, raise the error that it ends in where it certainly does not hold."""
        condition = cursor.part(1, cursor.size).split()[0]
        if not self.rehearsal or named_in(condition) & self.mentioned:
            return
        held = self.holds(condition)
        if not held and not isinstance(held, Unknown):
            failure = Fails("assert_failure", "")
            failure.at = cursor
            raise failure

    def jump(self, cursor: Cursor) -> None:
        if cursor.key() == "RETURN":
            if cursor.size > 1 and cursor.keys[1] in ("NEXT", "QUERY"):
                self.suspect(cursor)
                return
            raise Returned
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
