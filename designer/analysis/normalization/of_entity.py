"""The relation of an entity: its attributes, what its keys imply, and the dependencies people accepted."""

from collections.abc import Iterator

from designer.analysis.normalization.relation import Dependency, Relation
from designer.schema.model import Entity, Index, PrimaryKey, Unique


def relation_of(entity: Entity) -> Relation:
    """Attributes are named by id. A key over nullable columns implies nothing: two rows may both hold NULL.

    Unique indexes count as keys where they cover every row and no expression stands in them.
    """
    ids = tuple(attribute.id for attribute in entity.attributes)
    empty = Relation(ids, ())
    dependencies = [Dependency(empty.mask(columns), empty.everything, key) for key, columns in _keys(entity)]
    for one in entity.functional_dependencies:
        if one.state == "accepted" and one.dependent:
            dependencies.append(Dependency(empty.mask(one.determinant), empty.mask(one.dependent), one))
    return Relation(ids, tuple(dependencies))


def _keys(entity: Entity) -> Iterator[tuple[PrimaryKey | Unique | Index, tuple[str, ...]]]:
    required = {attribute.id for attribute in entity.attributes if attribute.not_null or attribute.identity}
    if entity.primary_key:
        required.update(entity.primary_key.columns)
        if entity.primary_key.columns:
            yield entity.primary_key, entity.primary_key.columns
    for unique in entity.uniques:
        if unique.columns and (unique.nulls_not_distinct or required.issuperset(unique.columns)):
            yield unique, unique.columns
    for index in entity.indexes:
        whole = index.unique and index.where is None and index.keys and len(index.columns) == len(index.keys)
        if whole and (index.nulls_not_distinct or required.issuperset(index.columns)):
            yield index, index.columns
