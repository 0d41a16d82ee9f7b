"""Whether the default of a new column is computed anew for each row, so that adding it writes the whole table."""

from designer.schema.schema import Schema
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_VOLATILE = ("random", "gen_random_uuid", "uuid_generate_v4", "clock_timestamp", "nextval", "uuidv7", "uuidv4",
             "timeofday", "setval", "txid_current", "statement_id")  # fmt: skip
_STEADY = frozenset((
    "now", "transaction_timestamp", "statement_timestamp", "current_timestamp", "current_date", "current_time",
    "localtime", "localtimestamp", "current_setting", "current_database", "current_schema", "coalesce", "nullif",
    "greatest", "least", "lower", "upper", "concat", "concat_ws", "format", "to_char", "to_date", "to_timestamp",
    "date_trunc", "date_part", "extract", "make_date", "make_interval", "make_time", "make_timestamp",
    "make_timestamptz", "timezone", "age", "jsonb_build_object", "jsonb_build_array", "json_build_object",
    "json_build_array", "to_json", "to_jsonb", "array", "array_fill", "string_to_array", "row", "cast", "length",
    "md5", "sha256", "repeat", "replace", "trim", "btrim", "substring", "left", "right", "round", "ceil", "floor",
    "abs", "power", "sqrt", "pi", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "hstore",
    "numeric", "varchar", "char", "bit", "varbit", "timestamp", "timestamptz", "time", "timetz", "interval", "decimal",
    "any", "all", "in", "inet", "cidr", "point", "st_geomfromtext", "st_makepoint", "to_tsvector", "uuid_nil", "chr",
    "decode", "encode", "convert_from", "convert_to", "regexp_replace", "initcap", "justify_interval", "box", "lseg",
))  # fmt: skip
"""Functions, and words that look like calls, that answer the same for every row of a statement."""


def may_be_volatile(column: Cursor, schema: Schema | None) -> bool:
    """Whether a column's DEFAULT calls a function that may answer otherwise for each row, as far as is known.

    column: the rest of a column's definition. Functions that are in no list here are looked for in the design, and
    taken to be volatile, as PostgreSQL does, where nobody says otherwise.
    """
    start = column.keys.index("DEFAULT", column.index) + 1
    words = [(place, column.tokens[place]) for place in range(start, column.size)]
    if any(token.kind is Kind.WORD and token.text.lower() in _VOLATILE for _, token in words):
        return True
    called = [
        token.text.lower()
        for place, token in words
        if token.kind is Kind.WORD and column.part(place + 1, column.size).at("(") and not _is_type(column, place)
    ]
    return any(one not in _STEADY and not _is_declared_steady(one, schema) for one in called)


def _is_type(column: Cursor, place: int) -> bool:
    """Whether a word before a bracket is a type with its length, as in `'1'::numeric(3)`, or begins another clause."""
    return column.keys[place - 1] in ("::", "AS", ".") or column.keys[place] in ("CHECK", "REFERENCES")


def _is_declared_steady(function: str, schema: Schema | None) -> bool:
    for one in schema.opaque if schema else ():
        if one.kind == "function" and one.name.partition("(")[0].rpartition(".")[2] == function:
            words = {token.text.upper() for token in Cursor.over(one.sql).tokens if token.kind is Kind.WORD}
            return bool(words & {"IMMUTABLE", "STABLE"})
    return False
