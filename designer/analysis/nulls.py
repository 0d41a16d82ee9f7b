"""What a check says of which columns hold a value, worked out for every way in which they may."""

from itertools import product

from sqlglot import exp

from designer.sql.parsing import SqlError, parse_one

_MOST = 6


def allows_exactly_one(expression: str, names: tuple[str, ...], dialect: str) -> bool:
    """Whether a check is true for rows with a value in just one of the columns, and false for all others.

    False for a check that reads more than whether they are null.
    """
    if not 1 < len(names) <= _MOST:
        return False
    try:
        tree = parse_one(expression, dialect)
    except SqlError:
        return False
    try:
        return all(
            _value(tree, dict(zip(names, held, strict=True))) is (sum(held) == 1)
            for held in product((False, True), repeat=len(names))
        )
    except _Unread:
        return False


class _Unread(Exception):
    """An expression that is about more than nulls."""


def _value(node: exp.Expr, held: dict[str, bool]) -> bool | int:
    """What an expression is for a row. held: whether each column has a value."""
    match node:
        case exp.Paren() | exp.Cast():
            return int(_value(node.this, held)) if isinstance(node, exp.Cast) else _value(node.this, held)
        case exp.Boolean():
            return bool(node.this)
        case exp.Literal() if not node.is_string and node.name.isdecimal():
            return int(node.name)
        case exp.Not():
            return not _value(node.this, held)
        case exp.And():
            return bool(_value(node.this, held)) and bool(_value(node.expression, held))
        case exp.Or():
            return bool(_value(node.this, held)) or bool(_value(node.expression, held))
        case exp.Xor():
            return bool(_value(node.this, held)) is not bool(_value(node.expression, held))
        case exp.Is() if isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Null):
            return _holds(node.this, held) is bool(node.args.get("negate"))
        case exp.EQ():
            return _value(node.this, held) == _value(node.expression, held)
        case exp.NEQ():
            return _value(node.this, held) != _value(node.expression, held)
        case exp.Add():
            return int(_value(node.this, held)) + int(_value(node.expression, held))
        case exp.Case() if node.this is None:
            arm = next((one for one in node.args["ifs"] if _value(one.this, held)), None)
            chosen = arm.args["true"] if arm is not None else node.args.get("default")
            if not isinstance(chosen, exp.Expr):
                raise _Unread
            return _value(chosen, held)
        case exp.Anonymous() if node.name.lower() in ("num_nonnulls", "num_nulls"):
            filled = [_holds(one, held) for one in node.expressions]
            return sum(filled) if node.name.lower() == "num_nonnulls" else len(filled) - sum(filled)
    raise _Unread


def _holds(node: exp.Expr, held: dict[str, bool]) -> bool:
    if not isinstance(node, exp.Column) or node.name not in held:
        raise _Unread
    return held[node.name]
