"""CO012: a reference whose table another column names."""

from collections.abc import Hashable, Iterator, Sequence

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.vocabulary import means_record
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_KINDS = ("type", "class", "table", "model")
_PLAIN_KINDS = ("type", "class", "table")
"""What names a table beside any word; the model of a product is its maker's name for it."""
_TABLES = ("table", "model", "class")
_LONG = 64
"""A text of so many characters is no number of a row."""
_GENERAL = frozenset(
    "object subject record resource entity target source owner reference ref related callback scope item actor parent "
    "context principal".split()
)
"""What anything may be called, so that only the kind beside it says what it is."""

_BROUGHT = frozenset(
    "versions audits taggings friendly_id_slugs ckeditor_assets delayed_jobs impressions noticed_notifications "
    "activity_log model_has_roles model_has_permissions personal_access_tokens".split()
)
"""Tables of which widely used libraries prescribe the columns."""
_BROUGHT_WORDS = frozenset({"notifiable", "tokenable", "source"})


class PolymorphicReference(ListedRule):
    """Reference whose table another column names.

    subject_type and subject_id point at any table, and so no foreign key can guard them: the row stays when what it
    points at goes, a mistyped type points nowhere, and every join is one of several chosen by a string. One nullable
    foreign key per table with a CHECK that exactly one is set, or a common parent table, can be guarded.

    Two columns with the same words before type (or class, table) and id count, where the id has no foreign key and no
    table's name ends so: room_type beside room_id is a property of the room. A word that fits anything (object, owner,
    commentable) or a kind that speaks of tables makes it likely; any other pair is a hint, since it may be the number
    and the sort of a thing kept elsewhere, and so is a pair in a log or a table of versions, whose rows are to stay,
    and one in a table that a library brings (ActiveStorage's, PaperTrail's), since its form is not the design's to
    change. Many of them make one finding.
    """

    code = "CO012"
    confidence = Confidence.LIKELY
    reference = "https://docs.gitlab.com/development/database/polymorphic_associations/"
    many = alike_in_table = "references say by a text which table they mean"
    message = "No foreign key can guard them: rows stay when what they point at goes."
    flagged = example(entity("comments", "id bigint", "subject_type text", "subject_id bigint", pk="id"))
    accepted = example(
        entity("comments", "id bigint", "post_id bigint", "post_status text", "comment_type text", pk="id")
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from (
            self._finding(facts, table, kind, key)
            for table in own_tables(facts)
            for kind, key in facts.kept(_pairs, table)
            if not _is_a_table(facts, words(key.name)[:-1])
        )

    def surroundings(self, facts: Facts) -> Hashable:
        return facts.table_stems

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        for confidence in (Confidence.LIKELY, Confidence.HINT):
            yield from super().fold(facts, [one for one in found if one.confidence is confidence])

    def _finding(self, facts: Facts, table: Entity, kind: Attribute, key: Attribute) -> Finding:
        place = facts.name(table)
        return self.finding(
            key,
            f"{place}.{key.name} refers to the table that {kind.name} names, so no foreign key can guard it",
            "The row stays when what it points at is deleted, and a mistyped name points nowhere.",
            entity=table.id,
            confidence=_confidence(table, kind, key),
            attributes=(kind.id, key.id),
            evidence=evidence_table(("column", "type"), [(f"{place}.{one.name}", one.type) for one in (kind, key)]),
        )


def _pairs(facts: Facts, table: Entity) -> tuple[tuple[Attribute, Attribute], ...]:
    """The columns of a table that look like a kind and a number of that kind; to be `kept`."""
    return tuple(_paired(facts, table))


def _paired(facts: Facts, table: Entity) -> Iterator[tuple[Attribute, Attribute]]:
    by_words = {words(column.name): column for column in table.attributes}
    references = facts.foreign_columns(table.id)
    for column in table.attributes:
        parts = words(column.name)
        if len(parts) < 2 or parts[-1] != "id" or column.id in references or facts.is_unique(table, (column.id,)):
            continue
        named = _KINDS if _is_general(parts[:-1]) else _PLAIN_KINDS
        kinds = (by_words.get((*parts[:-1], kind)) for kind in named)
        kind = next((one for one in kinds if one and one.id not in references), None)
        if kind is None or set(parts[:-1]) <= set(stem(table.name)):
            continue
        own = table.primary_key.columns if table.primary_key else ()
        if column.id in own and kind.id not in own:
            continue  # it is the row's own number
        if words(kind.name)[-1] == "class" and _is_long(facts, column):
            continue  # the class of a style sheet, and its name
        if facts.family(kind) in ("text", "enum") and facts.family(column) in ("integer", "uuid", "text"):
            yield kind, column


def _confidence(table: Entity, kind: Attribute, key: Attribute) -> Confidence:
    """Rows that record what was are to outlive what they speak of, and no foreign key is wanted there."""
    if means_record(table.name) or stem(table.name)[-1] == "version" or _is_brought(table, key):
        return Confidence.HINT
    general = _is_general(words(key.name)[:-1]) or words(kind.name)[-1] in _TABLES
    return Confidence.LIKELY if general else Confidence.HINT


def _is_brought(table: Entity, key: Attribute) -> bool:
    """Whether the pair is a library's, as its documentation says, or says where a value was taken from."""
    name = table.name.lower()
    return (
        words(key.name)[0] in _BROUGHT_WORDS
        or name in _BROUGHT
        or name.startswith(("active_storage_", "action_text_", "action_mailbox_"))
    )


def _is_long(facts: Facts, column: Attribute) -> bool:
    """Whether a text takes more than a key has: what it holds is a name or a path."""
    length = facts.type_of(column).length
    return facts.family(column) == "text" and length is not None and length >= _LONG


def _is_a_table(facts: Facts, front: tuple[str, ...]) -> bool:
    """Whether a table is called so, as `room_type` beside `room_id` is a property of the room: `service` for x_service
    too, a word that fits anything only by itself."""
    if _is_general(front):
        return front in facts.table_stems
    return any(one[-len(front) :] == front for one in facts.table_stems)


def _is_general(front: tuple[str, ...]) -> bool:
    return front[-1] in _GENERAL or front[-1].endswith("able")
