"""Tables of which the server keeps every version: it writes the times of a period, and the table of what was."""

from designer.analysis.expressions import tokens_of
from designer.analysis.facts import Facts
from designer.schema.model import Attribute, Entity
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

_ROWS_OF = (("tsql", "generated_row"), ("mysql", "row"))


def written_by_server(column: Attribute) -> bool:
    """Whether a column is the beginning or the end of a period: GENERATED ALWAYS AS ROW START, or END."""
    return any((column.options.get(dialect) or {}).get(option) for dialect, option in _ROWS_OF)


def history_tables(facts: Facts) -> frozenset[str]:
    """The ids of the tables that others name as the ones for their history: the server writes them, and SQL Server
    lets them have no key."""
    schema = facts.schema
    named = set(facts.directory(_named_by).look(_NAMED))
    if not named:
        return frozenset()
    return frozenset(
        one.id for one in schema.entities if ((schema.namespace(one.schema) or "").lower(), one.name.lower()) in named
    )


_NAMED = "named as a history"


def _named_by(_: Facts, table: Entity) -> tuple[tuple[str, tuple[str, str]], ...]:
    """(schema, name) of each HISTORY_TABLE in a table's options, in small letters."""
    options = table.options.get("tsql") or {}
    texts = [str(one) for one in (options.get("with"), *(options.get("set") or ())) if one]
    return tuple((_NAMED, found) for text in texts if (found := _history_in(text)) is not None)


def _history_in(text: str) -> tuple[str, str] | None:
    tokens = tokens_of(text, "tsql")
    start = next((place for place, one in enumerate(tokens) if one.text.upper() == "HISTORY_TABLE"), None)
    if start is None:
        return None
    parts: list[str] = []
    for token in tokens[start + 2 :]:
        if token.kind in (Kind.WORD, Kind.QUOTED):
            parts.append(read_identifier(token.text, "tsql").lower())
        elif token.text != ".":
            break
    return ("", *parts)[-2:] if parts else None  # type: ignore[return-value]
