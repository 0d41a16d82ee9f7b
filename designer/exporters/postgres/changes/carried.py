"""Undoing statements that are carried as they were written: DROP, COMMENT … IS NULL, REVOKE."""

from designer.exporters.postgres.changes.context import Context, NotExpressible, Stage
from designer.schema.changes import Change, Drop
from designer.schema.model import Opaque
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.lexer import tokenize
from designer.sql.mentions import mentions
from designer.sql.tokens import Kind, Token

_WHOLE = (
    "table", "view", "materialized view", "function", "procedure", "aggregate", "type", "statistics", "collation",
    "conversion", "foreign table", "foreign data wrapper", "server", "publication", "event trigger",
    "text search configuration", "text search dictionary", "text search parser", "text search template",
)  # fmt: skip
_ON_A_TABLE = ("trigger", "policy", "rule")


def undone(value: Opaque) -> str:
    """The statement that takes back a carried one. Raises NotExpressible, naming it, where none is known."""
    kind = value.kind.strip().lower()
    tokens = [token for token in tokenize(value.sql, "postgres").tokens if token.kind is not Kind.COMMENT]
    if kind in _WHOLE:
        return f"DROP {kind.upper()} {_written_name(value, tokens, kind)};"
    if kind in _ON_A_TABLE:
        own = _written_name(value, tokens, kind)
        word = "TO" if kind == "rule" else "ON"  # a rule says ON before its event
        place = next((n for n, t in enumerate(tokens) if t.kind is Kind.WORD and t.text.upper() == word), None)
        if place is not None:
            # An event clause may say ON too (INSTEAD, UPDATE OF …): the table is what the last one names.
            return f"DROP {kind.upper()} {own} ON {_name_at(tokens, place + 1)};"
    if kind == "index" and value.provides:  # of a materialized view; where that is it stands too
        return f"DROP INDEX {value.provides[0]};"
    reader = {"comment": _commented, "grant": _granted, "default privileges": _by_default, "cast": _cast,
              "alter table": _altered,
              "operator": _operator, "operator class": _of_method, "operator family": _of_method}.get(kind)  # fmt: skip
    text = reader(value) if reader else None
    if text is None:
        raise NotExpressible(f"{value.kind} {value.name} is carried as it was written; how to undo it is not known")
    return text


def carried_goes_at(value: Opaque, context: Context) -> Stage:
    """When a carried statement is undone: first of all, but for a function that what goes may still be using."""
    if value.kind.strip().lower() not in ("function", "procedure", "aggregate") or value.id in context.new.located:
        return Stage.CODE_DROP
    taken_over = {name for one in context.new.opaque for name in one.provides} & set(value.provides)
    gone = [one.name for one in context.old.entities if one.id not in context.new.located]
    reads = any(mentions(value.sql, name, "postgres") for name in gone)
    return Stage.CODE_DROP if taken_over or reads else Stage.FUNCTION_DROP


def dependents_first(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes, the drops of carried statements last, in an order in which nothing goes before what reads it."""
    drops = [one for one in changes if isinstance(one, Drop) and one.kind == "opaque"]
    found: list[Change] = [one for one in changes if one not in drops] if drops else list(changes)
    said = [one for one in drops if one.value.kind.strip().lower() == "comment"]  # of a trigger that goes, say
    found += said
    drops = [one for one in drops if one not in said]
    while drops:
        free = next(
            (one for one in drops if not any(_reads(other, one) for other in drops if other is not one)), drops[0]
        )
        drops.remove(free)
        found.append(free)
    return tuple(found)


def _reads(one: Drop, other: Drop) -> bool:
    """Whether the one statement rests on what the other makes."""
    if other.id in one.value.requires:
        return True
    names = (provided.rpartition(".")[2] for provided in other.value.provides)
    return any(mentions(one.value.sql, name, "postgres") for name in names)


def _commented(value: Opaque) -> str | None:
    """The same words up to IS, and nothing said."""
    cursor = _read(value)
    if cursor is None:
        return None
    places = [place for place, key in enumerate(cursor.keys) if key == "IS"]
    return f"{cursor.text(0, places[-1])} IS NULL;" if places else None


def _granted(value: Opaque) -> str | None:
    """REVOKE of what GRANT gave, but for a role that is given to a role: that is no part of a design."""
    cursor = _read(value)
    if cursor is None or not cursor.take("GRANT") or "ON" not in cursor.keys or "TO" not in cursor.keys:
        return None
    to = max(place for place, key in enumerate(cursor.keys) if key == "TO")
    ends = [place for place in range(to, cursor.size) if cursor.keys[place] in ("WITH", "GRANTED")]
    until = ends[0] if ends else cursor.size
    return f"REVOKE {cursor.text(1, to)} FROM {cursor.text(to + 1, until)};"


def _by_default(value: Opaque) -> str | None:
    """REVOKE of what new objects are granted, for the same roles and schemas."""
    cursor = _read(value)
    if cursor is None or "GRANT" not in cursor.keys or "TO" not in cursor.keys:
        return None
    grant, to = cursor.keys.index("GRANT"), cursor.keys.index("TO")
    until = cursor.keys.index("WITH", to) if "WITH" in cursor.keys[to:] else cursor.size
    head = cursor.text(0, grant)
    return f"{head} REVOKE {cursor.text(grant + 1, to)} FROM {cursor.text(to + 1, until)};"


def _altered(value: Opaque) -> str | None:
    """A table that is no longer clustered on an index, and triggers that fire as they do by default."""
    cursor = _read(value)
    if cursor is None or not cursor.take("ALTER", "TABLE"):
        return None
    while cursor.take_one_of("ONLY", "IF", "EXISTS"):
        pass
    cursor.qualified()
    head = cursor.text(0, cursor.index)
    if cursor.at("CLUSTER", "ON"):
        return f"{head} SET WITHOUT CLUSTER;"
    if cursor.take_one_of("ENABLE", "DISABLE"):
        cursor.take_one_of("REPLICA", "ALWAYS")
        if cursor.at("TRIGGER"):
            return f"{head} ENABLE {cursor.rest()};"
    return None


def _cast(value: Opaque) -> str | None:
    """The two types, as CREATE CAST says them."""
    cursor = _read(value)
    if cursor is None or not cursor.take("CREATE", "CAST") or not cursor.at("("):
        return None
    return f"DROP CAST {cursor.text(cursor.index, cursor.closing() + 1)};"


def _operator(value: Opaque) -> str | None:
    """Its name and the types of its sides, NONE for one that it has not."""
    cursor = _read(value)
    if cursor is None or not cursor.take("CREATE", "OPERATOR") or "(" not in cursor.keys:
        return None
    opening = cursor.keys.index("(")
    sides = {"LEFTARG": "NONE", "RIGHTARG": "NONE"}
    for part in cursor.part(opening + 1, cursor.closing(opening)).split():
        word = part.key()
        part.index += 1
        if word in sides and part.take("="):
            sides[word] = part.rest()
    return f"DROP OPERATOR {cursor.text(cursor.index, opening)} ({sides['LEFTARG']}, {sides['RIGHTARG']});"


def _of_method(value: Opaque) -> str | None:
    """An operator class or family has its name for one access method."""
    cursor = _read(value)
    words = value.kind.upper().split()
    if cursor is None or not cursor.take("CREATE", *words) or "USING" not in cursor.keys:
        return None
    start = cursor.index
    cursor.qualified()
    own = cursor.text(start, cursor.index)
    method = cursor.keys.index("USING") + 1
    return f"DROP {' '.join(words)} {own} USING {cursor.text(method, method + 1)};"


def _read(value: Opaque) -> Cursor | None:
    try:
        return Cursor.over(value.sql.rstrip().rstrip(";"))
    except Unreadable:
        return None


def _written_name(value: Opaque, tokens: list[Token], kind: str) -> str:
    """The name as the statement spells it, behind the words of its kind."""
    words = kind.upper().split()
    texts = [token.text.upper() for token in tokens]
    for place in range(len(tokens) - len(words)):
        if texts[place : place + len(words)] == words:
            place += len(words)
            if texts[place : place + 3] == ["IF", "NOT", "EXISTS"]:
                place += 3
            return _name_at(tokens, place)
    raise NotExpressible(f"{value.kind} {value.name}: its statement does not say its name")


def _name_at(tokens: list[Token], place: int) -> str:
    parts: list[str] = []
    while place < len(tokens) and tokens[place].kind in (Kind.WORD, Kind.QUOTED):
        parts.append(tokens[place].text)
        if place + 1 >= len(tokens) or tokens[place + 1].text != ".":
            break
        place += 2
    return ".".join(parts)
