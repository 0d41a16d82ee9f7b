"""Rows to a Schema and back: the only place that knows both."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from designer.schema.kinds import KINDS, SINGLETONS, Kind
from designer.schema.model import Entity, PartitionBy
from designer.schema.ordering import in_order
from designer.schema.schema import Located, Schema
from designer.store import statements
from designer.store.limits import refuse_unkeepable
from designer.store.models import Design
from designer.store.statements import Place
from designer.store.tables import SINGLES, TABLES, Parts, Row, Slot, Table


@dataclass(frozen=True, slots=True)
class Loaded:
    """A design's value, and the revision it was read at: both come from one snapshot of the database."""

    revision: int
    schema: Schema


def load(design: Design) -> Loaded:
    """The design as it stands, in one query whatever its size. Raises Design.DoesNotExist."""
    answers = {answer.key: answer.rows for answer in statements.read(_place(design))}
    if not answers["design", ""]:
        raise Design.DoesNotExist(f"There is no design {design.pk}.")
    reading = _Reading(answers)
    lists = {kind.field: reading.children(kind, "") for kind in KINDS.inside("design")}
    (own,) = answers["design", ""]
    parts = {name: _single(name, answers[name, ""]) for name in ("requirements", "layout")}
    schema = Schema(**_fields(SINGLES["design"][1], own), **parts, **lists)
    return Loaded(revision=own[-1], schema=in_order(schema))


def save_new(team_id: int, schema: Schema) -> Design:
    """Stores `schema` as a new design of a team. Raises DesignError for what the database cannot keep."""
    row = _single_row("design", schema)
    refuse_unkeepable(row, "design")
    design = Design.objects.create(team_id=team_id, **row)
    place = _place(design)
    for name in ("requirements", "layout"):
        statements.insert(place, SINGLES[name][0], [_single_row(name, getattr(schema, name))], name)
    _insert(place, _placed(schema, schema.located.values()))
    return design


def write(design: Design, before: Schema, after: Schema) -> None:
    """Makes the rows of `before` those of `after`; rows of objects that are the same are not touched.

    Raises DesignError for what the database cannot keep.
    """
    place = _place(design)
    old, new = before.located, after.located
    stays = {key for key, item in new.items() if key in old and _same_place(old[key], item)}
    _delete(place, [item for key, item in old.items() if key not in stays])
    _insert(place, _placed(after, [item for key, item in new.items() if key not in stays]))
    changed = [key for key in stays if new[key].value is not old[key].value]
    _update(place, before, after, changed)
    for name in SINGLETONS:
        was, now = (_single_row(name, _single_value(name, schema)) for schema in (before, after))
        row = {column: value for column, value in now.items() if value != was[column]}
        if row:
            statements.update_single(place, SINGLES[name][0], row, name)


def _place(design: Design) -> Place:
    return Place(team=design.team_id, design=design.id)


def _same_place(old: Located, new: Located) -> bool:
    return old.kind is new.kind and old.owner == new.owner


# Reading


class _Reading:
    """The rows of a design on their way to values: grouped by owner, owned ones first."""

    def __init__(self, answers: dict[tuple[str, str], list[list[Any]]]) -> None:
        self._answers = answers
        self._parts = {
            key: _grouped(rows) for key, rows in answers.items() if key[0] not in KINDS and key[0] not in SINGLETONS
        }
        self._values: dict[str, dict[str, list[Any]]] = {}
        for kind in reversed(tuple(KINDS)):
            self._values[kind.name] = self._read(TABLES[kind.name])

    def children(self, kind: Kind, owner: str) -> Any:
        """What the field of this kind holds in `owner`."""
        values = self._values[kind.name].get(owner, ())
        return (values[0] if values else None) if kind.single else tuple(values)

    def _read(self, table: Table) -> dict[str, list[Any]]:
        kind, rows = table.kind, self._answers[table.kind.name, ""]
        if kind.ordered:
            rows = sorted(rows, key=itemgetter(2))
        start = 1 + (table.owner is not None) + kind.ordered
        by_owner: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            by_owner[row[1] if table.owner else ""].append(self._value(table, row[0], row[start:]))
        return by_owner

    def _value(self, table: Table, uid: str, data: list[Any]) -> Any:
        fields = _fields(table.slots, data)
        for parts in table.parts:
            items = self._parts[statements.part_key(parts)].get(uid, ())
            fields[parts.field] = _with_parts(parts, items, fields.get(parts.field))
        for inner in KINDS.inside(table.kind.name):
            fields[inner.field] = self.children(inner, uid)
        return table.kind.type(id=uid, **fields)


def _fields(slots: Iterable[Slot], data: list[Any]) -> dict[str, Any]:
    fields, start = {}, 0
    for slot in slots:
        end = start + len(slot.columns)
        fields[slot.field] = data[start] if slot.plain else slot.read(data[start:end])
        start = end
    return fields


def _grouped(rows: list[list[Any]]) -> dict[str, list[list[Any]]]:
    """Parts (owner, position, …) by owner, in order."""
    groups: dict[str, list[list[Any]]] = defaultdict(list)
    for row in sorted(rows, key=itemgetter(1)):
        groups[row[0]].append(row[2:])
    return groups


def _with_parts(parts: Parts, items: Iterable[list[Any]], held: Any) -> Any:
    if parts.item is None:
        return tuple(item[0] for item in items)
    values = tuple(parts.item(**_fields(parts.slots, item)) for item in items)
    if parts.field == "partition_by":  # the strategy is a column of the entity, the keys are rows
        return held and PartitionBy(strategy=held, keys=values)
    return values


def _single(name: str, rows: list[list[Any]]) -> Any:
    cls = SINGLETONS[name]
    assert cls is not None
    return cls(**_fields(SINGLES[name][1], rows[0]))


# Writing


@dataclass(frozen=True, slots=True)
class _Placed:
    """An object and the column values that say where it stands."""

    table: Table
    value: Any
    place: Row


def _placed(schema: Schema, objects: Iterable[Located]) -> Iterator[_Placed]:
    """Objects with their places; `objects` may be some of those of the schema."""
    positions: dict[tuple[str, str], dict[str, int]] = {}
    for located in objects:
        table = TABLES[located.kind.name]
        place: Row = {}
        if table.owner:
            place[table.owner] = located.owner
        if located.kind.ordered:
            siblings = (located.owner, located.kind.field)
            if siblings not in positions:
                positions[siblings] = _positions(schema, *siblings)
            place["position"] = positions[siblings][located.value.id]
        yield _Placed(table, located.value, place)


def _positions(schema: Schema, owner: str, field: str) -> dict[str, int]:
    return {value.id: number for number, value in enumerate(getattr(schema.get(owner), field))}


def _row(item: _Placed) -> Row:
    return {"uid": item.value.id, **item.place, **item.table.constants, **_columns(item.table.slots, item.value)}


def _columns(slots: Iterable[Slot], value: Any) -> Row:
    return {
        column: data
        for slot in slots
        for column, data in zip(slot.columns, slot.write(getattr(value, slot.field)), strict=True)
    }


def _part_rows(parts: Parts, value: Any) -> list[Row]:
    held = getattr(value, parts.field)
    if isinstance(value, Entity) and parts.field == "partition_by":
        held = held.keys if held else ()
    role = {"role": parts.role} if parts.role else {}
    return [
        {parts.owner: value.id, **role, "position": number, **_item(parts, item)} for number, item in enumerate(held)
    ]


def _item(parts: Parts, item: Any) -> Row:
    if parts.item is not None:
        return _columns(parts.slots, item)
    return {**parts.blank, parts.columns[0]: item}


def _single_value(name: str, schema: Schema) -> Any:
    return schema if name == "design" else getattr(schema, name)


def _single_row(name: str, value: Any) -> Row:
    return _columns(SINGLES[name][1], value)


def _insert(place: Place, objects: Iterable[_Placed]) -> None:
    by_kind: dict[str, list[_Placed]] = defaultdict(list)
    for item in objects:
        by_kind[item.table.kind.name].append(item)
    for kind in KINDS:  # owners before what they own
        items = by_kind.get(kind.name, ())
        if items:
            statements.insert(place, TABLES[kind.name].table, [_row(item) for item in items], _words(kind))
            for parts in TABLES[kind.name].parts:
                rows = [row for item in items for row in _part_rows(parts, item.value)]
                statements.insert(place, parts.table, rows, _words(kind))


def _delete(place: Place, objects: Iterable[Located]) -> None:
    """Deletes objects; their parts go with them."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for located in objects:
        by_kind[located.kind.name].append(located.value.id)
    for kind in reversed(tuple(KINDS)):
        if kind.name in by_kind:
            statements.delete(place, TABLES[kind.name].table, "uid", by_kind[kind.name])


def _update(place: Place, before: Schema, after: Schema, changed: Iterable[str]) -> None:
    by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for object_id in changed:
        located = after.located[object_id]
        table = TABLES[located.kind.name]
        was, now = (_columns(table.slots, schema.get(object_id)) for schema in (before, after))
        row = {column: value for column, value in now.items() if value != was[column]}
        if row:
            by_columns[(located.kind.name, *row)].append({"uid": object_id, **row})
        _update_parts(place, table, before.get(object_id), located.value)
        for kind in KINDS.inside(located.kind.name):
            if kind.ordered:
                by_columns[kind.name, "position"] += _moved(before, after, object_id, kind)
    for (kind_name, *_), rows in by_columns.items():
        if rows:
            statements.update(place, TABLES[kind_name].table, rows, _words(KINDS[kind_name]))


def _update_parts(place: Place, table: Table, was: Any, now: Any) -> None:
    for parts in table.parts:
        rows = _part_rows(parts, now)
        if rows != _part_rows(parts, was):
            statements.delete(place, parts.table, parts.owner, [now.id], parts.role)
            statements.insert(place, parts.table, rows, _words(table.kind))


def _moved(before: Schema, after: Schema, owner: str, kind: Kind) -> list[Row]:
    was, now = (_positions(schema, owner, kind.field) for schema in (before, after))
    return [{"uid": uid, "position": place} for uid, place in now.items() if uid in was and was[uid] != place]


def _words(kind: Kind) -> str:
    return kind.name.replace("_", " ")
