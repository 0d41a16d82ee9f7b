"""The tables of one SELECT, which of them a column belongs to, and what is known of their rows and conditions."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.expressions import required_by
from designer.analysis.facts import Facts
from designer.analysis.rewriting.names import identifier, key, named
from designer.analysis.rewriting.offered import NotTheSame
from designer.schema.model import Attribute, Entity

_VOLATILE = frozenset(
    "random gen_random_uuid uuid_generate_v1 uuid_generate_v4 uuidv4 uuidv7 clock_timestamp timeofday nextval setseed"
    " statement_timestamp pg_sleep txid_current random_normal rand uuid newid newsequentialid sysdate sleep"
    " last_insert_id uuid_short randomblob changes total_changes last_insert_rowid sys_guid".split()
)


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
        """Whether at most one row of a source has the same values in these attributes. A key says nothing of the rows
        that tables which inherit have, and these are read with it."""
        if source.entity is None or any(source.entity.id in one.inherits for one in self.facts.schema.entities):
            return False
        return self.facts.is_unique(source.entity, tuple(attributes))


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
    finds more equal than one that does not.
    """
    if facts.schema.dialect.name == "postgres":
        return _compare_alike_in_postgres(facts, one, other)
    families = facts.family(one), facts.family(other)
    whole = {"integer", "numeric"}
    if families[0] is None or (families[0] != families[1] and not set(map(str, families)) <= whole):
        return False
    return families[0] not in ("text", "enum") or _collated(one) == _collated(other)


def _compare_alike_in_postgres(facts: Facts, one: Attribute, other: Attribute) -> bool:
    """The same there: its own collations tell apart all that is not the same, but one that a design makes may not.

    citext is equal to a text as a text, char(n) and varchar are without their blanks, and a numeric equals a float
    that is near.
    """
    families, bases = (facts.family(one), facts.family(other)), {facts.type_of(each).base for each in (one, other)}
    if "text" in families and one.collation != other.collation:
        made = {each.name.rpartition(".")[2] for each in facts.schema.opaque if each.kind == "collation"}
        if made & {(each.collation or "").rpartition(".")[2].strip('"') for each in (one, other)}:
            return False
    alike = len(bases) == 1 or bases <= {"text", "varchar", "name"}
    return alike or set(map(str, families)) <= {"integer", "numeric"}


def _collated(one: Attribute) -> tuple[object, ...]:
    own = one.options.get("mysql", {})
    return one.collation and one.collation.casefold(), own.get("charset"), own.get("collation")


def holds_no_null(facts: Facts, entity: Entity, attribute: Attribute) -> bool:
    """As `Facts.is_required`; but SQLite's primary keys do not keep NULL out, unless the key is the row's number, and
    rows that were there before may hold what a constraint that was never validated keeps out."""
    if _may_be_older(facts, entity, attribute):
        return False
    if facts.schema.dialect.name != "sqlite" or attribute.not_null is not None:
        return facts.is_required(entity, attribute)
    columns = entity.primary_key.columns if entity.primary_key else ()
    if attribute.id not in columns:
        return facts.is_required(entity, attribute)
    kind = attribute.type.strip().upper()
    own = entity.options.get("sqlite", {})
    return bool(own.get("without_rowid")) or (len(columns) == 1 and kind == "INTEGER")


def _may_be_older(facts: Facts, entity: Entity, attribute: Attribute) -> bool:
    """Whether only what is not validated says that a column is never null."""
    if attribute.id in (entity.primary_key.columns if entity.primary_key else ()):
        return False
    if attribute.not_null is not None:
        return not attribute.not_null.validated
    doubtful = (one for one in entity.checks if not (one.validated and one.enforced))
    dialect = facts.schema.dialect.name
    return any((required_by(one.expression, dialect) or "").lower() == attribute.name.lower() for one in doubtful)


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
