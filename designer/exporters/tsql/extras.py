"""Types of the user's own, sequences, and comments."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.tsql.tables import TSQL, qualified
from designer.schema.model import Domain, Sequence
from designer.schema.schema import Schema


def create_domain(schema: Schema, domain: Domain) -> str:
    """A type that stands for another one."""
    null = " NOT NULL" if domain.not_null else " NULL"
    base = TSQL.verbatim(domain.type, f"the type of {domain.name}")
    return f"CREATE TYPE {qualified(schema, domain)} FROM {base}{null};"


def create_sequence(schema: Schema, sequence: Sequence) -> str:
    """A sequence with what was said about it."""
    kind = TSQL.verbatim(sequence.type, f"the type of {sequence.name}")
    parts = [f"CREATE SEQUENCE {qualified(schema, sequence)} AS {kind}"]
    for word, value in (
        ("START WITH", sequence.start), ("INCREMENT BY", sequence.increment), ("MINVALUE", sequence.minimum),
        ("MAXVALUE", sequence.maximum), ("CACHE", sequence.cache),
    ):  # fmt: skip
        if value is not None:
            parts.append(f"{word} {value}")
    if sequence.x.get("options"):
        parts.append(TSQL.verbatim(str(sequence.x["options"]), f"an option of {sequence.name}"))
    return " ".join([*parts, *(["CYCLE"] if sequence.cycle else [])]) + ";"


def comments(schema: Schema) -> Iterator[str]:
    """Comments as the extended property that the server's own tools show."""
    for home in schema.schemas:
        if home.comment:
            yield _described(home.comment, ("SCHEMA", home.name))
    for entity in schema.entities:
        table = (("SCHEMA", schema.namespace(entity.schema) or "dbo"), ("TABLE", entity.name))
        if entity.comment:
            yield _described(entity.comment, *table)
        for attribute in entity.attributes:
            if attribute.comment:
                yield _described(attribute.comment, *table, ("COLUMN", attribute.name))
        for one in (*entity.keys, *entity.checks, *schema.references_from(entity.id)):
            if one.comment and one.name:
                yield _described(one.comment, *table, ("CONSTRAINT", one.name))
        for index in entity.indexes:
            if index.comment and index.name:
                yield _described(index.comment, *table, ("INDEX", index.name))


def _described(text: str, *levels: tuple[str, str]) -> str:
    parts = ["@name = N'MS_Description'", f"@value = {_national(text)}"]
    for number, (kind, name) in enumerate(levels):
        parts += [f"@level{number}type = N'{kind}'", f"@level{number}name = {_national(name)}"]
    return f"EXEC sys.sp_addextendedproperty {', '.join(parts)};"


def _national(text: str) -> str:
    written = TSQL.literal(text)
    return written if written.startswith("N") else f"N{written}"
