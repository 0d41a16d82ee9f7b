"""Which part of an expression may answer otherwise tomorrow: what reads the clock, a setting, or chance."""

from contextlib import suppress

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.schema.model import Entity
from designer.sql.parsing import SqlError, parse_one, sqlglot_dialect

_CLOCK = (exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime, exp.CurrentUser, exp.Localtimestamp, exp.Systimestamp,
          exp.Rand, exp.Uuid)  # fmt: skip
_NAMED = frozenset({"clock_timestamp", "statement_timestamp", "transaction_timestamp", "current_setting",
                    "unaccent", "to_char", "concat", "concat_ws", "timeofday"})  # fmt: skip
"""Functions that sqlglot has no class for, and that read the clock or a setting."""
_OF_ONE = frozenset({"to_tsvector", "to_tsquery", "plainto_tsquery", "age"})
"""With a single argument they read a setting or the clock; with one more they do not."""
_MOMENTS = frozenset({"date", "timestamp", "timestamptz"})
_SHORT = {
    exp.DType.TEXT: "text",
    exp.DType.VARCHAR: "text",
    exp.DType.DATE: "date",
    exp.DType.TIMESTAMP: "timestamp",
    exp.DType.TIMESTAMPTZ: "timestamptz",
}
_SPOKEN: dict[type[exp.Expr], str] = {
    exp.TimeToStr: "to_char",
    exp.StrToDate: "to_date",
    exp.StrToTime: "to_timestamp",
    exp.Concat: "concat",
    exp.ConcatWs: "concat_ws",
    exp.Format: "format",
    exp.ArrayToString: "array_to_string",
}
"""Functions that read a setting of the session, and what PostgreSQL calls them."""


def unsteady_part(facts: Facts, table: Entity, text: str) -> str | None:
    """The part of an expression whose answer may change, as SQL; None where none is known to."""
    dialect = facts.schema.dialect.name
    with suppress(SqlError):  # what cannot be read is not judged
        for node in parse_one(text, dialect).walk():
            if _is_unsteady(facts, table, node):
                return node.sql(dialect=sqlglot_dialect(dialect))
    return None


def _is_unsteady(facts: Facts, table: Entity, node: exp.Expr) -> bool:
    if isinstance(node, _CLOCK) or (isinstance(node, exp.Anonymous) and node.name.lower() == "now"):
        return not _is_qualified(node)
    if facts.schema.dialect.name != "postgres" or _is_qualified(node):
        return False
    match node:
        case exp.Anonymous():
            name = node.name.lower()
            listed = name in _NAMED or (name in _OF_ONE and len(node.expressions) == 1)
            return listed and name not in facts.gist(_own_functions)
        case exp.Cast():
            return _cast_depends(facts, table, node)
        case exp.TimestampTrunc():
            return node.args.get("zone") is None and _type(facts, table, node.this) in ("timestamptz", "date")
        case exp.Extract():
            return _type(facts, table, node.expression) == "timestamptz"
        case exp.Date():
            return _type(facts, table, node.this) == "timestamptz"
    return type(node) in _SPOKEN and _SPOKEN[type(node)] not in facts.gist(_own_functions)


def _cast_depends(facts: Facts, table: Entity, node: exp.Cast) -> bool:
    """Whether a cast of a column reads the time zone or the date style: between moments with and without a zone, and
    between any of them and text."""
    source, target = _type(facts, table, node.this), _SHORT.get(node.to.this)
    if source == target or target is None or source is None:
        return False
    if "text" in (source, target):
        return bool({source, target} & _MOMENTS)
    return "timestamptz" in (source, target) and {source, target} <= _MOMENTS


def _type(facts: Facts, table: Entity, node: exp.Expr) -> str | None:
    """`timestamptz`, `timestamp`, `date` or `text` of a plain column or a value out of a document, else None."""
    node = node.unnest()
    if isinstance(node, exp.JSONExtractScalar | exp.JSONBExtractScalar):
        return "text"
    column = table.attribute(node.name) if isinstance(node, exp.Column) else None
    if column is None:
        return None
    family, base = facts.family(column), facts.type_of(column).base
    if family == "timestamp":
        return "timestamptz" if base in ("timestamptz", "timestamp with time zone") else "timestamp"
    return family if family in ("date", "text") else None


def _is_qualified(node: exp.Expr) -> bool:
    """Whether a function is called with its schema, and that is not the server's own."""
    return isinstance(node.parent, exp.Dot) and node.parent.this.name.lower() != "pg_catalog"


def _own_functions(facts: Facts) -> frozenset[str]:
    """The names of the functions that the design itself defines."""
    names = (one.name.partition("(")[0].rpartition(".")[2] for one in facts.schema.opaque if one.kind == "function")
    return frozenset(name.strip('"').lower() for name in names)
