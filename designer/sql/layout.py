"""A statement over several lines, a clause on each, for people to read."""

from sqlglot import exp
from sqlglot.errors import SqlglotError

from designer.sql.parsing import SqlError, parse_one, sqlglot_dialect


def laid_out(sql: str, dialect: str = "postgres") -> str:
    """The statement laid out; as it is where it cannot be read, or stands on several lines already."""
    if "\n" in sql.strip():
        return sql
    try:
        tree = parse_one(sql, dialect)
        text = tree.transform(_as_written).sql(sqlglot_dialect(dialect), pretty=True)
        # For some dialects the parser takes one spelling for another, and what is shown has to be what was written.
        return text if dialect == "postgres" or parse_one(text, dialect) == tree else sql
    except (SqlError, SqlglotError):
        return sql


def _as_written(node: exp.Expr) -> exp.Expr:
    """`:name` as it is, where the dialect of some driver would have another mark."""
    named = isinstance(node, exp.Placeholder) and isinstance(node.this, str)
    return exp.Var(this=f":{node.this}") if named else node
