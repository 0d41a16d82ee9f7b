"""CI001: a row is read, computed with and written back, and nothing keeps others out."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.needs import Need
from designer.analysis.rule import PatternRule, all_but
from designer.analysis.selectivity import is_pinned, is_sought_by_key_alone
from designer.analysis.workload import Assignment, ParsedPattern
from designer.schema.build import entity, pattern

_table = entity("accounts", "id bigint", "balance numeric", "version integer", pk="id")
_read = "SELECT balance FROM accounts WHERE id = $1"


class LostUpdate(PatternRule):
    """Row read, computed with and written back, with nothing to keep others out.

    Two sessions read the same balance, each adds its own amount, and the second to write erases what the first has
    added; no error is raised at READ COMMITTED, nor at the REPEATABLE READ of MySQL. Locking the row when reading it
    (FOR UPDATE), letting the database compute (`SET balance = balance + $2`), or a condition on a version column that
    was read with it prevents that.

    Flagged where one pattern selects a row by its key without a lock and later sets a column it has read to a
    parameter, with nothing but the key in the condition.
    """

    code = "CI001"
    dialects = all_but("sqlite")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-ROWS"
    flagged = example(_table, pattern("pay in", _read, "UPDATE accounts SET balance = $2 WHERE id = $1"))
    accepted = example(
        _table, pattern("pay in", f"{_read} FOR UPDATE", "UPDATE accounts SET balance = $2 WHERE id = $1")
    )

    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[Finding]:
        dialect = facts.schema.dialect.name
        found = next(_lost(facts, parsed), None) if dialect != "sqlite" else None  # which lets one write at a time
        if found is None:
            return
        read, write, assignment = found
        table, column = read.entity, facts.schema.attribute(assignment.attribute)
        yield self.finding(
            parsed.pattern,
            f"“{parsed.pattern.name}” reads {facts.name(table)}.{column.name} and writes it back without a lock",
            "Two sessions that do so at once read the same value, and the second erases what the first wrote.",
            entity=table.id,
            attributes=(column.id,),
            evidence=evidence_table(
                ("step", "statement"),
                [("reads", read.statement.sql), ("writes", write.statement.sql)],
                **{"a way out": _locked(read.statement.sql, dialect)},
            ),
        )


def _locked(sql: str, dialect: str) -> str:
    """The query that reads, with the lock; where that is a hint behind the table, the hint."""
    if dialect == "tsql":
        return "read it WITH (UPDLOCK) behind the name of the table"
    return f"{sql.rstrip().rstrip(';')} FOR UPDATE"


def _lost(facts: Facts, parsed: ParsedPattern) -> Iterator[tuple[Need, Need, Assignment]]:
    """(what read the row, what wrote it, the column) of each update that may be lost."""
    mine = [need for statement in parsed.statements for need in facts.needs_in(statement)]
    order = {id(statement): place for place, statement in enumerate(parsed.statements)}
    for write in mine:
        if write.statement.kind != "update" or not write.statement.tables[write.use].written:
            continue
        if not is_pinned(facts, write) or not is_sought_by_key_alone(facts, write):
            continue
        for read in mine:
            if read.entity.id != write.entity.id or read.statement.kind != "select" or read.block.lock:
                continue
            if order[id(read.statement)] >= order[id(write.statement)] or not is_pinned(facts, read):
                continue
            for assignment in write.statement.assignments:
                seen = assignment.attribute in read.statement.reads
                if seen and assignment.parameter and not assignment.own and _returned(read, assignment):
                    yield read, write, assignment


def _returned(read: Need, assignment: Assignment) -> bool:
    """Whether the column is read for its value, not only to find the row."""
    return assignment.attribute not in {one.attribute for one in read.equal}
