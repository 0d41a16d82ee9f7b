"""The type that PostgreSQL gives an expression of a query, where the types of its columns settle it.

What is not certain has no type here: functions that are not the server's own, operators of rare types, domains inside
an expression. The rules are those of the manual's chapter on type conversion: the numeric types in the order in which
each becomes the next by itself, constants in quotes taking the type beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlglot import exp

from designer.schema.types import DataType, parse_type


@dataclass(frozen=True, slots=True)
class Typed:
    """type: None where it is not certain. bare: a constant in quotes, or NULL, which takes the type beside it."""

    type: str | None
    collation: str | None = None
    bare: bool = False


Column = Callable[[str | None, str], Typed]
"""What a column is, by what qualifies it and its name."""

UNCERTAIN = Typed(None)
_DEEPEST = 200
"""Operators within operators: a chain of thousands of `||` is not worth the stack that it would take."""
_DIGITS = 40
"""Of a whole number that is looked at: one of more is no bigint, unless it begins with zeros."""
_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_INSTANTS = ("date", "timestamp", "timestamptz")
_TEXTS = ("text", "varchar", "char", "name", "citext")
_PLAIN = frozenset((*_NUMBERS, *_INSTANTS, "text", "varchar", "char", "boolean", "uuid", "json", "jsonb", "interval",
                    "bytea", "time", "timetz", "inet", "cidr", "macaddr", "xml"))  # fmt: skip
"""Types that are no domain, so that an expression of them keeps them."""
_TEXT_MADE: tuple[type[exp.Expr], ...] = (
    exp.Concat, exp.ConcatWs, exp.TimeToStr, exp.ToChar, exp.MD5, exp.RegexpReplace, exp.GroupConcat, exp.SplitPart,
    exp.Initcap, exp.Pad, exp.JSONExtractScalar, exp.JSONBExtractScalar,
)  # fmt: skip
_TEXT_KEPT: tuple[type[exp.Expr], ...] = (
    exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.Left, exp.Right, exp.Repeat, exp.Replace, exp.Reverse,
)  # fmt: skip
_MADE: dict[type[exp.Expr], str] = {
    exp.CurrentTimestamp: "timestamptz", exp.CurrentDate: "date", exp.Uuid: "uuid", exp.Count: "bigint",
    exp.RowNumber: "bigint", exp.Rank: "bigint", exp.DenseRank: "bigint", exp.Interval: "interval",
    exp.Extract: "numeric", exp.Localtimestamp: "timestamp", exp.CurrentTime: "timetz",
    exp.LogicalAnd: "boolean", exp.LogicalOr: "boolean",
}  # fmt: skip
_BY_NAME = {
    "nextval": "bigint", "currval": "bigint", "lastval": "bigint", "clock_timestamp": "timestamptz",
    "statement_timestamp": "timestamptz", "transaction_timestamp": "timestamptz", "gen_random_uuid": "uuid",
    "uuid_generate_v4": "uuid", "jsonb_build_object": "jsonb", "jsonb_build_array": "jsonb", "jsonb_agg": "jsonb",
    "to_jsonb": "jsonb", "json_build_object": "json", "json_build_array": "json", "json_agg": "json", "to_json": "json",
    "row_to_json": "json", "quote_ident": "text", "btrim": "text", "ltrim": "text", "rtrim": "text", "format": "text",
    "ntile": "integer", "percent_rank": "double precision", "cume_dist": "double precision", "every": "boolean",
    "random": "double precision", "txid_current": "bigint", "pg_backend_pid": "integer", "age": "interval",
    "date_part": "double precision", "array_length": "integer", "cardinality": "integer", "strpos": "integer",
    "position": "integer", "ascii": "integer", "chr": "text", "encode": "text", "quote_literal": "text",
    "to_date": "date", "to_timestamp": "timestamptz", "to_number": "numeric", "version": "text", "translate": "text",
    "octet_length": "integer", "char_length": "integer", "make_date": "date", "array_to_string": "text",
}  # fmt: skip
"""What functions give whatever they are given."""
_TEXT_CASTS = ("text", "varchar", "char")
_SUMS = {"smallint": "bigint", "integer": "bigint", "bigint": "numeric", "numeric": "numeric", "real": "real",
         "double precision": "double precision", "interval": "interval"}  # fmt: skip
_AVERAGES = _SUMS | dict.fromkeys(("smallint", "integer", "bigint"), "numeric") | {"real": "double precision"}


def type_by_name(function: str) -> str | None:
    """What a function of the server's own gives, where that is the same whatever it is given."""
    return _BY_NAME.get(function)


class Typer:
    """column: what a column of the query is."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.depth = 0

    def of(self, node: exp.Expr) -> Typed:
        """The type of an expression, and the collation that a text of it has."""
        found = self._of(node)
        if isinstance(node, exp.Column) or found.bare or _base(found) not in _TEXTS:
            return found
        if node.find(exp.Collate) is not None:
            stated = isinstance(node, exp.Collate) and node.this.find(exp.Collate) is None
            return Typed(found.type, node.expression.sql("postgres")) if stated else UNCERTAIN
        named = {self.column(one.table or None, name_of(one)).collation for one in node.find_all(exp.Column)} - {None}
        if named and (len(named) > 1 or node.find(exp.Case, exp.Predicate) is not None):
            return UNCERTAIN
        return Typed(found.type, next(iter(named), None))

    def _of(self, node: exp.Expr) -> Typed:
        self.depth += 1
        try:
            return self._part(node) if self.depth < _DEEPEST else UNCERTAIN
        finally:
            self.depth -= 1

    def _part(self, node: exp.Expr) -> Typed:
        match node:
            case exp.Paren() | exp.Filter() | exp.Window() | exp.Collate():
                return self._of(node.this)
            case exp.Column():
                return self.column(node.table or None, name_of(node))
            case exp.Cast():
                return Typed(cast_type(node))
            case exp.Literal():
                return Typed("text", bare=True) if node.is_string else Typed(_number(node.name))
            case exp.Null():
                return Typed("text", bare=True)
            case exp.Predicate() | exp.Connector() | exp.Not() | exp.Boolean():
                return Typed("boolean")
            case exp.Neg() | exp.Abs():
                return _only(self._of(node.this), _NUMBERS)
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.Mod():
                return Typed(_arithmetic(node, self._of(node.this), self._of(node.expression)))
            case exp.DPipe():
                return _chained(self._of(node.this), self._of(node.expression))
            case exp.Coalesce() | exp.Greatest() | exp.Least():
                return self._common([node.this, *node.expressions])
            case exp.Nullif():
                return _unless(self._of(node.this), self._of(node.expression))
            case exp.Case():
                branches = [one.args["true"] for one in node.args["ifs"]]
                return self._common([node.args.get("default") or exp.Null(), *branches])
            case exp.Array():
                return self._array(node)
            case exp.AtTimeZone():
                zoned = {"timestamptz": "timestamp", "timestamp": "timestamptz", "date": "timestamp"}
                return Typed(zoned.get(_base(self._of(node.this))))
            case exp.Bracket():
                array = parse_type(self._of(node.this).type or "")
                single = len(node.expressions) == 1 and not isinstance(node.expressions[0], exp.Slice)
                return Typed(array.base if single and array.dimensions == 1 and array.base in _PLAIN else None)
        return self._called(node)

    def _called(self, node: exp.Expr) -> Typed:
        """A function of the server's own."""
        if isinstance(node, exp.Anonymous):
            return Typed(_BY_NAME.get(str(node.this).lower()))
        if type(node) in _MADE:
            return Typed(_MADE[type(node)])
        if isinstance(node, _TEXT_MADE):
            return Typed("text")
        if isinstance(node, exp.ArrayAgg) and isinstance(node.this, exp.Order):
            return self._called(exp.ArrayAgg(this=node.this.this))
        given = self._of(node.this) if isinstance(node.this, exp.Expr) else UNCERTAIN
        base = _base(given)
        if isinstance(node, _TEXT_KEPT):
            return Typed("text") if base in _TEXT_CASTS else UNCERTAIN
        if isinstance(node, exp.Sum | exp.Avg):
            return Typed((_SUMS if isinstance(node, exp.Sum) else _AVERAGES).get(base))
        if isinstance(node, exp.Min | exp.Max):
            texts = base in ("text", "varchar")
            if base == "char":
                return Typed("bpchar")
            return Typed("text") if texts else _only(given, (*_NUMBERS, *_INSTANTS, "time", "timetz", "interval"))
        if isinstance(node, exp.JSONExtract | exp.JSONBExtract):
            return _only(given, ("json", "jsonb"))
        if isinstance(node, exp.Length):
            return Typed("integer") if base in _TEXT_CASTS else UNCERTAIN
        if isinstance(node, exp.Round | exp.Floor | exp.Ceil):
            whole = {"numeric": "numeric", "real": "double precision", "double precision": "double precision"}
            return Typed(whole.get(base)) if not node.args.get("decimals") or base == "numeric" else UNCERTAIN
        if isinstance(node, exp.TimestampTrunc):
            return _only(given, ("timestamp", "timestamptz", "interval"))
        if isinstance(node, exp.Lag | exp.Lead | exp.FirstValue | exp.LastValue | exp.ArrayAgg):
            kept = _only(given, tuple(_PLAIN - {"char"}))
            array = isinstance(node, exp.ArrayAgg) and kept.type is not None
            return Typed(f"{kept.type}[]") if array else kept
        return UNCERTAIN

    def _common(self, nodes: Iterable[exp.Expr]) -> Typed:
        return Typed(common([self._of(one) for one in nodes]))

    def _array(self, node: exp.Array) -> Typed:
        kept = common([self._of(one) for one in node.expressions]) if node.expressions else None
        return Typed(f"{kept}[]" if kept is not None and parse_type(kept).dimensions == 0 else None)


def name_of(column: exp.Column) -> str:
    """The name of a column as the server folds it."""
    return column.name if column.this.args.get("quoted") else column.name.lower()


def cast_type(node: exp.Cast) -> str:
    """The type that a cast is to, with the words in which the server spells it."""
    kind = node.args["to"]
    text: str = kind.sql("postgres")
    return text if kind.is_type(exp.DataType.Type.USERDEFINED) else text.lower().replace("decimal", "numeric")


def common(found: list[Typed]) -> str | None:
    """What values of these types are of together: in a column of UNION, in COALESCE, in the branches of CASE."""
    known = [one.type for one in found if not one.bare]
    if not known:
        return "text"
    types = [parse_type(one) for one in known if one is not None]
    if len(types) < len(known):
        return None
    if len(known) == len(found) and all(one == types[0] for one in types):
        return known[0]
    bases = {one.base for one in types}
    if not bases <= _PLAIN or any(one.dimensions for one in types):
        return None
    if bases <= set(_TEXT_CASTS):  # each becomes the other by itself: the first says it
        return "bpchar" if types[0].base == "char" else types[0].base  # `char` alone would be one sign
    return _widest(bases)


def _widest(bases: set[str]) -> str | None:
    if len(bases) == 1:
        return next(iter(bases))
    for order in (_NUMBERS, _INSTANTS):
        if bases <= set(order):
            return max(bases, key=order.index)
    return None


def _number(text: str) -> str:
    if not text.isdecimal() or len(text) > _DIGITS:
        return "numeric"
    return "integer" if int(text) < 1 << 31 else "bigint" if int(text) < 1 << 63 else "numeric"


def _base(one: Typed) -> str:
    if one.type is None:
        return ""
    found: DataType = parse_type(one.type)
    return "" if found.dimensions else found.base


def _only(one: Typed, bases: tuple[str, ...]) -> Typed:
    """The type without its length or precision, if it is one of these."""
    return Typed(_base(one)) if _base(one) in bases and not one.bare else UNCERTAIN


def _unless(value: Typed, other: Typed) -> Typed:
    """NULLIF: the first, as the type that it is compared as."""
    first, second = _base(value), _base(other)
    if value.bare or not first:
        return UNCERTAIN
    if first == "varchar":
        return Typed("text") if other.bare or second in ("varchar", "text") else UNCERTAIN
    whole = _NUMBERS[:3]
    alike = first == second or (first in whole and second in whole) or (first in _INSTANTS and second in _INSTANTS)
    wide = first == "numeric" and second in whole
    return value if other.bare or alike or wide else UNCERTAIN


def _arithmetic(node: exp.Expr, left: Typed, right: Typed) -> str | None:
    first, second = _base(left), _base(right)
    if left.bare or right.bare:
        first, second = (second, second) if left.bare else (first, first)
        return first if first in _NUMBERS else None
    if first in _NUMBERS and second in _NUMBERS:
        wide = max(first, second, key=_NUMBERS.index)
        return "double precision" if wide == "real" and first != second else wide
    if isinstance(node, exp.Add | exp.Sub):
        return _moved(first, second, isinstance(node, exp.Sub))
    return None


def _moved(first: str, second: str, minus: bool) -> str | None:
    """Dates and instants with what is added to them, or taken from them."""
    if second == "interval" and first in (*_INSTANTS, "interval"):
        return "timestamp" if first == "date" else first
    if first == "date" and second in ("integer", "smallint"):
        return "date"
    if not minus or first not in _INSTANTS or second not in _INSTANTS:
        return None
    return "integer" if first == second == "date" else "interval"


def _chained(left: Typed, right: Typed) -> Typed:
    """`||`: a text beside what is no array, or two documents."""
    bases = _base(left), _base(right)
    if left.type is not None and right.type is not None and parse_type(left.type).dimensions:
        return Typed(left.type) if parse_type(left.type) == parse_type(right.type) else UNCERTAIN
    if left.bare != right.bare:
        other = bases[0] if right.bare else bases[1]
        if other in ("jsonb", "json", "bytea"):
            return Typed("jsonb") if other == "jsonb" else UNCERTAIN
        return Typed("text") if other in _PLAIN else UNCERTAIN
    if bases == ("jsonb", "jsonb") and not (left.bare or right.bare):
        return Typed("jsonb")
    texts = any(base in _TEXT_CASTS and not one.bare for base, one in zip(bases, (left, right), strict=True))
    return (
        Typed("text") if (texts or (left.bare and right.bare)) and all(base in _PLAIN for base in bases) else UNCERTAIN
    )
