"""Running a plan there, back and there again, and judging what comes of it."""

import time
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection, errors

from designer.exporters.postgres import statements
from designer.lab.catalogue import Catalogue, Difference, compare, read_catalogue
from designer.lab.errors import ServerUnavailable
from designer.lab.verify.databases import CannotConnect, empty_database, own_database
from designer.lab.verify.loading import said
from designer.planning.model import Plan, Step
from designer.planning.of_mysql import DIALECTS
from designer.planning.proof.checksums import Checksums, checksums_of
from designer.planning.proof.differences import (
    is_about_inheritance,
    is_beside_the_design,
    servers_choice,
    unlike_in_words,
)
from designer.planning.proof.loading import fill_for, load_design
from designer.planning.proof.of_mysql import prove_mysql
from designer.planning.proof.of_sqlite import prove_sqlite
from designer.planning.proof.outcome import Proof, Verdict
from designer.schema.schema import Schema

_ROWS = 12
_NOT_THERE = "a plan for MySQL or MariaDB is proved on a throw-away MariaDB server of its own: leave --on out"


def prove(plan: Plan, *, on: str | None = None, rows: int = _ROWS) -> Proof:
    """Runs the plan on the proof server, or in scratch databases on the server `on` (the URL of one).

    Raises CannotConnect for a server of the user's that cannot be reached or makes no databases for us.
    """
    if plan.after.dialect.name == "sqlite":
        if on:
            raise CannotConnect("a plan for SQLite is proved in a file of its own: leave --on out")
        return prove_sqlite(plan, rows)
    if plan.after.dialect.name in DIALECTS:
        if on:
            raise CannotConnect(_NOT_THERE)
        return prove_mysql(plan, rows)
    began = time.perf_counter()
    extensions = [one.name for schema in (plan.before, plan.after) for one in schema.extensions]
    try:
        with empty_database(on, extensions) as (connection, server):
            left_out: list[str] = []
            target = _made_in_passing(connection, plan.after)
            if target is None:
                left_out, target = _made_apart(on, extensions, plan.after)
            run = _Run(connection, plan, target, server)
            run.not_executed += left_out
            run.all(rows)
    except ServerUnavailable as unavailable:
        return Proof("not executed", None, not_executed=(unavailable.reason,))
    return run.outcome(time.perf_counter() - began)


def _made_in_passing(connection: Connection[tuple[object, ...]], schema: Schema) -> Catalogue | None:
    """The catalogue of the design made from nothing, in a transaction that is rolled back: the database is as empty
    afterwards. None where a statement is refused, as some are inside a transaction only."""
    try:
        with connection.transaction(force_rollback=True):
            for statement in statements(schema):
                connection.execute(statement.encode())
            return read_catalogue(connection, again=True)
    except psycopg.Error:
        if connection.closed:
            raise
        return None


def _made_apart(on: str | None, extensions: list[str], schema: Schema) -> tuple[list[str], Catalogue]:
    """The same in a database of its own, statement by statement; first what this server does not take."""
    with empty_database(on, extensions) as (connection, _):
        return load_design(connection, schema), read_catalogue(connection)


def prove_in_place(plan: Plan, url: str) -> Proof:
    """Runs the plan there and back in the user's own database, on the rows that it holds, and leaves it as it was.

    For a copy of production data: the steps take the locks, and the time, that they take, and a step that fails leaves
    those before it done. The database has to hold the plan's design before; where it does not nothing is run. Raises
    CannotConnect for a server that cannot be reached or makes no database to compare with.
    """
    if plan.after.dialect.name == "sqlite":
        raise CannotConnect("a plan for SQLite is proved in a file of its own: leave --on out")
    if plan.after.dialect.name in DIALECTS:
        raise CannotConnect(_NOT_THERE)
    began = time.perf_counter()
    catalogues = []
    for schema in (plan.before, plan.after):
        with empty_database(url) as (connection, _):
            load_design(connection, schema)
            catalogues.append(read_catalogue(connection))
    with own_database(url) as (connection, server):
        run = _Run(connection, plan, catalogues[1], server, own=False)
        run.in_place(catalogues[0])
    return run.outcome(time.perf_counter() - began)


class _Failed(Exception):
    """A statement of the plan that the server refused."""


@dataclass(slots=True)
class _Run:
    """One proof under way."""

    connection: Connection[tuple[object, ...]]
    plan: Plan
    target: Catalogue
    server: str
    own: bool = True  # whether the session is in a database made for this alone
    errors: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    not_executed: list[str] = field(default_factory=list)
    reached: dict[str, bool] = field(default_factory=dict)
    rows: int = 0
    ran: int = 0
    done: list[Step] = field(default_factory=list)

    def all(self, rows: int) -> None:
        """Loads, fills, and goes there, back and there again; stops at what the server refuses."""
        self.not_executed += load_design(self.connection, self.plan.before)
        self.not_executed += fill_for(self.connection, self.plan, rows)
        start = self._catalogue()
        counted = checksums_of(self.connection, self.plan.before, self.plan.after)
        self.rows = sum(number for number, _ in counted.values())
        try:
            self._there("up", self.target)
            after = checksums_of(self.connection, self.plan.after, self.plan.before)
            self.reached["rows"] = self._kept(counted, after)
            self._back(start)
            self._there("again", self.target)
        except _Failed:
            pass

    def in_place(self, expected: Catalogue) -> None:
        """There, back, there again and back, on rows that are there. Nothing is run where the start is another."""
        start = self._catalogue()
        unlike = [one for one in compare(expected, start, column_order=False) if self._counts(one)]
        if unlike:
            more = f"; and {len(unlike) - 5} more" if len(unlike) > 5 else ""
            self.errors.append(
                "the database does not hold the design that the plan starts from, so nothing was run:"
                f" {'; '.join(map(unlike_in_words, unlike[:5]))}{more}"
            )
            return
        counted = checksums_of(self.connection, self.plan.before, self.plan.after)
        whole = checksums_of(self.connection, self.plan.before, self.plan.before)
        self.rows = sum(number for number, _ in counted.values())
        try:
            self._there("up", self.target)
            self.reached["rows"] = self._kept(counted, checksums_of(self.connection, self.plan.after, self.plan.before))
            self._back(start)
            if not self.plan.irreversible:
                back = checksums_of(self.connection, self.plan.before, self.plan.before)
                self.reached["rows"] = self._kept(whole, back) and self.reached["rows"]
                self._there("again", self.target)
                self._back(start)
            else:
                self.reached["again"] = True
                self.not_executed.append("a second time there: the first way back could not restore what was dropped")
        except _Failed:
            self._abandoned(start)

    def _abandoned(self, start: Catalogue) -> None:
        """After a step that failed: the way back of those before it, so that the database is left as it was."""
        try:
            for step in reversed(self.done):
                self._run(step, step.down)
        except _Failed:
            self.errors.append("the database is left in the middle of the migration: the way back failed too")
            return
        if any(not servers_choice(one) for one in compare(start, self._catalogue(), column_order=False)):
            self.errors.append("the database is not left as it was")
        else:
            self.errors.append("the steps before it were taken back: the database is as it was")

    def _there(self, which: str, target: Catalogue) -> None:
        for step in self.plan.steps:
            self._run(step, step.up)
            self.done.append(step)
        self._compared(which, target)

    def _back(self, start: Catalogue) -> None:
        for step in reversed(self.plan.steps):
            self._run(step, step.down)
            self.done.pop()
        self._compared("down", start)

    def _catalogue(self) -> Catalogue:
        return read_catalogue(self.connection, again=self.own)

    def _compared(self, which: str, expected: Catalogue) -> None:
        found = self._catalogue()
        without = ("extension",) if any("EXTENSION" in one for one in self.not_executed) else ()
        compared = compare(expected, found, column_order=False, without=without)
        told = [one for one in compared if is_about_inheritance(one)]
        self.not_executed += [f"{one.object} declares afterwards what it only inherited before" for one in told]
        differences = [one for one in compared if self._counts(one) and one not in told]
        self.differences += differences
        self.reached[which] = not differences

    def _counts(self, one: Difference) -> bool:
        return not servers_choice(one) and (self.own or not is_beside_the_design(one))

    def _run(self, step: Step, texts: tuple[str, ...]) -> None:
        try:
            if step.transactional:
                with self.connection.transaction():
                    for text in texts:
                        self._execute(text)
            else:
                for text in texts:
                    self._execute(text)
        except psycopg.Error as error:
            looks = [one.mend for one in step.hazards if one.mend.startswith("look before")] if not self.own else []
            self.errors.append("; ".join((f"{step.title}: {said(error)}", *looks)))
            raise _Failed from error

    def _execute(self, text: str) -> None:
        if "EXTENSION" in text.split(None, 3)[1:2]:
            self._extension(text)
            return
        self.connection.execute(text.encode())
        self.ran += 1

    def _extension(self, text: str) -> None:
        """Extensions belong to a server's installation: what this one does not let us do is said, not judged."""
        try:
            with self.connection.transaction():
                self.connection.execute(text.encode())
        except (errors.InsufficientPrivilege, errors.FeatureNotSupported, errors.UndefinedFile) as error:
            sentence = f"{text}: {said(error)}"
            if sentence not in self.not_executed:
                self.not_executed.append(sentence)

    def _kept(self, before: Checksums, after: Checksums) -> bool:
        """Whether every table that both designs have holds the same rows in the columns that both have."""
        lost = [table for table in before.keys() & after.keys() if before[table] != after[table]]
        self.errors += [f"{table}: the rows are not what they were" for table in sorted(lost)]
        return not lost

    def outcome(self, seconds: float) -> Proof:
        whole = all(self.reached.get(which, False) for which in ("up", "down", "again", "rows"))
        verdict: Verdict = "failed"
        if whole and not self.errors:
            verdict = "partly" if self.not_executed else "proved"
        reached = {which: self.reached.get(which, False) for which in ("up", "down", "again", "rows")}
        return Proof(
            verdict=verdict,
            server=self.server,
            up=reached["up"],
            down=reached["down"],
            again=reached["again"],
            rows_kept=reached["rows"],
            rows=self.rows,
            errors=tuple(self.errors),
            differences=tuple(self.differences),
            not_executed=tuple(self.not_executed),
            statements=self.ran,
            seconds=seconds,
        )
