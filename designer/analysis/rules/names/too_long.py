"""NM003: names that are longer than the server keeps."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity, evidence_table
from designer.analysis.rule import Rule, all_but
from designer.exporters.registry import exporter
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Entity
from designer.schema.schema import Located
from designer.sql.identifiers import is_too_long, truncate

_NAMED = frozenset(
    "schema entity attribute primary_key unique check exclusion index relationship enum domain composite "
    "sequence".split()
)
_UNMENTIONED = frozenset({"primary_key", "unique", "check", "exclusion", "index", "relationship"})
"""Kinds whose names stand in no expression or query, so that a rename touches nothing else."""


class TooLong(Rule):
    """Names longer than the server keeps.

    PostgreSQL cuts a name after 63 bytes, with no more than a notice: two long names may become one, a migration
    tool that looks for the name it wrote does not find it, and the next run creates the constraint again. MySQL,
    SQL Server and Oracle refuse the statement instead.

    Counts what the design's own dialect counts: bytes in PostgreSQL and Oracle, characters in the others.
    The fix cuts constraints and indexes as PostgreSQL would, where that leaves every name unique.
    """

    code = "NM003"
    dialects = all_but("sqlite")
    reference = "https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"
    flagged = example(
        entity(
            "customer_order_delivery_reservations",
            "delivery_reservation_number text",
            index="delivery_reservation_number",
        )
    )
    accepted = example(entity("orders", "id bigint", "a" * 63 + " text", pk="id"))

    def check(self, facts: Facts) -> Iterator[Finding]:
        dialect = facts.schema.dialect.name
        found = [one for group in _groups(facts) for one in group]
        if not found:
            return
        server = exporter(dialect).label
        yield self.finding(
            facts.schema,
            f"{len(found)} {'name is' if len(found) == 1 else 'names are'} longer than {server} takes: "
            + enumerated([one.value.name for one in found], 2),
            "The server cuts it to 63 bytes, and what looks for the whole name does not find it."
            if dialect == "postgres"
            else "The server refuses the statement that creates it.",
            severity=Severity.WARNING if dialect == "postgres" else Severity.ERROR,
            evidence=evidence_table(
                ("kind", "name", "bytes"),
                [(one.kind.name.replace("_", " "), one.value.name, len(one.value.name.encode())) for one in found],
            ),
            fix=_cut(facts, found) if dialect == "postgres" else (),
        )


def _groups(facts: Facts) -> Iterator[Sequence[Located]]:
    """What is too long in each object at the top that is no table, and in all tables with their foreign keys."""
    schema = facts.schema
    lists: tuple[Iterable[Any], ...] = (
        schema.schemas,
        schema.enums,
        schema.domains,
        schema.composites,
        schema.sequences,
    )
    for one in chain.from_iterable(lists):
        yield _too_long(schema.groups[one.id], schema.dialect.name)
    yield facts.listed(_too_long_in_table)


def _too_long_in_table(facts: Facts, table: Entity) -> tuple[Located, ...]:
    links = [one for link in facts.schema.references_from(table.id) for one in facts.schema.groups[link.id]]
    return _too_long((*facts.schema.groups[table.id], *links), facts.schema.dialect.name)


def _too_long(group: Iterable[Located], dialect: str) -> tuple[Located, ...]:
    return tuple(
        one for one in group if one.kind.name in _NAMED and one.value.name and is_too_long(one.value.name, dialect)
    )


def _cut(facts: Facts, found: list[Located]) -> tuple[Change, ...]:
    """Renames of all of them, or none where one is mentioned elsewhere or would take another's name."""
    if any(one.kind.name not in _UNMENTIONED for one in found):
        return ()
    taken = {getattr(one.value, "name", None) for one in facts.schema.located.values()}
    new = [truncate(one.value.name, "postgres") for one in found]
    if len(set(new)) < len(new) or taken & set(new):
        return ()
    return tuple(edits.rename(facts.schema, one.value.id, name) for one, name in zip(found, new, strict=True))
