"""Defaults of columns from one dialect to the other: constants by hand, anything else as an expression."""

from __future__ import annotations

from designer.exporters.translation.expressions import to_mysql, to_postgres
from designer.exporters.translation.parts import UUIDS, is_number, tokens_of, without_casts
from designer.sql.identifiers import quote_literal, read_string
from designer.sql.tokens import Kind, Token

_NOW = ("now", "current_timestamp", "transaction_timestamp", "localtimestamp", "statement_timestamp", "clock_timestamp")


def default_to_mysql(text: str, type_: str) -> str | None:
    """A PostgreSQL default for a column of MySQL's `type_`; None where nothing means the same."""
    tokens = tokens_of(text, "postgres")
    plain = without_casts(tokens)
    words = [token.text.lower() for token in plain if token.text not in "()"]
    if len(words) == 1 and words[0] in ("true", "false"):
        return "1" if words[0] == "true" else "0"
    if len(words) == 1 and words[0] == "null":
        return "NULL"
    if words and words[0] in _NOW and len([word for word in words if not word.isdigit()]) == 1:
        return _now(type_)
    if len(words) == 1 and words[0] in UUIDS:
        return "(uuid())"
    if words == ["current_date"]:
        return "(CURRENT_DATE)"
    if len(plain) == 1 and plain[0].kind is Kind.STRING:
        return _string(read_string(plain[0].text, "postgres"), type_)
    if is_number(plain):
        number = "".join(token.text for token in plain)
        return f"({number})" if _needs_parentheses(type_) else number
    if words[:1] == ["array"] and type_ == "json":
        return "('[]')" if words[1:] in (["[", "]"], ["[]"]) else None
    translated = to_mysql(text)
    return f"({translated})" if translated is not None else None


def _now(type_: str) -> str:
    if type_ == "date":
        return "(CURRENT_DATE)"
    digits = type_.partition("(")[2].rstrip(")")
    if type_.startswith("datetime"):
        return f"CURRENT_TIMESTAMP({digits})" if digits not in ("", "0") else "CURRENT_TIMESTAMP"
    return "(CURRENT_TIMESTAMP)" if not type_.startswith("time") else "(CURRENT_TIME)"


def _string(value: str, type_: str) -> str | None:
    if type_ == "json" and value.startswith("{") and value.endswith("}") and '"' not in value:
        value = "{}" if value == "{}" else value
    if type_.startswith(("tinyint", "bit")) and value.lower() in ("t", "true", "f", "false"):
        return "1" if value.lower()[:1] == "t" else "0"
    if type_.startswith(("datetime", "date", "time")) and value.lower() in ("now", "today", "infinity", "-infinity"):
        return _now(type_) if value.lower() == "now" else None
    if type_.startswith("datetime") and value[19:20] in ("+", "-", "Z"):  # moments are kept in UTC there
        if value[19:] not in ("+00:00", "+00", "Z", "-00:00"):
            return None
        value = value[:19]
    if type_.startswith("bit"):
        return f"b'{value}'"
    text = quote_literal(value, "mysql")
    return f"({text})" if _needs_parentheses(type_) else text


def _needs_parentheses(type_: str) -> bool:
    """MySQL takes a constant for these only as an expression."""
    return type_.startswith(("longtext", "json", "longblob"))


def default_to_postgres(text: str, type_: str) -> str | None:
    """A MySQL default for a column of PostgreSQL's `type_`; None where nothing means the same."""
    plain = tokens_of(text, "mysql")
    words = [token.text.lower() for token in plain if token.text not in "()"]
    if words == ["null"]:
        return "NULL"
    if words[:1] and words[0] in ("current_timestamp", "now", "localtime", "localtimestamp"):
        return "CURRENT_TIMESTAMP"
    if words[:1] == ["uuid"]:
        return "gen_random_uuid()"
    if words and words[0].startswith("_") and len(plain) > 1 and plain[1].kind is Kind.STRING:
        plain = plain[1:]
    if len(plain) == 1 and plain[0].kind is Kind.STRING:
        return _string_to_postgres(plain[0], type_)
    if is_number(plain):
        number = "".join(token.text for token in plain)
        if number.lower().startswith("0x"):
            digits = number[2:]
            return f"'\\x{digits.zfill(len(digits) + len(digits) % 2)}'::bytea" if type_ == "bytea" else None
        return ("true" if number != "0" else "false") if type_ == "boolean" else number
    if words in (["true"], ["false"]):
        return words[0] if type_ == "boolean" else ("1" if words == ["true"] else "0")
    return to_postgres(text, columns=False)  # a default of MySQL's may read other columns


def _string_to_postgres(token: Token, type_: str) -> str | None:
    prefix = token.text[:1].lower()
    if prefix == "b" and not token.text.startswith(("'", '"')):
        bits = token.text[2:-1]
        if type_ == "boolean":
            return "true" if "1" in bits else "false"
        width = type_.partition("(")[2].rstrip(")")
        return f"B'{bits.rjust(int(width), '0')}'" if width.isdecimal() else f"B'{bits}'"
    if prefix == "x" and not token.text.startswith(("'", '"')):
        return f"'\\x{token.text[2:-1]}'::bytea"
    value = read_string(token.text, "mysql")
    if type_.startswith(("timestamp", "date")) and (value.startswith("0000") or "-00" in value):
        return None
    if type_ == "boolean":
        return "true" if value not in ("0", "") else "false"
    if value == "" and not type_.startswith(("text", "varchar", "char", "bytea", '"')):
        return None
    return quote_literal(value, "postgres")
