"""A plan for MySQL or MariaDB, run on a throw-away MariaDB server: there, back, and there again.

What MySQL 8 alone has is left out of what runs, and named; that part of the plan is read back as text instead.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field

import pymysql

from designer.exporters.mariadb import MARIADB
from designer.exporters.mysql import MYSQL, statements
from designer.exporters.mysql.script import STRICT
from designer.exporters.mysql.text import literal, name, qualified
from designer.lab.catalogue.compare import Difference, compare
from designer.lab.catalogue.model import Catalogue, Detail, frozen_detail
from designer.lab.errors import ServerUnavailable
from designer.lab.mariadb.catalogue import read_catalogue
from designer.lab.mariadb.loading import Refused, empty, run, said
from designer.lab.mariadb.server import MariaServer, Session, given_or_started
from designer.planning.model import Plan
from designer.planning.of_mysql import plan_mysql
from designer.planning.proof.mysql_only import read_back, without_mysql_only
from designer.planning.proof.mysql_rows import fill
from designer.planning.proof.outcome import Proof, Verdict
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.cursor import Cursor

_FLAVOURS = {"mysql": MYSQL, "mariadb": MARIADB}


def prove_mysql(plan: Plan, rows: int, *, server: MariaServer | None = None) -> Proof:
    """Runs the plan on synthetic rows; each time the catalogue is held against that of the design made from nothing.

    server: one that runs already; otherwise one is started and stopped.
    """
    began = time.perf_counter()
    before, left = without_mysql_only(plan.before)
    after, more = without_mysql_only(plan.after)
    left_out = tuple(dict.fromkeys((*left, *more)))
    executed = plan_mysql(before, after, plan.options) if left_out else plan
    try:
        with given_or_started(server) as running, contextlib.closing(running.connect()) as session:
            found = _Run(session, executed, running.version)
            found.not_executed += left_out
            found.all(rows)
    except ServerUnavailable as unavailable:
        return Proof("not executed", None, not_executed=(unavailable.reason,))
    if left_out:
        found.differences += read_back(plan)
    return found.outcome(time.perf_counter() - began)


class _Failed(Exception):
    """A statement of the plan that the server refused."""


Checksums = dict[str, tuple[str, ...]]


@dataclass(slots=True)
class _Run:
    """One proof under way."""

    session: Session
    plan: Plan
    server: str
    errors: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    not_executed: list[str] = field(default_factory=list)
    reached: dict[str, bool] = field(default_factory=dict)
    rows: int = 0
    ran: int = 0
    impossible: bool = False

    def all(self, rows: int) -> None:
        """Loads, fills, and goes there, back and there again; stops at what the server refuses."""
        before, after = self.plan.before, self.plan.after
        target = self._loaded(after)
        start = self._loaded(before)
        if self.impossible:
            return
        self.rows, empty_tables = fill(self.session, before, after, rows)
        self.not_executed += empty_tables
        counted = _checksums(self.session, before, after)
        whole = _checksums(self.session, before, after, whole=True)
        run(self.session, [f"SET SESSION sql_mode = {literal(STRICT)}"])  # as the scripts have it
        try:
            self._go("up", forward=True, expected=target)
            self.reached["rows"] = self._kept(counted, _checksums(self.session, after, before))
            self._go("down", forward=False, expected=start)
            if not self.plan.irreversible:
                again = _checksums(self.session, before, after, whole=True)
                self.reached["rows"] = self._kept(whole, again) and self.reached["rows"]
            self._go("again", forward=True, expected=target)
        except _Failed:
            if "up" in self.reached and "down" not in self.reached and self.plan.irreversible:
                self._without_rows(start, target)

    def _without_rows(self, start: Catalogue, target: Catalogue) -> None:
        """What went with its content cannot be put back where keys hold it to what it was: the ways alone are run."""
        told = self.errors.pop()
        self.not_executed.append(f"the way back is proved without rows, since what was dropped is gone: {told}")
        self._loaded(self.plan.before)
        run(self.session, [f"SET SESSION sql_mode = {literal(STRICT)}"])
        with contextlib.suppress(_Failed):
            self._go("up", forward=True, expected=target)
            self._go("down", forward=False, expected=start)
            self._go("again", forward=True, expected=target)

    def _loaded(self, schema: Schema) -> Catalogue:
        empty(self.session)
        _, refused = run(self.session, statements(schema, _FLAVOURS[schema.dialect.name]))
        self.impossible |= bool(refused)
        self.not_executed += (_sentence(one) for one in refused)
        return catalogue(self.session, schema)

    def _go(self, which: str, *, forward: bool, expected: Catalogue) -> None:
        for step in self.plan.steps if forward else reversed(self.plan.steps):
            for text in step.up if forward else step.down:
                try:
                    with contextlib.closing(self.session.cursor()) as cursor:
                        cursor.execute(text)
                except pymysql.Error as error:
                    self.errors.append(f"{step.title}: {said(error)}")
                    raise _Failed from error
                self.ran += 1
        there = self.plan.after if forward else self.plan.before
        found = compare(expected, catalogue(self.session, there))
        self.differences += found
        self.reached[which] = not found

    def _kept(self, before: Checksums, after: Checksums) -> bool:
        lost = [key for key in before.keys() & after.keys() if before[key] != after[key]]
        names = sorted(self.plan.before.qualified(self.plan.before.entity(key)) for key in lost)
        self.errors += [f"{one}: the rows are not what they were" for one in names]
        return not lost

    def outcome(self, seconds: float) -> Proof:
        """What came of it."""
        if self.impossible:
            return Proof("not executed", self.server, not_executed=tuple(self.not_executed), seconds=seconds)
        reached = [self.reached.get(which, False) for which in ("up", "down", "again", "rows")]
        verdict: Verdict = "failed"
        if all(reached) and not self.errors and not self.differences:
            verdict = "partly" if self.not_executed else "proved"
        return Proof(
            verdict, self.server, reached[0], reached[1], reached[2], reached[3], self.rows, tuple(self.errors),
            tuple(dict.fromkeys(self.differences)), tuple(self.not_executed), self.ran, seconds,
        )  # fmt: skip


def _sentence(one: Refused) -> str:
    return f"{' '.join(one.statement.split())[:120]}: {one.message}"


def catalogue(session: Session, schema: Schema | None = None) -> Catalogue:
    """The server's, without what belongs to the data: where counters go on from."""
    apart = schema is None or schema.dialect.name == "mysql"
    found = read_catalogue(session, checks_apart=apart)
    objects = {key: _lasting(detail) if key[0] == "table" else detail for key, detail in found.objects.items()}
    return Catalogue(found.major, objects, found.parents)


def _lasting(detail: Detail) -> Detail:
    return frozen_detail(
        {what: _without_counter(str(text)) if what == "options" else text for what, text in detail.items()}
    )


def _without_counter(options: str) -> str:
    cursor = Cursor.over(options, "mariadb")
    for place, key in enumerate(cursor.keys):
        if key == "AUTO_INCREMENT":
            return f"{cursor.text(0, place)} {cursor.text(place + 3, cursor.size)}".strip()
    return options


def _checksums(session: Session, schema: Schema, other: Schema, *, whole: bool = False) -> Checksums:
    """By id of the table: its number of rows, and one sum over the columns that stay as they are.

    whole: over those that go as well, which a way back that says it loses nothing has to bring again.
    """
    found: Checksums = {}
    with contextlib.closing(session.cursor()) as cursor:
        for entity in schema.entities:
            located = other.located.get(entity.id)
            if entity.persistence != "temporary" and (located is not None or whole):
                cursor.execute(_sum(schema, entity, located.value if located else None, whole=whole))
                found[entity.id] = tuple(map(str, cursor.fetchone() or ()))
    return found


def _sum(schema: Schema, entity: Entity, other: Entity | None, *, whole: bool) -> str:
    theirs = {one.id: one for one in other.attributes} if other is not None else {}
    kept = [one for one in sorted(entity.attributes, key=lambda one: one.id)
            if (_says_the_same(one, theirs[one.id]) if one.id in theirs else whole)]  # fmt: skip
    row = ", ".join(_as_text(one) for one in kept) or "''"
    table = qualified(schema, entity)
    return f"SELECT COUNT(*), COALESCE(SUM(CRC32(CONCAT_WS('|', {row}))), 0) FROM {table}"


def _says_the_same(one: Attribute, other: Attribute) -> bool:
    same = parse_type(one.type, "mysql") == parse_type(other.type, "mysql")
    return same and one.generated == other.generated and "row" not in one.options.get("mysql", {})


def _as_text(one: Attribute) -> str:
    base = parse_type(one.type, "mysql").base
    texts = ("char", "text", "enum", "set", "int", "dec", "double", "float", "date", "time", "year", "num", "bool")
    if any(word in base for word in texts) and "binary" not in base:
        return f"CONVERT(QUOTE({name(one.name)}) USING utf8mb4)"
    return f"COALESCE(HEX({name(one.name)}), 'NULL')"
