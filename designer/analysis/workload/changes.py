"""INSERT, UPDATE, DELETE and MERGE: what they change, and what they return."""

from collections.abc import Iterable

from sqlglot import exp

from designer.analysis.workload.columns import Condition, Tables, Target
from designer.analysis.workload.names import Outputs, Scope, Source, sealed
from designer.analysis.workload.parsed import TableUse
from designer.analysis.workload.sources import SourceReader

CHANGES = {exp.Insert: "insert", exp.Update: "update", exp.Delete: "delete", exp.Merge: "merge"}


class ChangeReader(SourceReader):
    """Reads statements that change rows."""

    def _change(
        self, node: exp.Insert | exp.Update | exp.Delete | exp.Merge, around: Scope | None, tables: Tables
    ) -> tuple[Outputs, bool]:
        scope = Scope(self._block(CHANGES[type(node)], node, around), around)
        named = node.this.this if isinstance(node.this, exp.Schema) else node.this
        self._source(named, scope, tables, written=True)
        target = scope.sources[0]
        if isinstance(node, exp.Delete) and node.args.get("tables"):
            target = self._chosen(node, scope) or target
        for clause in ("from_", "using"):
            value = node.args.get(clause)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, exp.Expr):
                    self._source(one.this if isinstance(one, exp.From) else one, scope, tables)
        draft = self.blocks[scope.block]
        for clause in ("where", "on"):
            condition = node.args.get(clause)
            if condition is not None:
                condition = condition.this if isinstance(condition, exp.Where) else condition
                self._walk(condition, scope, tables)
                draft.conditions.append(Condition(condition, clause))
        match node:
            case exp.Insert():
                self._insert(node, target, scope, tables)
            case exp.Update():
                self._set(node.expressions, target, scope, tables)
            case exp.Delete():
                self._written(target, None)
            case exp.Merge():
                self._merge(node, target, scope, tables)
        returning = node.args.get("returning")
        if not isinstance(returning, exp.Returning):
            return {}, False
        seen = [*scope.sources, *(Source(name, target.outputs, hidden=True) for name in ("old", "new"))]
        shown = Scope(scope.block, scope.parent, seen, scope.merged)
        for item in returning.expressions:
            self._walk(item, shown, tables)
        outputs, _ = self._projected(returning.expressions, shown)
        return sealed(outputs), False

    def _chosen(self, node: exp.Delete, scope: Scope) -> Source | None:
        """The table that `DELETE a FROM a JOIN b` names first; it is the one written."""
        wanted = self.catalogue.key(self.catalogue.name(node.args["tables"][0].this))
        chosen = next((one for one in scope.sources if self.catalogue.key(one.name) == wanted), None)
        for source in scope.sources:
            if source.use is not None and chosen is not None:
                old = self.uses[source.use]
                self.uses[source.use] = TableUse(old.name, old.alias, old.entity, source is chosen, old.block)
        return chosen

    def _insert(self, node: exp.Insert, target: Source, scope: Scope, tables: Tables) -> None:
        columns = node.this.expressions if isinstance(node.this, exp.Schema) else None
        self._written(target, None if columns is None else [self.catalogue.name(one) for one in columns])
        apart = Scope(scope.block, scope.parent)
        rows = node.args.get("expression")
        if isinstance(rows, exp.Values):
            self._walk(rows, apart, tables)
        elif isinstance(rows, exp.Expr):
            self._query(rows, apart, tables)
        conflict = node.args.get("conflict")
        if isinstance(conflict, exp.OnConflict):
            excluded = Source("excluded", dict.fromkeys(target.outputs), hidden=True)
            both = Scope(scope.block, scope.parent, [*scope.sources, excluded])
            for key in conflict.args.get("conflict_keys") or ():
                self._walk(key, both, tables)
            self._set(conflict.expressions, target, both, tables)
            if conflict.args.get("where"):
                self._walk(conflict.args["where"], both, tables)

    def _merge(self, node: exp.Merge, target: Source, scope: Scope, tables: Tables) -> None:
        whens = node.args.get("whens")
        for when in whens.expressions if isinstance(whens, exp.Whens) else ():
            if isinstance(when.args.get("condition"), exp.Expr):
                self._walk(when.args["condition"], scope, tables)
            then = when.args.get("then")
            if isinstance(then, exp.Update):
                self._set(then.expressions, target, scope, tables)
            elif isinstance(then, exp.Insert):
                columns = then.this.expressions if isinstance(then.this, exp.Tuple) else None
                self._written(target, None if columns is None else [self.catalogue.name(one.this) for one in columns])
                if isinstance(then.args.get("expression"), exp.Expr):
                    self._walk(then.args["expression"], scope, tables)
            elif isinstance(then, exp.Expr) and then.name.upper() == "DELETE":
                self._written(target, None)

    def _set(self, items: Iterable[exp.Expr], target: Source, scope: Scope, tables: Tables) -> None:
        columns: list[str] = []
        settings: list[tuple[str, exp.Expr]] = []
        for item in items:
            if not isinstance(item, exp.EQ):
                continue
            named = item.this.expressions if isinstance(item.this, exp.Tuple) else [item.this]
            values = item.expression.expressions if isinstance(item.expression, exp.Tuple) else [item.expression]
            names = [self.catalogue.name(one.this) for one in named if isinstance(one, exp.Column)]
            columns += names
            settings += zip(names, values, strict=False) if len(values) == len(names) else ()
            self._walk(item.expression, scope, tables)
        self._written(target, columns, settings)

    def _written(
        self, target: Source, columns: list[str] | None, settings: list[tuple[str, exp.Expr]] | None = None
    ) -> None:
        if target.entity is None:
            return
        for name in columns or ():
            if self.catalogue.key(name) not in target.outputs:
                self._no_column(name, [one.name for one in target.entity.attributes])
        self.targets.append(Target(target.entity, columns, settings or []))
