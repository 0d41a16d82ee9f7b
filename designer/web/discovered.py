"""What was found in data, as a page shows it, and the changes that make a design say what a person accepted of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from designer.analysis.normalization.of_entity import relation_of
from designer.schema.apply import apply
from designer.schema.changes import Add, Change
from designer.schema.design_file import from_json
from designer.schema.edits import add, primary_key, unique
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, FunctionalDependency, NotNull, Relationship
from designer.schema.schema import Schema
from designer.schema.words import words
from designer.web.data_models import DataRun
from designer.web.forms.normalization import Dependency, additions

_NAMES_KEYS = frozenset({"id", "no", "nr", "number", "code", "key", "uuid", "sku", "isbn", "line", "position", "ref"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One table of a run. columns: names in the file; attributes: the same in the entity that the file would make."""

    place: int
    data: dict[str, Any]
    made: Entity

    @property
    def names(self) -> dict[str, str]:
        """The attribute that a column of the file would be, by name."""
        columns = [one["name"] for one in self.data["columns"]]
        return dict(zip(columns, (one.name for one in self.made.attributes), strict=True))

    def keys(self) -> list[tuple[str, ...]]:
        """Its keys, those that look like one first."""
        order = {one["name"]: place for place, one in enumerate(self.data["columns"])}
        return sorted(
            (tuple(sorted(key, key=order.__getitem__)) for key in self.data["keys"]),
            key=lambda key: (-looks_like_key(key), len(key), sum(order[one] for one in key)),
        )

    def column_of(self, entity: Entity) -> dict[str, str]:
        """The attribute of an existing entity (id) by column of the file, where the names agree."""
        by_name = {words(one.name) or (one.name,): one.id for one in reversed(entity.attributes)}
        exact = {one.name: one.id for one in entity.attributes}
        found = {
            column: exact.get(column) or exact.get(name) or by_name.get(words(name) or (name,))
            for column, name in self.names.items()
        }
        return {column: there for column, there in found.items() if there}


def looks_like_key(key: Sequence[str]) -> float:
    """The share of its columns whose names say that they identify something."""
    return sum(bool(set(words(one)) & _NAMES_KEYS) for one in key) / max(len(key), 1)


def seen(run: DataRun) -> list[Seen]:
    """The tables of a run that has its result."""
    assert run.result is not None
    return [
        Seen(place, table, from_json(table["design"]).entities[0]) for place, table in enumerate(run.result["tables"])
    ]


def target_of(schema: Schema, table: Seen) -> Entity | None:
    """The entity of the design that the file is of, as far as names tell: it has all the columns."""
    fitting = [one for one in schema.entities if len(table.column_of(one)) == len(table.made.attributes)]
    return next((one for one in fitting if one.name == table.made.name), fitting[0] if len(fitting) == 1 else None)


def follows(entity: Entity, table: Seen, card: dict[str, Any]) -> bool:
    """Whether what the design says of the entity implies this card, or a person has settled it."""
    there = table.column_of(entity)
    if not {*card["from"], *card["to"]} <= set(there):
        return False
    left, right = tuple(there[one] for one in card["from"]), tuple(there[one] for one in card["to"])
    relation = relation_of(entity)
    if relation.theory.implies(relation.mask(left), relation.mask(right)):
        return True
    return any(
        set(one.determinant) == set(left) and set(right) <= set(one.dependent) for one in entity.functional_dependencies
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for one table. target: "new", an entity's id, or "" for nothing; key: columns of the file;
    cards: positions of the dependencies."""

    target: str
    key: tuple[str, ...]
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """changes, the ids of the entities they are about, and what could not be taken, in sentences."""

    changes: tuple[Change, ...]
    entities: tuple[str, ...]
    left_out: tuple[str, ...]


def taken(schema: Schema, run: DataRun, chosen: Sequence[Choice], references: Sequence[int], state: str) -> Taken:
    """What makes the design say what was chosen."""
    changes: list[Change] = []
    left_out: list[str] = []
    columns: dict[str, dict[str, str]] = {}
    entities: dict[str, str] = {}
    for table, choice in zip(seen(run), chosen, strict=True):
        if not choice.target:
            continue
        if choice.target == "new":
            steps, entity = _made(schema, table, choice.key)
            schema, changes = apply(steps, schema), [*changes, *steps]
        else:
            entity = choice.target
        name = table.data["table"]
        columns[name], entities[name] = table.column_of(schema.entity(entity)), entity
        facts = list(_facts(table, choice, columns[name], state, run, left_out))
        steps = additions(schema, schema.entity(entity), tuple(facts))
        schema, changes = apply(steps, schema), [*changes, *steps]
    for number in references:
        steps, problem = _linked(schema, run, number, columns, entities)
        left_out += [problem] if problem else []
        schema, changes = apply(steps, schema), [*changes, *steps]
    return Taken(tuple(changes), tuple(dict.fromkeys(entities.values())), tuple(left_out))


def _made(schema: Schema, table: Seen, key: tuple[str, ...]) -> tuple[tuple[Change, ...], str]:
    """The entity of a file with its primary key."""
    taken_names = {one.name for one in schema.entities}
    name, number = table.made.name, 1
    while name in taken_names:
        number += 1
        name = f"{table.made.name}_{number}"
    wanted = {table.names[one] for one in key}
    attributes = tuple(
        replace(one, id="", not_null=NotNull() if one.name in wanted else one.not_null, x=FrozenMap({}))
        for one in table.made.attributes
    )
    entity = Entity(name=name, schema=_namespace(schema), rows=table.made.rows, attributes=attributes)
    made = add(schema, entity)
    if not key:
        return (made,), made.id
    after = apply((made,), schema)
    ids = {one.name: one.id for one in after.entity(made.id).attributes}
    return (made, primary_key(after, made.id, tuple(ids[table.names[one]] for one in key))), made.id


def _namespace(schema: Schema) -> str | None:
    return schema.entities[0].schema if schema.entities else None


def _facts(
    table: Seen, choice: Choice, there: dict[str, str], state: str, run: DataRun, left_out: list[str]
) -> Iterator[Dependency]:
    for place in choice.cards:
        if not 0 <= place < len(table.data["dependencies"]):
            continue
        card = table.data["dependencies"][place]
        missing = [one for one in (*card["from"], *card["to"]) if one not in there]
        if missing:
            left_out.append(f"{', '.join(missing)} is no column of the table, so what the file says of it is left out.")
            continue
        yield FunctionalDependency(
            determinant=tuple(there[one] for one in card["from"]),
            dependent=tuple(there[one] for one in card["to"]),
            source="data",
            state=state,
            evidence=FrozenMap(
                {
                    "words": card["evidence"],
                    "repeats": card["supporting_repeats"],
                    "violating rows": card["violating_rows"],
                    "file": run.files[table.place]["name"],
                }
            ),
        )


def _linked(
    schema: Schema, run: DataRun, number: int, columns: dict[str, dict[str, str]], entities: dict[str, str]
) -> tuple[tuple[Change, ...], str]:
    """The foreign key that the data suggests; its parent's column becomes unique where it is not yet."""
    assert run.result is not None
    if not 0 <= number < len(run.result["foreign_keys"]):
        return (), ""
    one = run.result["foreign_keys"][number]
    said = f"{one['child']}.{one['columns'][0]} → {one['parent']}.{one['parent_columns'][0]}"
    child, parent = entities.get(one["child"]), entities.get(one["parent"])
    here = columns.get(one["child"], {}).get(one["columns"][0])
    there = columns.get(one["parent"], {}).get(one["parent_columns"][0])
    if child is None or parent is None or here is None or there is None:
        return (), f"{said} needs both tables: choose what becomes of each."
    if any(link.columns == (here,) and link.parent == parent for link in schema.references_from(child)):
        return (), ""
    changes: tuple[Change, ...] = ()
    if (there,) not in {key.columns for key in schema.entity(parent).keys}:
        changes = (unique(schema, parent, (there,)),)
        schema = apply(changes, schema)
    child_name, column = schema.entity(child).name, schema.attribute(here).name
    link = Relationship(
        name=f"{child_name}_{column}_fkey", child=child, columns=(here,), parent=parent, parent_columns=(there,)
    )
    return (*changes, add(schema, link)), ""


def is_made(changes: Sequence[Change]) -> int:
    """How many entities come."""
    return sum(isinstance(one, Add) and one.kind == "entity" for one in changes)
