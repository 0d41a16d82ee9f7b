"""A query that pages by OFFSET, as one that goes on from the last row it returned."""

from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.rewriting.names import free, identifier, key, named
from designer.analysis.rewriting.offered import NotTheSame
from designer.analysis.rewriting.sources import Source, Sources, joined
from designer.schema.model import Attribute, Entity

_NO_FORM = "It does not sort by columns of one table with a key, none of which may be null."
_BY_ROW = ("postgres", "sqlite")
"""Whose servers compare rows, `(a, b) > (1, 2)`, and walk an index by it. MySQL and MariaDB compare them, and read the
whole index; SQL Server and Oracle have no such comparison."""


@dataclass(frozen=True, slots=True)
class Keyset:
    """tree: the query. columns: those of its order; order: as its ORDER BY; last: names of the parameters for them.

    source: whose rows it pages through. was_total: whether the order left no ties before it was completed.
    """

    tree: exp.Select
    source: Source
    columns: tuple[exp.Column, ...]
    order: exp.Order
    last: tuple[str, ...]
    was_total: bool


def keyset(sources: Sources, tree: exp.Select, parameters: tuple[str, ...] = ()) -> Keyset:
    """The same as a tree, with what it rests on. parameters: names of those that it has. Raises NotTheSame.

    The order is completed by the primary key, so that it is total. Its columns must not be null, and all come from
    one source: otherwise there is no such form.
    """
    order = tree.args.get("order")
    held = [(_sorted_by(sources, tree, one), bool(one.args.get("desc"))) for one in order.expressions] if order else []
    if not held or len({id(found[0]) for found, _ in held}) > 1:
        raise NotTheSame(_NO_FORM)
    source = held[0][0][0]
    keys: dict[str, tuple[Attribute, bool]] = {}
    for (_, attribute), descending in held:
        keys.setdefault(attribute.id, (attribute, descending))
    was_total = sources.is_unique(source, set(keys))
    if not was_total:
        for attribute in _key_of(source):
            keys.setdefault(attribute.id, (attribute, held[-1][1]))
    if not set(keys) <= source.required or not sources.is_unique(source, set(keys)):
        raise NotTheSame(_NO_FORM)
    for attribute, _ in keys.values():
        _refuse_unlike(sources, attribute)
    return _written(sources, tree, source, list(keys.values()), was_total, parameters)


def _sorted_by(sources: Sources, tree: exp.Select, item: exp.Expr) -> tuple[Source, Attribute]:
    """What an item of ORDER BY sorts by: a column, its place in the SELECT list, or its name there."""
    value = item.this
    if isinstance(value, exp.Literal) and value.is_int and 1 <= int(value.name) <= len(tree.expressions):
        value = tree.expressions[int(value.name) - 1]
        value = value.this if isinstance(value, exp.Alias) else value
    elif isinstance(value, exp.Column) and not value.args.get("table"):
        name = named(value.this, sources.dialect)
        aliased = (one for one in tree.expressions if isinstance(one, exp.Alias))
        value = next((one.this for one in aliased if named(one.args["alias"], sources.dialect) == name), value)
    found = sources.of(value) if isinstance(value, exp.Column) else None
    if found is None:
        raise NotTheSame(_NO_FORM)
    return found


def _key_of(source: Source) -> tuple[Attribute, ...]:
    """The primary key under the names that it has here. Raises NotTheSame."""
    entity: Entity | None = source.entity
    if entity is None or entity.primary_key is None:
        if source.derived:
            raise NotTheSame("What it reads does not bring each row of one table once, and no key tells its rows.")
        raise NotTheSame(_NO_FORM)
    here = {one.id: one for one in source.attributes}
    if not all(one in here for one in entity.primary_key.columns):
        raise NotTheSame(f"What it reads leaves out the key of {entity.name}, which tells at which row a page ended.")
    return tuple(here[one] for one in entity.primary_key.columns)


def _refuse_unlike(sources: Sources, attribute: Attribute) -> None:
    """Raises NotTheSame for values that are sorted otherwise than they are compared."""
    dialect = sources.dialect
    if dialect not in ("mysql", "mariadb"):
        return
    base = sources.facts.type_of(attribute).base
    if base in ("enum", "set"):
        raise NotTheSame(
            f"{attribute.name} sorts by the place of a value in its list, and is compared as a text: behind the last"
            " row come others than the next."
        )
    if base == "float":
        raise NotTheSame(f"{attribute.name} is shown as a rounded number, to which what it holds is not equal.")


def _written(
    sources: Sources,
    tree: exp.Select,
    source: Source,
    keys: list[tuple[Attribute, bool]],
    was_total: bool,
    parameters: tuple[str, ...],
) -> Keyset:
    names = [attribute.name for attribute, _ in keys]
    shown = {named(one.args["alias"], sources.dialect) for one in tree.expressions if isinstance(one, exp.Alias)}
    columns = tuple(_column(sources, source, name, shown) for name in names)
    last = _parameters(names, parameters)
    where = _condition(columns, last, [descending for _, descending in keys], sources.dialect in _BY_ROW)
    changed = tree.copy()
    changed.set("offset", None)
    if sources.dialect == "tsql" and isinstance(changed.args.get("limit"), exp.Fetch):
        changed.set("offset", exp.Offset(expression=exp.Literal.number(0)))  # its FETCH has to have one
    old = tree.args.get("where")
    changed.set("where", joined(([old.this.copy()] if old else []) + [where]))
    order = exp.Order(
        expressions=[
            exp.Ordered(this=column.copy(), desc=descending or None, nulls_first=_as_is(sources.dialect, descending))
            for column, (_, descending) in zip(columns, keys, strict=True)
        ]
    )
    changed.set("order", order)
    return Keyset(changed, source, columns, order.copy(), last, was_total)


def _as_is(dialect: str, descending: bool) -> bool:
    """Where NULL stands in an order that does not say so, for which nothing is written then."""
    return descending if dialect in ("postgres", "oracle") else not descending


def _column(sources: Sources, source: Source, name: str, shown: set[str | None]) -> exp.Column:
    """A column of the order. shown: what the SELECT list calls by a name, which ORDER BY would take before a column."""
    made = exp.Column(this=identifier(name, sources.dialect))
    if len(sources.all) > 1 or key(name, sources.dialect) in shown:
        made.set("table", identifier(source.alias, sources.dialect))
    return made


def _parameters(names: list[str], parameters: tuple[str, ...]) -> tuple[str, ...]:
    """A name for each that none of the query's own has."""
    taken = set(parameters)
    for name in names:
        taken.add(one := free("last_" + "".join(sign if sign.isalnum() else "_" for sign in name.lower()), taken))
        parameters = (*parameters, one)
    return parameters[-len(names) :]


def _condition(
    columns: tuple[exp.Column, ...], last: tuple[str, ...], descending: list[bool], by_row: bool
) -> exp.Expr:
    """Behind the last row: a comparison of rows where that is known to be served, else the same written out.

    Written out it begins with a plain range of the first column, by which an index can be entered.
    """
    values = [exp.Placeholder(this=one) for one in last]
    if len(columns) == 1:
        return _beyond(columns[0], values[0], descending[0])
    if by_row and len(set(descending)) == 1:
        rows = [exp.Tuple(expressions=[one.copy() for one in side]) for side in (columns, values)]
        return _beyond(rows[0], rows[1], descending[0])
    node: exp.Expr = _beyond(columns[-1], values[-1], descending[-1])
    for column, value, down in reversed(list(zip(columns[:-1], values[:-1], descending[:-1], strict=True))):
        equal = exp.EQ(this=column.copy(), expression=value.copy())
        node = exp.Or(
            this=_beyond(column, value, down), expression=exp.Paren(this=exp.And(this=equal, expression=node))
        )
        node = exp.Paren(this=node)
    first = (exp.LTE if descending[0] else exp.GTE)(this=columns[0].copy(), expression=values[0].copy())
    return exp.And(this=first, expression=node)


def _beyond(one: exp.Expr, other: exp.Expr, descending: bool) -> exp.Expr:
    return (exp.LT if descending else exp.GT)(this=one.copy(), expression=other.copy())
