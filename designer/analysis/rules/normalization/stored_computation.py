"""NF007: a column that others decide, with nothing that keeps it true."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from designer.analysis.agreement import Formula, agreement
from designer.analysis.columns import ColumnRule, Suspect, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import quoted
from designer.analysis.vocabulary import means_record
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity, Generated
from designer.schema.words import stem, words

_QUANTITIES = frozenset({("quantity",), ("qty",), ("units",), ("order", "qty"), ("order", "quantity")})
_PRICES = frozenset({("price",), ("unit", "price"), ("unit", "cost"), ("unit", "amount"), ("item", "price")})
_TOTALS = frozenset(
    {("total",), ("line", "total"), ("total", "price"), ("total", "amount"), ("extended", "price"), ("subtotal",)}
)
_SUMS = frozenset(
    {("gross",), ("gross", "amount"), ("gross", "price"), ("gross", "total"), ("total",), ("total", "amount"),
     ("total", "price"), ("grand", "total"), ("amount", "total")}
)  # fmt: skip
_NETS = frozenset({("net",), ("net", "amount"), ("net", "price"), ("net", "total"), ("subtotal",)})
_TAXES = frozenset({("tax",), ("tax", "amount"), ("vat",), ("vat", "amount"), ("total", "tax")})
_FULL_NAMES = frozenset({("full", "name"), ("fullname",), ("complete", "name")})
_FIRST_NAMES = frozenset({("first", "name"), ("firstname",), ("given", "name"), ("forename",)})
_LAST_NAMES = frozenset({("last", "name"), ("lastname",), ("family", "name"), ("surname",)})
_BIRTHS = frozenset(
    {("birth", "date"), ("date", "of", "birth"), ("birthdate",), ("dob",), ("birthday",), ("born", "on")}
)
_NUMBERS = frozenset({"integer", "numeric", "float"})
_ROUTINES = frozenset({"function", "procedure", "trigger", "rule"})


class StoredComputation(ColumnRule):
    """Computed value stored with nothing that keeps it true.

    A total beside its quantity and price, an age beside a date of birth, a number of children beside the table of
    children: each says what can be computed, and says it wrongly after the first update that forgets it. A generated
    column computes values of one row, a view or a trigger those of several; an age is true on one day only.

    Generated columns are left alone, and so are columns that a trigger or function of the design mentions, that an
    invariant covers, or that a recorded denormalization refreshes. Names do not say whether the numbers agree: where
    the columns have as many sample values each, they are read as rows, and the evidence says in how many it holds.
    """

    code = "NF007"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-generated-columns.html"
    flagged = example(
        entity("lines", "id bigint", "quantity integer", "unit_price numeric(12,2)", "total numeric(12,2)", pk="id"),
        entity("posts", "id bigint", "comment_count integer", pk="id"),
        entity("comments", "id bigint", "post_id bigint", pk="id"),
        link("comments.post_id", "posts.id"),
    )
    accepted = example(
        entity("lines", "id bigint", "quantity integer", "unit_price numeric(12,2)", "discount numeric", pk="id"),
        entity("posts", "id bigint", "view_count integer", pk="id"),
        entity("comments", "id bigint", "post_id bigint", pk="id"),
        link("comments.post_id", "posts.id"),
    )
    one = "can be computed, and nothing here keeps it true"
    many = "can be computed, and nothing here keeps them true"
    message = "The first update that forgets it makes it wrong; compute it, or record what refreshes it."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        kept = _Kept(facts)
        for table in own_tables(facts):
            if means_record(table.name):
                continue
            for column in table.attributes:
                source = None if column.generated else _source(facts, table, column)
                if source and not kept.true(table, column):
                    yield _suspect(facts, table, column, source)


def _suspect(facts: Facts, table: Entity, column: Attribute, source: Formula | str) -> Suspect:
    """With the sample rows in which a formula of the same row holds; where it holds in all, made a generated column."""
    shown: dict[str, Any] = {"computed from": str(source)}
    found = agreement(source, column) if isinstance(source, Formula) else None
    if not isinstance(source, Formula) or found is None:
        return Suspect(table, column, shown=shown)
    shown["sample rows that agree"] = str(found)
    if found.differing:
        shown["one that does not"] = found.differing
    return Suspect(table, column, _generated(facts, table, column, source) if found.is_complete else (), shown)


def _generated(facts: Facts, table: Entity, column: Attribute, source: Formula) -> tuple[Change, ...]:
    """The column as one that the server computes; none where something writes it, or a default stands in the way."""
    sign = {"×": "*", "+": "+"}.get(source.sign)
    written = any(column.id in one.writes for parsed in facts.patterns for one in parsed.statements)
    own = source.first.generated or source.second.generated or column.default is not None or column.identity
    if sign is None or written or own or facts.schema.dialect.name == "oracle":
        return ()
    names = [quoted(facts, one) for one in (source.first, source.second)]
    value = Generated(expression=f"{names[0]} {sign} {names[1]}")
    return (edits.alter(facts.schema, column.id, generated=value),)


def _source(facts: Facts, table: Entity, column: Attribute) -> Formula | str | None:
    """What the column can be computed from, in names; None where nothing is known."""
    name = words(column.name)
    if name in _TOTALS or name in _SUMS:
        if facts.family(column) not in _NUMBERS:
            return None
        product = _both(table, _QUANTITIES, _PRICES, "×") if name in _TOTALS else None
        return product or (_both(table, _NETS, _TAXES, "+") if name in _SUMS else None)
    if name in _FULL_NAMES:
        return _both(table, _FIRST_NAMES, _LAST_NAMES, "and") if facts.family(column) == "text" else None
    if name == ("age",) and facts.family(column) in _NUMBERS:
        held = _by_words(table)
        return next((held[birth].name for birth in _BIRTHS if birth in held), None)
    if len(name) > 1 and name[-1] in ("count", "counter") and facts.family(column) == "integer":
        return _children(facts, table, name[:-1])
    if len(name) > 2 and name[:2] == ("number", "of") and facts.family(column) == "integer":
        return _children(facts, table, name[2:])
    return None


def _both(
    table: Entity, one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]], sign: str
) -> Formula | None:
    held = _by_words(table)
    first = next((held[name] for name in held if name in one), None)
    second = next((held[name] for name in held if name in other), None)
    return Formula(first, second, sign) if first and second else None


def _by_words(table: Entity) -> dict[tuple[str, ...], Attribute]:
    """The columns by the words of their names."""
    return {words(one.name): one for one in table.attributes}


def _children(facts: Facts, table: Entity, what: tuple[str, ...]) -> str | None:
    """The table whose rows are counted: it refers to this one and is called like what is counted.

    Jobs and dead-letter jobs are both jobs: where `deadletter_job_count` stands beside `job_count`, that counts the
    others; and where several tables may be meant, nobody knows.
    """
    counted = stem("_".join(what))
    called = {stem("_".join(parts[:-1])) for one in table.attributes if len(parts := words(one.name)) > 1}
    children = {one.child: facts.schema.entity(one.child) for one in facts.schema.references_to(table.id)}
    fitting = []
    for child in children.values():
        own = stem(child.name)
        names = [own[start:] for start in range(len(own))]
        shared = takewhile(lambda pair: pair[0] == pair[1], zip(own, stem(table.name), strict=False))
        fronts = range(len(list(shared)) + 1)
        if child.id == table.id or counted not in (own[len(stem(table.name)) :], *(own[front:] for front in fronts)):
            continue
        if not any(name in called for name in names[: names.index(counted)]):
            fitting.append(child)
    return f"the rows of {facts.name(fitting[0])}" if len(fitting) == 1 else None


def _mentioned(facts: Facts) -> frozenset[str]:
    """Every word in the routines that the design carries."""
    routines = [one.sql for one in facts.schema.opaque if one.kind in _ROUTINES]
    return frozenset(word for text in routines for word in re.findall(r"\w+", text))


class _Kept:
    """What something keeps true: a routine, an invariant, a recorded refresh."""

    def __init__(self, facts: Facts) -> None:
        self._mentioned = facts.gist(_mentioned)
        self._covered = {one for invariant in facts.schema.invariants for one in invariant.attributes}

    def true(self, table: Entity, column: Attribute) -> bool:
        """Whether the value of a column is kept."""
        if column.name in self._mentioned or column.id in self._covered:
            return True
        refreshed = {one.dependency for one in table.denormalizations if one.refresh}
        return any(one.id in refreshed and column.id in one.dependent for one in table.functional_dependencies)
