"""What the types that rules recommend are called where the design is written for another system than PostgreSQL."""

_CALLED = {
    "mysql": {"timestamptz": "datetime(6)", "boolean": "tinyint(1)"},
    "mariadb": {"timestamptz": "datetime(6)", "boolean": "tinyint(1)"},
    "tsql": {"timestamptz": "datetimeoffset", "boolean": "bit", "uuid": "uniqueidentifier"},
    "oracle": {
        "timestamptz": "TIMESTAMP WITH TIME ZONE", "date": "DATE", "bigint": "NUMBER(19)", "numeric": "NUMBER",
        "numeric(14,2)": "NUMBER(14,2)",
    },
}  # fmt: skip
_NUMERIC = {"mysql": "decimal(20,6)", "mariadb": "decimal(20,6)", "tsql": "decimal(20,6)"}
"""Systems where a decimal without digits keeps no fraction at all."""


def native_type(type_text: str, dialect: str) -> str:
    """The type of this name in a dialect: `timestamptz` is datetimeoffset in SQL Server."""
    if type_text == "numeric" and dialect in _NUMERIC:
        return _NUMERIC[dialect]
    return _CALLED.get(dialect, {}).get(type_text, type_text)


def native_truth(value: bool, dialect: str) -> str:
    """Yes or no as a constant."""
    return str(value).lower() if dialect == "postgres" else str(int(value))
