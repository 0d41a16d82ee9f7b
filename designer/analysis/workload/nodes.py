"""Small questions about the nodes of a parsed condition."""

from collections.abc import Iterator

from sqlglot import exp

_JSON = (exp.JSONExtract, exp.JSONExtractScalar, exp.JSONBExtract, exp.JSONBExtractScalar, exp.JSONValue)


def leaves(condition: exp.Expr) -> Iterator[tuple[exp.Expr, bool, bool]]:
    """(comparison, negated, disjunct) of each part that AND, OR and NOT tie together."""
    stack = [(condition, False, False)]
    while stack:
        node, negated, disjunct = stack.pop()
        match node:
            case exp.Paren():
                stack.append((node.this, negated, disjunct))
            case exp.Not():
                stack.append((node.this, not negated, disjunct))
            case exp.And():
                stack += [(part, negated, disjunct or negated) for part in (node.right, node.left)]
            case exp.Or():
                stack += [(part, negated, disjunct or not negated) for part in (node.right, node.left)]
            case exp.Xor():
                stack += [(part, negated, True) for part in (node.right, node.left)]
            case _:
                yield node, negated, disjunct


def columns_outside_queries(node: exp.Expr) -> Iterator[exp.Column]:
    """The columns below a node, those of nested queries left out."""
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, exp.Column):
            yield one
        elif not isinstance(one, exp.Query):
            stack.extend(one.iter_expressions())


_OWN_NAMES = {"timestamp_trunc": "date_trunc", "timestamptrunc": "date_trunc"}
"""What sqlglot calls otherwise than PostgreSQL does."""


def function_name(node: exp.Expr) -> str:
    """What a node that wraps a column is called: the function, `->` for any way into JSON, `mul` and the like."""
    if isinstance(node, _JSON) or (isinstance(node, exp.Anonymous) and node.name.upper() == "JSON_UNQUOTE"):
        return "->"
    if isinstance(node, exp.Bracket):
        return "[]"
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    name = node.sql_name().lower() if isinstance(node, exp.Func) else type(node).__name__.lower()
    return _OWN_NAMES.get(name, name)


def row_of(node: exp.Expr) -> list[exp.Expr]:
    """The parts of `(a, b)` and `ROW (a, b)`; nothing for what is no row."""
    if isinstance(node, exp.Tuple) or (isinstance(node, exp.Anonymous) and node.name.upper() == "ROW"):
        return list(node.expressions)
    return []


def listed_of(value: exp.Expr) -> tuple[exp.Expr, bool] | None:
    """(the list, whether all of it is meant) of `ANY (…)` and `ALL (…)`."""
    if isinstance(value, exp.Any | exp.All):
        return value.this.unnest(), isinstance(value, exp.All)
    if isinstance(value, exp.Anonymous) and value.name.upper() in ("ANY", "SOME", "ALL") and value.expressions:
        return value.expressions[0], value.name.upper() == "ALL"
    return None


def has_parameter(node: exp.Expr) -> bool:
    """Whether a parameter stands in it."""
    return node.find(exp.Parameter, exp.Placeholder) is not None


def is_constant(node: exp.Expr) -> bool:
    """Whether it is written out: a literal, its negative or cast, or a list of those."""
    match node:
        case exp.Literal() | exp.Boolean() | exp.Null():
            return True
        case exp.Paren() | exp.Neg() | exp.Cast():
            return is_constant(node.this)
        case exp.Tuple() | exp.Array():
            return all(map(is_constant, node.expressions))
    return False
