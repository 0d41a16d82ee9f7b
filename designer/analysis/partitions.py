"""What the bounds of partitions say, read from their tokens."""

from datetime import date

from designer.analysis.expressions import tokens_of
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import read_string
from designer.sql.tokens import Kind, Token


def partitions_of(schema: Schema, table: Entity) -> tuple[Entity, ...]:
    """The partitions that a table has directly."""
    return tuple(one for one in schema.entities if one.partition_of and one.partition_of.parent == table.id)


def is_default(partition: Entity) -> bool:
    """Whether it takes the rows that no other partition takes."""
    return partition.partition_of is not None and partition.partition_of.bound.strip().upper() == "DEFAULT"


def upper_bound(partition: Entity, dialect: str = "postgres") -> str | None:
    """The first value after TO of a range, without quotes; MAXVALUE for no end, None for anything else."""
    if partition.partition_of is None:
        return None
    tokens = tokens_of(partition.partition_of.bound, dialect)
    places = [place for place, token in enumerate(tokens) if token.kind is Kind.WORD and token.text.upper() == "TO"]
    if not places:
        return None
    after = [token for token in tokens[places[-1] + 1 :] if token.text != "("]
    return _value(after[0], after[1:], dialect) if after else None


def _value(first: Token, rest: list[Token], dialect: str) -> str | None:
    match first.kind:
        case Kind.STRING:
            return read_string(first.text, dialect)
        case Kind.NUMBER:
            return first.text
        case Kind.OPERATOR if first.text == "-" and rest and rest[0].kind is Kind.NUMBER:
            return f"-{rest[0].text}"
        case Kind.WORD if first.text.upper() in ("MAXVALUE", "MINVALUE"):
            return first.text.upper()
    return None


def as_date(value: str) -> date | None:
    """The day of an ISO date or timestamp; None for any other text."""
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
