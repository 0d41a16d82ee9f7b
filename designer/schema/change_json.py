"""Changes as JSON-like data and back."""

from collections.abc import Iterable, Mapping
from functools import singledispatch
from typing import Any

from designer.schema.changes import Add, Alter, Change, Drop, Merge, Move, Part, Rename, Rewrite, Split
from designer.schema.codec import FieldCodec, codecs, decode, encode
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap, thaw
from designer.schema.kinds import KINDS, SINGLETONS
from designer.schema.model import Entity
from designer.schema.schema import Schema


def changes_to_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Each change as `{"change": "add" | "drop" | "alter" | "rename" | "move" | "split" | "merge", …}`."""
    return [change_to_json(change) for change in changes]


@singledispatch
def change_to_json(change: Any) -> dict[str, Any]:
    raise TypeError(f"no JSON for {type(change).__name__}")


@change_to_json.register
def _(change: Add) -> dict[str, Any]:
    return {
        "change": "add", "kind": change.kind, "id": change.id, "parent": change.parent or None,
        "position": change.position, "value": encode(change.value),
    }  # fmt: skip


@change_to_json.register
def _(change: Drop) -> dict[str, Any]:
    return {
        "change": "drop", "kind": change.kind, "id": change.id, "parent": change.parent or None,
        "position": change.position, "value": encode(change.value), "cascades": changes_to_json(change.cascades),
    }  # fmt: skip


@change_to_json.register
def _(change: Alter) -> dict[str, Any]:
    fields = _fields(change.kind)
    return {
        "change": "alter", "kind": change.kind, "id": change.id,
        "set": {fields[name].key: fields[name].encode(value) for name, value in change.set.items()},
        "was": {fields[name].key: fields[name].encode(value) for name, value in change.was.items()},
    }  # fmt: skip


@change_to_json.register
def _(change: Rename) -> dict[str, Any]:
    rewrites = [{"object": one.object, "field": one.field, "from": one.old, "to": one.new} for one in change.rewrites]
    return {
        "change": "rename", "kind": change.kind, "id": change.id, "from": change.old, "to": change.new,
        "rewrites": rewrites,
    }  # fmt: skip


@change_to_json.register
def _(change: Move) -> dict[str, Any]:
    return {"change": "move", "kind": change.kind, "id": change.id, "from": change.old, "to": change.new}


@change_to_json.register(Split)
@change_to_json.register(Merge)
def _(change: Split | Merge) -> dict[str, Any]:
    parts = [{**encode(part.entity), "columns": thaw(part.columns), "key": list(part.key)} for part in change.into]
    return {
        "change": type(change).__name__.lower(), "entity": change.entity, "into": parts,
        "remaining": list(change.remaining), "changes": changes_to_json(change.changes),
    }  # fmt: skip


def changes_from_json(data: Any, where: str = "changes") -> tuple[Change, ...]:
    """The inverse of `changes_to_json`. Raises DesignError naming the place of a mistake."""
    if not isinstance(data, list | tuple):
        raise DesignError(f"{where}: expected a list of changes")
    return tuple(change_from_json(item, f"{where}[{number}]") for number, item in enumerate(data))


def change_from_json(data: Any, where: str = "change") -> Change:
    """One change. Raises DesignError."""
    if not isinstance(data, Mapping):
        raise DesignError(f"{where}: expected an object")
    readers = {
        "add": _add, "drop": _drop, "alter": _alter, "rename": _rename, "move": _move, "split": _split, "merge": _split,
    }  # fmt: skip
    reader = readers.get(str(data.get("change")))
    if reader is None:
        raise DesignError(f'{where}: "change" is none of {", ".join(readers)}')
    try:
        return reader(data, where)
    except KeyError as error:
        raise DesignError(f"{where}: {error.args[0]!r} is missing") from None


def _kind(data: Mapping[str, Any], where: str) -> str:
    kind = data["kind"]
    if kind not in KINDS and kind not in SINGLETONS:
        raise DesignError(f"{where}: there is no kind {kind!r}")
    return str(kind)


def _object(data: Mapping[str, Any], where: str) -> dict[str, Any]:
    kind = _kind(data, where)
    if kind not in KINDS:
        raise DesignError(f"{where}: a {kind} is altered, never added or dropped")
    value = decode(KINDS[kind].type, data["value"], f"{where}.value")
    if value.id != data["id"]:
        raise DesignError(f"{where}: the id of the value is another")
    return {
        "kind": kind, "id": data["id"], "parent": data.get("parent") or "", "position": data.get("position"),
        "value": value,
    }  # fmt: skip


def _add(data: Mapping[str, Any], where: str) -> Change:
    return Add(**_object(data, where))


def _drop(data: Mapping[str, Any], where: str) -> Change:
    return Drop(**_object(data, where), cascades=changes_from_json(data.get("cascades", ()), f"{where}.cascades"))


def _alter(data: Mapping[str, Any], where: str) -> Change:
    kind = _kind(data, where)
    by_key = {codec.key: codec for codec in _fields(kind).values()}

    def read(part: str) -> FrozenMap:
        given = data[part]
        if not isinstance(given, Mapping):
            raise DesignError(f"{where}.{part}: expected an object")
        for key in given:
            if key not in by_key:
                raise DesignError(f"{where}.{part}: a {kind} has no {key!r} to alter")
        return FrozenMap(
            {by_key[key].name: by_key[key].decode(value, f"{where}.{part}") for key, value in given.items()}
        )

    new, old = read("set"), read("was")
    if set(new) != set(old):
        raise DesignError(f'{where}: "set" and "was" name different fields')
    return Alter(kind=kind, id=data["id"], set=new, was=old)


def _rename(data: Mapping[str, Any], where: str) -> Change:
    rewrites = tuple(
        Rewrite(object=one["object"], field=one["field"], old=one["from"], new=one["to"])
        for one in data.get("rewrites", ())
    )
    return Rename(kind=_kind(data, where), id=data["id"], old=data["from"], new=data["to"], rewrites=rewrites)


def _move(data: Mapping[str, Any], where: str) -> Change:
    return Move(kind=_kind(data, where), id=data["id"], old=int(data["from"]), new=int(data["to"]))


def _split(data: Mapping[str, Any], where: str) -> Change:
    parts = []
    for number, given in enumerate(data["into"]):
        value = {key: item for key, item in given.items() if key not in ("columns", "key")}
        entity = decode(Entity, value, f"{where}.into[{number}]")
        parts.append(Part(entity=entity, columns=FrozenMap(given["columns"]), key=tuple(given.get("key", ()))))
    made = Split if data["change"] == "split" else Merge
    return made(
        entity=data["entity"],
        into=tuple(parts),
        remaining=tuple(data["remaining"]),
        changes=changes_from_json(data["changes"], f"{where}.changes"),
    )


def _fields(kind: str) -> dict[str, FieldCodec]:
    if kind == "design":
        allowed = {"name", "comment", "dialect", "x"}
        return {codec.name: codec for codec in codecs(Schema) if codec.name in allowed}
    cls = SINGLETONS[kind] if kind in SINGLETONS else KINDS[kind].type
    assert cls is not None
    return {codec.name: codec for codec in codecs(cls)}
