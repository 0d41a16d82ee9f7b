"""TY014: a foreign key whose two sides have different types."""

from collections.abc import Iterator, Sequence

from designer.analysis.columns import enumerated, merged
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.fixes import widen
from designer.analysis.kinds_of_table import is_of_codes
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.model import Attribute, Relationship
from designer.schema.types import DataType
from designer.schema.words import words

_accounts = entity("accounts", "id bigint", pk="id")
_link = link("entries.account_id", "accounts.id")

_BASE = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
_BYTES = {"smallint": 2, "integer": 4, "bigint": 8}
_INTEGER_LIMITS = {"smallint": "32,767", "integer": "2,147,483,647"}
_STRICT = ("mysql", "mariadb", "tsql")
"""Dialects in which both sides of a foreign key must be integers of one size."""
_PLAIN_TEXT = {"text", "varchar", "citext", "name"}
_ASIDE = frozenset("old bak backup deprecated legacy obsolete".split())
"""How a column is called last that was put aside when another took its place."""
_NEVER_REACHED = 18
"""Digits that no sequence comes to."""
_TOO_SMALL = "cannot be referred to"
_TOGETHER = 3
"""So many columns that refer to one table with another type are told together."""


class LinkTypesDiffer(TableRule):
    """Foreign key whose two sides have different types.

    What the child's type cannot hold cannot be referred to: a parent key that grows past 2,147,483,647 ends all
    inserts into a child that kept integer, and a varchar(20) cannot name a key of thirty characters. Sides that
    only compare through a cast lose the index on every join, and PostgreSQL refuses the key where there is no
    common comparison at all. MySQL and SQL Server refuse integers of different size as well.

    A child wider than its parent holds every key, and text beside varchar without a length is the same: neither is
    reported. Neither is char(n) beside varchar(n) in MySQL and MariaDB, where both ignore trailing blanks, or types of
    the design's own that this tool cannot compare. Neither are numbers of 18 digits in Oracle: no sequence comes to
    more. A smaller type that refers to a list of codes is a hint, since such a list hardly grows past it; so is one in
    a column that was put aside (`owner_old` beside `owner`).
    """

    code = "TY014"
    alike = "foreign keys refer to a key of another type"
    confidence = Confidence.LIKELY  # a column may stand aside while another takes its place
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(
        _accounts, entity("entries", "id bigint", "account_id integer", pk="id", index="account_id"), _link
    )
    accepted = example(
        _accounts, entity("entries", "id bigint", "account_id bigint", pk="id", index="account_id"), _link
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            pairs = zip(relationship.columns, relationship.parent_columns, strict=False)
            for child, parent in ((facts.schema.attribute(a), facts.schema.attribute(b)) for a, b in pairs):
                found = _difference(facts, child, parent)
                if found:
                    yield self._finding(facts, relationship, child, parent, *found)
                    break

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        """One by one while few lead to a table; else one that lists them."""
        by_key: dict[tuple[str, Severity, Confidence, str], list[Finding]] = {}
        for one in found:
            link: Relationship = facts.schema.get(one.subject.object)
            by_key.setdefault((link.parent, one.severity, one.confidence, one.message), []).append(one)
        for (parent, *_), members in by_key.items():
            if len(members) < _TOGETHER:
                yield from members
                continue
            name = facts.name(facts.schema.entity(parent))
            places = [one.evidence["rows"][0][0] for one in members]
            yield self.finding(
                facts.schema.entity(parent),
                f"{len(members)} columns refer to {name} with another type: {enumerated(places)}",
                members[0].message,
                severity=members[0].severity,
                confidence=members[0].confidence,
                evidence=evidence_table(
                    ("column", "type", "refers to", "which is"),
                    [(*one.evidence["rows"][0], *one.evidence["rows"][1]) for one in members],
                ),
                fix=merged(one.fix for one in members) if all(one.fix for one in members) else (),
                single=False,
            )

    def _finding(
        self,
        facts: Facts,
        relationship: Relationship,
        child: Attribute,
        parent: Attribute,
        severity: Severity,
        why: str,
    ) -> Finding:
        one = f"{facts.name(facts.schema.entity(relationship.child))}.{child.name}"
        other = f"{facts.name(facts.schema.entity(relationship.parent))}.{parent.name}"
        return self.finding(
            relationship,
            f"{one} is {child.type}, but refers to {other}, which is {parent.type}",
            why,
            severity=severity,
            confidence=_how_sure(facts, relationship, child, why),
            evidence=evidence_table(("column", "type"), [(one, child.type), (other, parent.type)]),
            fix=_fix(facts, child, parent),
        )


def _how_sure(facts: Facts, link: Relationship, child: Attribute, why: str) -> Confidence:
    """A hint where a shorter type holds all that there will be, or where another column has taken this one's place."""
    listed = _TOO_SMALL in why and is_of_codes(facts, facts.schema.entity(link.parent))
    *rest, last = words(child.name) or ("",)
    aside = last in _ASIDE and any(words(one.name) == tuple(rest) for one in facts.schema.entity(link.child).attributes)
    return Confidence.HINT if listed or aside else Confidence.LIKELY


def _difference(facts: Facts, child: Attribute, parent: Attribute) -> tuple[Severity, str] | None:
    mine, theirs = facts.type_of(child), facts.type_of(parent)
    base, other = _BASE.get(mine.base, mine.base), _BASE.get(theirs.base, theirs.base)
    family, wanted = facts.family(child), facts.family(parent)
    if None in (family, wanted) or mine.dimensions or theirs.dimensions:
        return None
    if facts.schema.dialect.name != "postgres":
        return _elsewhere(facts, mine, theirs)
    if family == wanted == "enum":
        same = facts.enum_of(child) == facts.enum_of(parent)
        return None if same else (Severity.ERROR, "The two enums have no comparison: the server refuses the key.")
    if family == wanted == "integer":
        if _BYTES.get(base, 8) >= _BYTES.get(other, 8):
            return None
        return (
            Severity.WARNING,
            f"Keys above {_INTEGER_LIMITS[base]} cannot be referred to: inserts fail from there on.",
        )
    if family == wanted == "text":
        return _texts(mine, theirs, base, other)
    if {family, wanted} <= {"integer", "numeric", "float"} and family != wanted:
        return Severity.WARNING, "The two compare only after a cast, so that joins cannot use the index of one side."
    if family != wanted:
        return Severity.ERROR, "There is no comparison between the two types: the server refuses the key."
    return None


def _elsewhere(facts: Facts, mine: DataType, theirs: DataType) -> tuple[Severity, str] | None:
    """What a difference means in the other dialects, as far as it is sure."""
    dialect = facts.schema.dialect.name
    kinds = {mine.family, theirs.family}
    if kinds == {"text"}:
        sized = theirs.length is not None
        bases = mine.base.removeprefix("n"), theirs.base.removeprefix("n")
        return _texts(mine, theirs, *bases, padded=dialect in ("mysql", "mariadb")) if sized else None
    if kinds == {"integer"} and dialect in _STRICT:
        same = (mine.base, "unsigned" in mine.suffix) == (theirs.base, "unsigned" in theirs.suffix)
        return None if same else (Severity.ERROR, "Integers of different size or sign: the server refuses the key.")
    if kinds == {"integer"} and dialect == "oracle" and mine.length and theirs.length:
        if mine.length >= min(theirs.length, _NEVER_REACHED):
            return None
        return (
            Severity.WARNING,
            f"Keys of more than {mine.length} digits cannot be referred to: inserts fail from there on.",
        )
    if "text" in kinds and kinds & {"integer", "numeric", "uuid", "date", "timestamp"}:
        refused = "" if dialect == "sqlite" else ": the server refuses the key"
        return Severity.ERROR, f"A text and a value of another kind do not compare as they are{refused}."
    return None


def _texts(
    mine: DataType, theirs: DataType, base: str, other: str, padded: bool = False
) -> tuple[Severity, str] | None:
    """padded: whether all texts compare without their trailing blanks."""
    if (base == "char") != (other == "char") and not padded:
        return Severity.WARNING, "char(n) ignores trailing blanks and the other type does not: equal is not equal."
    if mine.length is not None and (theirs.length is None or theirs.length > mine.length) and base != "citext":
        if theirs.length is None and other not in _PLAIN_TEXT:
            return None
        return Severity.WARNING, f"A key of more than {mine.length} characters cannot be referred to."
    return None


def _fix(facts: Facts, child: Attribute, parent: Attribute) -> tuple[Change, ...]:
    """The child takes the parent's type, with everything that refers to the child."""
    wanted = _BASE.get(facts.type_of(parent).base, parent.type)
    family = facts.family(child)
    same = family == facts.family(parent) and family in ("integer", "text")
    if same and facts.schema.dialect.name == "postgres":
        return widen(facts, child, wanted)
    if child.default is not None or facts.schema.references_to(facts.owner_of(child.id).id):
        return ()
    return (edits.alter(facts.schema, child.id, type=wanted),)
