"""Access patterns after a division: statements that read what has moved get a join to where it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.workload.resolve import parse_statement
from designer.schema.naming import unused_name
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier
from designer.sql.parsing import SqlError, parse_one, sqlglot_dialect


class CannotJoin(ValueError):
    """A statement that no join added mechanically keeps right: a reason, to stand after its name."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Columns that left `table` (in `namespace`) for `target`. columns: old name to new; on: (here, there) pairs.

    optional: whether a row may have no partner, since a column of the join can be missing.
    """

    namespace: str | None
    table: str
    target_namespace: str | None
    target: str
    columns: Mapping[str, str]
    on: tuple[tuple[str, str], ...]
    optional: bool


def with_join(sql: str, moved: Moved, before: Schema) -> str:
    """The statement as it reads after the move; unchanged where it does not read what moved. Raises CannotJoin."""
    parsed = parse_statement(sql, before)
    entity = next(
        one for one in before.entities if one.name == moved.table and before.namespace(one.schema) == moved.namespace
    )
    gone = {one.id for one in entity.attributes if one.name in moved.columns}
    if entity.id not in parsed.entities:
        return sql
    if parsed.error:
        raise CannotJoin("it cannot be read")
    if parsed.writes & gone:
        raise CannotJoin(f"it writes {_list(parsed.writes & gone, before)}, which stands in {moved.target} now")
    if parsed.star:
        raise CannotJoin("it reads every column (*), of which some have moved")
    if not parsed.reads & gone:
        return sql
    try:
        tree = parse_one(sql, before.dialect.name)
    except SqlError as error:
        raise CannotJoin(f"it cannot be read ({error.message})") from None
    if not isinstance(tree, exp.Query):
        raise CannotJoin(f"it changes rows by {_list(parsed.reads & gone, before)}, which stands in {moved.target} now")
    columns_of = {one.name: {each.name for each in one.attributes} for one in before.entities}
    for select in list(tree.find_all(exp.Select)):
        _join_in(select, moved, columns_of)
    return tree.sql(dialect=sqlglot_dialect(before.dialect.name))


def _list(ids: frozenset[str] | set[str], schema: Schema) -> str:
    return ", ".join(sorted(schema.attribute(one).name for one in ids))


def _join_in(select: exp.Select, moved: Moved, columns_of: Mapping[str, set[str]]) -> None:
    """Adds the join to one SELECT for each use of the table in its FROM, and points the moved columns to it."""
    tables = _sources(select)
    uses = [
        one for one in tables if isinstance(one, exp.Table) and one.name == moved.table and _same_schema(one, moved)
    ]
    taken = {one.alias_or_name for one in tables}
    for use in uses:
        name = use.alias_or_name
        meant = [
            column for column in select.find_all(exp.Column) if _means(column, select, name, tables, moved, columns_of)
        ]
        if not meant:
            continue
        alias = unused_name(moved.target, taken)
        taken.add(alias)
        _qualify_shared(select, name, set(columns_of.get(moved.table, ())), {there for _, there in moved.on})
        for column in meant:
            new = moved.columns[column.name]
            _point_to(column, alias, new, select)
        select.join(_target(moved, alias, use), on=_condition(moved, name, alias), join_type=_side(moved), copy=False)
        # Right behind the use: conditions of later joins may need what it brings.
        joins = select.args["joins"]
        place = next((number + 1 for number, one in enumerate(joins) if one.this is use), 0)
        joins.insert(place, joins.pop())


def _sources(select: exp.Select) -> list[exp.Expr]:
    begin = select.args.get("from_") or select.args.get("from")
    joined = [one.this for one in select.args.get("joins") or ()]
    return [*([begin.this] if begin is not None else []), *joined]


def _same_schema(table: exp.Table, moved: Moved) -> bool:
    return not table.db or table.db == (moved.namespace or "public")


def _means(
    column: exp.Column,
    select: exp.Select,
    name: str,
    tables: list[exp.Expr],
    moved: Moved,
    columns_of: Mapping[str, set[str]],
) -> bool:
    if column.name not in moved.columns:
        return False
    if column.table:
        return column.table == name
    if column.find_ancestor(exp.Select) is not select:
        return False
    if len(tables) > 1:
        others = [one for one in tables if one.alias_or_name != name]
        if any(not isinstance(one, exp.Table) or one.name not in columns_of for one in others):
            raise CannotJoin(f"it is not certain which table its {column.name} is of")
        if any(column.name in columns_of[one.name] for one in others if isinstance(one, exp.Table)):
            return False
    return True


def _qualify_shared(select: exp.Select, name: str, own: set[str], joined: set[str]) -> None:
    """Names that the joined table has as well have to say whose they are."""
    for column in select.find_all(exp.Column):
        if not column.table and column.name in own & joined and column.find_ancestor(exp.Select) is select:
            column.set("table", exp.to_identifier(name))


def _point_to(column: exp.Column, alias: str, new: str, select: exp.Select) -> None:
    old = column.name
    if new != old and column.parent is select and column.arg_key == "expressions":
        column.replace(exp.alias_(_column(alias, new), old))
        return
    column.replace(_column(alias, new))


def _column(table: str, name: str) -> exp.Column:
    return exp.Column(this=_identifier(name), table=_identifier(table))


def _identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=quote_identifier(name, "postgres") != name)


def _target(moved: Moved, alias: str, use: exp.Table) -> exp.Table:
    table = exp.Table(
        this=_identifier(moved.target),
        db=_identifier(moved.target_namespace)
        if moved.target_namespace and (use.db or moved.target_namespace != moved.namespace)
        else None,
    )
    if alias != moved.target:
        table.set("alias", exp.TableAlias(this=_identifier(alias)))
    return table


def _condition(moved: Moved, name: str, alias: str) -> exp.Expr:
    return exp.and_(*(exp.EQ(this=_column(alias, there), expression=_column(name, here)) for here, there in moved.on))


def _side(moved: Moved) -> str:
    return "left" if moved.optional else ""
