"""A candidate index, and how two of them relate."""

from dataclasses import dataclass, replace

from designer.analysis.expressions import spelled
from designer.schema.model import Entity, Index, IndexKey


@dataclass(frozen=True, slots=True)
class Candidate:
    """An index that could be made. origins: ids of the patterns that it was thought of for.

    kind: what it does, in words: `lookup`, `order`, `covering`, `partial`, `containment` …
    """

    entity: str
    index: Index
    kind: str
    origins: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return self.index.id

    @property
    def columns(self) -> frozenset[str]:
        """Every plain column in it, included ones too."""
        return frozenset({key.column for key in self.index.keys if key.column} | set(self.index.include))


KeyShape = tuple[str | None, tuple[str, ...], bool, bool, str | None]
Shape = tuple[str, tuple[KeyShape, ...], tuple[str, ...], tuple[str, ...]]


def key_shape(key: IndexKey) -> KeyShape:
    """What a key sorts by: column or expression, direction, place of nulls, operator class."""
    first = key.nulls == "first" if key.nulls else key.descending
    return key.column, spelled(key.expression) if key.expression else (), key.descending, first, key.operator_class


def shape(index: Index) -> Shape:
    """Method, keys, predicate and included columns: two indexes of one shape are copies."""
    where = spelled(index.where) if index.where else ()
    return index.method, tuple(map(key_shape, index.keys)), where, tuple(sorted(index.include))


def turned(index: Index) -> Index:
    """The index with all directions the other way round, which a server reads as well from the other end."""
    keys = []
    for key in index.keys:
        first = key.nulls == "first" if key.nulls else key.descending
        usual = (not first) == (not key.descending)
        keys.append(
            replace(key, descending=not key.descending, nulls=None if usual else ("last" if first else "first"))
        )
    return replace(index, keys=tuple(keys))


def is_beginning(shorter: Index, longer: Index) -> bool:
    """Whether `longer` does all that `shorter` does: the same keys in front, and whatever is included."""
    if (shorter.method, longer.method) != ("btree", "btree") or len(shorter.keys) > len(longer.keys):
        return False
    if longer.where and (not shorter.where or spelled(longer.where) != spelled(shorter.where)):
        return False
    if shorter.where and not longer.where:
        return False  # a smaller one, which pays or not by its price
    held = {key.column for key in longer.keys} | set(longer.include)
    if not set(shorter.include) <= held:
        return False
    mine = tuple(map(key_shape, shorter.keys))
    return any(
        tuple(map(key_shape, other.keys[: len(mine)])) == mine
        for other in ((longer, turned(longer)) if len(mine) > 0 else ())
    )


def begins_with_key(table: Entity, index: Index) -> bool:
    """Whether a primary or unique key finds the same rows already: the index begins with all of its columns, or the
    key with all of the index's."""
    if index.method != "btree" or index.where:
        return False
    mine = [one.column for one in index.keys]
    return any(
        set(mine[: len(key.columns)]) == set(key.columns) or tuple(mine) == key.columns[: len(mine)]
        for key in table.keys
    )
