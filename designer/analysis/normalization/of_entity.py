"""The relation of an entity: its attributes, what its keys imply, and the dependencies people accepted."""

from designer.analysis.normalization.relation import Dependency, Relation
from designer.schema.model import Entity


def relation_of(entity: Entity) -> Relation:
    """Attributes are named by id. A key over nullable columns implies nothing: two rows may both hold NULL."""
    ids = tuple(attribute.id for attribute in entity.attributes)
    empty = Relation(ids, ())
    required = {attribute.id for attribute in entity.attributes if attribute.not_null or attribute.identity}
    dependencies = []
    for key in entity.keys:
        is_primary = key is entity.primary_key
        if key.columns and (is_primary or set(key.columns) <= required):
            dependencies.append(Dependency(empty.mask(key.columns), empty.everything, key))
    for one in entity.functional_dependencies:
        if one.state == "accepted" and one.dependent:
            dependencies.append(Dependency(empty.mask(one.determinant), empty.mask(one.dependent), one))
    return Relation(ids, tuple(dependencies))
