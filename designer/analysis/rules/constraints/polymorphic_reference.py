"""CO012: a reference whose table another column names."""

from collections.abc import Hashable, Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.words import stem, words
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity

_KINDS = ("type", "class", "table", "model")


class PolymorphicReference(ListedRule):
    """Reference whose table another column names.

    subject_type and subject_id point at any table, and so no foreign key can guard them: the row stays when what it
    points at goes, a mistyped type points nowhere, and every join is one of several chosen by a string. One nullable
    foreign key per table with a CHECK that exactly one is set, or a common parent table, can be guarded.

    Two columns with the same words before type (or class, table) and id count, where the id has no foreign key and no
    table is called so: room_type beside room_id is a property of the room. Many of them make one finding.
    """

    code = "CO012"
    confidence = Confidence.LIKELY
    many = "references say by a text which table they mean"
    message = "No foreign key can guard them: rows stay when what they point at goes."
    flagged = example(entity("comments", "id bigint", "subject_type text", "subject_id bigint", pk="id"))
    accepted = example(
        entity("comments", "id bigint", "post_id bigint", "post_status text", "comment_type text", pk="id")
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from (
            self._finding(facts, table, kind, key) for table in own_tables(facts) for kind, key in _pairs(facts, table)
        )

    def surroundings(self, facts: Facts) -> Hashable:
        return facts.table_stems

    def _finding(self, facts: Facts, table: Entity, kind: Attribute, key: Attribute) -> Finding:
        place = facts.name(table)
        return self.finding(
            key,
            f"{place}.{key.name} refers to the table that {kind.name} names, so no foreign key can guard it",
            "The row stays when what it points at is deleted, and a mistyped name points nowhere.",
            entity=table.id,
            attributes=(kind.id, key.id),
            evidence=evidence_table(("column", "type"), [(f"{place}.{one.name}", one.type) for one in (kind, key)]),
        )


def _pairs(facts: Facts, table: Entity) -> Iterator[tuple[Attribute, Attribute]]:
    by_words = {words(column.name): column for column in table.attributes}
    references = facts.foreign_columns(table.id)
    for column in table.attributes:
        parts = words(column.name)
        if len(parts) < 2 or parts[-1] != "id" or column.id in references or facts.is_unique(table, (column.id,)):
            continue
        # `room_type` beside `room_id` is a property of the room.
        if parts[:-1] in facts.table_stems or set(parts[:-1]) <= set(stem(table.name)):
            continue
        kinds = (by_words.get((*parts[:-1], kind)) for kind in _KINDS)
        kind = next((one for one in kinds if one and one.id not in references), None)
        if kind and facts.family(kind) in ("text", "enum") and facts.family(column) in ("integer", "uuid", "text"):
            yield kind, column
