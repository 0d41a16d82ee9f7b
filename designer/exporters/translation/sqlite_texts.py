"""Types, defaults and expressions between PostgreSQL and SQLite."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.errors import ErrorLevel
from sqlglot.generators.sqlite import SQLiteGenerator

from designer.exporters.translation.expressions import any_to_in, postgres_text, translated
from designer.exporters.translation.forms import (
    COMMON,
    Families,
    NoForm,
    bare,
    constant,
    family_of,
    rewritten,
)
from designer.exporters.translation.parts import UUIDS, is_number, tokens_of, without_casts
from designer.schema.frozen import EMPTY
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_literal, read_identifier, read_string
from designer.sql.tokens import Kind

_TO_SQLITE = {
    "integer": "INTEGER", "numeric": "NUMERIC", "float": "REAL", "text": "TEXT", "boolean": "INTEGER", "binary": "BLOB",
}  # fmt: skip
_WHY_TEXT = {
    "timestamp": "moments are text in SQLite (ISO 8601), which nothing checks and no time zone is part of",
    "date": "dates are text in SQLite (ISO 8601), which nothing checks",
    "time": "times are text in SQLite (ISO 8601), which nothing checks",
    "json": "JSON is text in SQLite: its keys are not indexed, and equal documents may differ as text",
    "uuid": "UUIDs are text in SQLite: the same one in capitals is another value",
    "array": "there are no arrays in SQLite: it becomes text, to hold JSON",
}
_KNOWN = frozenset(
    "length lower upper trim ltrim rtrim coalesce nullif abs round replace substr ifnull json_valid".split()
)
_WORDS = _KNOWN | frozenset(
    "and or not null is in between like glob escape case when then else end cast as collate nocase binary rtrim true"
    " false isnull notnull distinct from current_timestamp current_date current_time integer text real numeric blob"
    " substring instr min max char hex typeof unicode sign printf iif date time datetime julianday strftime"
    " json_array_length json_type".split()
)
"""What SQLite knows of the words of an expression: anything else would be taken for a column or is no function."""
_KNOWN_BACK = frozenset("length lower upper trim ltrim rtrim coalesce nullif abs round replace substring".split())
_NOW = ("now", "current_timestamp", "localtimestamp", "transaction_timestamp", "statement_timestamp", "clock_timestamp")
_TO = COMMON | {exp.Any, exp.All, exp.Array, exp.BitwiseAnd, exp.BitwiseOr}
_FROM = COMMON - {exp.Cast, exp.Round, exp.Mod} | {exp.BitwiseAnd, exp.BitwiseOr}


def sqlite_type(text: str) -> tuple[str, str | None, str | None]:
    """The type, a condition on `{}` that keeps what the old type kept, and what is lost, in a sentence."""
    parsed = parse_type(text)
    family = parsed.family
    if family == "text":
        limit = f"length({{}}) <= {parsed.length}" if parsed.base in ("varchar", "char") and parsed.length else None
        lost = "CHAR does not ignore blanks at the end in SQLite" if parsed.base == "char" else None
        return "TEXT", limit, lost
    if family == "boolean":
        return "INTEGER", "{} IN (0, 1)", None
    if family == "integer" and parsed.base in ("smallint", "integer", "serial", "smallserial"):
        most = 2**15 if parsed.base.startswith("small") else 2**31
        return "INTEGER", f"{{}} BETWEEN -{most} AND {most - 1}", None
    if family == "numeric":
        return "NUMERIC", None, "numbers of more than 15 digits are kept as floating point, and no scale is kept"
    if family == "json":
        return "TEXT", "json_valid({})", _WHY_TEXT["json"]
    if family in _TO_SQLITE:
        return _TO_SQLITE[family], None, None
    return "TEXT", None, _WHY_TEXT.get(family or "", f"there is no type {text} in SQLite: it becomes text")


def to_sqlite(text: str, families: Families = EMPTY) -> str | None:
    """A PostgreSQL expression for SQLite; None where no faithful form is known. families: of its columns' types."""

    def change(tree: exp.Expression) -> exp.Expression:
        return rewritten(rewritten(tree, any_to_in), lambda node: _for_sqlite(node, families))

    return translated(text, "postgres", _TO, families, change, _sqlite_text, _KNOWN)


def from_sqlite(text: str, families: Families = EMPTY) -> str | None:
    """A SQLite expression for PostgreSQL; None where no faithful form is known. families: of its columns' types."""

    def change(tree: exp.Expression) -> exp.Expression:
        return rewritten(tree, _for_postgres)

    return translated(text, "sqlite", _FROM, families, change, postgres_text, _KNOWN_BACK)


def _sqlite_text(tree: exp.Expression) -> str:
    text = str(SQLiteGenerator(dialect="sqlite", unsupported_level=ErrorLevel.RAISE, identify=True).generate(tree))
    words = (token.text.lower() for token in tokens_of(text, "sqlite") if token.kind is Kind.WORD)
    if any(word not in _WORDS for word in words):  # names are in quotes
        raise NoForm
    return text


def _for_sqlite(node: exp.Expression, families: Families) -> exp.Expression:
    if isinstance(node, exp.Cast):
        return _cast(node, families)
    if isinstance(node, exp.Left):
        return exp.Anonymous(this="substr", expressions=[node.this, exp.Literal.number(1), node.expression])
    if isinstance(node, exp.Mod) and {family_of(node.this, families), family_of(node.expression, families)} & {
        "numeric", "float",
    }:  # fmt: skip
        raise NoForm  # of whole numbers only
    if isinstance(node, exp.Array):
        raise NoForm
    return node


def _cast(node: exp.Cast, families: Families) -> exp.Expression:
    if isinstance(node.this.unnest(), exp.Literal | exp.Null):
        found = constant(node)
        if found is None:
            raise NoForm
        return found
    wanted, given = family_of(node, {}), family_of(node.this, families)
    if wanted == "text" and given in ("text", "enum", "uuid", None):
        return bare(node)
    if wanted == given == "integer":
        return bare(node)
    raise NoForm


def _for_postgres(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Not | exp.And | exp.Or) and any(
        isinstance(node.args.get(side), exp.Column) for side in ("this", "expression")
    ):
        raise NoForm  # a number taken for a truth value
    if isinstance(node, exp.Boolean) and isinstance(node.parent, exp.EQ | exp.NEQ):
        return exp.Literal.number(int(bool(node.this)))  # what it is compared with is a number by then
    return node


def default_to_sqlite(text: str) -> str | None:
    """A PostgreSQL default; None where nothing means the same."""
    plain = without_casts(tokens_of(text, "postgres"))
    words = [token.text.lower() for token in plain if token.text not in "()"]
    if len(plain) == 1 and plain[0].kind is Kind.STRING:
        return quote_literal(read_string(plain[0].text, "postgres"), "sqlite")
    if is_number(plain):
        return "".join(token.text for token in plain if token.text not in "()")
    if words in (["true"], ["false"], ["null"]):
        return {"true": "1", "false": "0", "null": "NULL"}[words[0]]
    if words and words[0] in _NOW and all(word.isdigit() for word in words[1:]):
        return "CURRENT_TIMESTAMP"
    if words == ["current_date"]:
        return "CURRENT_DATE"
    if len(words) == 1 and words[0] in UUIDS:
        return None
    found = to_sqlite(text)
    return f"({found})" if found is not None else None


def postgres_type(text: str) -> tuple[str, str | None]:
    """The nearest type by SQLite's rules of affinity and by what its name promises, and what is otherwise there."""
    upper = text.upper()
    base = parse_type(text, "sqlite").base.split(" ")[0]
    if not upper.strip():
        return "text", "it has no type in SQLite and holds values of any kind: it becomes text"
    if base in ("bool", "boolean"):
        return "boolean", "SQLite keeps any value here: rows with others than 0 and 1 do not load"
    if base in ("date", "datetime", "timestamp", "timestamptz", "time"):
        kind = {"date": "date", "time": "time", "timestamptz": "timestamptz"}.get(base, "timestamp")
        return kind, "SQLite keeps any value here: rows whose text is no such moment do not load"
    if "INT" in upper:
        return "bigint", None
    if any(word in upper for word in ("CHAR", "CLOB", "TEXT", "STRING", "UUID", "JSON")):
        return "text", None
    if "BLOB" in upper:
        return "bytea", "SQLite keeps any value here: rows that hold text or numbers have to be converted"
    if any(word in upper for word in ("REAL", "FLOA", "DOUB")):
        return "double precision", None
    parsed = parse_type(text, "sqlite")
    if base in ("numeric", "decimal", "number", "dec") and parsed.modifiers:
        return (
            f"numeric({','.join(parsed.modifiers)})",
            "SQLite keeps any number here: those too long are refused",
        )
    return "numeric", f"by SQLite's rules {text} is a number, though any value is taken"


def default_from_sqlite(text: str, type_: str) -> str | None:
    """A SQLite default for a column of PostgreSQL's `type_`; None where nothing means the same."""
    plain = tokens_of(text, "sqlite")
    words = [token.text.lower() for token in plain if token.text not in "()"]
    if len(words) == 1 and words[0] in ("current_timestamp", "current_date", "current_time", "null"):
        fits = type_.startswith(("timestamp", "date", "time")) or words[0] == "null"
        return words[0].upper() if fits else f"{words[0].upper()}::text" if type_ == "text" else None
    if type_ == "boolean":
        value = words[0].strip("'\"") if len(words) == 1 else ""
        return {"0": "false", "1": "true", "true": "true", "false": "false", "t": "true", "f": "false"}.get(value)
    if words in (["true"], ["false"]):
        return {"bigint": str(int(words[0] == "true")), "text": f"'{int(words[0] == 'true')}'"}.get(type_)
    single = [token for token in plain if token.text not in "()"]
    if len(single) == 1 and single[0].kind in (Kind.STRING, Kind.QUOTED) and single[0].text[:1] in "'\"":
        token = single[0]
        quoted = token.kind is Kind.QUOTED
        value = read_identifier(token.text, "sqlite") if quoted else read_string(token.text, "sqlite")
        return _constant(value, type_)
    if is_number(plain):
        number = "".join(token.text for token in single)
        if type_ in ("bigint", "numeric", "double precision") or type_.startswith("numeric"):
            return number
        return quote_literal(number, "postgres") if type_ == "text" else None
    return from_sqlite(text)


def _constant(value: str, type_: str) -> str | None:
    if type_ == "text":
        return quote_literal(value, "postgres")
    if type_ == "bytea":
        return f"convert_to({quote_literal(value, 'postgres')}, 'UTF8')"
    digits = value.strip().lstrip("+-").replace(".", "", 1)
    numeric = type_ in ("bigint", "double precision") or type_.startswith("numeric")
    if numeric and digits.isdecimal() and not (type_ == "bigint" and "." in value):
        return value.strip()
    shaped = len(value) >= 8 and value[:1].isdigit() and not value.startswith("0000") and "-00" not in value
    return quote_literal(value, "postgres") if type_.startswith(("timestamp", "date", "time")) and shaped else None
