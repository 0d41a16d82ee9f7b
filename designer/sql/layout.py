"""A statement over several lines, a clause on each, for people to read."""

from sqlglot.errors import SqlglotError

from designer.sql.parsing import SqlError, parse_one, sqlglot_dialect


def laid_out(sql: str, dialect: str = "postgres") -> str:
    """The statement laid out; as it is where it cannot be read, or stands on several lines already."""
    if "\n" in sql.strip():
        return sql
    try:
        return parse_one(sql, dialect).sql(sqlglot_dialect(dialect), pretty=True)
    except (SqlError, SqlglotError):
        return sql
