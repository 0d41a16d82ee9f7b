"""A difference as a list that people read: grouped by object, each change with what was and what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.wording import counted, legible
from designer.schema.changes import Add, Alter, Change, Drop, Move, Rename, flatten
from designer.schema.describe import altered, names_in
from designer.schema.kinds import SINGLETONS
from designer.schema.model import Attribute, Check, Entity, Enum, Index, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema
from designer.web.forms.place import HELD_BY
from designer.web.forms.registry import word
from designer.web.sides import Difference

KINDS_OF_CHANGE = {"added": "Added", "dropped": "Dropped", "altered": "Altered", "renamed": "Renamed"}
_LONGEST = 240
_SIGNS = {"added": "plus", "dropped": "minus", "altered": "tilde", "renamed": "tilde"}
_SINGLE = {"design": "The design itself", "requirements": "Requirements", "layout": "Diagram"}
_TOGETHER = {"decision": "Decisions about findings", "extension": "Extensions", "schema": "Schemas"}
"""Objects of the design that share one group."""


@dataclass(frozen=True, slots=True)
class Row:
    """One change, or one property of one, for components/changes.html. what: a key of KINDS_OF_CHANGE; id: of what is
    changed."""

    what: str
    kind: str
    code: str = ""
    was: str = ""
    becomes: str = ""
    note: str = ""
    id: str = ""

    @property
    def sign(self) -> str:
        """The class of its mark."""
        return _SIGNS[self.what]


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one object. anchor: what the picture's card of it leads to; entity: its id, "" for others."""

    anchor: str
    title: str
    entity: str
    rows: tuple[Row, ...]


def groups_of(found: Difference) -> tuple[Group, ...]:
    """All changes, tables first, by name."""
    changes = flatten(found.changes)
    names = names_in(changes, (found.old, found.new))
    rows: dict[tuple[bool, str, str], list[Row]] = {}
    for change in changes:
        holder = _holder(change, found.old, found.new)
        key = _place(holder, names, found)
        made = _rows(change, names, key[2], holder)
        rows.setdefault(key, []).extend(replace(row, id=getattr(change, "id", "")) for row in made)
    ordered = sorted(rows, key=lambda key: (key[0], key[1].lower(), key[1]))
    return tuple(
        Group(f"change-{number}", key[1], "" if key[0] else key[2], tuple(rows[key]))
        for number, key in enumerate(ordered, 1)
        if rows[key]
    )


def counts(groups: Iterable[Group]) -> dict[str, int]:
    """How many rows there are of each kind of change."""
    found = dict.fromkeys(KINDS_OF_CHANGE, 0)
    for group in groups:
        for row in group.rows:
            found[row.what] += 1
    return found


def filtered(groups: Iterable[Group], what: str, text: str) -> list[Group]:
    """The groups with the rows that are asked for; "" asks for all. text: words in the names or texts."""
    words = text.lower().split()
    kept = []
    for group in groups:
        rows = tuple(
            row
            for row in group.rows
            if what in ("", row.what)
            and all(
                one in " ".join((group.title, row.kind, row.code, row.was, row.becomes, row.note)).lower()
                for one in words
            )
        )
        if rows:
            kept.append(Group(group.anchor, group.title, group.entity, rows))
    return kept


def _holder(change: Any, old: Schema, new: Schema) -> tuple[str, str]:
    """(kind, id) of the object that a change is listed under."""
    if change.kind in SINGLETONS:
        return change.kind, change.kind
    located = new.located.get(change.id) or old.located.get(change.id)
    value = getattr(change, "value", None) or (located.value if located else None)
    held = HELD_BY.get(change.kind)
    if held and value is not None:
        return "entity", getattr(value, held)
    owner = getattr(change, "parent", "") or (located.owner if located else "")
    if owner:
        above = new.located.get(owner) or old.located.get(owner)
        return (above.kind.name if above else change.kind), owner
    return change.kind, change.id


def _place(holder: tuple[str, str], names: dict[str, str], found: Difference) -> tuple[bool, str, str]:
    """(after the tables, title, id): how groups are sorted and named."""
    kind, object_id = holder
    if kind in _SINGLE:
        return True, _SINGLE[kind], kind
    if kind in _TOGETHER:
        return True, _TOGETHER[kind], kind
    name = legible(names.get(object_id, object_id))
    if kind == "entity":
        schema = found.new if object_id in found.new.located else found.old
        located = schema.located.get(object_id)
        return False, legible(schema.qualified(located.value)) if located else name, object_id
    return True, f"{word(kind).capitalize()} {name}", object_id


def _rows(change: Change, names: dict[str, str], group: str, holder: tuple[str, str]) -> Iterator[Row]:
    match change:
        case Add() | Drop():
            what = "added" if isinstance(change, Add) else "dropped"
            yield Row(what, _kind(change.kind), _code(change.id, names, holder), note=_about(change.value, names))
        case Rename():
            also = len(change.rewrites)
            note = f"renamed, and so in {counted(also, 'text')}" if also else "renamed"
            yield Row("renamed", _kind(change.kind), was=_short(change.old), becomes=_short(change.new), note=note)
        case Move():
            note = f"moved from place {change.old + 1} to {change.new + 1}"
            yield Row("altered", _kind(change.kind), _code(change.id, names, holder), note=note)
        case Alter():
            single = change.kind in SINGLETONS
            if change.kind == "layout":  # positions of dozens of tables: nobody reads them
                fields = ", ".join(sorted(change.set))
                yield Row("altered", "Diagram", note=f"{fields} changed")
                return
            for field, was, becomes in altered(change, names):
                code = "" if single or change.id == group else _code(change.id, names, holder)
                kind = field.capitalize() if single else _kind(change.kind)
                note = "" if single else field
                yield Row("altered", kind, code, _short(was), _short(becomes), note)


def _kind(kind: str) -> str:
    return word(kind).capitalize()


def _code(object_id: str, names: dict[str, str], holder: tuple[str, str]) -> str:
    """The name, without that of what it is listed under."""
    name = names.get(object_id, object_id)
    above = names.get(holder[1], "")
    return _short(name.removeprefix(f"{above}.") if above and holder[1] != object_id else name)


def _about(value: Any, names: dict[str, str]) -> str:
    """What is worth knowing of a thing that comes or goes."""
    match value:
        case Entity():
            said = [counted(len(value.attributes), "column")]
            said += [counted(len(value.indexes), "index", "indexes")] if value.indexes else []
        case Attribute():
            said = [value.type, "not null" if value.not_null else ""]
            said += [f"default {value.default}"] if value.default else []
        case Relationship():
            said = [f"to {names.get(value.parent, value.parent)}"]
            said += [f"on delete {value.on_delete}"] if value.on_delete != "no action" else []
        case Index():
            said = [_columns((one.column or one.expression or "" for one in value.keys), names)]
            said += ["unique"] if value.unique else []
        case PrimaryKey() | Unique():
            said = [_columns(value.columns, names)]
        case Enum():
            said = [", ".join(one.value for one in value.values)]
        case Check():
            said = [value.expression]
        case _:
            said = [value.type] if isinstance(getattr(value, "type", None), str) else []
    return _short(", ".join(filter(None, said)))


def _columns(parts: Iterable[str], names: dict[str, str]) -> str:
    return f"({', '.join(names[one].rpartition('.')[2] if one in names else one for one in parts)})"


def _short(text: str | None) -> str:
    flat = legible(" ".join((text or "").split()))
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
