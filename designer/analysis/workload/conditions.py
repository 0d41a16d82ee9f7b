"""Conditions taken apart: predicates on columns, joins, and which tables a condition ties together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from designer.analysis.workload.names import Origin, Outputs
from designer.analysis.workload.nodes import (
    columns_outside_queries,
    function_name,
    has_parameter,
    is_constant,
    leaves,
    listed_of,
    row_of,
)
from designer.analysis.workload.parsed import Join, Predicate

_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.Like: "like",
    exp.ILike: "ilike", exp.SimilarTo: "similar to", exp.RegexpLike: "~", exp.RegexpILike: "~*",
    exp.ArrayContainsAll: "@>", exp.ArrayContainedBy: "<@", exp.ArrayOverlaps: "&&", exp.JSONBContains: "?",
    exp.JSONBContainsTopKey: "?", exp.JSONBContainsAnyTopKeys: "?|", exp.JSONBContainsAllTopKeys: "?&",
    exp.NullSafeEQ: "is not distinct from", exp.NullSafeNEQ: "is distinct from", exp.StartsWith: "^@", exp.Mod: "%",
}  # fmt: skip
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "@>": "<@", "<@": "@>"}


@dataclass(slots=True)
class Found:
    """What the conditions of a statement say.

    tied: pairs of uses that a condition mentions together; mentioned: the columns in any condition, by use.
    """

    predicates: list[Predicate] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    not_in: list[Join] = field(default_factory=list)
    tied: set[tuple[int, int]] = field(default_factory=set)
    mentioned: set[tuple[int, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a column, and what wraps it. origin None: it is no single column."""

    origin: Origin | None
    function: str | None
    node: exp.Expr


class ConditionReader:
    """Takes conditions apart. `filters` says whether a condition on a use filters its rows."""

    def __init__(
        self,
        columns: dict[int, Origin],
        outputs: dict[int, Outputs],
        text: Callable[[exp.Expr], str],
        unqualified: Callable[[exp.Expr], str],
    ) -> None:
        self._columns = columns
        self._outputs = outputs
        self._text = text
        self._unqualified = unqualified
        self.found = Found()

    def read(self, condition: exp.Expr, clause: str, filters: Callable[[Origin], bool]) -> None:
        """Adds what one WHERE, ON or HAVING says to `found`."""
        for leaf, negated, disjunct in leaves(condition):
            self._tie(leaf)
            for predicate, origin in self._leaf(leaf, negated, disjunct, clause):
                if filters(origin):
                    self.found.predicates.append(predicate)

    def _tie(self, leaf: exp.Expr) -> None:
        origins = [origin for column in leaf.find_all(exp.Column) if (origin := self._columns.get(id(column)))]
        self.found.mentioned.update((origin.use, origin.attribute) for origin in origins)
        first, *others = sorted({origin.use for origin in origins}) or [0]
        self.found.tied.update((first, other) for other in others)

    def _leaf(self, node: exp.Expr, negated: bool, disjunct: bool, clause: str) -> Iterator[tuple[Predicate, Origin]]:
        common: dict[str, Any] = {"negated": negated, "disjunct": disjunct, "clause": clause}
        if isinstance(node, exp.Escape):
            node = node.this
        if node.args.get("negate"):
            common["negated"] = not negated
        match node:
            case exp.Is():
                yield from self._is(node, common)
            case exp.Between():
                yield from self._between(node, common)
            case exp.In():
                yield from self._in(node, common)
            case exp.MatchAgainst():
                yield from self._searched(node, common)
            case exp.Binary() if type(node) in _OPERATORS:
                yield from self._compared(node.left, _OPERATORS[type(node)], node.right, common)
            case exp.StartsWith():
                yield from self._compared(node.this, "^@", node.expression, common)
            case exp.Column():
                value = "false" if negated else "true"
                yield from self._one(self._side(node), "=", value, {**common, "negated": False, "constant": True})

    def _searched(self, node: exp.MatchAgainst, common: dict[str, Any]) -> Iterator[tuple[Predicate, Origin]]:
        """`document @@ query`; the query often is a function in FROM, under a name of its own."""
        for document, query in ((node.expressions[0], node.this), (node.this, node.expressions[0])):
            side = self._side(document)
            if side.origin and not any(id(one) in self._columns for one in query.find_all(exp.Column)):
                rest = {**common, "parameter": has_parameter(query), "constant": is_constant(query)}
                yield from self._one(side, "@@", self._text(query), rest)
                return

    def _one(self, side: Side, operator: str, value: str, rest: dict[str, Any]) -> Iterator[tuple[Predicate, Origin]]:
        if side.origin:
            expression = self._unqualified(side.node)
            yield (
                Predicate(side.origin.attribute, operator, value, side.function, use=side.origin.use,
                          expression=expression, **rest),
                side.origin,
            )  # fmt: skip

    def _is(self, node: exp.Is, common: dict[str, Any]) -> Iterator[tuple[Predicate, Origin]]:
        side = self._side(node.this)
        if isinstance(node.expression, exp.Null):
            operator = "is not null" if common["negated"] else "is null"
            yield from self._one(side, operator, "", {**common, "negated": False, "constant": True})
        elif isinstance(node.expression, exp.Boolean):
            yield from self._one(side, "=", self._text(node.expression), {**common, "constant": True})

    def _between(self, node: exp.Between, common: dict[str, Any]) -> Iterator[tuple[Predicate, Origin]]:
        low, high = node.args["low"], node.args["high"]
        if not self._mentioned(low) and not self._mentioned(high):
            rest = {**common, "parameter": has_parameter(low) or has_parameter(high)}
            rest["constant"] = is_constant(low) and is_constant(high)
            yield from self._one(self._side(node.this), "between", f"{self._text(low)} and {self._text(high)}", rest)
        elif not self._mentioned(node.this):
            yield from self._compared(low, "<=", node.this, common)
            yield from self._compared(high, ">=", node.this, common)

    def _in(self, node: exp.In, common: dict[str, Any]) -> Iterator[tuple[Predicate, Origin]]:
        side = self._side(node.this)
        query = node.args.get("query")
        if query is not None:
            inner = next(iter(self._outputs.get(id(query), {}).values()), None)
            if side.origin and inner:
                self.found.tied.add((min(side.origin.use, inner.use), max(side.origin.use, inner.use)))
                pair = Join(side.origin.attribute, inner.attribute, side.origin.use, inner.use)
                if common["negated"]:
                    self.found.not_in.append(pair)
                elif side.function is None:
                    self.found.joins.append(pair)
            return
        items = node.expressions or [node.args["field"]] if node.expressions or node.args.get("field") else []
        if any(self._mentioned(item) for item in items):
            return
        rest = {**common, "parameter": any(map(has_parameter, items)), "constant": all(map(is_constant, items))}
        value = ", ".join(map(self._text, items))
        row = row_of(node.this)
        for part in row or [node.this]:
            yield from self._one(self._side(part), "in", value, rest | ({"row": self._ids(row)} if row else {}))

    def _compared(
        self, left: exp.Expr, operator: str, right: exp.Expr, common: dict[str, Any]
    ) -> Iterator[tuple[Predicate, Origin]]:
        if row_of(left) and row_of(right):
            yield from self._rows(row_of(left), operator, row_of(right), common)
            return
        listed = listed_of(right)
        if listed is not None and self._mentioned(right):
            if operator == "=" and not self._mentioned(left):
                rest = {**common, "parameter": has_parameter(left), "constant": is_constant(left)}
                yield from self._one(self._side(listed[0]), "= any", self._text(left), rest)
            return
        one, other = self._side(left), self._side(right)
        if one.origin and other.origin:
            plain = operator == "=" and not (one.function or other.function or common["negated"])
            if plain and one.origin.use != other.origin.use:
                join = Join(one.origin.attribute, other.origin.attribute, one.origin.use, other.origin.use)
                self.found.joins.append(join)
        elif one.origin and not self._mentioned(right):
            yield from self._valued(one, operator, right, common)
        elif other.origin and not self._mentioned(left):
            yield from self._valued(other, _MIRRORED.get(operator, operator), left, common)

    def _valued(
        self, side: Side, operator: str, value: exp.Expr, common: dict[str, Any]
    ) -> Iterator[tuple[Predicate, Origin]]:
        listed = listed_of(value)
        if listed is not None:
            value, every = listed
            if operator == "=" and not every:
                operator = "in"
            elif operator == "<>" and every:
                operator, common = "in", {**common, "negated": not common["negated"]}
            else:
                common = {**common, "disjunct": True}
        rest = {**common, "parameter": has_parameter(value), "constant": is_constant(value)}
        yield from self._one(side, operator, self._text(value), rest)

    def _rows(
        self, left: list[exp.Expr], operator: str, right: list[exp.Expr], common: dict[str, Any]
    ) -> Iterator[tuple[Predicate, Origin]]:
        if operator == "=":
            for one, other in zip(left, right, strict=False):
                yield from self._compared(one, operator, other, common)
        elif operator in _MIRRORED and left and right:
            yield from self._compared(left[0], operator, right[0], {**common, "row": self._ids(left)})

    def _ids(self, nodes: list[exp.Expr]) -> tuple[str, ...]:
        return tuple(side.origin.attribute for node in nodes if (side := self._side(node)).origin)

    def _mentioned(self, node: exp.Expr) -> bool:
        """Whether it holds a column of the statement's own, nested queries left out."""
        return any(True for _ in columns_outside_queries(node))

    def _side(self, node: exp.Expr) -> Side:
        """A column under what wraps it: `lower(email)` is email and `lower`."""
        whole, function = node, None
        while not isinstance(node, exp.Column):
            match node:
                case exp.Paren():
                    node = node.this
                case exp.Cast():
                    function, node = function or f"::{self._text(node.to).lower()}", node.this
                case exp.Collate():
                    function, node = function or "collate", node.this
                case exp.AtTimeZone():
                    function, node = function or "at time zone", node.this
                case exp.Dot():
                    function, node = function or ".", node.this
                case exp.Case():
                    return Side(None, None, whole)
                case exp.Func() | exp.Binary() | exp.Bracket() | exp.Neg() | exp.Distinct():
                    columns = list(columns_outside_queries(node))
                    if len(columns) != 1 or node.find(exp.Query):
                        return Side(None, None, whole)
                    function, node = function or function_name(node), columns[0]
                case _:
                    return Side(None, None, whole)
        return Side(self._columns.get(id(node)), function, whole)
