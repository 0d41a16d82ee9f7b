"""CO017: a junction table that takes the same pair twice."""

from collections.abc import Iterator, Sequence

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.vocabulary import means_moment, means_record
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Relationship
from designer.schema.words import stem, words

_students = entity("students", "id bigint", pk="id")
_courses = entity("courses", "id bigint", pk="id")
_links = (link("enrolments.student_id", "students.id"), link("enrolments.course_id", "courses.id"))

_BESIDE = frozenset({"position", "ordinal", "rank", "weight", "sort", "order", "priority"})


_KEPT_UP = frozenset({"created", "inserted", "added", "updated", "modified", "changed", "deleted", "removed"})
"""Words of times at which a program writes down that it wrote."""

_OCCURRED = frozenset(
    "run runned ran executed happened occurred triggered fired sent visited viewed clicked played measured recorded "
    "detected accepted agreed consented signed acknowledged paid purchased bought sold rated reviewed opened "
    "downloaded watched listened borrowed returned rented checked entered arrived departed logged contacted called "
    "notified reminded delivered received answered attempted tested redeemed consumed shipped scanned".split()
)
"""Words of times at which something happened that may happen again."""
_OCCURRENCES = frozenset(
    "run execution occurrence visit view click attempt measurement acceptance agreement consent signature payment "
    "purchase download rental loan checkin checkout delivery".split()
)
"""How a table of such things is called last."""

_ACTING = frozenset("by created modified updated deleted owner author approved".split())
"""Words of references that say who did something to the row: no half of a pair."""


class JunctionWithoutKey(ListedRule):
    """Junction table that takes the same pair twice.

    A table that only joins two others says whether a pair belongs together. Without a key over both references the
    same pair can be stored twice: joins return it doubled, sums count it twice, and removing it once does not.

    An ordered list, keyed by one reference and a position, may mean to repeat a member, and a table that others refer
    to is more than a junction. A table counts as one when it has two references, and beside them only its own id,
    times of creation and change, and a position. One that records events (a date, a quantity, a price) or a course of
    them (requested, then notified) may repeat a pair and is left alone, as is one whose references say who made or
    changed the row, or one with an id and a time, of which a reference may be NULL or whose rows are looked up by the
    time: each row there is something that happened, as it is where the time says so (`executed_at`, `accepted_at`) or
    the table is called a run, a visit, a payment or the like. One with an id of which only one reference may be NULL,
    and that is not called after both tables, is a thing of its own.
    """

    code = "CO017"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS"
    many = "junctions can hold the same pair twice"
    message = "A repeated pair doubles rows in every join through the table."
    flagged = example(
        _students,
        _courses,
        entity("enrolments", "id bigint", "student_id bigint", "course_id bigint", pk="id"),
        *_links,
    )
    accepted = example(
        _students,
        _courses,
        entity("enrolments", "student_id bigint", "course_id bigint", pk="student_id, course_id"),
        *_links,
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            pair = _pair(facts, table)
            if pair is None or facts.is_unique(table, pair) or _is_thought_of(facts, table, pair):
                continue
            names = ", ".join(facts.schema.names(pair))
            parents = [facts.name(facts.schema.entity(one.parent)) for one in facts.schema.references_from(table.id)]
            change = (
                edits.unique(facts.schema, table.id, pair)
                if table.primary_key
                else edits.primary_key(facts.schema, table.id, pair)
            )
            yield self.finding(
                table,
                f"{facts.name(table)} can hold the same pair ({names}) twice",
                f"It joins {' and '.join(parents)}: a repeated pair doubles rows in every join through it.",
                evidence=FrozenMap({"joins": tuple(parents), "columns": names}),
                fix=(change,) if table.partition_by is None else (),
            )


def _pair(facts: Facts, table: Entity) -> tuple[str, ...] | None:
    """The two references of a table that has nothing else to say."""
    references = facts.schema.references_from(table.id)
    columns = tuple(column for one in references for column in one.columns)
    if (
        means_record(table.name)
        or len(references) != 2
        or len(set(columns)) != 2
        or facts.schema.references_to(table.id)
        or table.inherits
        or any(_says_who(facts, one) for one in references)
    ):
        return None
    key = table.primary_key.columns if table.primary_key else ()
    if sum(means_moment(one.name) and not _KEPT_UP & set(words(one.name)) for one in table.attributes) > 1:
        return None
    own = bool(key) and not set(key) & set(columns)
    if own and (_happened(facts, table, columns) or _is_more_than_a_pair(facts, table, references, columns)):
        return None
    for attribute in table.attributes:
        own_id = key == (attribute.id,) or words(attribute.name) in (("id",), ("uuid",))
        beside = means_moment(attribute.name) or _BESIDE & set(words(attribute.name))
        if attribute.id not in columns and not own_id and not beside:
            return None
    return columns


def _happened(facts: Facts, table: Entity, columns: tuple[str, ...]) -> bool:
    """Whether a row tells of a moment: one it is looked up by, or with or without one of the two (anybody's view)."""
    moments = [one for one in table.attributes if means_moment(one.name)]
    if any(path.columns[:1] == (one.id,) for one in moments for path in facts.access_paths(table.id)):
        return True
    last = stem(table.name)[-1]
    parents = {stem(facts.schema.entity(one.parent).name)[-1] for one in facts.schema.references_from(table.id)}
    if (last in _OCCURRENCES and last not in parents) or any(_OCCURRED & set(words(one.name)) for one in moments):
        return True
    empty = any(not facts.is_required(table, facts.schema.attribute(one)) for one in columns)
    full = any(facts.is_required(table, facts.schema.attribute(one)) for one in columns)
    return empty and full and bool(moments)


def _is_more_than_a_pair(
    facts: Facts, table: Entity, references: Sequence[Relationship], columns: tuple[str, ...]
) -> bool:
    """Whether a row with a number of its own is there without one of the two: a port of a gateway, with or without
    settings. A table that is called after both joins them, whatever may be missing."""
    required = {facts.is_required(table, facts.schema.attribute(one)) for one in columns}
    called = set(stem(table.name))
    parents = [set(stem(facts.schema.entity(one.parent).name)[-1:]) for one in references]
    return required == {True, False} and not all(one & called for one in parents)


def _says_who(facts: Facts, reference: Relationship) -> bool:
    """Whether a reference says who did something to the row; `author_id` of authors says what it refers to."""
    called = set(stem(facts.schema.entity(reference.parent).name))
    return any(_ACTING & (set(words(name)) - called) for name in facts.schema.names(reference.columns))


def _is_thought_of(facts: Facts, table: Entity, pair: tuple[str, ...]) -> bool:
    """Whether one reference is unique with something else (an order, a condition), or an exclusion guards the pair."""
    paths = facts.access_paths(table.id)
    return bool(table.exclusions) or any(path.unique and set(path.columns) & set(pair) for path in paths)
