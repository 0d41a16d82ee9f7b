"""What deleting a parent row does to its children: a look-up that no EXPLAIN shows and every foreign key makes."""

from collections.abc import Iterator
from dataclasses import replace

from designer.analysis.access_paths import finds_equal
from designer.analysis.facts import Facts
from designer.exporters.postgres.text import name as quoted
from designer.schema.model import AccessPattern, Relationship
from designer.schema.schema import Schema

_ASSUMED_PER_MINUTE = 1 / 60
_ACTS = frozenset({"cascade", "set null", "set default"})
_DAY = 24 * 60


def implied_patterns(facts: Facts) -> tuple[AccessPattern, ...]:
    """A pattern for each foreign key whose parent loses rows: what the server asks of the child for each of them.

    Frequency: the parent's declared deletions or those of the patterns that delete from it; where a foreign key
    cascades or sets null and nothing is declared, one an hour. Without either there is no such pattern.
    """
    return tuple(_implied(facts))


def _implied(facts: Facts) -> Iterator[AccessPattern]:
    rates = _deletions(facts)
    for link in facts.schema.relationships:
        rate = rates.get(link.parent) or (_ASSUMED_PER_MINUTE if link.on_delete in _ACTS else 0)
        if not rate or not link.enforced or _is_served(facts, link):
            continue
        yield look_up(facts, link, rate)


def look_up(facts: Facts, link: Relationship, rate: float) -> AccessPattern:
    """What the server asks of the child when a row of the parent goes."""
    child, parent = facts.schema.entity(link.child), facts.schema.entity(link.parent)
    columns = facts.schema.names(link.columns)
    where = " AND ".join(f"{quoted(one)} = ${number}" for number, one in enumerate(columns, 1))
    namespace = facts.schema.namespace(child.schema)
    table = f"{quoted(namespace)}.{quoted(child.name)}" if namespace else quoted(child.name)
    return AccessPattern(
        id=f"deletion {link.id}",
        name=f"deleting from {facts.name(parent)}: rows of {facts.name(child)} by {', '.join(columns)}",
        statements=(f"SELECT 1 FROM {table} WHERE {where} FOR KEY SHARE",),
        frequency_per_minute=rate,
    )


def _deletions(facts: Facts) -> dict[str, float]:
    """Deletions a minute, by table, cascades from above included."""
    rates = {one.id: (one.deletes_per_day or 0) / _DAY for one in facts.schema.entities}
    for parsed in facts.patterns:
        for statement in parsed.statements:
            for use in statement.tables:
                if use.entity and use.written and statement.blocks[use.block].kind == "delete":
                    frequency = parsed.pattern.frequency_per_minute or 1.0
                    rates[use.entity] = max(rates[use.entity], frequency)
    return rates


def _is_served(facts: Facts, link: Relationship) -> bool:
    served = any(path.serves(link.columns) for path in facts.access_paths(link.child))
    return served or finds_equal(facts.schema.entity(link.child), link.columns)


def with_patterns(schema: Schema, patterns: tuple[AccessPattern, ...]) -> Schema:
    """The design with further access patterns."""
    return replace(schema, access_patterns=(*schema.access_patterns, *patterns))
