"""TY003: yes or no kept as a number or a text."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import closed_list, constant
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import checks_on, retype
from designer.analysis.native_types import native_truth
from designer.analysis.rule import all_but
from designer.analysis.vocabulary import means_flag
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

_NO_QUESTION = frozenset({"status", "state", "level", "mode", "number", "version"})
_TRUTH = {
    "1": True, "0": False, "t": True, "f": False, "true": True, "false": False, "y": True, "n": False,
    "yes": True, "no": False, "j": True,
}  # fmt: skip
LONGEST = 5
"""Characters of the longest of these words, false."""


class BooleanAsOther(ColumnRule):
    """Yes or no kept as a number or a text.

    A smallint or char(1) takes 7 and 'x' where yes and no were meant, every query has to know the spelling, and
    two of them in the end use two. boolean takes true, false and unknown, in one byte.

    SQL Server has bit for it; in MySQL and MariaDB a small number is the boolean, and only text counts. Oracle's tables
    had no such type before version 23 and are left alone. SQLite takes any value for BOOLEAN, so that there the type
    only tells the reader what is meant, and it is a hint.

    The name must ask a question (`is_active`, `has_children`, `deleted`), the type must be a whole number or
    a text of at most five characters, and checks, defaults and samples must allow nothing but yes and no. A status, a
    level or the number of a flag (`trace_flag`) is no question, and `deleted bigint` keeps since when.
    """

    code = "TY003"
    dialects = all_but("oracle")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/datatype-boolean.html"
    flagged = example(entity("users", "id bigint", "is_active smallint not null default 1", pk="id"))
    accepted = example(
        entity("users", "id bigint", "is_active boolean not null", "deleted_by integer", "is_a text", pk="id")
    )
    one = "is a yes or no kept as {type}"
    many = "keep yes or no as numbers or text"
    message = "The type takes values that are neither, and each query has to know how yes is spelled here."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name == "oracle":
            return
        for table, column in own_columns(facts):
            if not means_flag(column.name) or not _asks(facts, column) or not _could_hold(facts, column):
                continue
            if column.id in facts.foreign_columns(table.id):
                continue
            allowed = _allowed(facts, table, column)
            if allowed is None and _is_moment(facts, column):
                continue
            if allowed is not None and not {str(value).lower() for value in allowed} <= _TRUTH.keys():
                continue
            yield Suspect(table, column, _fix(facts, column), confidence=_confidence(facts, allowed is not None))


def _confidence(facts: Facts, settled: bool) -> Confidence:
    """SQLite takes BOOLEAN for a number and checks nothing: there the type only says what is meant."""
    if facts.schema.dialect.name == "sqlite":
        return Confidence.HINT
    return Confidence.CERTAIN if settled else Confidence.LIKELY


def _asks(facts: Facts, column: Attribute) -> bool:
    """Whether a name asks for yes or no, and for nothing that has a number: `is_running_status`, `trace_flag`."""
    *front, last = words(column.name)
    numbered = last == "flag" and front[:1] not in (["is"], ["has"]) and facts.family(column) == "integer"
    return singular(last) not in _NO_QUESTION and not numbered


def _is_moment(facts: Facts, column: Attribute) -> bool:
    """Whether eight bytes keep since when something is so: `repo_deleted bigint`, in milliseconds."""
    return facts.type_of(column).base == "bigint" and words(column.name)[0] not in ("is", "has", "can")


def _could_hold(facts: Facts, column: Attribute) -> bool:
    kind = facts.type_of(column)
    if facts.family(column) == "text":
        return kind.length is not None and kind.length <= LONGEST
    if facts.schema.dialect.name in ("mysql", "mariadb"):
        return False
    return facts.family(column) == "integer" and "serial" not in kind.base and column.identity is None


def _allowed(facts: Facts, table: Entity, column: Attribute) -> tuple[object, ...] | None:
    """The values that a check, samples or the default speak of; None where nothing does."""
    for text in checks_on(facts, table, column):
        found = closed_list(text, facts.schema.dialect.name)
        if found:
            return found[1]
    seen = [*column.samples, *(share.value for share in column.values)]
    if seen:
        return tuple(int(value) if isinstance(value, bool) else value for value in seen)
    # A default says only that it is one of the values: it can rule the question out, not settle it.
    default = constant(column.default, facts.schema.dialect.name)
    return (default,) if default is not None and default.lower() not in _TRUTH else None


def _fix(facts: Facts, column: Attribute) -> tuple[Change, ...]:
    if column.default is None:
        return retype(facts, column, "boolean")
    truth = _TRUTH.get((constant(column.default, facts.schema.dialect.name) or "").lower())
    default = native_truth(bool(truth), facts.schema.dialect.name)
    return () if truth is None else retype(facts, column, "boolean", default=default)
