"""What the types and expressions of a type or a table mention."""

from designer.exporters.postgres.mentions import NOTHING, Mentions, mentions
from designer.schema.model import Domain, Entity


def type_mentions(value: object) -> Mentions:
    """What a domain or composite mentions; an enum mentions nothing."""
    texts: list[str] = []
    if isinstance(value, Domain):
        texts = [value.type, value.default or "", value.collation or "", *(check.expression for check in value.checks)]
    else:
        texts = [item.type for item in getattr(value, "attributes", ())]
        texts += [item.collation or "" for item in getattr(value, "attributes", ())]
    return mentions(*filter(None, texts))


def entity_mentions(entity: Entity, *, with_texts: bool = True) -> Mentions:
    """What a table's types and expressions mention; a name that is one of its columns may well be that column."""
    types = mentions(*(a.type for a in entity.attributes), *(a.collation for a in entity.attributes if a.collation))
    texts = [a.generated.expression for a in entity.attributes if a.generated]
    if entity.partition_by:
        texts += [key.expression for key in entity.partition_by.keys if key.expression]
    if with_texts:
        texts += [a.default for a in entity.attributes if a.default]
        texts += [check.expression for check in entity.checks]
    found = mentions(*texts) if texts else NOTHING
    columns = {(attribute.name,) for attribute in entity.attributes}
    return types | Mentions(found.firm - columns, found.loose | (found.firm & columns))
