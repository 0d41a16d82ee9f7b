"""CO037: rows that patterns delete for good, where the requirements want them back."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.lasting import is_worth_keeping
from designer.analysis.native_types import native_type
from designer.analysis.vocabulary import means_soft_delete
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import AccessPattern, Attribute, Entity, Requirements

_delete = pattern("close an account", "DELETE FROM accounts WHERE id = $1")
_purge = pattern("purge", "DELETE FROM accounts WHERE deleted_at < $1")
_wanted = Requirements(recovery="soft delete")


class DeletedForGood(ListedRule):
    """Rows deleted for good, where the requirements want them back.

    The requirements say that what is deleted can be brought back by a mark on the row. A pattern that deletes the
    row itself leaves a restore of the whole database from its backup as the only way, to a moment before the mistake,
    with everything that was done since then lost or merged by hand.

    Reads the declared recovery and the declared DELETE statements. Tables with a mark of deletion are left alone where
    the DELETE asks for it (that is the clean-up after the grace period), and so are logs, sessions, queues and the
    like, junction tables, partitions, and tables whose rows have to go after a declared time.
    """

    code = "CO037"
    reference = "https://www.postgresql.org/docs/18/continuous-archiving.html"
    many = "tables lose rows for good, where the requirements want them back"
    message = "Only a restore of the whole database brings such a row back."
    flagged = example(entity("accounts", "id bigint", "email text", pk="id"), _delete, _wanted)
    accepted = example(
        entity("accounts", "id bigint", "email text", "deleted_at timestamptz", pk="id"),
        entity("sessions", "id bigint", "seen_at timestamptz", pk="id"),
        _purge,
        pattern("sign out", "DELETE FROM sessions WHERE id = $1"),
        _wanted,
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.requirements.recovery != "soft delete":
            return
        for table in own_tables(facts):
            if not is_worth_keeping(facts, table):
                continue
            mark = next((one for one in table.attributes if means_soft_delete(one.name)), None)
            deleting = _deleting(facts, table, mark)
            if deleting:
                yield self._finding(facts, table, mark, deleting)

    def _finding(
        self, facts: Facts, table: Entity, mark: Attribute | None, deleting: tuple[AccessPattern, ...]
    ) -> Finding:
        names = tuple(one.name for one in deleting)
        name = facts.name(table)
        kind = native_type("timestamptz", facts.schema.dialect.name)
        added = Attribute(name="deleted_at", type="DATETIME" if facts.schema.dialect.name == "sqlite" else kind)
        return self.finding(
            mark or table,
            f"“{names[0]}” deletes rows of {name} for good, though "
            + (f"{mark.name} could mark them" if mark else "the requirements want them back by a mark"),
            f"The pattern should set {mark.name} instead: what it deletes, only a restore of the database brings back."
            if mark
            else "No column says that a row is deleted. With one, the pattern sets it and reads ask for it.",
            entity=table.id,
            evidence=FrozenMap({"recovery": "soft delete", "patterns that delete": names}),
            fix=() if mark else (edits.add(facts.schema, added, to=table.id),),
        )


def _deleting(facts: Facts, table: Entity, mark: Attribute | None) -> tuple[AccessPattern, ...]:
    """The patterns that delete rows of a table, those left out that ask for the mark of deletion."""
    return tuple(
        dict.fromkeys(
            need.pattern
            for need in facts.needs_on(table.id)
            if need.statement.kind == "delete"
            and need.statement.tables[need.use].written
            and not (mark and any(one.attribute == mark.id for one in need.statement.predicates))
        )
    )
