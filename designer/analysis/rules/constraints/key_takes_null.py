"""CO050: a primary key that takes NULL, as SQLite lets it."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.expressions import required_by
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Dialect, Entity, NotNull

_sqlite = Dialect(name="sqlite")


class KeyTakesNull(ListedRule):
    """Primary key that takes NULL.

    In SQLite a primary key does not imply NOT NULL, for the sake of old files: `code TEXT PRIMARY KEY` takes any number
    of rows without a code, as no NULL equals another. No foreign key can reach them, and no other system takes the
    data when it moves.

    A lone column of the type INTEGER, spelled so, is the row's own number and never NULL; INT and BIGINT are not.
    Tables WITHOUT ROWID and STRICT ones keep NULL out, and so does a check.
    """

    code = "CO050"
    dialects = ("sqlite",)
    confidence = Confidence.HINT
    reference = "https://www.sqlite.org/lang_createtable.html#the_primary_key"
    many = "primary keys take NULL"
    message = "SQLite asks for no value in a primary key unless NOT NULL says so, and NULL may stand there many times."
    flagged = example(entity("countries", "code text", "name text not null", pk="code"), dialect=_sqlite)
    accepted = example(
        entity("countries", "code text not null", "name text not null", pk="code"),
        entity("cities", "id integer", "name text not null", pk="id"),
        dialect=_sqlite,
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "sqlite":
            return
        for table in own_tables(facts):
            empty = _may_be_empty(facts, table)
            if empty:
                names = ", ".join(one.name for one in empty)
                yield self.finding(
                    table.primary_key,
                    f"The primary key of {facts.name(table)} takes NULL in {names}",
                    "Without NOT NULL, SQLite takes rows that have no key, as many as come.",
                    entity=table.id,
                    attributes=tuple(one.id for one in empty),
                    evidence=FrozenMap({"columns": names, "types": tuple(one.type for one in empty)}),
                    fix=tuple(edits.alter(facts.schema, one.id, not_null=NotNull()) for one in empty),
                )


def _may_be_empty(facts: Facts, table: Entity) -> list[Attribute]:
    """The columns of the primary key that nothing keeps from being NULL."""
    own = table.options.get("sqlite") or {}
    if table.primary_key is None or own.get("without_rowid") or own.get("strict"):
        return []
    columns = [facts.schema.attribute(one) for one in table.primary_key.columns]
    if len(columns) == 1 and columns[0].type.strip().lower() == "integer":
        return []
    return [one for one in columns if not (one.not_null or one.identity) and not _is_checked(table, one)]


def _is_checked(table: Entity, column: Attribute) -> bool:
    asked = (required_by(one.expression, "sqlite") for one in table.checks)
    return any(name is not None and name.lower() == column.name.lower() for name in asked)
