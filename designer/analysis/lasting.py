"""Tables whose rows somebody may want back: not logs, sessions, queues or junctions."""

from designer.analysis.facts import Facts
from designer.analysis.vocabulary import means_record
from designer.schema.model import Entity
from designer.schema.words import singular, words

_PASSING = frozenset("session token cache queue job lock temp tmp staging draft cart presence heartbeat".split())
"""Tables whose rows nobody wants back."""


def is_worth_keeping(facts: Facts, table: Entity) -> bool:
    """Whether the rows of a table are no records, do not pass, do not have to go, and are more than links."""
    passing = _PASSING & {singular(one) for one in words(table.name)}
    if table.retention_days is not None or means_record(table.name) or passing:
        return False
    key = set(table.primary_key.columns) if table.primary_key else set()
    return not (key and key <= facts.foreign_columns(table.id) and len(key) > 1)
