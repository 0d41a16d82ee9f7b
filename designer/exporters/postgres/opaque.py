"""Statements that are carried: each goes back where its kind belongs, after what it requires."""

from itertools import pairwise

from designer.exporters.postgres.mentions import Chain, Mentions, mentions
from designer.exporters.postgres.text import names, statement
from designer.exporters.postgres.units import Phase, Unit
from designer.schema.model import Opaque
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_PHASES = {
    Phase.TYPE: ("type", "range", "shell type", "collation"),
    Phase.FUNCTION: (
        "function", "procedure", "routine", "aggregate", "operator", "operator class", "operator family", "cast",
        "language", "conversion", "transform", "access method", "text search configuration", "text search dictionary",
        "text search parser", "text search template", "foreign data wrapper", "server",
    ),
    Phase.VIEW: ("view", "materialized view", "foreign table", "statistics", "table"),
    Phase.TRIGGER: ("trigger", "event trigger", "rule"),
    Phase.POLICY: ("policy",),
    Phase.RIGHTS: (
        "grant", "revoke", "owner", "default privileges", "security label", "comment", "publication", "subscription",
        "privileges",
    ),
}  # fmt: skip
_PHASE = {kind: phase for phase, kinds in _PHASES.items() for kind in kinds}
_NAMES_ARE_HINTS = frozenset({Phase.VIEW, Phase.TRIGGER, Phase.POLICY, Phase.OTHER, Phase.RIGHTS})
"""Where a bare name is as likely a column as a table: it may order steps, and never makes a circle."""


def opaque_step(schema: Schema, opaque: Opaque) -> Unit:
    """The step of a carried statement."""
    kind = opaque.kind.strip().lower()
    phase = _PHASE.get(kind, Phase.OTHER)
    found = mentions(opaque.sql, bodies=kind == "do block" or _is_sql_function(kind, opaque.sql))
    if kind == "do block" and ("extension",) in found.loose:
        phase = Phase.EXTENSION
    if phase in _NAMES_ARE_HINTS:
        bare = frozenset(chain for chain in found.firm if len(chain) == 1)
        found = Mentions(found.firm - bare, found.loose | bare)
    return Unit(
        in_its_path(schema, statement(opaque.sql), opaque),
        phase,
        makes=(opaque.id,),
        needs=opaque.requires,
        provides=_provided(opaque) if phase not in (Phase.TRIGGER, Phase.POLICY, Phase.RIGHTS) else (),
        mentioned=found,
    )


def in_its_path(schema: Schema, text: str, opaque: Opaque) -> tuple[str, ...]:
    """A statement whose unqualified names were looked up elsewhere than by default, between two settings."""
    path = opaque.x.get("search_path")
    if not isinstance(path, tuple) or not path:
        return (text,)
    return (f"SET search_path = {names(path)};", text, search_path(schema))


def search_path(schema: Schema) -> str:
    """The setting that every other statement runs under: public first, then all that the design has."""
    return f"SET search_path = {names(dict.fromkeys(('public', *(home.name for home in schema.schemas))))};"


def replaced(opaque: Opaque) -> str | None:
    """CREATE OR REPLACE, for the kinds that have it and keep what depends on them."""
    if opaque.kind.strip().lower() not in ("function", "procedure", "view", "trigger"):
        return None
    tokens = [token for token in tokenize(opaque.sql, "postgres").tokens if token.kind is not Kind.COMMENT]
    words = [token.text.upper() for token in tokens[:3]]
    if words[:1] != ["CREATE"]:
        return None
    if words[1:] == ["OR", "REPLACE"]:
        return statement(opaque.sql)
    if words[1:2] == ["CONSTRAINT"]:
        return None
    place = tokens[0].end
    return statement(f"{opaque.sql[:place]} OR REPLACE{opaque.sql[place:]}")


def replaceable(old: Opaque, new: Opaque) -> bool:
    """Whether CREATE OR REPLACE may put one in the place of the other: arguments and what is returned stay."""
    if new.kind.strip().lower() not in ("function", "procedure"):
        return True
    return _signature(old.sql) == _signature(new.sql)


def _signature(sql: str) -> tuple[str, ...]:
    """The words from the first bracket to the properties: arguments, and what is returned."""
    words = [token.text.lower() for token in tokenize(sql, "postgres").tokens if token.kind is not Kind.COMMENT]
    first = words.index("(") if "(" in words else 0
    last = next((n for n in range(first, len(words)) if words[n] in _PROPERTIES), len(words))
    return tuple(words[first:last])


_PROPERTIES = frozenset({
    "as", "language", "immutable", "stable", "volatile", "strict", "called", "security", "external", "leakproof", "not",
    "parallel", "cost", "rows", "support", "set", "window", "transform", "begin", "return",
})  # fmt: skip
"""Words that may follow the signature of a function."""


def _is_sql_function(kind: str, sql: str) -> bool:
    """Whether the body is read when the function is used at definition time, in an index for instance."""
    if kind not in ("function", "procedure", "routine"):
        return False
    words = [token.text.lower() for token in tokenize(sql, "postgres").tokens if token.kind is not Kind.COMMENT]
    return any(one == "language" and two.strip("'") == "sql" for one, two in pairwise(words))


def _provided(opaque: Opaque) -> tuple[Chain, ...]:
    """The names that others may mention; of a function without its arguments."""
    return tuple(filter(None, (_chain(text) for text in (opaque.provides or (opaque.name,)))))


def _chain(text: str) -> Chain:
    parts: list[str] = []
    for token in tokenize(text, "postgres").tokens:
        if token.kind in (Kind.WORD, Kind.QUOTED):
            parts.append(read_identifier(token.text, "postgres"))
        elif token.text != ".":
            break
    return tuple(parts[-2:])
