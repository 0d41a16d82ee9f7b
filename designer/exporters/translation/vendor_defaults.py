"""Defaults of columns between PostgreSQL and T-SQL or Oracle: constants and calls by hand, the rest as expressions."""

from __future__ import annotations

from collections.abc import Callable

from designer.exporters.translation.naming import Fold
from designer.exporters.translation.parts import is_number, tokens_of, without_casts
from designer.exporters.translation.vendor_expressions import said_in
from designer.sql.identifiers import quote_identifier, quote_literal, read_identifier, read_string
from designer.sql.tokens import Kind, Token

_NOW = frozenset(
    "getdate sysdatetime current_timestamp sysdate systimestamp localtimestamp sysdatetimeoffset now"
    " transaction_timestamp statement_timestamp clock_timestamp".split()
)
_UTC = ("getutcdate", "sysutcdatetime")
_UUID = ("newid", "newsequentialid", "sys_guid", "gen_random_uuid", "uuid_generate_v4")
_TO_VENDOR = {
    "tsql": {"now": "SYSDATETIMEOFFSET()", "plain": "SYSDATETIME()", "date": "CONVERT(date, SYSDATETIME())",
             "uuid": "NEWID()"},
    "oracle": {"now": "SYSTIMESTAMP", "plain": "LOCALTIMESTAMP", "date": "TRUNC(SYSDATE)",
               "uuid": "LOWER(RAWTOHEX(SYS_GUID()))"},
}  # fmt: skip


def default_to_postgres(
    text: str, type_: str, read: str, fold: Fold, sequence: Callable[[str], str | None]
) -> str | None:
    """A default of T-SQL or Oracle for a column of PostgreSQL's `type_`; None where nothing means the same.

    sequence: the qualified name of the one of this name, if there is one.
    """
    plain = _converted(_bare(tokens_of(text, read)))
    words = [token.text.lower() for token in plain if token.text not in "()"]
    names = [token for token in plain if token.kind in (Kind.WORD, Kind.QUOTED)]
    if words == ["null"]:
        return "NULL"
    if words[:3] == ["next", "value", "for"] or words[-1:] == ["nextval"]:
        own = names[3:] if words[0] == "next" else names[:-1]
        path = sequence(read_identifier(own[-1].text, read)) if own else None
        return f"nextval({quote_literal(path, 'postgres')})" if path else None
    if len(words) == 1 and words[0] in _NOW:
        return "CURRENT_TIMESTAMP" if type_.startswith(("timestamp", "date", "time")) else None
    if len(words) == 1 and words[0] in _UTC:
        return "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')"
    if len(words) == 1 and words[0] in _UUID:
        made = "gen_random_uuid()"
        return {"uuid": made, "bytea": f"decode(replace({made}::text, '-', ''), 'hex')"}.get(type_)
    if len(plain) == 1 and plain[0].kind is Kind.STRING:
        return _constant(read_string(plain[0].text, read), type_, read)
    if is_number(plain):
        return _number("".join(token.text for token in plain if token.text not in "()"), type_)
    return said_in(text, read, "postgres", fold, columns=False)


def _converted(tokens: list[Token]) -> list[Token]:
    """What `CONVERT(type, constant)` converts: the column's own type does that too. Anything else as it is."""
    if len(tokens) < 4 or tokens[0].text.lower() != "convert" or tokens[1].text != "(":
        return tokens
    inside, depth, commas = tokens[2:-1], 0, []
    for place, token in enumerate(inside):
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and not depth:
            commas.append(place)
    constant = _bare(inside[commas[0] + 1 :]) if len(commas) == 1 and tokens[-1].text == ")" else []
    return constant if is_number(constant) or [one.kind for one in constant] == [Kind.STRING] else tokens


def _bare(tokens: list[Token]) -> list[Token]:
    """Without the parentheses around all of it."""
    while len(tokens) > 2 and tokens[0].text == "(" and tokens[-1].text == ")":
        depth = 0
        for place, token in enumerate(tokens):
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0 and place < len(tokens) - 1:
                return tokens
        tokens = tokens[1:-1]
    return tokens


def _constant(value: str, type_: str, read: str) -> str | None:
    if value == "" and read == "oracle":
        return "NULL"
    if type_ == "boolean":
        return {"0": "false", "1": "true", "false": "false", "true": "true"}.get(value.lower())
    if type_.startswith(("smallint", "integer", "bigint", "numeric", "double", "real")):
        digits = value.strip().lstrip("+-").replace(".", "", 1)
        return value.strip() if digits.isdecimal() and not ("." in value and type_.endswith("int")) else None
    shaped = value[:1].isdigit() and len(value) >= 8 and "/" not in value
    if type_.startswith(("timestamp", "date", "time")) and not shaped:
        return None
    return quote_literal(value, "postgres") if type_ != "bytea" else None


def _number(text: str, type_: str) -> str | None:
    if text.lower().startswith("0x"):
        return f"'\\x{text[2:]}'::bytea" if type_ == "bytea" else None
    if type_ == "boolean":
        return "false" if text in ("0", "-0") else "true"
    if type_.startswith(("smallint", "integer", "bigint", "numeric", "double", "real")):
        return text
    return quote_literal(text, "postgres") if type_.startswith(("text", "varchar", "char")) else None


def default_to_vendor(text: str, type_: str, write: str, fold: Fold) -> str | None:
    """A PostgreSQL default for a column of `type_` in T-SQL or Oracle; None where nothing means the same."""
    plain = without_casts(tokens_of(text, "postgres"))
    words = [token.text.lower() for token in plain if token.text not in "()"]
    said = _TO_VENDOR[write]
    if words in (["true"], ["false"]):
        return "1" if words == ["true"] else "0"
    if words == ["null"]:
        return "NULL"
    if words and words[0] in _NOW and all(word.isdigit() for word in words[1:]):
        if type_ in ("date", "DATE"):
            return said["date"]
        return said["now"] if "offset" in type_ or "WITH TIME ZONE" in type_ else said["plain"]
    if words == ["current_date"]:
        return said["date"]
    if len(words) == 1 and words[0] in _UUID:
        return said["uuid"]
    if len(plain) == 1 and plain[0].kind is Kind.STRING:
        return _literal(read_string(plain[0].text, "postgres"), type_, write)
    if is_number(plain):
        return "".join(token.text for token in plain if token.text not in "()")
    found = said_in(text, "postgres", write, fold, columns=False)
    return f"({found})" if found is not None else None


def _literal(value: str, type_: str, write: str) -> str | None:
    if type_ in ("bit", "NUMBER(1)"):
        return {"t": "1", "f": "0", "true": "1", "false": "0"}.get(value.lower())
    if type_.startswith(("date", "time", "DATE", "TIMESTAMP", "INTERVAL", "varbinary", "BLOB", "RAW")):
        return None
    if write == "oracle" and value == "":
        return None
    quoted = quote_literal(value, write)
    return f"N{quoted}" if write == "tsql" and not quoted.startswith("N") and type_.startswith("n") else quoted


def quoted_path(home: str | None, name: str) -> str:
    """A qualified name as PostgreSQL reads it in a string."""
    own = quote_identifier(name, "postgres")
    return f"{quote_identifier(home, 'postgres')}.{own}" if home else own
