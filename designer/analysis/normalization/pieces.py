"""What a decomposition splits off an entity, in which order, and what stands in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.fixes import is_read
from designer.analysis.normalization.design import Design, Part
from designer.analysis.normalization.on_entity import EntityReport
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.schema.types import WITHOUT_EQUALITY, parse_type


@dataclass(frozen=True, slots=True)
class Piece:
    """A relation to be split off: ids in the old entity."""

    name: str
    attributes: tuple[str, ...]
    key: tuple[str, ...]
    uniques: tuple[tuple[str, ...], ...]
    stay: frozenset[str]


def home_of(entity: Entity, found: EntityReport, design: Design) -> int:
    """The relation that stays in the entity: one with a key of the whole, the primary key if any has it."""
    whole = found.report.relation.everything
    key = set(entity.primary_key.columns if entity.primary_key else ())

    def worth(place: int) -> tuple[bool, bool, int]:
        part = design.parts[place]
        ids = set(found.ids_of(part.attributes))
        return not whole & ~found.report.theory.closure(part.attributes), key <= ids, len(ids)

    return max(range(len(design.parts)), key=lambda place: (worth(place), -place))


def pieces_of(found: EntityReport, design: Design, home: int) -> list[Piece]:
    """The others in the order in which they are split off: no relation before one that is reached through it."""
    pieces = []
    rest = design.parts[home].attributes
    for place in _reached(found, design, home):
        part = design.parts[place]
        pieces.append(_piece(found, part, frozenset(found.ids_of(rest))))
        rest |= part.attributes
    return pieces[::-1]


def _piece(found: EntityReport, part: Part, stay: frozenset[str]) -> Piece:
    keys = [found.ids_of(key) for key in (part.key, *part.other_keys)]
    chosen = next((key for key in keys if stay.issuperset(key)), keys[0])
    others = tuple(key for key in keys if key != chosen)
    return Piece(part.name, found.ids_of(part.attributes), chosen, others, stay)


def _reached(found: EntityReport, design: Design, home: int) -> list[int]:
    """The other relations, each after one that holds a key of it where there is such an order."""
    theory, parts = found.report.theory, design.parts
    held, order, rest = parts[home].attributes, list[int](), [p for p in range(len(parts)) if p != home]
    while rest:
        place = next(
            (p for p in rest if not parts[p].attributes & ~theory.closure(parts[p].attributes & held)), rest[0]
        )
        rest.remove(place)
        order.append(place)
        held |= parts[place].attributes
    return order


def obstacles(schema: Schema, entity: Entity, pieces: Sequence[Piece]) -> Iterator[str]:
    """Why the division cannot be made by itself, in sentences."""
    if entity.partition_of or entity.inherits or any(entity.id in other.inherits for other in schema.entities):
        yield f"{entity.name} shares its columns with other tables by inheritance or partitions."
    for piece in pieces:
        if not piece.key:
            names = ", ".join(schema.names(piece.attributes))
            yield f"{names} has the same value in every row: a constant needs no table; drop it or make it a setting."
        for one in piece.attributes:
            attribute = schema.attribute(one)
            if one not in piece.stay and (attribute.generated or is_read(entity, attribute)):
                yield f"{attribute.name} is read by a check, an index or a generated column of {entity.name}."
        found_by = [set(key) for key in (piece.key, *piece.uniques, *(one.columns for one in entity.uniques))]
        for link in schema.references_to(entity.id):
            met = set(link.parent_columns)
            if met - piece.stay and met <= set(piece.attributes) and met not in found_by:
                child = schema.entity(link.child).name
                yield f"{child} refers to {entity.name} by {', '.join(schema.names(link.parent_columns))}, which moves."


def cannot_merge(schema: Schema, entity: Entity, key: tuple[str, ...]) -> Iterator[str]:
    """Why rows that become alike without what leaves cannot be merged into one, in sentences."""
    optional = tuple(one for one in key if may_be_missing(schema, entity, one))
    if optional:
        names = ", ".join(schema.names(optional))
        yield (
            f"Rows of {entity.name} become alike, and the key of what is left has {names}, which may be missing: "
            "make it required first."
        )
    for attribute in entity.attributes:
        if parse_type(attribute.type).base in WITHOUT_EQUALITY:
            yield (
                f"Rows of {entity.name} become alike, and no server can compare the {attribute.type} in "
                f"{attribute.name}: make it a type that has an equality first, as jsonb."
            )


def may_be_missing(schema: Schema, entity: Entity, attribute: str) -> bool:
    one = schema.attribute(attribute)
    required = one.not_null or one.identity or "serial" in one.type.lower()
    return not required and not (entity.primary_key and attribute in entity.primary_key.columns)
