"""A query that pages by OFFSET, rewritten to go on from the last row it returned."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.workload import ParsedStatement, SortKey
from designer.analysis.workload.text import SqlText
from designer.sql.identifiers import quote_identifier


def keyset_form(facts: Facts, statement: ParsedStatement) -> str | None:
    """The statement without OFFSET, with the condition that continues behind the last row; None where it has no form.

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
    last = statement.sort[-1].descending
    keys += [(column, last) for column in key_columns if column not in {one for one, _ in keys}]
    if not all(facts.is_required(table, facts.schema.attribute(column)) for column, _ in keys) or not key_columns:
        return None
    return _written(facts, statement, tree, keys)


def _written(facts: Facts, statement: ParsedStatement, tree: exp.Select, keys: list[tuple[str, bool]]) -> str:
    dialect = facts.schema.dialect.name
    use: SortKey = statement.sort[0]
    alias = statement.tables[use.use or 0].alias
    prefix = f"{quote_identifier(alias, dialect)}." if len(statement.tables) > 1 else ""
    names = [facts.schema.attribute(column).name for column, _ in keys]
    columns = [f"{prefix}{quote_identifier(name, dialect)}" for name in names]
    values = [f":last_{name.lower().replace(' ', '_')}" for name in names]
    text = SqlText(dialect, statement.parameters)
    where = _condition(columns, values, [descending for _, descending in keys])
    old = tree.args.get("where")
    conditions = [f"({text.of(old.this)})" if isinstance(old.this, exp.Or) else text.of(old.this)] if old else []
    changed = tree.copy()
    changed.set("offset", None)
    changed.set("where", exp.Where(this=exp.Var(this=" AND ".join([*conditions, where]))))
    order = ", ".join(
        f"{column}{' DESC' if descending else ''}" for column, (_, descending) in zip(columns, keys, strict=True)
    )
    changed.set("order", exp.Order(expressions=[exp.Var(this=order)]))
    return text.of(changed)


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
