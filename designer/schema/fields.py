"""How a dataclass field of the model appears outside it: its JSON key and what it refers to.

Everything generic (codec, JSON Schema, diff, reference checks) reads the model through these marks,
so a property is declared once, in the dataclass.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import MISSING
from typing import Any, Literal, TypeVar


def prop(
    default: Any = MISSING,
    *,
    key: str | None = None,
    ref: str | None = None,
    choices: Sequence[str] | None = None,
    sparse: bool = False,
    compare: bool = True,
    doc: str | None = None,
) -> Any:
    """A field of the model.

    key: its name in the design file, where that differs from the Python name.
    ref: the kind of object whose id (or ids) it holds, several with bars between them, or * for any.
    choices: the strings it accepts.
    sparse: left out of the design file while it holds its default.
    compare: False for what is no part of the meaning (a line number).
    doc: a sentence for the JSON Schema and for field help.
    """
    metadata = {
        "key": key,
        "ref": ref,
        "choices": tuple(choices) if choices else None,
        "sparse": sparse,
        "doc": doc,
    }
    return dataclasses.field(default=default, compare=compare, metadata=metadata)


def children(*, kind: str) -> Any:
    """A tuple of objects of `kind` that live inside this one and have ids of their own."""
    return dataclasses.field(default=(), metadata={"child": kind})


def child(*, kind: str) -> Any:
    """At most one object of `kind` that lives inside this one (a primary key)."""
    return dataclasses.field(default=None, metadata={"child": kind})


def json_key(field: "dataclasses.Field[Any]") -> str:
    """The field's name in the design file."""
    return field.metadata.get("key") or field.name


Deferrable = Literal["immediate", "deferred"]

T = TypeVar("T")


def per_type(function: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    """Keeps what `function` says of a model type: the types are few and never change."""
    kept: dict[type[Any], T] = {}

    def kept_or_made(cls: type[Any]) -> T:
        if cls not in kept:
            kept[cls] = function(cls)
        return kept[cls]

    kept_or_made.__doc__ = function.__doc__
    return kept_or_made
