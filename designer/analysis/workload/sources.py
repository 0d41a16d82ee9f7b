"""What a FROM clause, a join or a CTE offers: tables of the design, views, subqueries, functions."""

from sqlglot import exp

from designer.analysis.workload.columns import ColumnReader, Common, Condition, Tables
from designer.analysis.workload.names import OPEN, Outputs, Scope, Source, sealed
from designer.analysis.workload.parsed import Join, TableUse, Unknown


class SourceReader(ColumnReader):
    """Reads FROM clauses and WITH."""

    def _with(self, node: exp.Expr, around: Scope | None, tables: Tables) -> Tables:
        clause = node.args.get("with_")
        if not isinstance(clause, exp.With):
            return tables
        for cte in clause.expressions:
            name = self.catalogue.key(self.catalogue.name(cte.args["alias"].this))
            query = cte.this
            inner = tables
            if clause.args.get("recursive") and isinstance(query, exp.SetOperation):
                inner = {**tables, name: Common({OPEN: None})}
            block = len(self.blocks)
            outputs, star = self._query(query, around, inner)
            if self._mentions[name] > 1:  # computed once for all its readers: none of them can filter inside
                outputs = sealed(outputs)
            tables = {**tables, name: Common(self._renamed(outputs, cte.args["alias"]), star, block)}
        return tables

    def _source(self, node: exp.Expr, scope: Scope, tables: Tables, written: bool = False) -> None:
        draft = self.blocks[scope.block]
        alias = node.args.get("alias")
        name = self.catalogue.name(alias.this) if isinstance(alias, exp.TableAlias) and alias.this else ""
        before = len(scope.sources)
        match node:
            case exp.Table(this=exp.Identifier()):
                scope.sources.append(self._table(node, name, scope, tables, written))
            case exp.Subquery(this=exp.Table() as first) if not name:
                self._source(first, scope, tables)
            case exp.Subquery(this=exp.Table() as first):  # a join in parentheses that has a name of its own
                inner = Scope(scope.block, scope.parent)
                self._source(first, inner, tables)
                outputs = {key: origin for source in inner.sources for key, origin in source.outputs.items()}
                star = any(source.star for source in inner.sources)
                scope.sources.append(Source(name, self._renamed(outputs, alias), star=star))
            case exp.Subquery():
                outputs, star = self._query(node, Scope(scope.block, scope.parent), tables)
                scope.sources.append(Source(name, self._renamed(outputs, alias), star=star))
                draft.derived = True
            case exp.Lateral(this=exp.Subquery() as inside):
                outputs, star = self._query(inside, scope, tables)
                scope.sources.append(Source(name, self._renamed(outputs, alias), star=star))
                draft.derived = True
            case _:  # a function, UNNEST, VALUES
                for child in node.iter_expressions():
                    if not isinstance(child, exp.TableAlias | exp.Join):
                        self._walk(child, scope, tables)
                function = node.this if isinstance(node, exp.Table | exp.Lateral) else None
                name = name or (function.name if isinstance(function, exp.Expr) else "")
                scope.sources.append(Source(name, self._renamed({OPEN: None}, alias)))
                draft.derived = True
        self._joins(node, scope, tables, before)

    def _table(self, table: exp.Table, alias: str, scope: Scope, tables: Tables, written: bool) -> Source:
        name = self.catalogue.name(table.this)
        shown = alias or name
        cte = tables.get(self.catalogue.key(name)) if not table.args.get("db") else None
        if cte is not None and not written:
            self.blocks[scope.block].derived = True
            if cte.block is not None and self._mentions[self.catalogue.key(name)] == 1:
                self.blocks[cte.block].parent = scope.block
            return Source(shown, self._renamed(cte.outputs, table.args.get("alias")), star=cte.star)
        entity = self.catalogue.entity(table)
        place = len(self.uses)
        self.uses.append(TableUse(name, shown, entity.id if entity else None, written, scope.block))
        self.blocks[scope.block].uses.append(place)
        if entity is not None:
            outputs = self._renamed(self.catalogue.outputs(entity, place), table.args.get("alias"))
            return Source(shown, outputs, entity, place, star=True)
        view = self.catalogue.view(table)
        if view is None and not self.catalogue.is_system(table):
            self._note(Unknown("table", name, self.catalogue.closest_table(table)), table.this)
        columns: Outputs = dict.fromkeys(map(self.catalogue.key, view)) if view else {OPEN: None}
        return Source(shown, self._renamed(columns, table.args.get("alias")), use=place)

    def _renamed(self, outputs: Outputs, alias: object) -> Outputs:
        """The columns under the names of an alias's column list, as in `AS t (a, b)`."""
        columns = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
        if not columns:
            return outputs
        names = [self.catalogue.key(self.catalogue.name(one.this if isinstance(one, exp.ColumnDef) else one))
                 for one in columns]  # fmt: skip
        if OPEN in outputs:
            return dict.fromkeys(names)
        rest = list(outputs.items())
        return {
            (names[place] if place < len(names) else key): origin for place, (key, origin) in enumerate(rest)
        } or dict.fromkeys(names)

    def _joins(self, node: exp.Expr, scope: Scope, tables: Tables, first: int = 0) -> None:
        draft = self.blocks[scope.block]
        for join in node.args.get("joins") or ():
            before = len(scope.sources)
            self._source(join.this, scope, tables)
            left, right = scope.sources[first:before], scope.sources[before:]
            draft.crossed = draft.crossed or join.kind == "CROSS" or join.method == "NATURAL"
            named = [self.catalogue.key(self.catalogue.name(one)) for one in join.args.get("using") or ()]
            if join.method == "NATURAL":
                there = {key for source in right for key in source.outputs}
                named = list(dict.fromkeys(key for source in left for key in source.outputs if key in there and key))
            for key in named:
                self._using(key, left, right, scope)
            condition = join.args.get("on")
            if condition is not None:
                self._walk(condition, scope, tables)
                inert = {"LEFT": left, "RIGHT": right, "FULL": left + right}.get(join.side, [])
                uses = frozenset(source.use for source in inert if source.use is not None)
                draft.conditions.append(Condition(condition, "on", uses))

    def _using(self, key: str, left: list[Source], right: list[Source], scope: Scope) -> None:
        scope.merged.add(key)
        one = next((origin for source in left if (origin := source.outputs.get(key))), None)
        other = next((origin for source in right if (origin := source.outputs.get(key))), None)
        if one and other:
            self.joins.append(Join(one.attribute, other.attribute, one.use, other.use))
            self.also_read |= {one.attribute, other.attribute}
            return
        for side in (left, right):
            if not any(key in source.outputs or OPEN in source.outputs for source in side):
                self._no_column(key, [name for source in side for name in source.outputs])
