"""SELECT and UNION, in which everything else may be nested."""

from sqlglot import exp

from designer.analysis.workload.changes import ChangeReader
from designer.analysis.workload.columns import Condition, Tables
from designer.analysis.workload.names import OPEN, Outputs, Scope, sealed


class Resolver(ChangeReader):
    """Reads one statement. After `read`, its lists hold what the statement names."""

    def read(self) -> Outputs:
        """Resolves the statement, and gives the columns that it returns."""
        return self._query(self._tree, None, {})[0]

    def _query(self, node: exp.Expr, around: Scope | None, tables: Tables) -> tuple[Outputs, bool]:
        if isinstance(node, exp.Subquery | exp.Paren):
            return self._query(node.this, around, self._with(node, around, tables))
        tables = self._with(node, around, tables)
        if isinstance(node, exp.SetOperation):
            return self._union(node, around, tables)
        if isinstance(node, exp.Select):
            return self._select(node, around, tables)
        if isinstance(node, exp.Insert | exp.Update | exp.Delete | exp.Merge):
            return self._change(node, around, tables)
        scope = Scope(self._block("other", node, around), around)
        self._walk(node, scope, tables)
        if isinstance(node, exp.Values):
            return {f"column{number}": None for number in range(1, _width(node) + 1)}, False
        return {OPEN: None}, False

    def _union(self, node: exp.SetOperation, around: Scope | None, tables: Tables) -> tuple[Outputs, bool]:
        arms: list[exp.Expr] = []
        left: exp.Expr = node
        while isinstance(left, exp.SetOperation):
            tables = self._with(left, around, tables) if left is not node else tables
            arms.append(left.expression)
            left = left.this
        results = [self._query(arm, around, tables) for arm in (left, *reversed(arms))]
        return dict.fromkeys(results[0][0]), any(star for _, star in results)

    def _select(self, node: exp.Select, around: Scope | None, tables: Tables) -> tuple[Outputs, bool]:
        scope = Scope(self._block("select", node, around), around)
        start = node.args.get("from_")
        if isinstance(start, exp.From):
            self._source(start.this, scope, tables)
        self._joins(node, scope, tables)
        for lateral in node.args.get("laterals") or ():
            self._source(lateral, scope, tables)
        named = {
            self.catalogue.key(self.catalogue.name(item.args["alias"])): item.this
            for item in node.expressions
            if isinstance(item, exp.Alias)
        }
        for key, value in node.args.items():
            if key in ("from_", "joins", "laterals", "with_"):
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, exp.Expr):
                    self._walk(part, scope, tables, named, key)
        draft = self.blocks[scope.block]
        for clause in ("where", "having"):
            if node.args.get(clause):
                draft.conditions.append(Condition(node.args[clause].this, clause))
        outputs, draft.star = self._projected(node.expressions, scope)
        return _seal_if_cut(node, outputs), draft.star


def _width(values: exp.Values) -> int:
    first = values.expressions[0] if values.expressions else None
    return len(first.expressions) if isinstance(first, exp.Tuple) else 1


def _seal_if_cut(node: exp.Select, outputs: Outputs) -> Outputs:
    """Conditions from outside cannot move below a LIMIT, a window or an aggregate."""
    cut = any(node.args.get(key) for key in ("limit", "offset", "group", "having"))
    distinct = node.args.get("distinct")
    cut = cut or bool(distinct and distinct.args.get("on")) or node.find(exp.Window) is not None
    return sealed(outputs) if cut or is_aggregated(node) else outputs


def is_aggregated(node: exp.Select) -> bool:
    """Whether the SELECT gives groups or one row instead of rows: GROUP BY, or an aggregate in its list."""
    if node.args.get("group") or node.args.get("having"):
        return True
    stack = list(node.expressions)
    while stack:
        one = stack.pop()
        if isinstance(one, exp.AggFunc):
            return True
        if not isinstance(one, exp.Window | exp.Query):
            stack.extend(one.iter_expressions())
    return False
