"""The tables of one SELECT, and which of them a column belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.offered import NotTheSame
from designer.schema.model import Attribute, Entity
from designer.sql.identifiers import quote_identifier

_VOLATILE = frozenset(
    "random gen_random_uuid uuid_generate_v1 uuid_generate_v4 uuidv4 uuidv7 clock_timestamp timeofday nextval setseed"
    " statement_timestamp pg_sleep txid_current random_normal rand uuid".split()
)


@dataclass(frozen=True, slots=True)
class Source:
    """A table of FROM or JOIN. join: the node that joins it, None for the first."""

    alias: str
    entity: Entity
    node: exp.Table
    join: exp.Join | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """All of them; every one is a table of the design."""

    facts: Facts
    all: tuple[Source, ...]

    def of(self, column: exp.Column) -> tuple[Source, Attribute] | None:
        """The table and attribute that a column names; None for a column of something around."""
        name, alias = named(column.this), named(column.args.get("table"))
        found = [
            (one, attribute)
            for one in self.all
            if (alias is None or one.alias == alias)
            for attribute in one.entity.attributes
            if attribute.name == name
        ]
        return found[0] if len(found) == 1 else None

    def qualified(self, column: exp.Column) -> bool:
        """Gives the column the alias of its table; False where it has none of these."""
        found = self.of(column)
        if found is None:
            return False
        column.set("table", identifier(found[0].alias))
        return True


def sources_of(facts: Facts, select: exp.Select) -> Sources:
    """Raises NotTheSame for what is no plain table, or hides which column is whose."""
    start = select.args.get("from_")
    if not isinstance(start, exp.From) or select.args.get("with_") or select.args.get("laterals"):
        raise NotTheSame("It reads more than plain tables, and nothing here tells what else would change.")
    found = [_source(facts, start.this, None)]
    for join in select.args.get("joins") or ():
        if join.args.get("using") or (join.args.get("method") or "").upper() == "NATURAL":
            raise NotTheSame("USING and NATURAL make one column of two, and the new form would show both.")
        found.append(_source(facts, join.this, join))
    if len({one.alias for one in found}) < len(found):
        raise NotTheSame("Two of its tables go by the same name.")
    return Sources(facts, tuple(found))


def _source(facts: Facts, node: exp.Expr, join: exp.Join | None) -> Source:
    if not isinstance(node, exp.Table) or node.args.get("joins") or node.args.get("sample"):
        raise NotTheSame("It reads more than plain tables, and nothing here tells what else would change.")
    name, schema = named(node.this), named(node.args.get("db"))
    for entity in facts.schema.entities:
        if entity.name == name and schema in (None, facts.schema.namespace(entity.schema)):
            return Source(named((node.args.get("alias") or node).this) or entity.name, entity, node, join)
    raise NotTheSame(f"{name or 'What it reads'} is no table of the design.")


def named(node: object) -> str | None:
    """The name that an identifier means, in small letters unless it is quoted."""
    if not isinstance(node, exp.Identifier):
        return None
    return node.name if node.args.get("quoted") else node.name.lower()


def identifier(name: str) -> exp.Identifier:
    """An identifier that means exactly this name."""
    return exp.to_identifier(name, quoted=quote_identifier(name, "postgres").startswith('"'))


def column(alias: str, name: str) -> exp.Column:
    """`alias.name`."""
    return exp.Column(this=identifier(name), table=identifier(alias))


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


def columns_in(node: exp.Expr) -> list[exp.Column]:
    """Every column below a node, subqueries included."""
    return [one for one in node.find_all(exp.Column) if not isinstance(one.this, exp.Star)]


def free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


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
    found = set()
    for one in order.expressions:
        held = sources.of(one.this) if isinstance(one.this, exp.Column) else None
        if held is not None:
            found.add(held[1])
    required = {one.id for one in found if sources.facts.is_required(source.entity, one)}
    return sources.facts.is_unique(source.entity, tuple(required))
