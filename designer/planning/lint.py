"""Hazards of a migration that somebody else wrote: by line, with the reason and a safer way in SQL.

Each statement is read for what it locks, reads and writes (`effects`); tables that the same file makes, or that are
declared to be small, are no reason for anything, and what concerns a table of many rows weighs more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from designer.planning.effects import Effects, effects
from designer.planning.hazards import ADVICE
from designer.planning.lint_findings import LintFinding, Severity
from designer.planning.lint_policies import Policies
from designer.planning.lint_proofs import Proofs
from designer.planning.lint_repeats import Repeats
from designer.planning.lint_tables import Tables
from designer.planning.lint_words import data, heavy_words, names_and_types, of_domains_and_databases
from designer.planning.model import Lock, Options
from designer.planning.safer import safer
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.splitting import split
from designer.sql.statements import Statement
from designer.sql.tokens import Kind

_LARGE = 1_000_000
_MOMENTS = {
    "drop index": ("MG015", "takes ACCESS EXCLUSIVE on the index's table, and waits for all who use it",
                   "DROP INDEX CONCURRENTLY, alone and outside a transaction"),
}  # fmt: skip
_BEHIND = {"reads and writes": "everybody", "writes": "every writer"}
_BREAKING = {
    "drop table": ("MG020", "goes with all its rows, and code that still reads it fails"),
    "drop column": ("MG020", "a column goes with all its values, and code that still reads it fails"),
    "rename table": ("MG021", "code that says the old name fails from this moment on"),
    "rename column": ("MG021", "code that says the old name fails from this moment on"),
    "set schema": ("MG021", "code that says the old name fails from this moment on"),
    "truncate": ("MG025", "TRUNCATE takes all rows, and reads and writes wait"),
    "cascade": ("MG026", "CASCADE takes along what it does not name: say each thing that goes"),
    "drop not null": ("MG027", "code that relies on a value may meet NULL"),
}


def lint(
    text: str, schema: Schema | None = None, options: Options | None = None, *, wrapped: bool | None = None
) -> tuple[LintFinding, ...]:
    """All hazards of a script for PostgreSQL, by line. schema: the design it runs on, with its volumes.

    wrapped: whether what runs the file begins a transaction around all of it; None where that is not known.
    """
    state = _File(schema, options or Options(), wrapped=wrapped is True, transaction=wrapped is True)
    state.repeats.alone = wrapped is False
    found = [one for statement in split(text, "postgres") for one in state.statement(statement)]
    found += state.ended()
    found += state.repeats.found()
    found += state.policies.found(schema)
    for hazard, line in state.tables.found(schema):
        rewrite = (hazard.mend,) if hazard.mend.endswith(";") else ()
        said = hazard.message if rewrite or not hazard.mend else f"{hazard.message}; {hazard.mend}"
        found.append(LintFinding(hazard.code, hazard.severity, line, said, rewrite_sql=rewrite))
    return tuple(sorted(found, key=lambda one: (one.line, one.code)))


@dataclass(slots=True)
class _File:
    """What is known of the file up to a statement."""

    schema: Schema | None
    options: Options
    wrapped: bool = False
    transaction: bool = False
    made: set[str] = field(default_factory=set)
    timeout: bool = False
    said_timeout: bool = False
    limited: bool = False
    said_limit: bool = False
    exclusive: set[str] = field(default_factory=set)
    lazy: set[str] = field(default_factory=set)
    new_values: set[str] = field(default_factory=set)
    defined: bool = False
    begun: int = 1
    tables: Tables = field(default_factory=Tables)
    proofs: Proofs = field(default_factory=Proofs)
    repeats: Repeats = field(default_factory=Repeats)
    policies: Policies = field(default_factory=Policies)

    def statement(self, statement: Statement) -> Iterator[LintFinding]:
        """The hazards of one statement, after which the state is that behind it."""
        try:
            cursor = Cursor.of(statement)
        except Unreadable:
            return
        if cursor.done:
            return
        yield from self._nesting(cursor)
        if self._controls(cursor):
            return
        line = cursor.line
        self.tables.read(cursor)
        self.repeats.read(cursor, transaction=self.transaction)
        self.policies.read(cursor, transaction=self.transaction, made=self.made)
        found = self.proofs.told(cursor, effects(statement.text, self.schema).without(self.made))
        yield from self._locked(statement.text, found, line)
        yield from self._breaking(found, line)
        yield from self._of_transaction(cursor, found, line)
        yield from data(cursor, line, defined=self.defined)
        yield from heavy_words(cursor, line)
        yield from of_domains_and_databases(cursor, line)
        yield from names_and_types(cursor, line)
        self._after(cursor, found)

    def _nesting(self, cursor: Cursor) -> Iterator[LintFinding]:
        """BEGIN in a transaction, COMMIT outside of one: the server warns, and goes on otherwise than was meant."""
        line = cursor.line
        if self.transaction and (cursor.at("BEGIN") or cursor.at("START", "TRANSACTION")):
            yield LintFinding("MG055", "warning", line, "a transaction is under way: this begins none, and the next"
                              " COMMIT ends both")  # fmt: skip
        elif self.wrapped and _ends_transaction(cursor):
            yield LintFinding("MG055", "warning", line, "ends the transaction that was begun around the file: what"
                              " follows stands alone")  # fmt: skip
        elif not self.transaction and _ends_transaction(cursor):
            yield LintFinding("MG055", "warning", line, "no transaction is under way here: if the tool has begun one,"
                              " this ends it, and what follows stands alone")  # fmt: skip

    def ended(self) -> Iterator[LintFinding]:
        """What is open when the file ends."""
        if self.transaction and not self.wrapped:
            yield LintFinding("MG054", "warning", self.begun, "this transaction is never ended: what runs the file may"
                              " roll all of it back", rewrite_sql=("COMMIT;",))  # fmt: skip

    def _controls(self, cursor: Cursor) -> bool:
        if cursor.key() in ("BEGIN", "START"):
            self.begun = cursor.line
            self.transaction = True
            self.policies.moment += 1
            self.exclusive.clear()
            self.lazy.clear()
            self.new_values.clear()
            return True
        if cursor.key() in ("COMMIT", "END", "ROLLBACK") and "TO" not in cursor.keys:
            self.transaction = self.wrapped = False
            self.exclusive.clear()
            self.lazy.clear()
            return True
        if cursor.take("SET"):
            cursor.take_one_of("LOCAL", "SESSION")
            if cursor.take("LOCK_TIMEOUT"):
                self.timeout = _is_limit(cursor)
            elif cursor.take("STATEMENT_TIMEOUT"):
                self.limited = _is_limit(cursor)
            return True
        return cursor.key() in ("SET", "RESET", "SHOW", "ROLLBACK")

    def _locked(self, text: str, found: Effects, line: int) -> Iterator[LintFinding]:
        lock = next((one for one in found.locks if self._matters(one)), None)
        if lock is None:
            return
        for kind in found.kinds:
            if kind in ADVICE or kind in _MOMENTS:
                code, message, mend = ADVICE.get(kind) or _MOMENTS[kind]
                said = f"{kind}: {message.format(table=self._spoken(lock.relation))}; {mend}"
                rewrite = safer(text, self.options.target_version)
                yield LintFinding(code, self._severity(lock.relation), line, said, lock.mode, lock.blocks, rewrite)
        strong = lock.mode == "ACCESS EXCLUSIVE"
        if not self.timeout and not self.said_timeout:
            yield from self._waiting(lock, found, line)
        held = self.exclusive - {lock.relation}
        slow = found.scans or found.rewrites or found.builds
        if strong and slow and not self.limited and not self.said_limit:
            self.said_limit = True
            yield LintFinding(
                "MG057", "info", line, f"nothing limits how long reads and writes of {lock.relation} wait for this",
                lock.mode, lock.blocks, ("SET statement_timeout = '1min';",),
            )  # fmt: skip
        if self.transaction and slow and (held or (lock.relation in self.exclusive and not strong)):
            names = ", ".join(sorted(self.exclusive))
            yield LintFinding(
                "MG031", "warning", line, f"{names} stays locked while this runs: it is in the same transaction",
                "ACCESS EXCLUSIVE", "reads and writes", ("COMMIT;", "BEGIN;", text),
            )  # fmt: skip

    def _waiting(self, lock: Lock, found: Effects, line: int) -> Iterator[LintFinding]:
        """A lock that keeps others waiting does so too while it is waited for itself."""
        if lock.blocks in _BEHIND and "lock table nowait" not in found.kinds:
            self.said_timeout = True
            yield LintFinding(
                "MG030", "warning", line, f"waits for its lock on {lock.relation} without end, and"
                f" {_BEHIND[lock.blocks]} behind it", lock.mode, lock.blocks, ("SET lock_timeout = '5s';",),
            )  # fmt: skip

    def _breaking(self, found: Effects, line: int) -> Iterator[LintFinding]:
        lock = found.locks[0] if found.locks else None
        if lock is not None and lock.relation in self.made:
            return
        for kind in found.kinds:
            if kind in _BREAKING:
                code, message = _BREAKING[kind]
                what = f"{lock.relation}: " if lock else ""
                yield LintFinding(code, "warning", line, f"{kind}: {what}{message}", lock.mode if lock else None,
                                  lock.blocks if lock else None)  # fmt: skip

    def _of_transaction(self, cursor: Cursor, found: Effects, line: int) -> Iterator[LintFinding]:
        if self.transaction and "CONCURRENTLY" in cursor.keys:
            yield LintFinding("MG032", "error", line, "CONCURRENTLY fails inside a transaction: let it stand alone")
        if "create index concurrently" in found.kinds and "EXISTS" in cursor.keys:
            yield LintFinding(
                "MG033",
                "warning",
                line,
                "IF NOT EXISTS keeps the invalid index that a failed build left: drop it before",
            )
        if (
            self.transaction
            and "validate constraint" in found.kinds
            and self.lazy & {one.relation for one in found.locks}
        ):
            yield LintFinding(
                "MG034", "error", line, "validates while the lock of ADD … NOT VALID is still held: commit between them"
            )
        if self.transaction and any(
            token.kind is Kind.STRING and token.text in self.new_values for token in cursor.tokens
        ):
            yield LintFinding("MG035", "error", line, "uses an enum value in the transaction that adds it, which fails")

    def _after(self, cursor: Cursor, found: Effects) -> None:
        self.defined = self.defined or cursor.key() in ("CREATE", "ALTER", "DROP")
        if {"create table", "create materialized view"} & set(found.kinds):
            self.made.update(found.makes)
        self.exclusive |= {one.relation for one in found.locks if one.mode == "ACCESS EXCLUSIVE"} - self.made
        if any("not valid" in kind for kind in found.kinds):
            self.lazy |= {one.relation for one in found.locks}
        if cursor.at("ALTER", "TYPE") and "VALUE" in cursor.keys and "ADD" in cursor.keys:
            self.new_values |= {token.text for token in cursor.tokens if token.kind is Kind.STRING}

    # Volumes

    def _entity(self, relation: str) -> Entity | None:
        try:
            return self.schema.entity(relation) if self.schema else None
        except KeyError:
            return None

    def _matters(self, lock: Lock) -> bool:
        if lock.relation in self.made:
            return False
        entity = self._entity(lock.relation)
        return entity is None or entity.rows is None or entity.rows > self.options.small_rows

    def _severity(self, relation: str) -> Severity:
        entity = self._entity(relation)
        return "error" if entity is not None and entity.rows is not None and entity.rows >= _LARGE else "warning"

    def _spoken(self, relation: str) -> str:
        entity = self._entity(relation)
        return relation if entity is None or entity.rows is None else f"{relation} ({entity.rows:,} rows)"


def _ends_transaction(cursor: Cursor) -> bool:
    return cursor.at("COMMIT") or cursor.at("END") or (cursor.at("ROLLBACK") and "TO" not in cursor.keys)


def _is_limit(cursor: Cursor) -> bool:
    """Whether a timeout that is set is one: 0 and DEFAULT are none."""
    return cursor.keys[-1] != "DEFAULT" and cursor.tokens[-1].text.strip("'") not in ("0", "0s", "0ms", "0min")
