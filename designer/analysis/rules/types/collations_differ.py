"""TY028: texts that are joined, and compare by different collations."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import attribute, entity, link
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.sql.identifiers import read_identifier

_DEFAULT = "the default"
_REFUSED = {
    "postgres": "A comparison of the two is refused: the server cannot tell which collation to use.",
    "mysql": "The server refuses a foreign key over the two, and a comparison of them as a mix of collations.",
    "mariadb": "The server refuses a foreign key over the two, and a comparison of them as a mix of collations.",
    "tsql": "The server refuses a foreign key over the two, and cannot resolve the conflict in a comparison.",
    "oracle": "A comparison of the two is refused: neither collation has precedence.",
}
_WITHOUT_INDEX = "One collation wins, and the index of the other side, in the order of its own, cannot serve the join."

_codes = entity("codes", attribute("code text", collation='"C"'), pk="code")


class CollationsDiffer(TableRule):
    """Joined texts that compare by different collations.

    A collation says which texts are equal and in what order they stand, and an index is built in that order. Where two
    columns that are compared name different ones, most servers refuse the comparison, and MySQL and SQL Server the
    foreign key before it. Where only one names one, its collation wins in PostgreSQL and SQLite, and the other
    side's index is of no use to the join.

    Foreign keys count, and the joins of declared access patterns. What the database's own default is cannot be known
    here, so a column without a collation is compared only where the dialect says what comes of it.
    """

    code = "TY028"
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/collation.html"
    flagged = example(
        _codes,
        entity("parts", "id bigint", attribute("code text", collation='"POSIX"'), pk="id", index="code"),
        link("parts.code", "codes.code"),
    )
    accepted = example(
        _codes,
        entity("parts", "id bigint", attribute("code text", collation='"C"'), pk="id", index="code"),
        link("parts.code", "codes.code"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        told: set[frozenset[str]] = set()
        for child, parent in _compared(facts):
            pair = frozenset((child.id, parent.id))
            if pair in told or {facts.family(child), facts.family(parent)} != {"text"}:
                continue
            told.add(pair)
            one, other = (_collation(facts, column) for column in (child, parent))
            why = None if one == other else _why(facts.schema.dialect.name, one, other)
            if why:
                yield self._finding(facts, child, parent, (one or _DEFAULT, other or _DEFAULT), why)

    def _finding(self, facts: Facts, child: Attribute, parent: Attribute, said: tuple[str, str], why: str) -> Finding:
        places = [f"{facts.name(facts.owner_of(column.id))}.{column.name}" for column in (child, parent)]
        slow = why == _WITHOUT_INDEX
        return self.finding(
            child,
            f"{places[0]} is joined with {places[1]} by another collation: {said[0]} and {said[1]}",
            why,
            entity=facts.owner_of(child.id).id,
            severity=Severity.WARNING if slow else None,
            confidence=Confidence.HINT if slow else None,
            evidence=evidence_table(("column", "type", "collation"), [
                (places[0], child.type, said[0]),
                (places[1], parent.type, said[1]),
            ]),
            fix=_fix(facts, child, parent),
        )  # fmt: skip


def _compared(facts: Facts) -> Iterator[tuple[Attribute, Attribute]]:
    """The pairs of columns that foreign keys or joins compare, each told with the one table it is judged with."""
    get = facts.schema.attribute
    for table in facts.tables:
        for relation in facts.schema.references_from(table.id):
            yield from ((get(a), get(b)) for a, b in zip(relation.columns, relation.parent_columns, strict=False))
        for join in dict.fromkeys(join for need in facts.needs_on(table.id) for join in need.statement.joins):
            child, parent = sorted((join.left, join.right))
            if facts.schema.located[child].owner == table.id and not _is_linked(facts, child, parent):
                yield get(child), get(parent)


def _is_linked(facts: Facts, one: str, other: str) -> bool:
    """Whether a foreign key compares the two, and the pair is told with that."""
    schema = facts.schema
    return any(
        {one, other} in [set(pair) for pair in zip(link.columns, link.parent_columns, strict=False)]
        for end in (one, other)
        for link in schema.references_from(schema.located[end].owner)
    )


def _collation(facts: Facts, column: Attribute) -> str | None:
    """The collation that the column names, or its domain or table for it; None for the database's default."""
    dialect = facts.schema.dialect.name
    domain = facts.domain_of(column)
    named = column.collation or (domain.collation if domain else None)
    if dialect in ("mysql", "mariadb"):
        table: Entity = facts.owner_of(column.id)
        if named is None and not _said(column, "charset"):
            named = _said(table, "collation")
        return named.lower() if named else None
    if named is None or dialect in ("tsql", "sqlite", "oracle"):
        return named.upper() if named else ("BINARY" if dialect == "sqlite" else None)
    last = read_identifier(named.rpartition(".")[2], dialect)
    return None if last == "default" else last


def _said(value: Attribute | Entity, option: str) -> str | None:
    given = value.options.get("mysql") or value.options.get("mariadb") or {}
    return given.get(option)


def _why(dialect: str, one: str | None, other: str | None) -> str | None:
    """What comes of two different collations; None where that depends on a default that is not known."""
    if dialect == "sqlite":
        return _WITHOUT_INDEX
    if one and other:
        apart = dialect in ("mysql", "mariadb") and one.partition("_")[0] != other.partition("_")[0]
        return _WITHOUT_INDEX if apart else _REFUSED[dialect]
    return _WITHOUT_INDEX if dialect == "postgres" else None


def _fix(facts: Facts, child: Attribute, parent: Attribute) -> tuple[Change, ...]:
    """The child takes the collation that the parent names, where nothing else is compared with the child."""
    owner = facts.owner_of(child.id).id
    tied = any(child.id in link.parent_columns for link in facts.schema.references_to(owner))
    links = [link for link in facts.schema.references_from(owner) if child.id in link.columns]
    if parent.collation is None or tied or len(links) > 1 or facts.schema.dialect.name not in ("postgres", "tsql"):
        return ()
    return (edits.alter(facts.schema, child.id, collation=parent.collation),)
