"""CREATE SEQUENCE, as MariaDB has it."""

from designer.exporters.mysql.text import literal, qualified
from designer.schema.model import Sequence
from designer.schema.schema import Schema


def create_sequence(schema: Schema, value: Sequence) -> str:
    """The statement with what the design says of the sequence; the rest is the server's default."""
    numbers = (
        ("START WITH", value.start), ("MINVALUE", value.minimum), ("MAXVALUE", value.maximum),
        ("INCREMENT BY", value.increment), ("CACHE", value.cache),
    )  # fmt: skip
    words = [f"CREATE SEQUENCE {qualified(schema, value)}"]
    if value.type.lower() != "bigint":
        words.append(f"AS {value.type}")
    words += [f"{word} {number}" for word, number in numbers if number is not None]
    if value.x.get("cache") == "none":
        words.append("NOCACHE")
    if value.cycle:
        words.append("CYCLE")
    if value.x.get("engine"):
        words.append(f"ENGINE={value.x['engine']}")
    if value.comment:
        words.append(f"COMMENT={literal(value.comment)}")
    return " ".join(words)
