"""Pieces of the statements that say facts: this side's own, not the exporter's."""

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Identity, Sequence

Name = sql.Identifier
Literal = sql.Literal


def say(template: Any, *parts: sql.Composable) -> str:
    return sql.SQL(template).format(*parts).as_string(None)


def words(text: Any) -> sql.Composable:
    return sql.SQL(text)


def flag(given: bool, words: Any) -> sql.Composable:
    return sql.SQL(words if given else "")


def collate(collation: str | None) -> str:
    return f" COLLATE {collation}" if collation else ""


def generation(attribute: Attribute) -> str:
    if attribute.generated is None:
        return ""
    return f" GENERATED ALWAYS AS ({attribute.generated.expression}\n)" + (
        " STORED" if attribute.generated.stored else " VIRTUAL"
    )


def sequence_options(sequence: Sequence | Identity) -> str:
    given = {
        "INCREMENT": sequence.increment,
        "MINVALUE": sequence.minimum,
        "MAXVALUE": sequence.maximum,
        "START": sequence.start,
        "CACHE": sequence.cache,
    }
    text = "".join(f" {word} {number}" for word, number in given.items() if number is not None)
    return text + (" CYCLE" if sequence.cycle else "")


def constraint_name(name: str | None) -> sql.Composable:
    return sql.SQL("CONSTRAINT {}").format(Name(name)) if name else sql.SQL("")


def validity(value: Any) -> sql.Composable:
    if not value.enforced:
        return sql.SQL("NOT ENFORCED")
    return flag(not value.validated, "NOT VALID")


def deferrable(mode: str | None) -> str:
    return f" DEFERRABLE INITIALLY {mode}" if mode else ""


def direction(descending: bool, nulls: str | None) -> str:
    return f"{' DESC' if descending else ''}{f' NULLS {nulls}' if nulls else ''}"


def with_options(options: FrozenMap) -> str:
    given = of_postgres(options) or FrozenMap({k: v for k, v in options.items() if not isinstance(v, FrozenMap)})
    pairs = [sql.SQL("{} = {}").format(Name(key), Literal(plain(value))) for key, value in given.items()]
    return say(" WITH ({})", sql.SQL(", ").join(pairs)) if pairs else ""


def of_postgres(options: FrozenMap) -> FrozenMap:
    """What is said for this dialect out of {dialect: {option: value}}."""
    own = options.get("postgres")
    return own if isinstance(own, FrozenMap) else FrozenMap()


def parameters(parameters: FrozenMap) -> str:
    pairs = [sql.SQL("{} = {}").format(Name(key), Literal(plain(value))) for key, value in parameters.items()]
    return say(" ({})", sql.SQL(", ").join(pairs)) if pairs else ""


def plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def option_name(option: str) -> sql.Composable:
    return sql.SQL(".").join(map(Name, option.split(".", 1)))


def comment_on(word: str, target: sql.Composable, text: str | None) -> Iterator[str]:
    if text is not None:
        yield say("COMMENT ON {} {} IS {}", words(word), target, Literal(text))
