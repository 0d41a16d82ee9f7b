"""CO045: rows that patterns change and delete, where the requirements want their history and nothing keeps it."""

from collections.abc import Hashable, Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.history_of import history_of
from designer.analysis.lasting import is_worth_keeping
from designer.analysis.needs import Need
from designer.analysis.periods import written_by_server
from designer.analysis.query_rule import said_rate
from designer.analysis.vocabulary import means_moment
from designer.schema.build import entity, pattern
from designer.schema.model import AccessPattern, Entity, Requirements

_rename = pattern("rename an account", "UPDATE accounts SET email = $1 WHERE id = $2", per_minute=12)
_wanted = Requirements(recovery="history")
_accounts = entity("accounts", "id bigint", "email text", pk="id")
_WAYS = {
    "mariadb": "WITH SYSTEM VERSIONING",
    "mysql": "a history table, filled by triggers",
    "tsql": "a system-versioned table (SYSTEM_VERSIONING = ON)",
    "oracle": "Flashback Data Archive",
    "sqlite": "a history table, filled by triggers",
    "postgres": "a history table, filled by a trigger",
}


class NoHistory(ListedRule):
    """Rows changed and deleted, where the requirements want their history and nothing keeps it.

    The requirements say that what is changed comes back from its history. An UPDATE leaves nothing of the old row, so
    something has to take it down before: a trigger that copies it into a history table, or the system's own versions
    of rows. Code in the application that does it is left out by the one script that somebody runs by hand.

    Reads the declared recovery and the declared UPDATE and DELETE statements. Tables are left alone that have a
    history by their name (`account_history` beside `accounts`), a trigger, or versions of their own; so are logs,
    sessions, queues, junction tables and partitions, and statements that set no more than a time.
    """

    code = "CO045"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/plpgsql-trigger.html"
    many = "tables lose what their rows were, where the requirements want their history"
    message = "Declared patterns change them, and nothing keeps the rows as they were."
    flagged = example(_accounts, _rename, _wanted)
    accepted = example(_accounts, entity("account_history", "id bigint", "email text"), _rename, _wanted)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.requirements.recovery != "history":
            return
        followed = _followed(facts)
        for table in own_tables(facts):
            if table.id in followed or not is_worth_keeping(facts, table) or _has_its_own(facts, table):
                continue
            changing = _changing(facts, table)
            if changing:
                yield self._finding(facts, table, changing)

    def surroundings(self, facts: Facts) -> Hashable:
        """A table that is added under such a name keeps the history of one that it has no link to."""
        return _followed(facts) if facts.schema.requirements.recovery == "history" else None

    def _finding(self, facts: Facts, table: Entity, changing: dict[AccessPattern, str]) -> Finding:
        first = next(iter(changing))
        name, dialect = facts.name(table), facts.schema.dialect.name
        return self.finding(
            table,
            f"“{first.name}” {changing[first]}s rows of {name}, and nothing keeps what they were",
            f"The requirements want the history of rows. What keeps it here is {_WAYS.get(dialect, _WAYS['mysql'])}.",
            evidence=evidence_table(
                ("access pattern", "does", "runs"),
                [
                    (one.name, does, said_rate(one.frequency_per_minute) or "not declared")
                    for one, does in changing.items()
                ],
                recovery="history",
            ),
            fix=history_of(facts, table),
        )


def _followed(facts: Facts) -> frozenset[str]:
    """The tables that have a history by its name."""
    return frozenset(one.id for one in facts.schema.entities if facts.histories.is_for_the_moment(one))


def _has_its_own(facts: Facts, table: Entity) -> bool:
    """Whether the table has versions of its own, or a trigger, which may keep them."""
    own = [name for held in table.options.values() if hasattr(held, "keys") for name in held]
    if any("versioning" in name for name in own) or any(written_by_server(one) for one in table.attributes):
        return True
    return any("trigger" in one.kind and table.id in one.requires for one in facts.schema.opaque)


def _changing(facts: Facts, table: Entity) -> dict[AccessPattern, str]:
    """The patterns that change or delete rows, and which of the two."""
    found: dict[AccessPattern, str] = {}
    for need in facts.needs_on(table.id):
        if need.statement.tables[need.use].written and _loses(facts, need):
            found.setdefault(need.pattern, need.statement.kind)
    return found


def _loses(facts: Facts, need: Need) -> bool:
    if need.statement.kind == "delete":
        return True
    written = [facts.schema.attribute(one) for one in need.statement.writes]
    return need.statement.kind == "update" and not all(means_moment(one.name) for one in written)
