"""What an expression of a block comes to, asked of the catalogue that the draft of the design stands for.

The tree is sqlglot's. Whatever is not understood is UNKNOWN; nothing is guessed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from designer.importers.postgres.blocks.casts import as_text, cast_to, looked_up, own_sequence
from designer.importers.postgres.blocks.texts import chained, formatted, is_like, length_of, part_of
from designer.importers.postgres.blocks.values import (
    UNKNOWN,
    AtLeast,
    Oid,
    Record,
    Unknown,
    compared,
    conjunction,
    disjunction,
    negation,
)
from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import Workspace
from designer.sql.identifiers import quote_literal

_DEEPEST = 40
"""Levels of an expression, of the queries in it too."""
_OLDEST = 140000
"""The oldest server that is looked after today, as server_version_num has it: a block may ask for a newer one."""

Scope = Callable[[str | None, str], Any]
"""The value of a column or a variable by its qualifier and its name, both as the server folds them."""


class Asked:
    """An expression's evaluation.

    scope: what names mean; exists, values: what a query in it gives; count: how many rows `count(*)` stands for.
    """

    def __init__(
        self,
        workspace: Workspace,
        scope: Scope,
        exists: Callable[[exp.Expr, Scope, int], Any],
        values: Callable[[exp.Expr, Scope, int], tuple[Any, ...] | Unknown],
        count: int | None = None,
        depth: int = 0,
    ) -> None:
        self.workspace = workspace
        self.scope = scope
        self.exists = exists
        self.values = values
        self.count = count
        self.depth = depth

    def value(self, node: Any) -> Any:
        """What a node comes to. Fails where the server would raise an error."""
        handler = _HANDLERS.get(type(node))
        if handler is None or any(held and name not in _PARTS for name, held in node.args.items()):
            return UNKNOWN
        if self.depth >= _DEEPEST:
            return UNKNOWN
        self.depth += 1
        found = handler(self, node)
        self.depth -= 1
        return negation(found) if node.args.get("negate") else found

    def truth(self, node: Any) -> Any:
        found = self.value(node)
        return found if isinstance(found, bool | None) else UNKNOWN


_PARTS = frozenset(
    {"this", "expression", "expressions", "to", "query", "negate", "table", "is_string", "_type", "safe", "coalesce",
     "big_int", "db", "from_", "joins", "where", "limit", "order", "distinct", "into", "alias", "schema", "dialect",
     "start", "length"}
)  # fmt: skip
"""What of a node is looked at; a node that says more is not understood."""
_COMPARISONS: dict[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq, exp.NEQ: operator.ne, exp.GT: operator.gt, exp.GTE: operator.ge, exp.LT: operator.lt,
    exp.LTE: operator.le,
}  # fmt: skip


def _comparison(asked: Asked, node: exp.Expr) -> Any:
    test = _COMPARISONS[type(node)]
    one = asked.value(node.this)
    if isinstance(node.expression, exp.Any) and isinstance(node, exp.EQ):
        return _among(one, _members(asked, node.expression.this))
    return _compare(one, asked.value(node.expression), test)


def _compare(one: Any, other: Any, test: Callable[[Any, Any], bool]) -> Any:
    """Numbers are written as strings too, where a setting is compared."""
    if isinstance(one, Oid) and isinstance(other, int):
        return test(1, 0)  # no thing has the number 0
    return compared(one, other, test)


def _members(asked: Asked, node: Any) -> tuple[Any, ...] | Unknown:
    inner = node.unnest() if isinstance(node, exp.Paren) else node
    if isinstance(inner, exp.Subquery | exp.Select):
        return asked.values(inner, asked.scope, asked.depth)
    found = asked.value(inner)
    return found if isinstance(found, tuple) else UNKNOWN


def _among(one: Any, members: tuple[Any, ...] | Unknown) -> Any:
    if isinstance(members, Unknown):
        return UNKNOWN
    return disjunction(_compare(one, member, operator.eq) for member in members)


def _in(asked: Asked, node: exp.In) -> Any:
    one = asked.value(node.this)
    query = node.args.get("query")
    if query is not None:
        return _among(one, asked.values(query, asked.scope, asked.depth))
    return _among(one, tuple(asked.value(item) for item in node.expressions))


def _is(asked: Asked, node: exp.Is) -> Any:
    one = asked.value(node.this)
    if isinstance(node.expression, exp.Null):
        return (False if one.present else UNKNOWN) if isinstance(one, Unknown) else one is None
    wanted = asked.value(node.expression)
    return UNKNOWN if isinstance(one, Unknown) else one is wanted


def _like(asked: Asked, node: exp.Expr) -> Any:
    one, pattern = asked.value(node.this), asked.value(node.expression)
    if one is None or pattern is None:
        return None
    if not isinstance(one, str) or not isinstance(pattern, str) or "\\" in pattern:
        return UNKNOWN
    if re.sub("%+", "%", pattern).count("%") > 4:  # nobody asks so
        return UNKNOWN
    return is_like(one, pattern, re.IGNORECASE if isinstance(node, exp.ILike) else re.NOFLAG)


def _column(asked: Asked, node: exp.Column) -> Any:
    qualifier = node.args.get("table")
    if node.args.get("db") is not None:
        return UNKNOWN
    return asked.scope(_folded(qualifier) if qualifier is not None else None, _folded(node.this))


def _folded(identifier: Any) -> str:
    name = str(identifier.name)
    return name if identifier.args.get("quoted") else name.lower()


def _literal(asked: Asked, node: exp.Literal) -> Any:
    if node.is_string:
        return str(node.this)
    try:
        return int(node.this)
    except ValueError:
        return UNKNOWN


def _cast(asked: Asked, node: exp.Cast) -> Any:
    kind = node.to.sql("postgres").lower().rpartition(".")[2].strip('"')
    return cast_to(asked.value(node.this), kind, asked.workspace)


def _call(asked: Asked, node: exp.Anonymous) -> Any:
    name = str(node.name).lower()
    given = [asked.value(one) for one in node.expressions]
    if name in ("to_regclass", "to_regtype", "to_regnamespace") and len(given) == 1:
        return looked_up(given[0], name[3:], asked.workspace) if isinstance(given[0], str) else UNKNOWN
    if name == "current_setting" and given[:1] == ["server_version_num"]:
        return AtLeast(_OLDEST)
    if name == "pg_get_serial_sequence" and len(given) == 2 and all(isinstance(one, str) for one in given):
        return own_sequence(given[0], given[1], asked.workspace)
    if name == "text" and len(given) == 1 and not isinstance(given[0], Unknown):
        return None if given[0] is None else as_text(given[0], asked.workspace)
    if name in ("quote_ident", "quote_literal") and len(given) == 1 and isinstance(given[0], str):
        return spelled((given[0],)) if name == "quote_ident" else quote_literal(given[0], "postgres")
    return UNKNOWN


def _joined(asked: Asked, node: exp.Expr) -> Any:
    one, other = asked.value(node.this), asked.value(node.expression)
    if one is None or other is None:
        return None
    texts = [as_text(part, asked.workspace) for part in (one, other)]
    return chained(texts)


def _concat(asked: Asked, node: exp.Concat) -> Any:
    return chained(as_text(one, asked.workspace) for one in map(asked.value, node.expressions) if one is not None)


def _format(asked: Asked, node: exp.Expr) -> Any:
    pattern = asked.value(node.this)
    given = [asked.value(one) for one in node.expressions]
    texts = [as_text(one, asked.workspace) if isinstance(one, Oid) else one for one in given]
    quoted = [one if isinstance(one, Oid) else None for one in given]
    return formatted(pattern, texts, quoted) if isinstance(pattern, str) else UNKNOWN


def _case_of(change: Callable[[str], str]) -> Callable[[Asked, exp.Expr], Any]:
    def changed(asked: Asked, node: exp.Expr) -> Any:
        found = asked.value(node.this)
        return change(found) if isinstance(found, str) else found if found is None else UNKNOWN

    return changed


def _substring(asked: Asked, node: exp.Substring) -> Any:
    held = node.args.get("length")
    start = asked.value(node.args.get("start"))
    return part_of(asked.value(node.this), start, None if held is None else asked.value(held))


def _coalesce(asked: Asked, node: exp.Coalesce) -> Any:
    for one in (node.this, *node.expressions):
        found = asked.value(one)
        if found is not None:
            return found
    return None


def _number(step: Callable[[int, int], int]) -> Callable[[Asked, exp.Expr], Any]:
    def result(asked: Asked, node: exp.Expr) -> Any:
        one, other = asked.value(node.this), asked.value(node.expression)
        if type(one) is not int or type(other) is not int or max(abs(one), abs(other)) > 10**9:
            return UNKNOWN
        return step(one, other)

    return result


def _array(asked: Asked, node: exp.Array) -> Any:
    found = tuple(asked.value(one) for one in node.expressions)
    return UNKNOWN if any(isinstance(one, tuple) for one in found) else found


def _path(asked: Asked, node: exp.Expr) -> Any:
    return asked.workspace.path or UNKNOWN


def _first_of_path(asked: Asked, node: exp.Expr) -> Any:
    return next(iter(asked.workspace.path), None)


def _dotted(asked: Asked, node: exp.Dot) -> Any:
    """`pg_catalog.f(…)`: as without the schema; a field of a record in parentheses."""
    if isinstance(node.expression, exp.Func) and isinstance(node.this, exp.Identifier):
        return asked.value(node.expression) if _folded(node.this) == "pg_catalog" else UNKNOWN
    return UNKNOWN


def _subquery(asked: Asked, node: exp.Expr) -> Any:
    found = asked.values(node, asked.scope, asked.depth)
    if isinstance(found, Unknown) or len(found) > 1:
        return UNKNOWN
    return found[0] if found else None


_HANDLERS: dict[Any, Callable[[Asked, Any], Any]] = {
    **dict.fromkeys(_COMPARISONS, _comparison),
    exp.Paren: lambda asked, node: asked.value(node.this),
    exp.Not: lambda asked, node: negation(asked.truth(node.this)),
    exp.And: lambda asked, node: conjunction(asked.truth(one) for one in node.flatten()),
    exp.Or: lambda asked, node: disjunction(asked.truth(one) for one in node.flatten()),
    exp.Boolean: lambda asked, node: bool(node.this),
    exp.Null: lambda asked, node: None,
    exp.Neg: lambda asked, node: -found if type(found := asked.value(node.this)) is int else UNKNOWN,
    exp.Count: lambda asked, node: UNKNOWN if asked.count is None else asked.count,
    exp.Exists: lambda asked, node: asked.exists(node.this, asked.scope, asked.depth),
    exp.RawString: lambda asked, node: str(node.this),
    exp.Parameter: lambda asked, node: asked.scope(None, f"${node.this.name}"), exp.Select: _subquery,
    exp.Literal: _literal, exp.Column: _column, exp.In: _in, exp.Is: _is, exp.Like: _like, exp.ILike: _like,
    exp.Cast: _cast, exp.Anonymous: _call, exp.DPipe: _joined, exp.Concat: _concat, exp.Format: _format,
    exp.Lower: _case_of(str.lower), exp.Upper: _case_of(str.upper), exp.Coalesce: _coalesce, exp.Array: _array,
    exp.Length: lambda asked, node: length_of(asked.value(node.this)), exp.Substring: _substring,
    exp.Add: _number(operator.add), exp.Sub: _number(operator.sub), exp.Mul: _number(operator.mul),
    exp.CurrentSchema: _first_of_path, exp.CurrentSchemas: _path, exp.Dot: _dotted, exp.Subquery: _subquery,
}  # fmt: skip


def variables(values: Mapping[str, Any]) -> Scope:
    """What a name means where no query is around it."""

    def scope(qualifier: str | None, name: str) -> Any:
        if qualifier is None:
            return values.get(name, UNKNOWN)
        record = values.get(qualifier)
        return record.fields.get(name, UNKNOWN) if isinstance(record, Record) else UNKNOWN

    return scope
