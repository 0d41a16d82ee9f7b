"""CO007: a closed list of values that nothing closes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from designer.analysis.columns import ColumnRule, Placed, Suspect, own_of
from designer.analysis.example import example
from designer.analysis.expressions import tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import check, checks_on, quoted
from designer.analysis.vocabulary import head, means_free_text
from designer.schema.build import attribute, entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity, ValueShare
from designer.schema.words import words
from designer.sql.identifiers import quote_literal, read_string
from designer.sql.tokens import Kind

MOST = 20
"""More values than this are a table's content, no list."""
WHOLE = 0.99
"""The declared values make up the column when their shares come to this."""

_PLACES = {"city", "zip", "zipcode", "postcode", "postal", "street", "country", "province", "address", "county"}

_USERS_OWN = frozenset({"business", "custom", "user", "deployment"})
"""Before `status`: words of lists that the users of the program make, or of states that another program tells."""


class OpenValueList(ColumnRule):
    """Closed list of values that nothing closes.

    A status has a handful of values, which programs branch on. As plain text it takes 'cancelled' beside 'canceled',
    'Open' beside 'open', and the row drops out of every query. A CHECK, an enum or a small table with a foreign key
    names the values in one place.

    Surest where the values are declared or access patterns compare a status with several; then the CHECK is offered.
    Where only the name says it (`status`, `order_state`), or only several patterns that each write a value out, all
    such columns make one hint. A state beside a city is a place.
    """

    code = "CO007"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS"
    flagged = example(
        entity(
            "orders",
            "id bigint",
            attribute(
                "phase text", values=(ValueShare(value="open", frequency=0.3), ValueShare(value="paid", frequency=0.7))
            ),
            "status text",
            pk="id",
        )
    )
    accepted = example(
        entity("orders", "id bigint", "status text", pk="id", checks=("status in ('open', 'paid')",)),
        entity("places", "id bigint", "city text", "state text", pk="id"),
    )
    one = "takes any text, though it has a closed list of values"
    many = "take any text, though their names speak of a closed list"
    message = "A misspelt value is accepted, and its row drops out of every query that names the right one."
    always_listed = True

    @property
    def rests_on_gathered(self) -> bool:
        return True

    def fold(self, facts: Facts, found: Sequence[Placed]) -> Iterator[Finding]:
        for placed in found:
            if placed.suspect.fix:
                yield self._single(facts, placed.place, placed.suspect)
        named = [placed for placed in found if not placed.suspect.fix]
        if named:
            yield self._listed(facts, named)

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        compared = _compared(facts)
        written = _written(facts)
        for table, column in _open_texts(facts):
            values = _declared(column) or (compared.get(column.id, ()) if _is_named(table, column) else ())
            if len(values) > 1:
                yield Suspect(
                    table,
                    column,
                    _fix(facts, table, column, values),
                    shown={"values": values},
                    severity=Severity.WARNING,
                    confidence=Confidence.LIKELY,
                )
            elif _is_named(table, column) and not _may_be_anything(facts, column):
                yield Suspect(table, column)
            elif column.id in written and not means_free_text(column.name):
                yield Suspect(table, column, shown={"values in patterns": compared[column.id]})


def _open_texts(facts: Facts) -> Iterator[tuple[Entity, Attribute]]:
    """The texts that nothing holds to some values, each with its table."""
    return ((table, one) for table in facts.tables for one in facts.kept(_open_in, table))


def _open_in(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """Those of one table; to be `kept`."""
    referring = facts.foreign_columns(table.id)
    texts = (one for one in own_of(facts, table) if facts.family(one) == "text" and one.id not in referring)
    open_ones = (one for one in texts if not one.generated and not checks_on(facts, table, one))
    return tuple(one for one in open_ones if not facts.is_unique(table, (one.id,)))


def _is_named(table: Entity, column: Attribute) -> bool:
    if words(column.name)[-1:] == ("states",):
        return False  # several of them in one text
    if head(column.name) == "status":
        return True
    if head(column.name) != "state":
        return False
    near = {word for other in table.attributes for word in words(other.name)}
    return not near & _PLACES


def _may_be_anything(facts: Facts, column: Attribute) -> bool:
    """Whether a status is what users make it, or so long that it is prose or a document: where a text has a length,
    one without says that nobody knew it. PostgreSQL and SQLite ask for none."""
    unbounded = facts.type_of(column).length is None and facts.schema.dialect.name not in ("postgres", "sqlite")
    return unbounded or bool(_USERS_OWN & set(words(column.name)[:-1]))


def _declared(column: Attribute) -> tuple[str, ...]:
    texts = tuple(share.value for share in column.values if isinstance(share.value, str))
    complete = sum(share.frequency for share in column.values) + (column.null_fraction or 0) >= WHOLE
    return tuple(sorted(texts)) if complete and len(texts) == len(column.values) <= MOST else ()


def _compared(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The constants that access patterns compare each column with."""
    found: dict[str, set[str]] = defaultdict(set)
    for parsed in facts.patterns:
        for statement in parsed.statements:
            for predicate in statement.filters("=", "in"):
                if not predicate.parameter:
                    found[predicate.attribute] |= set(_texts(predicate.value, facts.schema.dialect.name))
    return {attribute_id: tuple(sorted(values)) for attribute_id, values in found.items()}


def _written(facts: Facts) -> frozenset[str]:
    """The columns that at least two patterns compare with different texts, written out each time, and none with a
    parameter."""
    texts: dict[str, set[str]] = defaultdict(set)
    patterns: dict[str, set[str]] = defaultdict(set)
    asked: set[str] = set()
    for parsed in facts.patterns:
        for predicate in (one for statement in parsed.statements for one in statement.filters("=", "in")):
            if predicate.parameter:
                asked.add(predicate.attribute)
            else:
                texts[predicate.attribute] |= set(_texts(predicate.value, facts.schema.dialect.name))
                patterns[predicate.attribute].add(parsed.pattern.id)
    return frozenset(one for one in texts if one not in asked and min(len(texts[one]), len(patterns[one])) > 1)


def _texts(value: str, dialect: str) -> Iterator[str]:
    """The string constants in the value of a predicate: `'a', 'b'` gives a and b."""
    return (read_string(one.text, dialect) for one in tokens_of(value, dialect) if one.kind is Kind.STRING)


def _fix(facts: Facts, table: Entity, column: Attribute, values: tuple[str, ...]) -> tuple[Change, ...]:
    listed = ", ".join(quote_literal(value, facts.schema.dialect.name) for value in values)
    return (check(facts, table, [column], f"{quoted(facts, column)} IN ({listed})"),)
