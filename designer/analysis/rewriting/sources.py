"""The tables of one SELECT, and which of them a column belongs to.

Beside plain tables these are, where a caller can do with them, views, WITH queries and subqueries: of such a one is
known which column of which table each of its columns is, and whether the rows of one table come once in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.names import identifier, key, meant, named
from designer.analysis.rewriting.offered import NotTheSame
from designer.analysis.workload.queries import is_aggregated
from designer.schema.model import Attribute, Entity
from designer.sql.cursor import Cursor
from designer.sql.parsing import SqlError, parse_one

_VOLATILE = frozenset(
    "random gen_random_uuid uuid_generate_v1 uuid_generate_v4 uuidv4 uuidv7 clock_timestamp timeofday nextval setseed"
    " statement_timestamp pg_sleep txid_current random_normal rand uuid newid newsequentialid sysdate sleep"
    " last_insert_id uuid_short randomblob changes total_changes last_insert_rowid sys_guid".split()
)
_ONLY_TABLES = "It reads more than plain tables, and nothing here tells what else would change."
_CUT = ("group", "having", "distinct", "qualify", "limit", "offset")
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Source:
    """What FROM or JOIN names. alias: its name; key: the same as names are compared; join: None for the first.

    entity: the table whose rows it brings, each once at most; None where it is not known to do so. attributes: its
    columns by the name that they have here, with the ids of those of `entity`; required: ids of those never null.
    """

    alias: str
    key: str
    entity: Entity | None
    node: exp.Expr
    attributes: tuple[Attribute, ...]
    required: frozenset[str]
    join: exp.Join | None = None
    derived: bool = False

    @property
    def side(self) -> str:
        """LEFT, RIGHT, FULL or nothing: how it is joined."""
        return (self.join.args.get("side") or "").upper() if self.join is not None else ""


@dataclass(frozen=True, slots=True)
class Sources:
    """All of them."""

    facts: Facts
    all: tuple[Source, ...]

    @property
    def dialect(self) -> str:
        """Of the design."""
        return self.facts.schema.dialect.name

    def of(self, column: exp.Column) -> tuple[Source, Attribute] | None:
        """The table and attribute that a column names; None for a column of something around."""
        name, alias = named(column.this, self.dialect), named(column.args.get("table"), self.dialect)
        found = [
            (one, attribute)
            for one in self.all
            if alias is None or one.key == alias
            for attribute in one.attributes
            if key(attribute.name, self.dialect) == name
        ]
        return found[0] if len(found) == 1 else None

    def qualified(self, column: exp.Column) -> bool:
        """Gives the column the alias of its table; False where it has none of these."""
        found = self.of(column)
        if found is None:
            return False
        column.set("table", identifier(found[0].alias, self.dialect))
        return True

    def is_unique(self, source: Source, attributes: set[str]) -> bool:
        """Whether at most one row of a source has the same values in these attributes."""
        return source.entity is not None and self.facts.is_unique(source.entity, tuple(attributes))


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


def is_star(node: exp.Expr) -> bool:
    """Whether an item of a SELECT list is `*` or `t.*`."""
    return isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))


def shown_by_star(source: Source, dialect: str) -> tuple[Attribute, ...]:
    """What `*` brings: all columns that are not made invisible."""
    family = "mysql" if dialect == "mariadb" else dialect
    hidden = ("invisible", "hidden")
    return tuple(one for one in source.attributes if not any(one.options.get(family, {}).get(word) for word in hidden))


def may_be_missing(sources: Sources, source: Source) -> bool:
    """Whether an outer join may leave a source without a row, and its columns null."""
    place = sources.all.index(source)
    return source.side in ("LEFT", "FULL") or any(one.side in ("RIGHT", "FULL") for one in sources.all[place + 1 :])


def _comes_once(sources: Sources, returned: set[str]) -> Source | None:
    """A source each row of which comes once at most, whatever it is joined to; one whose key is returned first."""
    found = [one for one in sources.all if one.entity is not None and not told_by(sources, one)]
    keyed = (
        one for one in found
        if one.entity and one.entity.primary_key and returned.issuperset(one.entity.primary_key.columns)
    )  # fmt: skip
    return next(keyed, found[0] if found else None)


def told_by(sources: Sources, leading: Source) -> list[Source]:
    """The sources of which a row of `leading` may be joined to several rows."""
    told = [leading]
    while found := next((one for one in sources.all if one not in told and _at_most_one(sources, one, told)), None):
        told.append(found)
    return [one for one in sources.all if one not in told]


def _at_most_one(sources: Sources, source: Source, told: list[Source]) -> bool:
    """Whether a join finds one row of the table at most: by a key that is equal to columns of tables told already."""
    equal = set()
    for on in (one.join.args.get("on") for one in sources.all if one.join is not None):
        for condition in conjuncts(on):
            sides = (condition.this, condition.expression) if isinstance(condition, exp.EQ) else ()
            held = [one for side in sides if isinstance(side, exp.Column) and (one := sources.of(side)) is not None]
            mine = [one for one in held if one[0] is source]
            others = [one for one in held if one[0] in told and one[0] is not source]
            if len(mine) == 1 and others and compare_alike(sources.facts, mine[0][1], others[0][1]):
                equal.add(mine[0][1].id)
    return sources.is_unique(source, equal)


def compare_alike(facts: Facts, one: Attribute, other: Attribute) -> bool:
    """Whether values of two columns that are equal are the same value for a key of either.

    Most servers convert what they compare: '1' and '01' both equal the number 1, and a collation that ignores case
    finds more equal than one that does not. PostgreSQL does neither without being told.
    """
    if facts.schema.dialect.name == "postgres":
        return True
    families = facts.family(one), facts.family(other)
    whole = {"integer", "numeric"}
    if families[0] is None or (families[0] != families[1] and not set(map(str, families)) <= whole):
        return False
    return families[0] not in ("text", "enum") or _collated(one) == _collated(other)


def _collated(one: Attribute) -> tuple[object, ...]:
    own = one.options.get("mysql", {})
    return one.collation and one.collation.casefold(), own.get("charset"), own.get("collation")


def holds_no_null(facts: Facts, entity: Entity, attribute: Attribute) -> bool:
    """As `Facts.is_required`; but SQLite's primary keys do not keep NULL out, unless the key is the row's number."""
    if facts.schema.dialect.name != "sqlite" or attribute.not_null is not None:
        return facts.is_required(entity, attribute)
    columns = entity.primary_key.columns if entity.primary_key else ()
    if attribute.id not in columns:
        return facts.is_required(entity, attribute)
    kind = attribute.type.strip().upper()
    own = entity.options.get("sqlite", {})
    return bool(own.get("without_rowid")) or (len(columns) == 1 and kind == "INTEGER")


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


def conjuncts(where: exp.Expr | None) -> Iterator[exp.Expr]:
    """The conditions that every row meets: what AND joins."""
    node = where.this if isinstance(where, exp.Where) else where
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.And):
        yield from conjuncts(node.this)
        yield from conjuncts(node.expression)
    elif isinstance(node, exp.Expr):
        yield node


def joined(conditions: list[exp.Expr]) -> exp.Where | None:
    """A WHERE of conditions that all have to hold; None for no condition."""
    if not conditions:
        return None
    held = [exp.Paren(this=one) if isinstance(one, exp.Or) else one for one in conditions]
    node = held[0]
    for one in held[1:]:
        node = exp.And(this=node, expression=one)
    return exp.Where(this=node)


def refuse_volatile(tree: exp.Expr) -> None:
    """Raises NotTheSame for what gives another answer each time it is asked, or locks what it reads."""
    for one in tree.find_all(exp.Func):
        name = (one.name if isinstance(one, exp.Anonymous) else one.sql_name()).lower()
        if name in _VOLATILE:
            raise NotTheSame(f"{name}() gives another result at every call, so that no two queries agree.")
    if any(select.args.get("locks") for select in tree.find_all(exp.Select)):
        raise NotTheSame("It locks the rows that it reads, and another form would lock others.")


def is_total(sources: Sources, select: exp.Select) -> bool:
    """Whether ORDER BY leaves no ties: it holds a key of the only table, no column of which is null."""
    order = select.args.get("order")
    if order is None or len(sources.all) != 1 or select.args.get("group"):
        return False
    (source,) = sources.all
    held = [sources.of(one.this) for one in order.expressions if isinstance(one.this, exp.Column)]
    return sources.is_unique(source, {one[1].id for one in held if one is not None} & source.required)
