"""CI007: a row shown by one pattern and saved whole by another, whatever happened in between."""

from collections import defaultdict
from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.guarded import version_asked_for
from designer.analysis.needs import Need
from designer.analysis.rule import Rule
from designer.analysis.selectivity import is_pinned, is_sought_by_key_alone
from designer.schema.build import entity, pattern
from designer.schema.model import Attribute

_table = entity("contacts", "id bigint", "name text", "phone text", "version integer", pk="id")
_show = pattern("show a contact", "SELECT name, phone, version FROM contacts WHERE id = $1", per_minute=30)
_save = "UPDATE contacts SET name = $1, phone = $2, version = version + 1 WHERE id = $3"
_FORM = 2
"""So many columns are set at once by a form that was filled from the row."""
_VERSIONS = frozenset({"version", "revision", "etag", "rowversion"})


class EditedBlindly(Rule):
    """Row shown by one pattern and saved whole by another, whatever happened in between.

    Between showing a form and saving it minutes pass, and no transaction stays open so long. Two people open the same
    row, one changes the name and the other the phone, and who saves last puts the old name back. A version that is
    read with the row, and asked for when it is saved, refuses the second with a message.

    Flagged where a pattern reads one row by its key, and another sets two or more of the columns read to parameters
    with nothing but the key in its condition. Whether people or one program alone do so is not known: a hint. What
    reads and writes within one pattern is another rule's.
    """

    code = "CI007"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://martinfowler.com/eaaCatalog/optimisticOfflineLock.html"
    flagged = example(_table, _show, pattern("save a contact", _save, per_minute=2))
    accepted = example(_table, _show, pattern("save a contact", f"{_save} AND version = $4", per_minute=2))

    def check(self, facts: Facts) -> Iterator[Finding]:
        shown: dict[str, list[Need]] = defaultdict(list)
        for need in facts.needs:
            if _shows(facts, need):
                shown[need.entity.id].append(need)
        told: set[str] = set()
        for write in facts.needs:
            columns = _saved(facts, write) if write.pattern.id not in told else frozenset()
            if len(columns) < _FORM:
                continue
            read = next((one for one in shown[write.entity.id] if columns <= one.statement.reads), None)
            if read is not None:
                told.add(write.pattern.id)
                yield self._finding(facts, read, write, columns)

    def _finding(self, facts: Facts, read: Need, write: Need, columns: frozenset[str]) -> Finding:
        table = write.entity
        saved = [one for one in table.attributes if one.id in columns]
        version = _version(write)
        condition = (
            f"AND {version.name} = …"
            if version
            else "AND version = …, with a column version that each UPDATE counts up"
        )
        return self.finding(
            write.pattern,
            f"“{write.pattern.name}” saves what “{read.pattern.name}” has shown, whatever happened in between",
            f"Of two people who have one row of {facts.name(table)} open, who saves last undoes the other’s change.",
            entity=table.id,
            attributes=tuple(one.id for one in saved),
            evidence=evidence_table(
                ("access pattern", "statement"),
                [(read.pattern.name, read.statement.sql), (write.pattern.name, write.statement.sql)],
                **{"saved as shown": ", ".join(one.name for one in saved), "a way out": condition},
            ),
            fix=version_asked_for(facts, read, write, version),
        )


def _shows(facts: Facts, need: Need) -> bool:
    """Whether a pattern is one SELECT of one row, which nothing locks."""
    alone = len(need.pattern.statements) == 1 and need.statement.kind == "select" and need.block.parent is None
    return alone and not need.block.lock and is_pinned(facts, need)


def _saved(facts: Facts, need: Need) -> frozenset[str]:
    """The columns that a pattern of one UPDATE sets to what it is given, where it asks for the key alone."""
    use = need.statement.tables[need.use]
    if len(need.pattern.statements) != 1 or need.statement.kind != "update" or not use.written:
        return frozenset()
    if not is_pinned(facts, need) or not is_sought_by_key_alone(facts, need):
        return frozenset()
    return frozenset(one.attribute for one in need.statement.assignments if one.parameter and not one.own)


def _version(need: Need) -> Attribute | None:
    """The column that counts the versions of a row, where it has one."""
    return next((one for one in need.entity.attributes if _VERSIONS & set(one.name.lower().split("_"))), None)
