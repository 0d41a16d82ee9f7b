"""Index shapes beyond plain columns in a B-tree: expressions, prefixes, containment, text search, BRIN."""

from collections.abc import Iterator

from designer.analysis.facts import Facts
from designer.analysis.index_advice import sort_keys
from designer.analysis.index_engine.shapes import Shaped
from designer.analysis.needs import EQUALITY, RANGE, Need
from designer.analysis.search import shape_of
from designer.analysis.selectivity import is_pinned
from designer.analysis.workload import Predicate
from designer.lab.planner import TableVolume
from designer.schema.model import Attribute, Index, IndexKey

_METHODS = {"array": "gin", "json": "gin", "search": "gin", "range": "gist", "geometry": "gist"}
_INSIDE = {
    "array": ("@>", "<@", "&&"),
    "json": ("@>", "?", "?|", "?&"),
    "search": ("@@",),
    "range": ("@>", "<@", "&&"),
    "geometry": ("@>", "<@", "&&"),
}
_BRIN_ROWS = 1_000_000
_BRIN_CORRELATION = 0.9
_SORTED = ("integer", "numeric", "date", "timestamp")


def special_of(facts: Facts, need: Need, volume: TableVolume) -> Iterator[Shaped]:
    """The other ways in which an index could find the rows of a need."""
    if is_pinned(facts, need):
        return
    for one in need.statement.predicates:
        if one.use != need.use or one.negated or one.disjunct or one.clause == "having":
            continue
        column = facts.schema.attribute(one.attribute)
        yield from _inside(facts, one, column)
        yield from _text(facts, one, column)
        if one.function and one.operator in (*EQUALITY, *RANGE) and not one.operator.startswith("is"):
            yield from _expression(need, one)
    yield from _ordered_expression(need)
    yield from _brin(facts, need, volume)


def _expression(need: Need, one: Predicate) -> Iterator[Shaped]:
    key = IndexKey(expression=indexed(one.expression))
    lead = tuple(IndexKey(column=each) for each in dict.fromkeys(p.attribute for p in need.equal))
    yield Shaped(Index(keys=(key,)), "expression")
    if lead:
        yield Shaped(Index(keys=(*lead[:2], key)), "expression")
    order = tuple(sort_keys(need)) if need.sort and not need.block.aggregated else ()
    if order and one.operator == "=":
        yield Shaped(Index(keys=(*lead[:1], key, *order)), "expression")


def indexed(expression: str) -> str:
    """An expression as the key of an index."""
    return expression


def _ordered_expression(need: Need) -> Iterator[Shaped]:
    """`ORDER BY lower(name)`: the sort by an expression, where all of the order is on this table."""
    if need.block.aggregated or len(need.block.uses) > 1 or not any(key.attribute is None for key in need.block.sort):
        return
    keys = []
    for key in need.block.sort:
        usual = bool(key.nulls_first) == key.descending
        nulls = None if usual else ("first" if key.nulls_first else "last")
        keys.append(
            IndexKey(
                column=key.attribute,
                expression=None if key.attribute else indexed(key.expression),
                descending=key.descending,
                nulls=nulls,
            )
        )
    lead = tuple(IndexKey(column=one) for one in dict.fromkeys(p.attribute for p in need.equal if p.operator != "in"))
    yield Shaped(Index(keys=(*lead[:2], *keys)), "order")


def _inside(facts: Facts, one: Predicate, column: Attribute) -> Iterator[Shaped]:
    family = facts.family(column) or ""
    if family == "json" and facts.type_of(column).base != "jsonb":
        return
    if one.function is not None:
        if one.operator == "@@":
            yield Shaped(Index(method="gin", keys=(IndexKey(expression=indexed(one.expression)),)), "text search")
        elif one.operator in _INSIDE["json"] and one.function == "->":
            yield Shaped(Index(method="gin", keys=(IndexKey(expression=indexed(one.expression)),)), "containment")
        return
    if one.operator in _INSIDE.get(family, ()):
        key = IndexKey(column=column.id)
        yield Shaped(Index(method=_METHODS[family], keys=(key,)), "containment")
        if family == "json" and one.operator == "@>":
            smaller = IndexKey(column=column.id, operator_class="jsonb_path_ops")
            yield Shaped(Index(method="gin", keys=(smaller,)), "containment")


def _text(facts: Facts, one: Predicate, column: Attribute) -> Iterator[Shaped]:
    if facts.family(column) != "text" or one.function not in (None, "lower", "upper"):
        return
    looked = shape_of(one) if one.operator in ("like", "ilike") else None
    if (one.operator == "like" and looked == "prefix") or one.operator == "^@":
        yield Shaped(Index(keys=(_text_key(one, column, "text_pattern_ops"),)), "prefix search")
    infix = looked in ("infix", "suffix") or (one.operator == "ilike" and looked == "prefix")
    if infix or (one.operator in ("~", "~*") and not one.value.startswith("'^")):
        yield Shaped(Index(method="gin", keys=(_text_key(one, column, "gin_trgm_ops"),)), "infix search")


def _text_key(one: Predicate, column: Attribute, operator_class: str) -> IndexKey:
    if one.function:
        return IndexKey(expression=indexed(one.expression), operator_class=operator_class)
    if operator_class == "text_pattern_ops" and column.type.lower().startswith(("varchar", "character varying")):
        operator_class = "varchar_pattern_ops"
    return IndexKey(column=column.id, operator_class=operator_class)


def _brin(facts: Facts, need: Need, volume: TableVolume) -> Iterator[Shaped]:
    """Rows that lie on disk in the order of a column need only the bounds of each range of pages."""
    if volume.rows < _BRIN_ROWS:
        return
    for one in need.ranges:
        column = facts.schema.attribute(one.attribute)
        held = volume.columns.get(column.name)
        if held and facts.family(column) in _SORTED and abs(held.correlation) >= _BRIN_CORRELATION:
            yield Shaped(Index(method="brin", keys=(IndexKey(column=column.id),)), "append-only range")
