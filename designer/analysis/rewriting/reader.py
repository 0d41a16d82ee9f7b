"""FROM and JOIN read into sources.

Beside plain tables these are, where a caller can do with them, views, WITH queries and subqueries: of such a one is
known which column of which table each of its columns is, and whether the rows of one table come once in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.names import key, meant, named
from designer.analysis.rewriting.offered import NotTheSame
from designer.analysis.rewriting.sources import (
    Source,
    Sources,
    holds_no_null,
    is_star,
    may_be_missing,
    refuse_volatile,
    shown_by_star,
    told_by,
)
from designer.analysis.workload.queries import is_aggregated
from designer.schema.model import Attribute, Entity
from designer.sql.cursor import Cursor
from designer.sql.parsing import SqlError, parse_one

_ONLY_TABLES = "It reads more than plain tables, and nothing here tells what else would change."
_CUT = ("group", "having", "distinct", "qualify", "limit", "offset")
_DEPTH = 8


def sources_of(facts: Facts, select: exp.Select, *, derived: bool = False) -> Sources:
    """Raises NotTheSame for what hides which column is whose, and unless `derived` for all but plain tables."""
    return _Reader(facts, derived, {}).read(select)


@dataclass(slots=True)
class _Reader:
    """Reads FROM clauses. common: queries of WITH by their key."""

    facts: Facts
    derived: bool
    common: Mapping[str, exp.Expr]
    depth: int = 0
    dialect: str = field(init=False)

    def __post_init__(self) -> None:
        self.dialect = self.facts.schema.dialect.name

    def read(self, select: exp.Select) -> Sources:
        start = select.args.get("from_")
        clause = select.args.get("with_")
        if not isinstance(start, exp.From) or select.args.get("laterals") or (clause and not self.derived):
            raise NotTheSame(_ONLY_TABLES)
        inner = self._with(clause)
        found = [inner._source(start.this, None)]
        for join in select.args.get("joins") or ():
            if join.args.get("using") or (join.args.get("method") or "").upper() == "NATURAL":
                raise NotTheSame("USING and NATURAL make one column of two, and the new form would show both.")
            found.append(inner._source(join.this, join))
        if len({one.key for one in found}) < len(found):
            raise NotTheSame("Two of its tables go by the same name.")
        return Sources(self.facts, tuple(found))

    def _with(self, clause: exp.Expr | None) -> "_Reader":
        if clause is None:
            return self
        if clause.args.get("recursive"):
            raise NotTheSame("Its WITH is recursive, and nothing here tells which rows that makes.")
        common = dict(self.common)
        for one in clause.expressions:
            common[named(one.args["alias"].this, self.dialect) or ""] = one
        return replace(self, common=common)

    def _source(self, node: exp.Expr, join: exp.Join | None) -> Source:
        if node.args.get("joins") or node.args.get("sample") or node.args.get("pivots"):
            raise NotTheSame(_ONLY_TABLES)
        alias = node.args.get("alias")
        said = meant(alias.this, self.dialect) if isinstance(alias, exp.TableAlias) else None
        if isinstance(alias, exp.TableAlias) and alias.args.get("columns"):
            raise NotTheSame("Its tables get other column names where they are read.")
        if isinstance(node, exp.Subquery) and said and self.derived:
            return self._of_query(node.this, said, node, join)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            raise NotTheSame(_ONLY_TABLES)
        name, schema = meant(node.this, self.dialect) or "", named(node.args.get("db"), self.dialect)
        common = self.common.get(key(name, self.dialect)) if schema is None else None
        if common is not None:
            query = common.this
            if common.args["alias"].args.get("columns"):
                raise NotTheSame("Its WITH gives the columns other names.")
            return self._of_query(query, said or name, node, join)
        entity = self._entity(name, schema)
        if entity is not None:
            shown = said or meant(node.this, self.dialect) or entity.name
            required = frozenset(one.id for one in entity.attributes if holds_no_null(self.facts, entity, one))
            return Source(shown, key(shown, self.dialect), entity, node, entity.attributes, required, join)
        return self._of_view(name, said or name, node, join)

    def _entity(self, name: str, schema: str | None) -> Entity | None:
        design = self.facts.schema
        for one in design.entities:
            home = key(design.namespace(one.schema) or "", self.dialect)
            if key(one.name, self.dialect) == key(name, self.dialect) and (not schema or home == schema):
                return one
        return None

    def _of_view(self, name: str, alias: str, node: exp.Expr, join: exp.Join | None) -> Source:
        view = next(
            (one for one in self.facts.schema.opaque
             if one.kind in ("view", "materialized view")
             and key(one.name.rpartition(".")[2].strip('"`[]'), self.dialect) == key(name, self.dialect)),
            None,
        )  # fmt: skip
        if view is None:
            raise NotTheSame(f"{name or 'What it reads'} is no table of the design.")
        if not self.derived:
            raise NotTheSame(_ONLY_TABLES)
        query = view_query(view.sql, self.dialect)
        made = replace(self, common={})._of_query(query, alias, node, join) if query is not None else None
        if made is None:
            if not view.columns:
                raise NotTheSame(f"The columns of the view {name} are not known here.")
            made = Source(alias, key(alias, self.dialect), None, node, (), frozenset(), join, derived=True)
        if not view.columns or tuple(one.name for one in made.attributes) == view.columns:
            return made
        if made.attributes and len(made.attributes) == len(view.columns):  # CREATE VIEW v (a, b) AS …
            pairs = zip(made.attributes, view.columns, strict=True)
            return replace(made, attributes=tuple(replace(one, name=name) for one, name in pairs))
        return replace(made, entity=None, required=frozenset(), attributes=_computed(view.columns))

    def _of_query(self, query: exp.Expr, alias: str, node: exp.Expr, join: exp.Join | None) -> Source:
        """A query as something to read from: its columns, and the table whose rows come once in it."""
        if self.depth >= _DEPTH:
            raise NotTheSame("Its queries are nested too deeply to be followed.")
        if not isinstance(query, exp.Select):
            raise NotTheSame("It reads a query that is put together of several.")
        refuse_volatile(query)
        inside = replace(self, depth=self.depth + 1).read(query)
        cut = is_aggregated(query) or any(query.args.get(part) for part in _CUT)
        outputs = [one for item in query.expressions for one in _outputs(inside, item)]
        once = None if cut else _comes_once(inside, {one[1].id for _, one in outputs if one is not None})
        listed: list[Attribute] = []
        required = set()
        for place, (name, held) in enumerate(outputs, 1):
            if held is None:
                listed.append(Attribute(id=f"{alias} {place}", name=name, type=""))
                continue
            source, attribute = held
            own = source is once and not any(one.id == attribute.id for one in listed)
            listed.append(replace(attribute, name=name, id=attribute.id if own else f"{alias} {place}"))
            if attribute.id in source.required and not may_be_missing(inside, source):
                required.add(listed[-1].id)
        entity = once.entity if once is not None else None
        return Source(
            alias, key(alias, self.dialect), entity, node, tuple(listed), frozenset(required), join, derived=True
        )


def _outputs(inside: Sources, item: exp.Expr) -> Iterator[tuple[str, tuple[Source, Attribute] | None]]:
    """(name, what it is) of each column that an item of a SELECT list brings."""
    if is_star(item):
        alias = named(item.args.get("table"), inside.dialect) if isinstance(item, exp.Column) else None
        for source in inside.all:
            if alias in (None, source.key):
                yield from ((one.name, (source, one)) for one in shown_by_star(source, inside.dialect))
        return
    value = item.this if isinstance(item, exp.Alias) else item
    held = inside.of(value) if isinstance(value, exp.Column) else None
    name = meant(item.args["alias"] if isinstance(item, exp.Alias) else item.this, inside.dialect)
    if name is None and held is None and isinstance(item, exp.Expr) and not isinstance(item, exp.Column):
        raise NotTheSame("A column of what it reads has no name.")
    yield name or (held[1].name if held else ""), held


def _computed(names: tuple[str, ...]) -> tuple[Attribute, ...]:
    return tuple(Attribute(id=f"column {place}", name=one, type="") for place, one in enumerate(names, 1))


def _comes_once(sources: Sources, returned: set[str]) -> Source | None:
    """A source each row of which comes once at most, whatever it is joined to; one whose key is returned first."""
    found = [one for one in sources.all if one.entity is not None and not told_by(sources, one)]
    keyed = (
        one for one in found
        if one.entity and one.entity.primary_key and returned.issuperset(one.entity.primary_key.columns)
    )  # fmt: skip
    return next(keyed, found[0] if found else None)


def view_query(sql: str, dialect: str) -> exp.Expr | None:
    """The query of a CREATE VIEW; None where it cannot be read."""
    cursor = Cursor.over(sql, dialect)
    depth = 0
    for place, word in enumerate(cursor.keys):
        depth += (word == "(") - (word == ")")
        if word == "AS" and not depth:
            try:
                return parse_one(cursor.text(place + 1, cursor.size).strip().rstrip(";"), dialect)
            except SqlError:
                return None
    return None
