"""Types of T-SQL and Oracle, and PostgreSQL's beside them."""

from __future__ import annotations

from dataclasses import dataclass

from designer.schema.types import DataType, parse_type


@dataclass(frozen=True, slots=True)
class Kind:
    """A type; a condition on `{}` that keeps what the old type kept; what is lost, in a sentence."""

    type: str
    limit: str | None = None
    lost: str | None = None


_TSQL = {
    "bit": Kind("boolean"), "tinyint": Kind("smallint", "{} BETWEEN 0 AND 255"), "smallint": Kind("smallint"),
    "int": Kind("integer"), "integer": Kind("integer"), "bigint": Kind("bigint"), "money": Kind("numeric(19,4)"),
    "smallmoney": Kind("numeric(10,4)"), "real": Kind("real"), "float": Kind("double precision"),
    "double precision": Kind("double precision"), "date": Kind("date"), "datetime": Kind("timestamp(3)"),
    "smalldatetime": Kind("timestamp(0)"), "text": Kind("text"), "ntext": Kind("text"), "image": Kind("bytea"),
    "uniqueidentifier": Kind("uuid"), "xml": Kind("xml"), "sysname": Kind("varchar(128)"), "binary": Kind("bytea"),
    "varbinary": Kind("bytea"),
    "rowversion": Kind("bytea", None, "the server no longer counts it up at each change of the row"),
    "timestamp": Kind("bytea", None, "the server no longer counts it up at each change of the row"),
}  # fmt: skip
_MOMENTS = {"datetime2": "timestamp", "datetimeoffset": "timestamptz", "time": "time"}
_CHARACTERS = {"char": "char", "nchar": "char", "varchar": "varchar", "nvarchar": "varchar"}


def tsql_to_postgres(text: str) -> Kind:
    """The nearest type; what SQL Server has and PostgreSQL has not becomes text."""
    parsed = parse_type("".join(one for one in text if one not in '[]"'), "tsql")
    base, given = parsed.base.removeprefix("sys."), parsed.modifiers
    if base in _CHARACTERS:
        size = given[0].lower() if given else "1"
        return Kind("text" if size == "max" else f"{_CHARACTERS[base]}({size})")
    if base in ("decimal", "numeric", "dec"):
        return Kind(f"numeric({','.join(given or ('18', '0'))})")
    if base in _MOMENTS:
        digits = min(6, int(given[0])) if given and given[0].isdigit() else 6
        lost = "moments are kept to the microsecond" if not given or given[0] == "7" else None
        return Kind(f"{_MOMENTS[base]}({digits})", None, lost)
    if base == "float" and given and given[0].isdigit() and int(given[0]) <= 24:
        return Kind("real")
    if base in _TSQL:
        return _TSQL[base]
    return Kind("text", None, f"there is no type {text} in PostgreSQL: it becomes text")


def oracle_to_postgres(text: str) -> Kind:
    """The nearest type; what Oracle has and PostgreSQL has not becomes text."""
    parsed = parse_type(text, "oracle")
    base, given, tail = parsed.base, parsed.modifiers, parsed.suffix
    words = base.split()
    if words[:1] == ["interval"]:
        return Kind("interval year to month" if "year" in text.lower() else "interval day to second")
    if words[:1] == ["timestamp"]:
        zone = "with" in words or "with" in tail
        digits = f"({min(6, int(given[0]))})" if given and given[0].isdigit() else ""
        return Kind(f"{'timestamptz' if zone else 'timestamp'}{digits}")
    if base == "number" and given:
        return Kind(_number(given))
    if base in ("varchar2", "nvarchar2", "varchar", "char", "nchar"):
        size = given[0].split()[0] if given else "1"
        return Kind(f"{'char' if base in ('char', 'nchar') else 'varchar'}({size})")
    plain = {
        "number": "numeric", "integer": "numeric(38)", "int": "numeric(38)", "smallint": "numeric(38)",
        "float": "double precision", "binary_float": "real", "binary_double": "double precision", "clob": "text",
        "nclob": "text", "long": "text", "blob": "bytea", "raw": "bytea", "long raw": "bytea", "date": "timestamp(0)",
        "xmltype": "xml", "rowid": "text", "urowid": "text", "boolean": "boolean", "json": "jsonb",
        "double precision": "double precision", "real": "double precision",
    }  # fmt: skip
    if base in ("numeric", "decimal", "dec"):
        return Kind(f"numeric({','.join(given)})" if given else "numeric(38)")
    if base in plain:
        return Kind(plain[base])
    return Kind("text", None, f"there is no type {text} in PostgreSQL: it becomes text")


def _number(given: tuple[str, ...]) -> str:
    precision = 38 if given[0] == "*" else int(given[0]) if given[0].isdigit() else 38
    scale = given[1] if len(given) > 1 else "0"
    if scale != "0":
        return f"numeric({precision},{scale})"
    return "smallint" if precision <= 4 else "integer" if precision <= 9 else "bigint" if precision <= 18 else (
        f"numeric({precision})")  # fmt: skip


_SAME = {"smallint": "smallint", "integer": "int", "bigint": "bigint", "serial": "int", "bigserial": "bigint",
         "smallserial": "smallint"}  # fmt: skip
_DIGITS = {"smallint": 5, "integer": 10, "bigint": 19, "serial": 10, "bigserial": 19, "smallserial": 5}


def postgres_to_tsql(text: str, keyed: bool) -> Kind:
    """The nearest type; keyed: whether a key or an index holds the column, which takes no long values."""
    parsed = parse_type(text)
    family = "array" if parsed.dimensions else parsed.family
    long = "nvarchar(450)" if keyed else "nvarchar(max)"
    if family == "integer" and parsed.base in _SAME:
        return Kind(_SAME[parsed.base])
    if family == "text":
        return _tsql_text(parsed, long)
    if family == "numeric":
        lost = None if parsed.modifiers else "it holds 38 digits, ten of them behind the point"
        return Kind(f"decimal({','.join(parsed.modifiers or ('38', '10'))})", None, lost)
    if family in ("timestamp", "time"):
        zone = "with time zone" in parsed.suffix or parsed.base in ("timestamptz", "timetz")
        word = "time" if family == "time" else "datetimeoffset" if zone else "datetime2"
        lost = "a moment keeps the zone it was written with" if word == "datetimeoffset" else None
        lost = "a time has no zone there" if word == "time" and zone else lost
        return Kind(f"{word}({parsed.modifiers[0] if parsed.modifiers else 6})", None, lost)
    found = {
        "boolean": Kind("bit"), "float": Kind("real" if parsed.base == "real" else "float"), "date": Kind("date"),
        "uuid": Kind("uniqueidentifier"), "xml": Kind("xml"),
        "binary": Kind("varbinary(900)" if keyed else "varbinary(max)"),
        "json": Kind("nvarchar(max)", "ISJSON({}) = 1", "JSON is text there: equal documents may differ as text"),
    }.get(family or "")  # fmt: skip
    return found or Kind(long, None, f"there is no type {text} in SQL Server: it becomes text")


def _tsql_text(parsed: DataType, long: str) -> Kind:
    if parsed.base in ("varchar", "char") and parsed.length and parsed.length <= 4000:
        return Kind(f"{'nchar' if parsed.base == 'char' else 'nvarchar'}({parsed.length})")
    return Kind(long, None, "in a key it holds 450 characters at most" if long != "nvarchar(max)" else None)


def postgres_to_oracle(text: str, keyed: bool) -> Kind:
    """The nearest type; keyed: whether a key or an index holds the column, which takes no long values."""
    parsed = parse_type(text)
    family = "array" if parsed.dimensions else parsed.family
    long = "VARCHAR2(1000 CHAR)" if keyed else "CLOB"
    if family == "integer" and parsed.base in _DIGITS:
        return Kind(f"NUMBER({_DIGITS[parsed.base]})")
    if family == "text":
        if (
            parsed.base in ("varchar", "char")
            and parsed.length
            and parsed.length <= (2000, 4000)[parsed.base == "varchar"]
        ):
            return Kind(f"{'CHAR' if parsed.base == 'char' else 'VARCHAR2'}({parsed.length} CHAR)")
        return Kind(long, None, "in a key it holds 1000 characters at most" if keyed else None)
    if family == "numeric":
        return Kind(f"NUMBER({','.join(parsed.modifiers)})" if parsed.modifiers else "NUMBER")
    if family == "timestamp":
        zone = "with time zone" in parsed.suffix or parsed.base == "timestamptz"
        digits = parsed.modifiers[0] if parsed.modifiers else 6
        return Kind(f"TIMESTAMP({digits}){' WITH TIME ZONE' if zone else ''}")
    found = {
        "boolean": Kind("NUMBER(1)", "{} IN (0, 1)"), "date": Kind("DATE", None, "a date has a time there"),
        "float": Kind("BINARY_FLOAT" if parsed.base == "real" else "BINARY_DOUBLE"), "xml": Kind("XMLTYPE"),
        "uuid": Kind("VARCHAR2(36 CHAR)", None, "UUIDs are text there"),
        "binary": Kind("RAW(1000)" if keyed else "BLOB"),
        "json": Kind("CLOB", "{} IS JSON", "JSON is text there: equal documents may differ as text"),
        "interval": Kind("INTERVAL DAY TO SECOND", None, "it has no months and years there"),
        "time": Kind("INTERVAL DAY(0) TO SECOND(6)", None, "times of day are intervals there"),
    }.get(family or "")  # fmt: skip
    return found or Kind(long, None, f"there is no type {text} in Oracle: it becomes text")
