"""Which index a need is served by, and which it would be served by best: structure only, no costs."""

from collections.abc import Callable, Iterator
from itertools import takewhile
from math import inf, prod

from designer.analysis.facts import Facts
from designer.analysis.fixes import free_name
from designer.analysis.needs import Need
from designer.analysis.paths import Path, PathKey, same_expression
from designer.analysis.selectivity import declared_share, distinct_values, is_pinned, is_selective, matching_rows
from designer.analysis.workload import Predicate
from designer.schema import edits
from designer.schema.changes import Add
from designer.schema.model import Entity, Index, IndexKey
from designer.sql.identifiers import shown_identifier

_SKIPPING = ("postgres", "oracle")
_FIRST_TO_SKIP = 18
_KEYS = 4
"""More keys than this find hardly fewer rows, and are carried in every entry."""


def usable_paths(facts: Facts, need: Need) -> Iterator[Path]:
    """The paths of the table whose predicate, if they have one, the statement implies."""
    for path in facts.index_paths(need.entity):
        if not path.where or implies(facts, need, path.where):
            yield path


def implies(facts: Facts, need: Need, where: tuple[str, ...]) -> bool:
    """Whether every part of an index predicate stands among the statement's own conditions, or follows from them: what
    is compared with a value is not NULL."""
    dialect = facts.schema.dialect.name
    own = [one for one in need.statement.predicates if one.use == need.use and not one.negated and not one.disjunct]
    said = [f"{one.expression} {one.operator} {'' if one.operator.startswith('is') else one.value}" for one in own]
    said += [f"{one.expression} is not null" for one in own if not one.operator.startswith("is")]
    said += [f"{shown_identifier(name, dialect)} is not null" for name in facts.schema.names(tuple(need.joined))]
    return all(any(same_expression(text, part, dialect) for text in said) for part in _conjuncts(where))


def _conjuncts(tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    for token in (*tokens, "and"):
        if token == "and" and part.count("(") == part.count(")"):
            yield tuple(part)
            part = []
        else:
            part.append(token)


def selective_columns(facts: Facts, need: Need) -> frozenset[str]:
    """The columns by which looking rows up would leave few of them."""
    return frozenset(one.attribute for one in (*need.equal, *need.ranges) if is_selective(facts, need.entity, one))


def leading(facts: Facts, need: Need, columns: frozenset[str]) -> Path | None:
    """A path that begins with one of these columns, or with an expression that the statement compares."""
    inside = {
        one.attribute
        for one in need.statement.predicates
        if one.use == need.use and one.function is None and one.operator != "= any" and not one.disjunct
    }
    names = set(facts.schema.names(tuple(columns)))
    for path in usable_paths(facts, need):
        if names.intersection(path.where):  # it holds no other rows than those sought
            return path
        first = path.keys[0] if path.keys else PathKey(None)
        if path.method in ("btree", "hash"):
            if first.column in columns or (first.column is None and _compares(facts, need, first)):
                return path
        elif {key.column for key in path.keys} & inside:
            return path
    return None


def skipped_to(facts: Facts, need: Need, columns: frozenset[str]) -> Path | None:
    """A B-tree that has one of these columns behind others of few values, which the server skips through: it looks the
    column up once for each. PostgreSQL does so from 18 on, and Oracle; the others in some cases only."""
    dialect = facts.schema.dialect
    version = (dialect.version or str(_FIRST_TO_SKIP)).split(".")[0]
    early = dialect.name == "postgres" and version.isdecimal() and int(version) < _FIRST_TO_SKIP
    if dialect.name not in _SKIPPING or early:
        return None
    for path in usable_paths(facts, need) if columns else ():
        skipped = list(takewhile(lambda key: key.column not in columns, path.keys))
        behind = 0 < len(skipped) < len(path.keys) and path.method == "btree"
        if behind and _lookups(facts, need, skipped) <= facts.thresholds.few_values:
            return path
    return None


def _lookups(facts: Facts, need: Need, skipped: list[PathKey]) -> float:
    """How often an index has to be looked at where these keys are skipped; without end where nothing says."""
    asked = [key for key in skipped if key.column not in need.single]
    columns = [facts.schema.attribute(key.column) for key in asked if key.column]
    values = [distinct_values(facts, need.entity, one) or inf for one in columns]
    return prod(values) if len(columns) == len(asked) else inf


def _compares(facts: Facts, need: Need, key: PathKey) -> bool:
    dialect = facts.schema.dialect.name
    return any(
        one.function and same_expression(one.expression, key.expression, dialect)
        for one in need.statement.predicates
        if one.use == need.use
    )


def is_reached_by_join(facts: Facts, need: Need) -> bool:
    """Whether another table of the statement, itself looked up, leads to the rows through a path on a join column.

    Of tables that lead to each other only, and that nothing else finds, one has to be looked up first: it is not
    reached, which is the first of those with the most rows.
    """
    if not _has_join_path(facts, need):
        return False
    filtered = [one for one in facts.needs_in(need.statement) if one.is_filtered]
    others = [one for one in filtered if one.use != need.use]
    if not all(_waits(facts, one) for one in others):
        return True
    waiting = filtered if need in filtered else [*filtered, need]
    first = min(waiting, key=lambda one: (-(one.entity.rows or 0), one.use))
    return bool(others) and first.use != need.use


def _waits(facts: Facts, need: Need) -> bool:
    """Whether nothing finds the rows of a large table but a join that leads to them."""
    small = (need.entity.rows or 0) <= facts.thresholds.small_table_rows
    return not small and _has_join_path(facts, need) and leading(facts, need, selective_columns(facts, need)) is None


def _has_join_path(facts: Facts, need: Need) -> bool:
    return leading(facts, need, frozenset(need.joined)) is not None


def sort_path(facts: Facts, need: Need, *, ignoring_direction: bool = False) -> Path | None:
    """A B-tree that gives the rows in the order asked for, read forwards or backwards."""
    if not need.sort or any(key.attribute is None for key in need.sort):
        return None
    wanted = [key for key in need.sort if key.attribute not in need.single]
    for path in usable_paths(facts, need):
        if path.method != "btree":
            continue
        keys = list(path.keys)
        while keys and keys[0].column in need.single:
            keys.pop(0)
        keys = [key for key in keys if key.column not in need.single] if wanted else keys
        if len(keys) < len(wanted):
            continue
        turns = {
            (key.descending != one.descending, key.nulls_first != bool(one.nulls_first))
            for key, one in zip(keys, wanted, strict=False)
            if not ignoring_direction
        }
        if [key.column for key in keys[: len(wanted)]] == [one.attribute for one in wanted] and (
            turns <= {(False, False)} or turns <= {(True, True)}
        ):
            return path
    return None


def proposed_index(facts: Facts, need: Need) -> Index | None:
    """The index for a need: equality first, then the order or one range; partial where a value is rare."""
    where, rest = _partial(facts, need)
    exact = [one.attribute for one in _by_worth(facts, need, lambda one: one.operator != "in") if one in rest]
    listed = [one.attribute for one in _by_worth(facts, need, lambda one: one.operator == "in")]
    keys = [IndexKey(column=column) for column in dict.fromkeys(exact)]
    wants_order = bool(need.sort) and (need.block.limited or bool(exact)) and not need.block.aggregated
    order = list(sort_keys(need)) if wants_order and not is_pinned(facts, need) else []
    if order:
        keys += [key for key in order if key.column not in exact]
    else:
        ranges = [one.attribute for one in need.ranges]
        keys += [IndexKey(column=column) for column in dict.fromkeys(listed + ranges[:1]) if column not in exact]
    if not keys and need.joined:
        keys = [IndexKey(column=column) for column in need.joined[:1]]
    if not keys and need.equal:
        keys, where = [IndexKey(column=one.attribute) for one in need.equal], None
    keys = keys[:_KEYS]
    if order:
        where = _with_constants(facts, need, where, {key.column for key in keys})
    if not keys or _exists(facts, need, keys, where):
        return None
    columns = facts.schema.names(tuple(key.column for key in keys if key.column))
    return Index(name=free_name(facts.schema, need.entity, columns, "idx"), keys=tuple(keys), where=where)


def _with_constants(facts: Facts, need: Need, where: str | None, keyed: set[str | None]) -> str | None:
    """The predicate of an index that gives an order, with the constant conditions that its keys leave out."""
    if facts.schema.dialect.name not in ("postgres", "sqlite"):
        return where
    parts = [where] if where else []
    for one in need.equal:
        text = condition_text(facts, one) if one.constant and one.operator in ("=", "is null") else None
        if text and one.attribute not in keyed and text not in (where or ""):
            parts.append(text)
    return " AND ".join(parts) or None


def _exists(facts: Facts, need: Need, keys: list[IndexKey], where: str | None) -> bool:
    """Whether some path of the table begins with just these keys already."""
    wanted = [(key.column, key.descending) for key in keys]
    return where is None and any(
        [(key.column, key.descending) for key in path.keys[: len(wanted)]] == wanted
        for path in facts.index_paths(need.entity)
        if path.method == "btree" and not path.where
    )


def proposed(facts: Facts, need: Need) -> tuple[Add, ...]:
    """That index as a change."""
    index = proposed_index(facts, need)
    return (edits.add(facts.schema, index, to=need.entity.id),) if index else ()


def _by_worth(facts: Facts, need: Need, keep: Callable[[Predicate], bool]) -> list[Predicate]:
    """Equality predicates worth a key; those that would not leave few rows only where nothing else is asked."""
    chosen = [one for one in need.equal if keep(one)]
    worthy = [one for one in chosen if is_selective(facts, need.entity, one)]
    return worthy or (chosen if not selective_columns(facts, need) else [])


def sort_keys(need: Need) -> Iterator[IndexKey]:
    """The keys that give the ORDER BY. A uniform order is read from a plain index, backwards where need be."""
    keys = [key for key in need.sort if key.attribute not in need.single]
    if any(key.attribute is None for key in keys):
        return
    default = all(bool(key.nulls_first) == key.descending for key in keys)
    uniform = len({key.descending for key in keys}) == 1 and default
    for key in keys:
        if uniform:
            yield IndexKey(column=key.attribute)
        else:
            usual = bool(key.nulls_first) == key.descending
            nulls = None if usual else ("first" if key.nulls_first else "last")
            yield IndexKey(column=key.attribute, descending=key.descending, nulls=nulls)


def _partial(facts: Facts, need: Need) -> tuple[str | None, list[Predicate]]:
    """(predicate of a partial index, the equality predicates that remain for its keys)."""
    if facts.schema.dialect.name not in ("postgres", "sqlite"):
        return None, list(need.equal)
    parts: list[str] = []
    rest: list[Predicate] = []
    for one in need.equal:
        rare = declared_share(facts.schema.attribute(one.attribute), one)
        if (rare is not None and rare <= facts.thresholds.selective_share) or _recurs(facts, need.entity, one):
            parts.append(condition_text(facts, one))
        else:
            rest.append(one)
    return " AND ".join(parts) or None, rest


def _recurs(facts: Facts, entity: Entity, predicate: Predicate) -> bool:
    """Whether every pattern that looks for rows of the table says the same `IS NULL` or flag: a soft delete."""
    if predicate.operator != "is null" and predicate.value.lower() not in ("true", "false"):
        return False
    asked = [need for need in facts.needs_on(entity.id) if need.block.kind == "select"]
    wanted = (predicate.attribute, predicate.operator, predicate.value.lower())
    return all(wanted in {(one.attribute, one.operator, one.value.lower()) for one in need.equal} for need in asked)


def condition_text(facts: Facts, predicate: Predicate) -> str:
    """A condition that is written out, as the predicate of a partial index spells it."""
    dialect = facts.schema.dialect.name
    column = shown_identifier(facts.schema.attribute(predicate.attribute).name, dialect)
    if predicate.operator in ("is null", "is not null"):
        return f"{column} {predicate.operator.upper()}"
    if predicate.operator == "in":
        return f"{column} {'NOT IN' if predicate.negated else 'IN'} ({predicate.value})"
    if predicate.operator == "=" and predicate.value.lower() in ("true", "false"):
        return column if predicate.value.lower() == "true" else f"NOT {column}"
    return f"{column} {predicate.operator} {predicate.value}"


def shown_index(facts: Facts, index: Index) -> str:
    """The index as people say it: `orders (customer_id, placed_at DESC) WHERE …`."""
    parts = []
    for key in index.keys:
        text = facts.schema.attribute(key.column).name if key.column else str(key.expression)
        parts.append(f"{text} DESC" if key.descending else text)
    return f"({', '.join(parts)})" + (f" WHERE {index.where}" if index.where else "")


def leaves_many(facts: Facts, need: Need) -> bool:
    """Whether so many rows are wanted that reading the whole table is right."""
    rows = need.entity.rows or 0
    wanted = need.pattern.rows if need.pattern.rows is not None else matching_rows(facts, need)
    limited = need.block.limited and need.pattern.rows is None
    return wanted is not None and not limited and wanted > rows * facts.thresholds.selective_share
