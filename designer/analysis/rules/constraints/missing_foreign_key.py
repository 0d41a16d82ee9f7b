"""CO011: a column that names another table's key, without a foreign key."""

from collections.abc import Callable, Iterator

from designer.analysis.columns import enumerated, or_listed
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.fixes import constant_default, reference
from designer.analysis.implied_composites import ImpliedLink
from designer.analysis.implied_links import implied_links
from designer.analysis.implied_targets import same_type
from designer.analysis.rule import Rule
from designer.schema.build import entity, link
from designer.schema.changes import Add, Change
from designer.schema.model import Attribute, Entity

_customers = entity("customers", "id bigint", "name text", pk="id")

_ON_PRINCIPLE = 20
"""So many times as many references without a foreign key as with one are no oversight."""
_MOSTLY = 0.8
"""Share of what the names tell plainly, from which on they tell it of the design."""
_NO_SKETCH = 10
"""A design of so many tables without a foreign key has none on principle."""
_TOGETHER = 3
"""So many that share a table are told together, where there are many in all."""


class MissingForeignKey(Rule):
    """Column that names another table's key, without a foreign key.

    Without the constraint a row can refer to a parent that never was or is gone: joins drop it silently, counts differ
    between two reports, and nobody can say since when. The planner loses the estimate, diagrams the line.

    The types must be the same, or whole numbers of two sizes where the name says it plainly, the target must be a key,
    and one table only may be meant.

    A name says it plainly as that of a table in the singular and then id (`customer_id` for customers.id, `topic_id` of
    forum_posts for forum_topics), as another table's own key (`person_id` for person.person_id), as `parent_id`, or
    where columns of the same name lead to one table everywhere else. Columns that are called as a whole key of several
    columns are taken together, as a hint unless each begins with the table's name.

    A name is no proof, so that it is never certain. It is only a hint where the name says it less plainly
    (`reported_user_id`, `approved_by`, `currency char(3)` beside currencies with the key `code char(3)`), where the key
    is a text, where another part of the same primary key has its foreign key, and in logs, archives, caches, usage,
    billing, statistics, what messages said and what is kept for a synchronization, which may mean to outlive what they
    mention, as may a row that says by itself what the thing was (`product_ref` beside `product_id`), and an order its
    cart.

    It is only a hint, too, where the comment tells of values that are no keys, and where the key is a fingerprint.
    Nothing is said of a history's reference to the table that it is the history of, or to others that are emptied into
    histories (`act_hi_task` and `act_ru_execution`): it must outlive their rows.

    It is no more than a hint, either, where the script drops the foreign key itself, where a table of a design that
    declares them for all others declares none, where its engine keeps none, where 0 stands for no parent, and where the
    columns of all others are called `fk_…`. Tables that are made from others (by their comment, or called materialized,
    aggregated, staging and the like) get hints, as do references into a schema that no foreign key leads to.

    Pairs like `owner_type` and `owner_id` are another rule's, and `item_id` that numbers the lines of order_items
    within an order is no reference. Where the column has more different values than the parent rows, or values outside
    of its range, it means something else.

    A design that declares hardly any foreign keys gets one finding for all, a hint where it declares none on principle,
    and any other one for its hints when they are many; where others are many, those that name one table, or are in one,
    are told together.
    """

    code = "CO011"
    alike = "columns name a key, but no foreign key says so"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(_customers, entity("orders", "id bigint", "customer_id bigint not null", pk="id"))
    accepted = example(
        _customers,
        entity("orders", "id bigint", "customer_id bigint not null", "paid text", pk="id", index="customer_id"),
        link("orders.customer_id", "customers.id"),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        found = list(implied_links(facts))
        declared = len(facts.schema.relationships)
        several = len(found) > facts.thresholds.listed_singly or len(facts.schema.entities) >= _NO_SKETCH
        if found and not declared and several:
            yield self._listed(facts, found, declared, plain=False)
            return
        told = [one for one in found if one.confidence is not Confidence.HINT]
        if len(told) > facts.thresholds.listed_singly and len(told) > declared:
            plain = declared * _ON_PRINCIPLE > len(told) > _MOSTLY * len(found)
            yield self._listed(facts, told, declared, plain)
        else:
            yield from self._told(facts, told)
        hints = [self._single(facts, one) for one in found if one.confidence is Confidence.HINT]
        message = "Where they do, rows may refer to rows that are not there, and joins then lose them silently."
        yield from or_listed(self, facts, hints, "columns may name a key, but no foreign key says so", message)

    def _told(self, facts: Facts, told: list[ImpliedLink]) -> Iterator[Finding]:
        """Each by itself while they are few, else by the table that several of them name, or that several are in."""
        rest = told
        if len(told) > facts.thresholds.listed_singly:
            for end in (_parent_of, _child_of):
                groups = _grouped(rest, end)
                rest = [one for group in groups if len(group) < _TOGETHER for one in group]
                yield from (self._together(facts, group, end) for group in groups if len(group) >= _TOGETHER)
        many = len(told) > facts.thresholds.listed_singly
        yield from (self._single(facts, one, among_many=many) for one in rest)

    def _together(self, facts: Facts, group: list[ImpliedLink], end: Callable[[ImpliedLink], Entity]) -> Finding:
        table = end(group[0])
        rows = [(*_places(facts, one), ", ".join(column.type for column in one.columns), one.reason) for one in group]
        name = facts.name(table)
        title = f"{len(group)} columns name the key of {name}, but no foreign key says so: "
        shown = [row[0] for row in rows]
        if end is _child_of:
            title = f"{len(group)} columns of {name} name keys of other tables, but no foreign key says so: "
            shown = [", ".join(column.name for column in one.columns) for one in group]
        return self.finding(
            table,
            title + enumerated(shown),
            "Rows may refer to rows that are not there, and joins then lose them silently.",
            confidence=group[0].confidence,
            evidence=evidence_table(("column", "names", "type", "because"), rows),
            fix=_fixes(facts, group),
            single=False,
        )

    def _single(self, facts: Facts, one: ImpliedLink, *, among_many: bool = False) -> Finding:
        place, target = _places(facts, one)
        child, parent = facts.name(one.child), facts.name(one.parent)
        names = "names" if len(one.columns) == 1 else "name"
        return self.finding(
            one.columns[0],
            f"{place} {names} {target}, but no foreign key says so",
            f"Rows may refer to {parent} that are not there, and joins then lose them silently.{_said_of_zero(one)}",
            entity=one.child.id,
            confidence=one.confidence,
            severity=Severity.INFO if one.confidence is Confidence.HINT else Severity.WARNING,
            evidence=evidence_table(
                ("column", "type", "names", "because"),
                [
                    (f"{child}.{column.name}", column.type, f"{parent}.{key.name}", one.reason)
                    for column, key in zip(one.columns, one.keys, strict=True)
                ],
            ),
            fix=_fixes(facts, [one]),
            single=among_many,
        )

    def _listed(self, facts: Facts, found: list[ImpliedLink], declared: int, plain: bool) -> Finding:
        rows = [(*_places(facts, one), ", ".join(column.type for column in one.columns), one.reason) for one in found]
        return self.finding(
            facts.schema,
            f"{len(found)} columns name a key without a foreign key: {enumerated([row[0] for row in rows])}"
            if len(found) > 1
            else f"{rows[0][0]} names {rows[0][1]}, but no foreign key says so",
            f"The design declares {declared} foreign keys in all: rows may refer to rows that are not there.",
            confidence=Confidence.LIKELY if plain else Confidence.HINT,
            severity=Severity.WARNING if plain else Severity.INFO,
            evidence=evidence_table(("column", "names", "type", "because"), rows),
            fix=_fixes(facts, found),
        )


def _places(facts: Facts, one: ImpliedLink) -> tuple[str, str]:
    """Both ends in words: `orders.customer_id`, or `shipments (order_id, line_no)`."""
    if len(one.columns) == 1:
        return f"{facts.name(one.child)}.{one.columns[0].name}", f"{facts.name(one.parent)}.{one.keys[0].name}"
    ends = ((one.child, one.columns), (one.parent, one.keys))
    child, parent = (f"{facts.name(table)} ({', '.join(column.name for column in columns)})" for table, columns in ends)
    return child, parent


def _parent_of(one: ImpliedLink) -> Entity:
    return one.parent


def _child_of(one: ImpliedLink) -> Entity:
    return one.child


def _grouped(links: list[ImpliedLink], end: Callable[[ImpliedLink], Entity]) -> list[list[ImpliedLink]]:
    """Those that share a table, and are as sure."""
    groups: dict[tuple[str, Confidence], list[ImpliedLink]] = {}
    for one in links:
        groups.setdefault((end(one).id, one.confidence), []).append(one)
    return list(groups.values())


def _means_none(column: Attribute) -> bool:
    """Whether a default stands for no reference where NULL is refused."""
    return column.not_null is not None and constant_default(column) in ("0", "-1", "")


def _said_of_zero(one: ImpliedLink) -> str:
    told = [column for column in one.columns if _means_none(column)]
    if not told:
        return ""
    if one.parent.id == one.child.id:
        return f" Where no row has the key {told[0].default}, its default, that has to become NULL first."
    return f" Its default, {told[0].default}, leads to no row: where that stands for none, it has to become NULL first."


def _fixes(facts: Facts, found: list[ImpliedLink]) -> tuple[Change, ...]:
    """A foreign key for each; none where there are too many, where some rows mean nothing by a value, or where a type
    has to change first."""
    if len(found) > facts.thresholds.bulk_fix or any(_means_none(column) for one in found for column in one.columns):
        return ()
    if any(_is_refused(facts, one) for one in found):
        return ()
    return tuple(change for one in found for change in _fix(facts, one))


def _is_refused(facts: Facts, one: ImpliedLink) -> bool:
    """Whether the server takes no foreign key between two types of whole numbers: of another size, or another sign."""
    if facts.schema.dialect.name not in ("mysql", "mariadb", "tsql"):
        return False
    pairs = list(zip(one.columns, one.keys, strict=True))
    differs = any(not same_type(facts, column, key) for column, key in pairs)
    return differs or any(_is_unsigned(facts, column) != _is_unsigned(facts, key) for column, key in pairs)


def _is_unsigned(facts: Facts, column: Attribute) -> bool:
    return "unsigned" in facts.type_of(column).suffix


def _fix(facts: Facts, one: ImpliedLink) -> tuple[Add, ...]:
    columns, keys = tuple(column.id for column in one.columns), tuple(key.id for key in one.keys)
    return reference(facts, one.child, columns, one.parent, keys)
