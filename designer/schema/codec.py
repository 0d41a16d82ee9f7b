"""Model values to JSON-like data and back, driven by the dataclasses themselves."""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from designer.schema.errors import DesignError
from designer.schema.fields import json_key, per_type
from designer.schema.frozen import EMPTY, FrozenMap, freeze, thaw
from designer.schema.references import part_type


@dataclasses.dataclass(frozen=True, slots=True)
class FieldCodec:
    """One field of one model type: its key, and how its value is read and written."""

    name: str
    key: str
    default: Any
    sparse: bool
    decode: Callable[[Any, str], Any]
    encode: Callable[[Any], Any]

    @property
    def required(self) -> bool:
        return self.default is dataclasses.MISSING


def encode(value: Any) -> dict[str, Any]:
    """A model value as JSON-like data, keys in the order of the fields."""
    data: dict[str, Any] = {}
    for codec in codecs(type(value)):
        held = getattr(value, codec.name)
        if codec.sparse and held == codec.default:
            continue
        data[codec.key] = codec.encode(held)
    return data


def decode(cls: type[Any], data: Any, where: str) -> Any:
    """A value of `cls` from JSON-like data.

    Raises DesignError naming the place for a missing or unknown key or a value of another type.
    """
    if not isinstance(data, Mapping):
        raise DesignError(f"{where}: expected an object, found {_name(data)}")
    known = {codec.key: codec for codec in codecs(cls)}
    for key in data:
        if key not in known:
            raise DesignError(f"{where}: unknown key {key!r}")
    values: dict[str, Any] = {}
    for key, codec in known.items():
        if key in data:
            values[codec.name] = codec.decode(data[key], f"{where}.{key}")
        elif codec.required:
            raise DesignError(f"{where}: {key!r} is missing")
    return cls(**values)


@per_type
def codecs(cls: type[Any]) -> tuple[FieldCodec, ...]:
    """The codecs of a model type's fields."""
    hints = typing.get_type_hints(cls)
    return tuple(_field_codec(field, hints[field.name]) for field in dataclasses.fields(cls))


def _field_codec(field: "dataclasses.Field[Any]", hint: Any) -> FieldCodec:
    choices = field.metadata.get("choices")
    decoder, encoder = _converters(hint)
    if choices:
        decoder = _one_of(choices, decoder)
    sparse = bool(field.metadata.get("sparse"))
    return FieldCodec(field.name, json_key(field), field.default, sparse, decoder, encoder)


def _converters(hint: Any) -> tuple[Callable[[Any, str], Any], Callable[[Any], Any]]:
    arguments = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType) and type(None) in arguments:
        (inner,) = (argument for argument in arguments if argument is not type(None))
        decoder, encoder = _converters(inner)
        return (
            lambda data, where: None if data is None else decoder(data, where),
            lambda value: None if value is None else encoder(value),
        )
    if origin is tuple:
        decoder, encoder = _converters(arguments[0])
        return _decode_list(decoder), lambda values: [encoder(value) for value in values]
    if part_type(hint) is not None:
        return lambda data, where: decode(hint, data, where), encode
    if hint is FrozenMap:
        return _decode_map, thaw
    if hint is Any:
        return lambda data, where: freeze(data), thaw
    if hint is float:
        return _scalar(hint), _number
    return _scalar(hint), lambda value: value


def _number(value: float) -> float:
    """A number as files and hashes show it: 1200 and 1200.0 are one value, so they have one spelling."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _decode_list(decoder: Callable[[Any, str], Any]) -> Callable[[Any, str], tuple[Any, ...]]:
    def decode_list(data: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(data, list | tuple):
            raise DesignError(f"{where}: expected a list, found {_name(data)}")
        return tuple(decoder(item, f"{where}[{index}]") for index, item in enumerate(data))

    return decode_list


def _decode_map(data: Any, where: str) -> FrozenMap:
    if data is None:
        return EMPTY
    if not isinstance(data, Mapping):
        raise DesignError(f"{where}: expected an object, found {_name(data)}")
    return FrozenMap(data)


def _scalar(hint: Any) -> Callable[[Any, str], Any]:
    expected: tuple[type, ...] = {bool: (bool,), int: (int,), float: (int, float)}.get(hint, (str,))

    def decode_scalar(data: Any, where: str) -> Any:
        if not isinstance(data, expected) or (isinstance(data, bool) and bool not in expected):
            raise DesignError(f"{where}: expected {_TYPE_NAMES[expected[-1]]}, found {_name(data)}")
        return data

    return decode_scalar


def _one_of(choices: tuple[str, ...], decoder: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def decode_choice(data: Any, where: str) -> Any:
        value = decoder(data, where)
        if value is not None and value not in choices:
            raise DesignError(f"{where}: {value!r} is none of {', '.join(choices)}")
        return value

    return decode_choice


_TYPE_NAMES: dict[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _name(data: Any) -> str:
    if data is None:
        return "null"
    if isinstance(data, Mapping):
        return "an object"
    return "a list" if isinstance(data, list | tuple) else f"{data!r:.40}"
