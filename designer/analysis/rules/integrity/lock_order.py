"""CI005: patterns that lock the same tables in different orders."""

from collections.abc import Iterator
from typing import NamedTuple

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.rule import Rule, all_but
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_tables = (
    entity("accounts", "id bigint", "balance numeric", pk="id"),
    entity("orders", "id bigint", "status text", pk="id"),
)
_pay = ("UPDATE accounts SET balance = balance - $1 WHERE id = $2", "UPDATE orders SET status = 'paid' WHERE id = $3")
_refund = (
    "UPDATE orders SET status = 'open' WHERE id = $1",
    "UPDATE accounts SET balance = balance + $2 WHERE id = $3",
)


class _Row(NamedTuple):
    """A row that a statement locks by a key that it is given. value: the parameter."""

    table: str
    value: str
    sql: str


class LockOrder(Rule):
    """Patterns that lock the same tables in different orders.

    One transaction has the account and waits for the order, the other has the order and waits for the account: a
    deadlock, which the server ends by cancelling one of them. It comes with load, not with tests. Transactions that
    take their locks in one agreed order never meet so.

    Only patterns of several statements are looked at, and only rows that are updated, deleted or selected FOR UPDATE
    count as locked; rows that a transaction inserts itself are its own. Nothing is said in SQLite, where a transaction
    that writes locks the whole database.

    A pattern that changes two rows of one table, each by a key that it is given, meets itself so: money goes from the
    one to the other, and back at the same moment. That is a hint, for its caller may sort the two; a statement that
    locks both first, in one order, settles it.
    """

    code = "CI005"
    dialects = all_but("sqlite")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-DEADLOCKS"
    flagged = example(*_tables, pattern("pay", *_pay), pattern("refund", *_refund))
    accepted = example(*_tables, pattern("pay", *_pay), pattern("refund", *reversed(_refund)))

    def check(self, facts: Facts) -> Iterator[Finding]:
        patterns = facts.patterns if facts.schema.dialect.name != "sqlite" else ()
        orders = [(parsed, order) for parsed in patterns if len(order := _locked(parsed)) > 1]
        crossed = set[str]()
        for place, (parsed, mine) in enumerate(orders):
            against = [
                (other, pair) for other, theirs in orders[:place] if (pair := _crossed(mine, theirs)) is not None
            ]
            if not against:
                continue
            crossed.add(parsed.pattern.id)
            other, (first, second) = against[0]
            one, two = (facts.name(facts.schema.entity(table)) for table in (first, second))
            yield self.finding(
                parsed.pattern,
                f"“{parsed.pattern.name}” locks {one} before {two}, and “{other.pattern.name}” the other way round",
                "When both run at once, each may hold what the other waits for, and the server cancels one.",
                entity=first,
                evidence=evidence_table(
                    ("access pattern", "locks in this order"),
                    [
                        (each.pattern.name, " → ".join(facts.name(facts.schema.entity(table)) for table in tables))
                        for each, tables in [(parsed, mine), *((one, _locked(one)) for one, _ in against)]
                    ],
                ),
            )
        for parsed in patterns:
            both = _two_rows(facts, parsed)
            if both and parsed.pattern.id not in crossed:
                yield self._of_itself(facts, parsed, *both)

    def _of_itself(self, facts: Facts, parsed: ParsedPattern, first: _Row, second: _Row) -> Finding:
        name = facts.name(facts.schema.entity(first.table))
        return self.finding(
            parsed.pattern,
            f"“{parsed.pattern.name}” locks two rows of {name} in the order in which it is given them",
            "Two that are given the same rows the other way round may each hold what the other waits for.",
            entity=first.table,
            confidence=Confidence.HINT,
            evidence=evidence_table(("locks", "of the key"), [(one.sql, one.value) for one in (first, second)]),
        )


def _two_rows(facts: Facts, parsed: ParsedPattern) -> tuple[_Row, _Row] | None:
    """The first two rows of one table that a pattern locks one after the other, unless it has locked others before."""
    rows: list[_Row] = []
    for statement in parsed.statements:
        found = list(_rows(facts, statement))
        if found and any(one is None for one in found):
            return None  # it locks several at once, perhaps these, in one order
        for one in found:
            if one is not None:
                rows.append(one)
    for place, first in enumerate(rows):
        for second in rows[place + 1 :]:
            if first.table == second.table and first.value != second.value:
                return first, second
    return None


def _rows(facts: Facts, statement: ParsedStatement) -> Iterator[_Row | None]:
    """The row that each lock of a statement is about; None for a lock on rows that no key given to it tells."""
    for block in statement.blocks:
        for use in block.uses:
            table = statement.tables[use]
            changes = block.kind in ("update", "delete", "merge") and table.written
            if not table.entity or not (changes or block.lock in ("update", "share")):
                continue
            keys = [
                one
                for one in statement.filters("=", use=use)
                if one.parameter and facts.is_unique(facts.schema.entity(table.entity), (one.attribute,))
            ]
            yield _Row(table.entity, keys[0].value, statement.sql) if keys else None


def _locked(parsed: ParsedPattern) -> list[str]:
    """The tables whose existing rows a pattern locks, in the order of the first time."""
    found: dict[str, None] = {}
    for statement in parsed.statements if len(parsed.statements) > 1 else ():
        for block in statement.blocks:
            for use in block.uses:
                table = statement.tables[use]
                changes = block.kind in ("update", "delete", "merge") and table.written
                locks = block.lock in ("update", "share")
                if table.entity and (changes or locks):
                    found[table.entity] = None
    return list(found)


def _crossed(mine: list[str], theirs: list[str]) -> tuple[str, str] | None:
    """Two tables that the one locks in this order and the other in the opposite one."""
    shared = [table for table in mine if table in theirs]
    for place, first in enumerate(shared):
        for second in shared[place + 1 :]:
            if theirs.index(second) < theirs.index(first):
                return first, second
    return None
