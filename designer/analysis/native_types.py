"""What the types that rules recommend are called where the design is written for another system than PostgreSQL."""

_CALLED = {
    "mysql": {"timestamptz": "datetime(6)", "boolean": "tinyint(1)"},
    "mariadb": {"timestamptz": "datetime(6)", "boolean": "tinyint(1)"},
    "tsql": {"timestamptz": "datetimeoffset", "boolean": "bit", "uuid": "uniqueidentifier"},
    "oracle": {
        "timestamptz": "TIMESTAMP WITH TIME ZONE", "date": "DATE", "bigint": "NUMBER(19)", "numeric": "NUMBER",
        "numeric(14,2)": "NUMBER(14,2)", "numeric(19,4)": "NUMBER(19,4)",
    },
}  # fmt: skip
BOUNDED = frozenset({"mysql", "mariadb", "tsql"})
"""Systems where a decimal without digits keeps no fraction at all."""

_BROAD = "decimal(28,10)"


def native_type(type_text: str, dialect: str) -> str:
    """The type of this name in a dialect: `timestamptz` is datetimeoffset in SQL Server."""
    if type_text == "numeric" and dialect in BOUNDED:
        return _BROAD
    return _CALLED.get(dialect, {}).get(type_text, type_text)


def native_truth(value: bool, dialect: str) -> str:
    """Yes or no as a constant."""
    return str(value).lower() if dialect == "postgres" else str(int(value))
