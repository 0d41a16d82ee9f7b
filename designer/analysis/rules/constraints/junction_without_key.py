"""CO017: a junction table that takes the same pair twice."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.junctions import is_thought_of, pair_of
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap

_students = entity("students", "id bigint", pk="id")
_courses = entity("courses", "id bigint", pk="id")
_links = (link("enrolments.student_id", "students.id"), link("enrolments.course_id", "courses.id"))


class JunctionWithoutKey(ListedRule):
    """Junction table that takes the same pair twice.

    A table that only joins two others says whether a pair belongs together. Without a key over both references the same
    pair can be stored twice: joins return it doubled, sums count it twice, and removing it once does not.

    An ordered list, keyed by one reference and a position, may mean to repeat a member, and a table that others refer
    to is more than a junction. A table counts as one when it has two references, and beside them only its own id, times
    of creation and change, and a position.

    One that records events (a date, a quantity, a price) or a course of them (requested, then notified) may repeat a
    pair and is left alone, as is one whose references say who made or changed the row, or one with an id and a time, of
    which a reference may be NULL or whose rows are looked up by the time: each row there is something that happened, as
    it is where the time says so (`executed_at`, `accepted_at`) or the table is called a run, a visit, a payment or the
    like. One with an id of which only one reference may be NULL, and that is not called after both tables, is a thing
    of its own.
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
            pair = pair_of(facts, table)
            if pair is None or facts.is_unique(table, pair) or is_thought_of(facts, table, pair):
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
