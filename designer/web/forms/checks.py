"""What can be told of a text before any server sees it: refused in a sentence, or warned of."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import pairwise

from django.core.exceptions import ValidationError

from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import NAME_BYTES, is_too_long
from designer.sql.lexer import tokenize
from designer.sql.names import references_in
from designer.sql.parsing import SqlError, parse_one
from designer.sql.tokens import Kind, Token

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_DANGLING = frozenset("AND OR NOT IN LIKE ILIKE BETWEEN IS CASE WHEN THEN ELSE".split())
_OPERATORS_BEHIND = frozenset("= < > <= >= <> != + * / || ^".split())


def check_tokens(text: str, dialect: str, what: str) -> list[Token]:
    """The tokens of a text that is whole: every quote, comment and parenthesis closed, no statement's end in it.

    Raises ValidationError.
    """
    lexed = tokenize(text, dialect)
    if lexed.problems:
        problem = lexed.problems[0]
        raise ValidationError(f"The {what} is not complete: {problem.message} (line {problem.line}).")
    tokens = [token for token in lexed.tokens if token.kind is not Kind.COMMENT]
    if any(token.kind in (Kind.TERMINATOR, Kind.META, Kind.DATA) for token in tokens):
        raise ValidationError(f"The {what} ends a statement; leave the semicolon out.")
    if any(token.kind is Kind.COMMENT and token.text.startswith(("--", "#")) for token in lexed.tokens):
        raise ValidationError(f"The {what} holds a comment to the end of the line; write it as /* … */.")
    _check_balance(tokens, what)
    return tokens


def _check_balance(tokens: list[Token], what: str) -> None:
    waiting: list[Token] = []
    for token in tokens:
        if token.text in _CLOSERS and token.kind is Kind.PUNCTUATION:
            waiting.append(token)
        elif token.text in _CLOSERS.values() and token.kind is Kind.PUNCTUATION:
            if waiting and _CLOSERS[waiting[-1].text] == token.text:
                waiting.pop()
            else:
                raise ValidationError(f"The {what} closes a “{token.text}” that was not opened.")
    if waiting:
        raise ValidationError(f"The {what} opens a “{waiting[-1].text}” and does not close it.")


def check_expression(text: str, dialect: str, what: str = "expression") -> str | None:
    """Refuses an expression that cannot be one; returns a warning for one that is only not understood."""
    tokens = check_tokens(text, dialect, what)
    if not tokens:
        raise ValidationError(f"The {what} holds nothing but a comment.")
    last = tokens[-1]
    if last.text in _OPERATORS_BEHIND or (last.kind is Kind.WORD and last.text.upper() in _DANGLING):
        raise ValidationError(f"The {what} ends with “{last.text}”: what follows it is missing.")
    try:
        parse_one(f"SELECT ({text})", dialect)
    except SqlError as error:
        if _is_incomplete(tokens):
            raise ValidationError(f"The {what} cannot be read: {error.message}.") from None
        return f"The {what} was kept as written, though it could not be read: {error.message}."
    return None


def _is_incomplete(tokens: list[Token]) -> bool:
    """Whether two values stand side by side, or two operators: no dialect reads that."""
    values = (Kind.NUMBER, Kind.PARAMETER)
    return any(one.kind in values and other.kind in values for one, other in pairwise(tokens))


def check_columns(text: str, entity: Entity | None, dialect: str) -> str | None:
    """A warning where an expression names a column that the entity does not have, with the closest it has."""
    if entity is None:
        return None
    names = [attribute.name for attribute in entity.attributes]
    for reference in references_in(text, dialect):
        name = reference.parts[-1]
        if reference.certain and len(reference.parts) == 1 and name not in names and name != entity.name:
            return f"There is no column “{name}” in {entity.name}{suggestion(name, names)}."
    return None


def suggestion(name: str, candidates: list[str]) -> str:
    """`; did you mean …?` or nothing."""
    close = get_close_matches(name, candidates, 1, 0.6)
    return f"; the closest is “{close[0]}”" if close else ""


def check_type(text: str, schema: Schema) -> str | None:
    """Refuses a text that is no type; returns a warning for a type that nobody has said anything of."""
    dialect = schema.dialect.name
    tokens = check_tokens(text, dialect, "type")
    if not tokens or tokens[0].kind not in (Kind.WORD, Kind.QUOTED):
        raise ValidationError("A type begins with a name, such as text, bigint or numeric(12,2).")
    parsed = parse_type(text, dialect)
    base = parsed.base.strip('"').rpartition(".")[2]
    own = {one.name for kind in (schema.enums, schema.domains, schema.composites) for one in kind}
    if parsed.base == " ".join(text.split()) and any(token.text in _CLOSERS for token in tokens):
        raise ValidationError("This is not written as a type: a name, then its size in parentheses, then [].")
    if parse_type(parsed.base, dialect).family or base in own or base in OTHER_TYPES:
        return None
    built_in = suggestion(base, [*OFFERED_TYPES.get(dialect, ()), *own])
    return f"“{base}” is neither built in nor a type of this design{built_in}."


def long_name(name: str | None, dialect: str) -> str | None:
    """A warning for a name that the server cuts or refuses."""
    if name is None or not is_too_long(name, dialect):
        return None
    length = len(name.encode())
    if dialect == "postgres":
        return f"The name takes {length} bytes; PostgreSQL keeps the first {NAME_BYTES}."
    return "The name is longer than the server takes."


OTHER_TYPES = frozenset(
    "serial bigserial smallserial hstore citext ltree xml oid name regclass regtype regproc pg_lsn bit varbit"
    " txid_snapshot pg_snapshot vector halfvec set".split()
)
OFFERED_TYPES: dict[str, tuple[str, ...]] = {
    "postgres": (
        "bigint", "integer", "smallint", "text", "varchar(255)", "char(2)", "boolean", "numeric(12,2)", "real",
        "double precision", "timestamptz", "timestamp", "date", "time", "interval", "uuid", "jsonb", "json", "bytea",
        "inet", "cidr", "macaddr", "tsvector", "tstzrange", "daterange", "int4range", "int8range", "numrange",
        "text[]", "integer[]", "point", "money", "xml",
    ),
    "mysql": (
        "bigint", "int", "smallint", "tinyint(1)", "bigint unsigned", "varchar(255)", "char(2)", "text", "longtext",
        "decimal(12,2)", "double", "float", "datetime", "timestamp", "date", "time", "json", "binary(16)", "blob",
    ),
    "sqlite": ("integer", "text", "real", "numeric", "blob"),
    "tsql": (
        "bigint", "int", "smallint", "bit", "nvarchar(255)", "nvarchar(max)", "varchar(255)", "decimal(12,2)", "float",
        "datetime2", "datetimeoffset", "date", "time", "uniqueidentifier", "varbinary(max)",
    ),
    "oracle": ("number(19)", "number(12,2)", "varchar2(255 char)", "char(2)", "clob", "blob", "date", "timestamp"),
}  # fmt: skip
OFFERED_TYPES["mariadb"] = OFFERED_TYPES["mysql"]
