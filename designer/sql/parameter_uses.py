"""What each parameter of a statement meets: the column it is compared with, set to or inserted into.

The tree says which column stands on the other side; the caller gives the columns of each table, so that names
without a qualifier find their owner. What cannot be told is simply not among the results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from designer.sql.parameters import named_parameters
from designer.sql.parsing import SqlError, parse_one

Table = tuple[str | None, str]
"""A table's schema, None where it is not written, and its name."""


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A parameter by its number (from 1), and the column it meets.

    operator: as written in SQL, lower case: =, <, between, like, in, any, set, limit …; `element` where it is one of
    the elements of an array that is compared, as in `tags @> ARRAY[$1]`. table and column are None where there is
    none, as for LIMIT, or where the parameter is but a part of what is compared (`expression`). low:
    whether it is the lower end of a BETWEEN. cast: the type that it is cast to, as in `$1::interval`.
    """

    number: int
    operator: str
    table: Table | None = None
    column: str | None = None
    low: bool = False
    cast: str | None = None


_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=",
    exp.Like: "like", exp.ILike: "ilike", exp.NullSafeEQ: "is not distinct from",
    exp.ArrayContainsAll: "@>", exp.ArrayOverlaps: "&&",
}  # fmt: skip
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.DPipe, exp.Interval)
_MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


def parameter_uses(sql: str, columns: Mapping[Table, Collection[str]]) -> tuple[ParameterUse, ...]:
    """The uses by number; empty for text that cannot be read. `columns`: (schema, table) to its column names."""
    try:
        text, _ = named_parameters(sql, "postgres")
        tree = parse_one(text, "postgres")
        return tuple(sorted(_uses(tree, columns), key=lambda use: use.number))
    except (SqlError, RecursionError):
        return ()


def _uses(tree: exp.Expr, columns: Mapping[Table, Collection[str]]) -> Iterator[ParameterUse]:
    for placeholder in tree.find_all(exp.Placeholder):
        number = _number(placeholder)
        if number is None:
            continue
        operator, other, low = _met(placeholder)
        if operator is None:
            continue
        cast = placeholder.parent.to.sql("postgres") if isinstance(placeholder.parent, exp.Cast) else None
        inserted = _inserted(placeholder) if operator == "insert" else None
        if inserted:
            table, column = inserted
            yield ParameterUse(number, "set", _resolved(table, columns), column, cast=cast)
        elif isinstance(other, exp.Column):
            owner = _owner(other, columns)
            yield ParameterUse(number, operator, owner, other.name if owner else None, low, cast)
        else:
            yield ParameterUse(number, operator, low=low, cast=cast)


def _number(placeholder: exp.Expr) -> int | None:
    text = str(placeholder.this).removeprefix("p")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _met(node: exp.Expr) -> tuple[str | None, exp.Expr | None, bool]:
    """The operator around a parameter, what stands on its other side, and whether it is a lower end."""
    child, parent = node, node.parent
    quantified = element = False
    while parent is not None:
        if isinstance(parent, exp.Any | exp.All):
            quantified = True
        elif isinstance(parent, exp.Array):
            element = True
        elif isinstance(parent, _ARITHMETIC):
            return "expression", None, False
        elif isinstance(parent, exp.Limit | exp.Offset | exp.Fetch):
            return "limit" if not isinstance(parent, exp.Offset) else "offset", None, False
        elif type(parent) in _COMPARISONS:
            operator = _COMPARISONS[type(parent)]
            left = parent.this is child
            other = _plain(parent.expression if left else parent.this)
            if element and not quantified:
                return "element", other, False
            if quantified and not element:  # `= ANY (ARRAY[$1])` compares the parameter itself
                operator = "any"
            return (_MIRRORED.get(operator, operator) if left else operator), other, False
        elif isinstance(parent, exp.Between):
            return "between", _plain(parent.this), parent.args.get("low") is child
        elif isinstance(parent, exp.In):
            return ("in" if parent.this is not child else None), _plain(parent.this), False
        elif isinstance(parent, exp.Tuple) and isinstance(parent.parent, exp.Values):
            return "insert", None, False
        elif isinstance(parent, exp.Select | exp.Subquery):
            return None, None, False
        child, parent = parent, parent.parent
    return None, None, False


def _plain(node: exp.Expr | None) -> exp.Expr | None:
    """A column under casts, parentheses and functions of one column, as `lower(email)`."""
    while isinstance(node, exp.Cast | exp.Paren | exp.Lower | exp.Upper | exp.Trim):
        node = node.this
    return node


def _inserted(placeholder: exp.Expr) -> tuple[exp.Table, str] | None:
    """The table and the column that a value of INSERT … VALUES goes into."""
    child: exp.Expr = placeholder
    row = child.parent
    while row is not None and not (isinstance(row, exp.Tuple) and isinstance(row.parent, exp.Values)):
        child, row = row, row.parent
    insert = row.find_ancestor(exp.Insert) if row is not None else None
    target = insert.this if insert is not None else None
    if row is None or not isinstance(target, exp.Schema) or not isinstance(target.this, exp.Table):
        return None
    place = next((at for at, value in enumerate(row.expressions) if value is child), None)
    if place is None or place >= len(target.expressions):
        return None
    return target.this, target.expressions[place].name


def _owner(column: exp.Column, columns: Mapping[Table, Collection[str]]) -> Table | None:
    """The table a column belongs to: by its qualifier, else the nearest query's only table that has it."""
    scope: exp.Expr | None = column
    while scope is not None:
        scope = scope.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Insert, exp.Merge)
        if scope is None:
            return None
        found = [
            owner
            for table in scope.find_all(exp.Table)
            if (not column.table or column.table in (table.alias, table.name))
            and (owner := _resolved(table, columns)) is not None
            and column.name in columns[owner]
        ]
        if len(set(found)) == 1:
            return found[0]
    return None


def _resolved(table: exp.Table, columns: Mapping[Table, Collection[str]]) -> Table | None:
    if table.db:
        return (table.db, table.name) if (table.db, table.name) in columns else None
    named = sorted((one for one in columns if one[1] == table.name), key=lambda one: (one[0] != "public", one[0] or ""))
    return named[0] if named else None
