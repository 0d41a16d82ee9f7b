"""IX002: a foreign key without an index on the referencing side."""

from collections.abc import Hashable, Iterator, Sequence

from designer.analysis.access_paths import AccessPath, finds_equal
from designer.analysis.blocks import is_in_a_block, named_in_blocks
from designer.analysis.columns import or_listed
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.implied_names import KEY_WORDS
from designer.analysis.kept_rows import is_revised
from designer.analysis.kinds_of_table import is_handful, is_kept_empty, is_of_codes, is_put_aside, is_scratch
from designer.analysis.partitions import is_default, partitions_of
from designer.analysis.rule import TableRule, all_but
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Relationship
from designer.schema.words import stem, words

_customers = entity("customers", "id bigint", pk="id")
_link = link("orders.customer_id", "customers.id")
_PEOPLE = frozenset("user account person member employee staff customer client contact login".split())
_BODIES = frozenset("organisation organization institution company agency".split())
_OWNING = frozenset("owner provider distributor supplier".split())
"""Words of references that say which of some organizations a thing belongs to, or comes from."""
_HELD = frozenset({"lock", "leader", "lease"})
"""Words of tables of which each row stands for what one of a few programs holds."""
_FEW = 6
"""Columns, at most, of a table that is a list of names."""
_REFUSING = ("no action", "restrict")
_INDEX = frozenset({"index"})
_INDEXING = ("mysql", "mariadb")
"""Dialects that index the columns of a foreign key where no index of the design begins with them."""


class UnindexedForeignKey(TableRule):
    """Foreign key without an index on the referencing side.

    PostgreSQL indexes the referenced key, not the columns that point at it. Deleting a parent row, or changing its key,
    then reads the whole child table to look for rows that still refer to it, and so does every query that lists the
    children of one parent. SQL Server, SQLite and Oracle make no such index either, and Oracle locks the whole child
    table meanwhile. MySQL and MariaDB make it with the foreign key, so that nothing is said there.

    A primary key, a unique constraint or an index that begins with these columns, in any order, serves, and so does a
    hash index of just that column: both look-ups are by equality. So does, for a key of several columns, an index that
    begins with the one that is called after the parent: a number finds a handful of rows, whatever tenant they are of.
    So does one that begins with two of its columns, or with its time, and a key over some of the columns alone. A table
    that CHECK (FALSE) keeps empty needs none. Tables that are declared to stay small are left alone.

    Where no volume is declared, only an action that changes the children with the parent makes it a warning, and it is
    likely rather than certain, since the table may hold a handful of rows. It is a hint where either table looks like a
    list of codes (by its name, or by a short text for its key), or the one referred to holds the few things that a
    program works with (sources, tools, scripts, dimensions) or is a short list that goes by its names beside its
    numbers, and nothing says how many rows there are: few of its rows ever go, and each is meant by many.

    It is a hint, too, where an index has the column after the one that says whose a row is, a tenant's (the table's own
    key begins with it; or an index has it before the table's number; or it has an index alone, is no reference, and
    most tables have it), and where the key says who did something (`created_by`, `creator_id`) and deletes nothing:
    people stay, and are seldom asked for.

    And it is one where the key says which organization owns a thing, in a table that was put aside, in one of locks or
    leaders, and where Hibernate Envers keeps what rows were.

    A column that a table is divided by, list by list, needs none: only that list's part is read, unless one part takes
    all others.

    In PostgreSQL a DO block that speaks of an index, the table and the columns makes it a hint, too: it may well make
    that index. So do an index that begins with one of several columns, and a partial one over them.
    """

    code = "IX002"
    alike_in_table = "foreign keys have no index"
    dialects = all_but("mysql", "mariadb")
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(_customers, entity("orders", "id bigint", "customer_id bigint", pk="id"), _link)
    accepted = example(
        _customers, entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id"), _link
    )

    @property
    def rests_on_gathered(self) -> bool:
        return True  # each finding tells the rows of its table, and names the other one

    def surroundings(self, facts: Facts) -> Hashable:
        return named_in_blocks(facts)

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        codes = [one for one in found if one.confidence is Confidence.HINT]
        yield from self._folded(facts, [one for one in found if one.confidence is not Confidence.HINT])
        message = "Few such rows ever go, and many refer to each: an index serves where one of them is searched for."
        yield from or_listed(self, facts, codes, "foreign keys of codes, or of who did it, have no index", message)

    def _folded(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        minor = [one for one in found if one.severity is Severity.INFO]
        unsized: dict[str, list[Finding]] = {}
        for one in found:
            if one.severity is Severity.INFO:
                continue
            if one.evidence["rows to read"] is None:
                unsized.setdefault(facts.schema.get(one.subject.object).parent, []).append(one)
            else:
                yield one
        rest: list[Finding] = []
        for parent, to_it in unsized.items():
            if len(to_it) <= facts.thresholds.listed_singly:
                rest += to_it
                continue
            name = facts.name(facts.schema.entity(parent))
            message = f"Deleting one row of {name}, or listing the rows that refer to it, reads these tables whole."
            yield from or_listed(self, facts, to_it, f"foreign keys to {name} have no index", message)
        many = "foreign keys have no index, though a row they refer to takes theirs with it"
        message = "Deleting a row that one refers to changes the rows that refer to it, and reads their whole table."
        yield from or_listed(self, facts, rest, many, message)
        many = "foreign keys have no index, and nothing says how many rows they are looked for in"
        message = "Deleting a row that one refers to, or listing the rows that refer to it, reads the whole table."
        yield from or_listed(self, facts, minor, many, message)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for child in facts.tables if facts.schema.dialect.name not in _INDEXING else ():
            for relationship, fix in facts.kept(_unserved, child):
                if not _is_found_by_number(facts, relationship) and not _divides(facts, child, relationship):
                    yield self._finding(facts, child, relationship, fix)

    def _finding(self, facts: Facts, child: Entity, relationship: Relationship, fix: tuple[Change, ...]) -> Finding:
        parent = facts.schema.entity(relationship.parent)
        name, other = facts.name(child), facts.name(parent)
        columns = ", ".join(facts.schema.names(relationship.columns))
        confidence = _confidence(facts, child, parent, relationship)
        return self.finding(
            relationship,
            f"No index on {name} ({columns}), which refers to {other}",
            f"Deleting a row of {other}, or listing its rows here, reads all of {name}"
            + (f": {child.rows:,} rows." if child.rows else "."),
            confidence=confidence,
            severity=_severity(facts, child, relationship, confidence),
            evidence=FrozenMap(
                {
                    "foreign key": relationship.name or columns,
                    "on delete": relationship.on_delete,
                    "rows to read": child.rows,
                }
            ),
            fix=fix,
            single=child.rows is None,
        )


def _unserved(facts: Facts, child: Entity) -> tuple[tuple[Relationship, tuple[Change, ...]], ...]:
    """The foreign keys of a table that nothing of its own serves, each with what adds the index; to be `kept`."""
    if child.rows is not None and child.rows <= facts.thresholds.small_table_rows:
        return ()
    paths = facts.access_paths(child.id)
    lacking = [
        link
        for link in facts.schema.references_from(child.id)
        if not any(path.serves(link.columns) for path in paths)
        and not finds_equal(child, link.columns)
        and not _has_a_key(facts, link)
    ]
    if not lacking or is_kept_empty(facts, child):
        return ()
    return tuple((link, (edits.index(facts.schema, child.id, link.columns),)) for link in lacking)


def _severity(facts: Facts, child: Entity, link: Relationship, confidence: Confidence) -> Severity:
    if child.rows is None:
        minor = link.on_delete in _REFUSING or confidence is Confidence.HINT
        return Severity.INFO if minor else Severity.WARNING
    return Severity.ERROR if child.rows >= facts.thresholds.large_table_rows else Severity.WARNING


def _confidence(facts: Facts, child: Entity, parent: Entity, link: Relationship) -> Confidence:
    if is_in_a_block(facts, child.name, *facts.schema.names(link.columns), making=_INDEX):
        return Confidence.HINT
    if child.rows is not None:
        return Confidence.CERTAIN
    is_doubted = (
        facts.kept(_is_seldom_asked, child)
        or is_handful(facts, parent)
        or _is_found_in_part(facts, link)
        or _is_found_in_its_part(facts, link)
        or _is_called_by_name(facts, parent, link)
        or (link.on_delete in _REFUSING and _says_who(facts.schema.names(link.columns)[-1], parent))
        or _is_owned(facts, parent, link)
    )
    return Confidence.HINT if is_doubted else Confidence.LIKELY


def _is_seldom_asked(facts: Facts, child: Entity) -> bool:
    """Whether a table is a list of codes, was put aside, or holds locks, or what rows were; to be `kept`."""
    aside = is_put_aside(child) or is_scratch(child) or is_revised(child) or bool(_HELD & {*stem(child.name)})
    return aside or is_of_codes(facts, child)


def _says_who(name: str, parent: Entity) -> bool:
    """Whether a column says who did something to the row: `created_by`, `signed_by_user_id`, `creator_id`; not the
    `creator_id` of a table of creators."""
    spoken = tuple(one for one in words(name) if one not in KEY_WORDS)
    if name.lower().endswith("by") or spoken[-1:] == ("by",) or ("by" in spoken and spoken[-1] in _PEOPLE):
        return True
    return spoken[:1] in (("creator",), ("creatoruser",)) and "creator" not in stem(parent.name)


def _is_owned(facts: Facts, parent: Entity, link: Relationship) -> bool:
    """Whether a reference says which of some organizations has a thing, or has delivered it: those stay, and have
    much."""
    role = words(facts.schema.names(link.columns)[-1])
    return stem(parent.name)[-1] in _BODIES and bool(_OWNING & {*role, *(one[-5:] for one in role)})


def _is_called_by_name(facts: Facts, parent: Entity, link: Relationship) -> bool:
    """Whether a table of unknown size is referred to by a short name beside its own number, as a handful of chains, of
    regions, of queues are; people go by their names, too, and are many."""
    key = parent.primary_key.columns if parent.primary_key else ()
    if parent.rows is not None or len(link.parent_columns) != 1 or link.parent_columns == key:
        return False
    column = facts.schema.attribute(link.parent_columns[0])
    named = words(column.name)
    own = named[:-1] in ((), words(parent.name), stem(parent.name)) and named[-1:] in (("name",), ("code",))
    few = not _PEOPLE & {*stem(parent.name)} and len(parent.attributes) <= _FEW
    return own and few and facts.family(column) == "text"


def _has_a_key(facts: Facts, link: Relationship) -> bool:
    """Whether some of the columns are unique by themselves: they find the one row that there can be."""
    wanted = set(link.columns)
    paths = facts.access_paths(link.child)
    return any(one.unique and one.where is None and set(one.columns) <= wanted for one in paths)


def _divides(facts: Facts, child: Entity, link: Relationship) -> bool:
    """Whether a table is divided by the column, list by list, so that one part alone is read for a value of it; what
    takes all others is no such part."""
    parts = child.partition_by
    if parts is None or parts.strategy != "list" or tuple(one.column for one in parts.keys) != link.columns:
        return False
    return not any(is_default(one) for one in partitions_of(facts.schema, child))


def _is_found_in_part(facts: Facts, link: Relationship) -> bool:
    """Whether an index begins with one of several columns, or is one of these columns for a part of the rows."""
    wanted, several = set(link.columns), len(link.columns) > 1
    paths = [one for one in facts.access_paths(link.child) if one.columns]
    if several and any(one.where is None and one.columns[0] in wanted for one in paths):
        return True
    return any(one.where is not None and set(one.columns[: len(wanted)]) == wanted for one in paths)


def _is_found_in_its_part(facts: Facts, link: Relationship) -> bool:
    """Whether an index has the column after one that stands for the part (a tenant's) in which rows are asked for."""
    child = facts.schema.entity(link.child)
    key = child.primary_key.columns if child.primary_key else ()
    if not key or len(link.columns) != 1 or link.columns[0] in key:
        return False
    paths = [one for one in facts.access_paths(child.id) if one.where is None]
    wanted = {one.columns[0] for one in paths if one.columns[1:2] == link.columns}
    return bool(wanted) and any(_is_a_part(facts, child, one, paths) for one in wanted)


def _is_a_part(facts: Facts, child: Entity, column: str, paths: Sequence[AccessPath]) -> bool:
    """Whether a column says whose a row is: a key of several columns begins with it, it stands before the table's
    number in an index, or it has one alone, is no reference, and most tables have it."""
    key = child.primary_key.columns if child.primary_key else ()
    if len(key) > 1 and key[0] == column:
        return True
    alone = column not in facts.foreign_columns(child.id) and _is_everywhere(facts, column)
    return any(
        one.columns == (column, *key) or (alone and not one.unique and one.columns == (column,)) for one in paths
    )


def _is_everywhere(facts: Facts, column: str) -> bool:
    """Whether most tables of the design have a column of this name."""
    return 2 * facts.tables_with(facts.schema.attribute(column).name) > len(facts.schema.entities)


def _is_found_by_number(facts: Facts, relationship: Relationship) -> bool:
    """Whether an index begins with the column of a longer key that is called after the parent (`order_id`), with the
    time in it, or with two of its columns: what it then leaves to be read is a handful of rows."""
    if len(relationship.columns) < 2:
        return False
    wanted = f"{''.join(stem(facts.schema.entity(relationship.parent).name))}id"
    telling = {one for one in relationship.columns if "".join(words(facts.schema.attribute(one).name)) == wanted}
    telling |= {one for one in relationship.columns if facts.family(facts.schema.attribute(one)) == "timestamp"}
    paths = [path.columns for path in facts.access_paths(relationship.child) if path.where is None and path.columns]
    wanted_ones = set(relationship.columns)
    return any(one[0] in telling or (len(one) > 1 and {*one[:2]} <= wanted_ones) for one in paths)
