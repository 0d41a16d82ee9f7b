"""A query that pages by OFFSET, rewritten to go on from the last row it returned."""

from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.workload import ParsedStatement, SortKey
from designer.analysis.workload.text import SqlText
from designer.sql.identifiers import quote_identifier


@dataclass(frozen=True, slots=True)
class Keyset:
    """tree: the query. columns: those of its order, as SQL; order: as its ORDER BY; last: names of the parameters.

    entity: the table they are of. was_total: whether the order left no ties before it was completed.
    """

    tree: exp.Select
    entity: str
    columns: tuple[str, ...]
    order: exp.Order
    last: tuple[str, ...]
    was_total: bool


def keyset_form(facts: Facts, statement: ParsedStatement) -> str | None:
    """The statement without OFFSET, with the condition that goes on behind the last row; None where it has no form."""
    found = keyset(facts, statement)
    return SqlText(facts.schema.dialect.name, statement.parameters).of(found.tree) if found else None


def keyset(facts: Facts, statement: ParsedStatement) -> Keyset | None:
    """The same as a tree, with what it rests on.

    The order is completed by the primary key, so that it is total. Its columns must not be null, and all come from
    one table: otherwise there is no such form.
    """
    tree = statement.tree
    if not isinstance(tree, exp.Select) or not statement.sort:
        return None
    uses = {key.use for key in statement.sort}
    use = uses.pop()
    entity_id = statement.tables[use].entity if use is not None and not uses else None
    if entity_id is None or any(key.attribute is None for key in statement.sort):
        return None
    table = facts.schema.entity(entity_id)
    key_columns = table.primary_key.columns if table.primary_key else ()
    keys = [(key.attribute or "", key.descending) for key in statement.sort]
    was_total = facts.is_unique(table, tuple(column for column, _ in keys))
    last = statement.sort[-1].descending
    if not was_total:
        keys += [(column, last) for column in key_columns if column not in {one for one, _ in keys}]
    if not all(facts.is_required(table, facts.schema.attribute(column)) for column, _ in keys) or not key_columns:
        return None
    return _written(facts, statement, tree, dict(keys), was_total)


def _written(
    facts: Facts, statement: ParsedStatement, tree: exp.Select, keys: dict[str, bool], was_total: bool
) -> Keyset:
    dialect = facts.schema.dialect.name
    use: SortKey = statement.sort[0]
    table = statement.tables[use.use or 0]
    prefix = f"{quote_identifier(table.alias, dialect)}." if len(statement.tables) > 1 else ""
    names = [facts.schema.attribute(column).name for column in keys]
    columns = [f"{prefix}{quote_identifier(name, dialect)}" for name in names]
    last = tuple(f"last_{name.lower().replace(' ', '_')}" for name in names)
    values = [f":{one}" for one in last]
    text = SqlText(dialect, statement.parameters)
    where = _condition(columns, values, list(keys.values()))
    old = tree.args.get("where")
    conditions = [f"({text.of(old.this)})" if isinstance(old.this, exp.Or) else text.of(old.this)] if old else []
    changed = tree.copy()
    changed.set("offset", None)
    changed.set("where", exp.Where(this=exp.Var(this=" AND ".join([*conditions, where]))))
    order = ", ".join(
        f"{column}{' DESC' if descending else ''}" for column, descending in zip(columns, keys.values(), strict=True)
    )
    sorting = exp.Order(expressions=[exp.Var(this=order)])
    changed.set("order", sorting)
    return Keyset(changed, table.entity or "", tuple(columns), sorting.copy(), last, was_total)


def _condition(columns: list[str], values: list[str], descending: list[bool]) -> str:
    """A comparison of rows where all directions agree, else the same written out."""
    if len(set(descending)) == 1:
        sign = "<" if descending[0] else ">"
        if len(columns) == 1:
            return f"{columns[0]} {sign} {values[0]}"
        return f"({', '.join(columns)}) {sign} ({', '.join(values)})"
    arms = []
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        equal = [f"{one} = {other}" for one, other in zip(columns[:place], values[:place], strict=True)]
        arms.append(" AND ".join([*equal, f"{column} {'<' if descending[place] else '>'} {value}"]))
    return "(" + " OR ".join(f"({arm})" if " AND " in arm else arm for arm in arms) + ")"
