"""Whether something in a design keeps a declared rule: a constraint, an index, a trigger, how rows are taken."""

from designer.analysis.expressions import mentions, spelled
from designer.analysis.facts import Facts
from designer.analysis.fixes import checks_on
from designer.analysis.invariant_forms import at_most_one_of, condition_of, from_zero, in_order, is_of_columns, one_of
from designer.analysis.nulls import allows_exactly_one
from designer.schema.model import Attribute, Entity, Invariant


def is_kept(facts: Facts, invariant: Invariant) -> bool:
    """Whether something in the design keeps the rule: a constraint, an index, or a trigger on the table."""
    table = facts.schema.entity(invariant.entity)
    columns = [facts.schema.attribute(one) for one in invariant.attributes]
    if _has_trigger(facts, table, columns):
        return True
    match invariant.kind:
        case "at most one" | "unique among":
            return _is_unique(facts, table, invariant)
        case "non-negative":
            bounded = bool(columns) and all(_is_bounded_below(facts, table, one) for one in columns)
            return bounded or _has_check(facts, table, from_zero(facts, invariant, columns))
        case "ordered":
            return _is_ordered(facts, table, columns) or _has_check(facts, table, in_order(facts, invariant, columns))
        case "no overlap":
            return _has_exclusion(facts, table, invariant) or any(key.without_overlaps for key in table.keys)
        case "queue":
            return _takes_with_skip(facts, table)
        case "exactly one" if is_of_columns(invariant):
            return _is_one_of(facts, table, invariant, columns)
        case "exactly one" if is_half_kept(facts, invariant):
            return _sees_to_one(facts, table, invariant)
    return False


def is_half_kept(facts: Facts, invariant: Invariant) -> bool:
    """Whether of "exactly one for each" the half "at most one" is kept, whatever sees to the row itself."""
    half = at_most_one_of(facts, invariant)
    return half is not None and _is_unique(facts, facts.schema.entity(invariant.entity), half)


def _has_check(facts: Facts, table: Entity, expression: str) -> bool:
    """Whether a check says just this."""
    dialect = facts.schema.dialect.name
    own = spelled(expression, dialect)
    return bool(own) and any(spelled(one.expression, dialect) == own for one in table.checks)


def _sees_to_one(facts: Facts, table: Entity, invariant: Invariant) -> bool:
    """Whether something looks for the row that has to be there: a constraint trigger on the table, or a reference that
    the parent cannot do without."""
    dialect = facts.schema.dialect.name
    if any(
        "trigger" in one.kind and table.id in one.requires and "constraint" in spelled(one.sql, dialect)
        for one in facts.schema.opaque
    ):
        return True
    parents = {one.parent for one in facts.schema.references_from(table.id) if set(one.columns) == set(invariant.scope)}
    return any(
        link.child in parents
        and all(facts.is_required(facts.schema.entity(link.child), facts.schema.attribute(one)) for one in link.columns)
        for link in facts.schema.references_to(table.id)
    )


def _is_unique(facts: Facts, table: Entity, invariant: Invariant) -> bool:
    columns = set(invariant.scope) | (set(invariant.attributes) if invariant.kind == "unique among" else set())
    columns = columns or set(invariant.attributes)
    dialect = facts.schema.dialect.name
    where = condition_of(facts, invariant)
    for path in facts.index_paths(table):
        if not path.unique or not path.keys or not columns:
            continue
        plain = {key.column for key in path.keys}
        same_rows = not path.where or (where is not None and path.where == spelled(where, dialect))
        if plain <= columns | set(invariant.attributes) and None not in plain and same_rows:
            return True
    return any(one for one in table.exclusions if {e.column for e in one.elements} <= columns)


def _is_bounded_below(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether a check says `column >= 0`, `0 <= column` or `column BETWEEN 0 AND …`, or a number above zero."""
    dialect = facts.schema.dialect.name
    names = {column.name.lower(), f'"{column.name}"', f"`{column.name}`", f"[{column.name}]", "value"}
    return any(
        _says_from_zero([one for one in spelled(expression, dialect) if one not in ("(", ")")], names)
        for expression in checks_on(facts, table, column)
    )


def _says_from_zero(tokens: list[str], names: set[str]) -> bool:
    """Whether what a check says of a column keeps it from falling below zero: a debt may be allowed, or a case."""
    unknown = sum(one in names and tokens[at + 1 : at + 3] == ["is", "null"] for at, one in enumerate(tokens))
    if tokens.count("or") > unknown:
        return False  # one side of an OR binds no row, unless the other is that there is no value
    for place in range(len(tokens) - 2):
        before, first, sign, last = (tokens[place - 1] if place else "", *tokens[place : place + 3])
        if first in names and sign in (">=", ">", "between") and _is_from_zero(last):
            return True
        if sign in ("<=", "<") and last in names and _is_from_zero(first) and before != "-":
            return True
    return False


def _is_from_zero(token: str) -> bool:
    """Whether a token is a number that is not below zero; PostgreSQL writes some as texts with a cast."""
    text = token.strip("'")
    return text.replace(".", "", 1).isdigit()


def _is_ordered(facts: Facts, table: Entity, columns: list[Attribute]) -> bool:
    dialect = facts.schema.dialect.name
    names = {one.name for one in columns}
    return bool(names) and any(
        names <= mentions(one.expression, dialect)
        and any(sign in spelled(one.expression, dialect) for sign in ("<", "<=", ">", ">="))
        for one in table.checks
    )


def _is_one_of(facts: Facts, table: Entity, invariant: Invariant, columns: list[Attribute]) -> bool:
    """Whether a check lets exactly one of the columns hold a value, in all rows or in those that the rule is about."""
    dialect = facts.schema.dialect.name
    names, own = tuple(one.name for one in columns), spelled(one_of(facts, invariant, columns), dialect)
    return any(
        allows_exactly_one(one.expression, names, dialect) or spelled(one.expression, dialect) == own
        for one in table.checks
    )


def _has_exclusion(facts: Facts, table: Entity, invariant: Invariant) -> bool:
    for one in table.exclusions:
        held = {element.column for element in one.elements}
        texts = " ".join(element.expression or "" for element in one.elements)
        named = all(
            column in held or facts.schema.attribute(column).name in mentions(texts)
            for column in (*invariant.scope, *invariant.attributes)
        )
        if named and any(element.operator == "&&" for element in one.elements):
            return True
    return False


def _takes_with_skip(facts: Facts, table: Entity) -> bool:
    return any(
        block.lock == "skip locked" and any(statement.tables[use].entity == table.id for use in block.uses)
        for parsed in facts.patterns
        for statement in parsed.statements
        for block in statement.blocks
    )


def _has_trigger(facts: Facts, table: Entity, columns: list[Attribute]) -> bool:
    """Whether a trigger or function that is carried on says that it is about the table and the columns."""
    names = {one.name for one in columns}
    return any(
        "trigger" in one.kind
        and table.id in one.requires
        and names
        and names <= mentions(one.sql, facts.schema.dialect.name)
        for one in facts.schema.opaque
    )
