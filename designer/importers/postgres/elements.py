"""Pieces that many statements share: types, expressions, options, what follows a constraint."""

from __future__ import annotations

from typing import Any

from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import quote_literal, read_identifier, read_string
from designer.sql.tokens import Kind

SERIALS = {
    "serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
    "smallserial": "smallint", "serial2": "smallint",
}  # fmt: skip

_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO")


def type_text(cursor: Cursor, workspace: Workspace) -> str:
    """The text of the type that stands here, as written; a name that only the search path finds is qualified."""
    first = cursor.index
    cursor.take("SETOF")
    prefix = ""
    if not _built_in(cursor):
        if not cursor.on_name:
            raise cursor.error("a type was expected here")
        start = cursor.index
        parts = cursor.qualified()
        found = workspace.find_type(parts) if len(parts) == 1 else None
        if found is not None and found.schema != "public" and start == first:
            prefix = spelled((found.schema,)) + "."
        if cursor.at("("):
            cursor.skip()
    while cursor.at("["):
        cursor.skip()
    if cursor.take("ARRAY") and cursor.at("["):
        cursor.skip()
    return prefix + cursor.text(first, cursor.index)


def _built_in(cursor: Cursor) -> bool:
    """Step over a type that is spelled with several words."""
    if cursor.take("DOUBLE", "PRECISION"):
        return True
    if cursor.take("NATIONAL"):
        if not cursor.take_one_of("CHARACTER", "CHAR"):
            raise cursor.error("CHARACTER was expected here")
        cursor.take("VARYING")
    elif cursor.key() in ("CHARACTER", "CHAR", "NCHAR", "BIT") and cursor.key(1) != ".":
        cursor.index += 1
        cursor.take("VARYING")
    elif cursor.key() in ("TIME", "TIMESTAMP") and cursor.key(1) != ".":
        cursor.index += 1
        if cursor.at("("):
            cursor.skip()
        if cursor.key() in ("WITH", "WITHOUT") and cursor.key(1) == "TIME":
            cursor.index += 2
            cursor.expect("ZONE")
        return True
    elif cursor.key() == "INTERVAL" and cursor.key(1) != ".":
        cursor.index += 1
        while cursor.key() in _INTERVAL_FIELDS:
            cursor.index += 1
        if cursor.at("("):
            cursor.skip()
        return True
    else:
        return False
    if cursor.at("("):
        cursor.skip()
    return True


_ENDS_DEFAULT = {
    "CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "REFERENCES", "COLLATE", "DEFERRABLE", "INITIALLY", "GENERATED",
    "DEFAULT", "STORAGE", "COMPRESSION", "ENFORCED", "NULL",
}  # fmt: skip
_AFTER_NOT = ("NULL", "VALID", "DEFERRABLE", "ENFORCED")


def default_text(cursor: Cursor, workspace: Workspace) -> str:
    """The expression after DEFAULT in a column or domain: up to a comma or the next column constraint."""
    first, cases = cursor.index, 0
    while not cursor.done:
        key = cursor.key()
        if not cases and cursor.index > first:
            if key == "," or key == ")" or (key in _ENDS_DEFAULT and not _operand(cursor)):
                break
            if key == "NOT" and cursor.key(1) in _AFTER_NOT:
                break
        cases += (key == "CASE") - (key == "END" and cases > 0)
        if key in (")", "]"):
            break
        cursor.skip()
    if cursor.index == first:
        raise cursor.error("an expression was expected here")
    return expression_text(cursor, workspace, first, cursor.index)


def _operand(cursor: Cursor) -> bool:
    """Whether an operator stands before this token, which then belongs to the expression."""
    before = cursor.tokens[cursor.index - 1]
    return before.kind is Kind.OPERATOR or before.text in (".", "(")


def parenthesised(cursor: Cursor, workspace: Workspace) -> str:
    """The expression in the parentheses that begin here, without parentheses around the whole of it."""
    return expression_text(cursor, workspace, *cursor.inside())


def expression_text(cursor: Cursor, workspace: Workspace, first: int, last: int) -> str:
    """The text of an expression; names that only the search path in force finds are qualified."""
    if workspace.path in (DEFAULT_PATH, ()):
        return cursor.text(first, last)
    pieces: list[str] = []
    for place in range(first, last):
        token = cursor.tokens[place]
        if place > first:
            gap = cursor.source[cursor.tokens[place - 1].end : token.start]
            pieces.append(gap if not gap or gap.isspace() else " ")
        pieces.append(_qualified_token(cursor, workspace, place) or token.text)
    return "".join(pieces)


def _qualified_token(cursor: Cursor, workspace: Workspace, place: int) -> str | None:
    token = cursor.tokens[place]
    before = cursor.keys[place - 1] if place else ""
    after = cursor.keys[place + 1] if place + 1 < cursor.size else ""
    if token.kind is Kind.STRING and (before == "(" or after == "::") and token.text.startswith("'"):
        return _qualified_regclass(cursor, workspace, place)
    if token.kind not in (Kind.WORD, Kind.QUOTED) or before == "." or after == ".":
        return None
    name = read_identifier(token.text, "postgres")
    if before in ("::", "AS"):
        found = workspace.find_type((name,))
        if found is not None and found.schema != "public":
            return spelled((found.schema, found.name))
    if after == "(":
        function = workspace.finds_function((name,))
        if function is not None and function[0] != "public":
            return spelled(function)
    return None


def _qualified_regclass(cursor: Cursor, workspace: Workspace, place: int) -> str | None:
    caller = cursor.keys[place - 2] if place > 1 else ""
    cast = cursor.keys[place + 2] if place + 2 < cursor.size and cursor.keys[place + 1] == "::" else ""
    if caller not in ("NEXTVAL", "CURRVAL", "SETVAL") and cast != "REGCLASS":
        return None
    text = read_string(cursor.tokens[place].text, "postgres")
    if "." in text:
        return None
    found = workspace.find((read_identifier(text, "postgres"),))
    schema = getattr(found, "schema", "public")
    return None if schema == "public" else quote_literal(f"{spelled((schema,))}.{text}", "postgres")


def options(cursor: Cursor) -> dict[str, str]:
    """Storage options in parentheses: {name: value}, names in small letters, values as text."""
    cursor.expect("(")
    found: dict[str, str] = {}
    while True:
        name = ".".join(cursor.qualified())
        found[name] = option_value(cursor) if cursor.take("=") else "true"
        if not cursor.take(","):
            break
    cursor.expect(")")
    return found


def option_value(cursor: Cursor) -> str:
    """One value of an option: a word, a number with its sign, a string."""
    sign = "-" if cursor.take_one_of("-", "+") == "-" else ""
    if cursor.done or cursor.key() in (")", ","):
        raise cursor.error("a value was expected here")
    if cursor.tokens[cursor.index].kind is Kind.STRING:
        return cursor.string()
    text = cursor.tokens[cursor.index].text
    cursor.index += 1
    return sign + (text.lower() if text.isascii() and text[:1].isalpha() else text)


def collation(cursor: Cursor) -> str:
    """A collation's name as SQL text, as written."""
    first = cursor.index
    cursor.qualified()
    return cursor.text(first, cursor.index)


def constraint_tail(cursor: Cursor) -> dict[str, Any]:
    """What may follow a constraint, in any order: deferrable, validated, enforced, no_inherit where said."""
    found: dict[str, Any] = {}
    while True:
        if cursor.take("NOT", "DEFERRABLE"):
            found.pop("deferrable", None)
        elif cursor.take("DEFERRABLE"):
            found.setdefault("deferrable", "immediate")
        elif cursor.take("INITIALLY", "DEFERRED"):
            found["deferrable"] = "deferred"
        elif cursor.take("INITIALLY", "IMMEDIATE"):
            pass
        elif cursor.take("NOT", "VALID"):
            found["validated"] = False
        elif cursor.take("NO", "INHERIT"):
            found["no_inherit"] = True
        elif cursor.take("NOT", "ENFORCED"):
            found["enforced"] = False
        elif cursor.take("ENFORCED"):
            found.pop("enforced", None)
        else:
            return found
