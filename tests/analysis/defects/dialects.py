"""The types that a careful author on each system chooses, by what a column is to hold; and the words of its SQL."""

DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")

_ROLES = (
    "key", "integer", "small", "count", "money", "share", "measure", "real", "year", "day", "moment", "clock", "flag",
    "name", "code", "email", "phone", "url", "note", "country", "currency", "language", "uuid", "json", "file",
)  # fmt: skip
_TYPES = {
    "postgres": (
        "bigint", "integer", "smallint", "integer", "numeric(12,2)", "numeric(5,2)", "numeric(10,3)",
        "double precision", "smallint", "date", "timestamptz", "time", "boolean", "text", "varchar(40)", "text",
        "varchar(30)", "text", "text", "char(2)", "char(3)", "char(2)", "uuid", "jsonb", "bytea",
    ),
    "mysql": (
        "bigint", "int", "smallint", "int", "decimal(12,2)", "decimal(5,2)", "decimal(10,3)", "double", "smallint",
        "date", "datetime", "time", "tinyint(1)", "varchar(120)", "varchar(40)", "varchar(190)", "varchar(30)",
        "varchar(500)", "text", "char(2)", "char(3)", "char(2)", "binary(16)", "json", "longblob",
    ),
    "sqlite": (
        "INTEGER", "INTEGER", "INTEGER", "INTEGER", "NUMERIC(12,2)", "NUMERIC(5,2)", "NUMERIC(10,3)", "REAL",
        "INTEGER", "DATE", "DATETIME", "TIME", "BOOLEAN", "TEXT", "VARCHAR(40)", "TEXT", "TEXT", "TEXT", "TEXT",
        "CHAR(2)", "CHAR(3)", "CHAR(2)", "BLOB", "TEXT", "BLOB",
    ),
    "tsql": (
        "bigint", "int", "smallint", "int", "decimal(12,2)", "decimal(5,2)", "decimal(10,3)", "float", "smallint",
        "date", "datetime2(3)", "time(0)", "bit", "nvarchar(120)", "nvarchar(40)", "nvarchar(190)", "nvarchar(30)",
        "nvarchar(500)", "nvarchar(max)", "nchar(2)", "nchar(3)", "nchar(2)", "uniqueidentifier", "nvarchar(max)",
        "varbinary(max)",
    ),
    "oracle": (
        "NUMBER(19)", "NUMBER(10)", "NUMBER(5)", "NUMBER(10)", "NUMBER(12,2)", "NUMBER(5,2)", "NUMBER(10,3)",
        "BINARY_DOUBLE", "NUMBER(4)", "DATE", "TIMESTAMP WITH TIME ZONE", "VARCHAR2(5)", "NUMBER(1)",
        "VARCHAR2(120 CHAR)", "VARCHAR2(40 CHAR)", "VARCHAR2(190 CHAR)", "VARCHAR2(30 CHAR)", "VARCHAR2(500 CHAR)",
        "CLOB", "CHAR(2)", "CHAR(3)", "CHAR(2)", "RAW(16)", "CLOB", "BLOB",
    ),
}  # fmt: skip
_TYPES["mariadb"] = tuple("uuid" if role == "uuid" else one for role, one in zip(_ROLES, _TYPES["mysql"], strict=True))
TYPE_OF = {dialect: dict(zip(_ROLES, types, strict=True)) for dialect, types in _TYPES.items()}

_NOW = {"postgres": "now()", "tsql": "sysutcdatetime()", "oracle": "SYSTIMESTAMP"}
_YES = {"postgres": ("true", "false"), "tsql": ("(1)", "(0)")}
_PARAMETER = {"postgres": "${}", "oracle": ":p{}", "tsql": "@p{}"}


def text_type(dialect: str, length: int | None = None) -> str:
    """Text of varying length, at most so many characters; None for any."""
    if length is None:
        return TYPE_OF[dialect]["note"]
    return {"tsql": f"nvarchar({length})", "oracle": f"VARCHAR2({length} CHAR)"}.get(dialect, f"varchar({length})")


def fixed_type(dialect: str, length: int) -> str:
    """char(n)."""
    return {"tsql": f"nchar({length})", "oracle": f"CHAR({length})"}.get(dialect, f"char({length})")


def now(dialect: str) -> str:
    """The moment it is, as a default."""
    return _NOW.get(dialect, "CURRENT_TIMESTAMP")


def truth(dialect: str, value: bool) -> str:
    """Yes or no, as a default or a constant."""
    return _YES.get(dialect, ("1", "0"))[0 if value else 1]


def parameter(dialect: str, number: int) -> str:
    """The place of a value in a statement; numbers begin at 1."""
    return _PARAMETER.get(dialect, "?").format(number)


def limited(dialect: str, select: str, rows: int, offset: str = "") -> str:
    """An ordered SELECT that returns so many rows, after some that are skipped."""
    if dialect in ("tsql", "oracle"):
        skip = f" OFFSET {offset or 0} ROWS" if offset or dialect == "tsql" else ""
        return f"{select}{skip} FETCH {'NEXT' if skip else 'FIRST'} {rows} ROWS ONLY"
    return f"{select} LIMIT {rows}" + (f" OFFSET {offset}" if offset else "")
