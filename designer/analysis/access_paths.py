"""The B-trees of a table by which rows are found by equality."""

from dataclasses import dataclass

from designer.analysis.expressions import tokens_of
from designer.analysis.paths import method_of
from designer.schema.model import Entity, Index
from designer.sql.identifiers import read_identifier


@dataclass(frozen=True, slots=True)
class AccessPath:
    """A B-tree that can find rows: a key, a unique constraint or an index.

    columns: attribute ids of the leading plain columns; where: its predicate, if it is partial; present: the column of
    which the predicate says that it is not NULL, if it says no more.
    """

    object_id: str
    name: str | None
    columns: tuple[str, ...]
    unique: bool
    where: str | None = None
    present: str | None = None

    def serves(self, columns: tuple[str, ...]) -> bool:
        """Whether rows can be found by equality on all of `columns`: they lead the path, in any order.

        An index of the rows where one of them is not NULL has all that equality can find.
        """
        return (self.where is None or self.present in columns) and set(self.columns[: len(columns)]) == set(columns)


def access_paths_of(entity: Entity, dialect: str) -> list[AccessPath]:
    """The B-trees of an entity: primary key, unique constraints, indexes."""
    keys = [AccessPath(key.id, key.name, key.columns, True) for key in entity.keys]
    return keys + [
        AccessPath(
            index.id,
            index.name,
            index.columns,
            _is_plainly_unique(index),
            index.where,
            _present(entity, index, dialect),
        )
        for index in entity.indexes
        if method_of(index) == "btree" and index.columns
    ]


def finds_equal(entity: Entity, columns: tuple[str, ...]) -> bool:
    """Whether an index other than a B-tree finds the rows that are equal in `columns`: a hash of just that one column,
    a bitmap that begins with them."""
    plain = [one for one in entity.indexes if not one.where and one.visible]
    hashed = any(method_of(one) == "hash" and one.columns == columns and len(one.keys) == 1 for one in plain)
    wanted = set(columns)
    return hashed or any(method_of(one) == "bitmap" and set(one.columns[: len(columns)]) == wanted for one in plain)


def _is_plainly_unique(index: Index) -> bool:
    return index.unique and all(key.column for key in index.keys)


def _present(entity: Entity, index: Index, dialect: str) -> str | None:
    """The column that a partial index asks to be not NULL, where it asks nothing else."""
    tokens = [one for one in tokens_of(index.where or "", dialect) if one.text not in ("(", ")")]
    if [one.text.lower() for one in tokens[1:]] != ["is", "not", "null"]:
        return None
    name = read_identifier(tokens[0].text, dialect)
    return next((one.id for one in entity.attributes if one.name == name), None)
