"""Columns: what stands in CREATE TABLE, and what only ALTER TABLE can say portably."""

from collections.abc import Iterator

from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import default_expression, name, of_postgres, parenthesized, settings, verbatim
from designer.exporters.result import ExportError
from designer.schema.model import Attribute, Domain, Entity, Identity, NotNull, Sequence
from designer.schema.schema import Schema

STATISTICS = "statistics"
"""The one column option that is no storage parameter: the target of ANALYZE."""


def definition(schema: Schema, entity: Entity, attribute: Attribute, *, with_default: bool = True) -> str:
    """A column as CREATE TABLE and ADD COLUMN take it."""
    where = f"{schema.qualified(entity)}.{attribute.name}"
    parts = [name(attribute.name), verbatim(attribute.type, f"the type of {where}")]
    if attribute.compression:
        parts.append(f"COMPRESSION {name(attribute.compression)}")
    if attribute.collation:
        parts.append(f"COLLATE {collation(attribute.collation, where)}")
    if attribute.not_null and attribute.not_null.validated:
        parts.append(not_null(attribute.not_null))
    if attribute.generated:
        parts.append(f"GENERATED ALWAYS AS {generation(attribute, where)}")
    elif attribute.identity:
        parts.append(f"GENERATED {attribute.identity.mode.upper()} AS IDENTITY{_identity(schema, entity, attribute)}")
    elif attribute.default is not None and with_default:
        parts.append(f"DEFAULT {default_expression(attribute.default, f'the default of {where}')}")
    return " ".join(parts)


def collation(text: str, where: str) -> str:
    """A collation is a name, qualified and quoted by its author."""
    return verbatim(text, f"the collation of {where}")


def not_null(constraint: NotNull) -> str:
    """NOT NULL, with the name and the restriction that PostgreSQL 18 keeps."""
    named = f"CONSTRAINT {name(constraint.name)} " if constraint.name else ""
    return f"{named}NOT NULL{' NO INHERIT' if constraint.no_inherit else ''}"


def generation(attribute: Attribute, where: str) -> str:
    """The expression of a generated column and where its values live."""
    assert attribute.generated is not None
    expression = parenthesized(attribute.generated.expression, f"the expression of {where}")
    return f"{expression} {'STORED' if attribute.generated.stored else 'VIRTUAL'}"


def _identity(schema: Schema, entity: Entity, attribute: Attribute) -> str:
    assert attribute.identity is not None
    options = [*sequence_options(attribute.identity)]
    if attribute.identity.sequence:
        options.insert(0, f"SEQUENCE NAME {sequence_name(schema, entity, attribute.identity.sequence)}")
    return f" ({' '.join(options)})" if options else ""


def sequence_name(schema: Schema, entity: Entity, written: str) -> str:
    """The qualified name of an identity's sequence; a bare one is beside its table."""
    home = schema.namespace(entity.schema)
    if home is not None and written.startswith(f"{home}."):
        return beside(schema, entity, written.removeprefix(f"{home}."))
    return beside(schema, entity, written)


def sequence_options(sequence: Identity | Sequence) -> Iterator[str]:
    """What was said about a sequence, in the manual's order."""
    if sequence.start is not None:
        yield f"START WITH {sequence.start}"
    if sequence.increment is not None:
        yield f"INCREMENT BY {sequence.increment}"
    if sequence.minimum is not None:
        yield f"MINVALUE {sequence.minimum}"
    if sequence.maximum is not None:
        yield f"MAXVALUE {sequence.maximum}"
    if sequence.cache is not None:
        yield f"CACHE {sequence.cache}"
    if sequence.cycle:
        yield "CYCLE"


def afterthoughts(schema: Schema, entity: Entity, attribute: Attribute) -> Iterator[str]:
    """ALTER TABLE statements for column properties that CREATE TABLE takes from few versions or from none."""
    table = f"ALTER TABLE ONLY {qualified(schema, entity)}"
    target = f"{table} ALTER COLUMN {name(attribute.name)}"
    if attribute.not_null and not attribute.not_null.validated:
        yield f"{table} ADD {unvalidated_not_null(attribute)};"
    if attribute.storage:
        yield f"{target} SET STORAGE {attribute.storage.upper()};"
    options = dict(of_postgres(attribute.options))
    target_of_statistics = options.pop(STATISTICS, None)
    if target_of_statistics is not None:
        yield f"{target} SET STATISTICS {int(target_of_statistics)};"
    if options:
        yield f"{target} SET ({settings(options)});"


def unvalidated_not_null(attribute: Attribute) -> str:
    """The table constraint that PostgreSQL 18 has for it."""
    assert attribute.not_null is not None
    named = f"CONSTRAINT {name(attribute.not_null.name)} " if attribute.not_null.name else ""
    inherit = " NO INHERIT" if attribute.not_null.no_inherit else ""
    return f"{named}NOT NULL {name(attribute.name)}{inherit} NOT VALID"


def contradictions(where: str, attribute: Attribute) -> None:
    """Raises ExportError for a column that no server takes, and whose clauses would be dropped in silence."""
    given = [
        word
        for word, value in (
            ("a default", attribute.default),
            ("a generation expression", attribute.generated),
            ("an identity", attribute.identity),
        )
        if value is not None
    ]
    if len(given) > 1:
        raise ExportError(f"{where} has {' and '.join(given)}; a column has one of them")


def domain_not_null(domain: Domain) -> str:
    """NOT NULL of a domain."""
    assert domain.not_null is not None
    return not_null(domain.not_null)
