"""Two catalogues told apart: one difference for each object that is missing, added or not the same."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from designer.lab.catalogue.model import Catalogue, Detail, Key

COLUMN_ORDER = "column order"

# Properties that one major version knows, or writes, and another does not.
_BOUND_TO_VERSION = frozenset({"not-null constraint", "version"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that is not the same on both sides.

    `expected` and `found` are None where the object is absent, else the properties that differ, as text
    ("type: bigint; default: 5"); of an object that is there on one side only, all of its properties.
    """

    kind: str
    object: str
    expected: str | None
    found: str | None


def compare(
    expected: Catalogue,
    found: Catalogue,
    *,
    column_order: bool = True,
    without: Collection[str] = (),
) -> tuple[Difference, ...]:
    """What `found` lacks, has beyond, or has otherwise than `expected`, sorted by kind and name.

    An object whose table, schema or other parent is absent on the same side is not listed beside it. The
    order of columns is that of the columns both sides have, so an added column is one difference and not
    two; `column_order=False` leaves it out, as after a migration, which can only append. `without` names
    kinds to leave out. Between servers of different major versions, what only one of them can know is left
    out too; they may still print the same view in different words.
    """
    ignored = frozenset() if column_order else frozenset({COLUMN_ORDER})
    if expected.major != found.major:
        ignored |= _BOUND_TO_VERSION
    return tuple(
        difference
        for key in sorted(expected.objects.keys() | found.objects.keys())
        if key[0] not in without
        for difference in _differences(key, expected, found, ignored)
    )


def _differences(key: Key, expected: Catalogue, found: Catalogue, ignored: frozenset[str]) -> Iterator[Difference]:
    here, there = expected.get(key), found.get(key)
    if here is None or there is None:
        absent_from, owner = (found, expected) if there is None else (expected, found)
        if all(parent in absent_from for parent in owner.parents_of(key)):
            yield Difference(*key, _described(here), _described(there))
        return
    names = [name for name in here.keys() | there.keys() if name not in ignored and not _agree(name, here, there)]
    if names:
        yield Difference(*key, _chosen(here, names, there), _chosen(there, names, here))


def _agree(name: str, here: Detail, there: Detail) -> bool:
    left, right = here.get(name), there.get(name)
    if name == COLUMN_ORDER and isinstance(left, tuple) and isinstance(right, tuple):
        common = set(left) & set(right)
        return [item for item in left if item in common] == [item for item in right if item in common]
    return left == right


def _described(detail: Detail | None) -> str | None:
    return None if detail is None else "; ".join(_text(name, detail) for name in detail) or "present"


def _chosen(detail: Detail, names: Collection[str], other: Detail) -> str:
    order = {name: place for place, name in enumerate([*detail, *other])}
    return "; ".join(_text(name, detail) for name in sorted(names, key=lambda name: (order[name], name)))


def _text(name: str, detail: Detail) -> str:
    value = detail.get(name)
    if value is None:
        return f"no {name}"
    return f"{name}: {', '.join(value) if isinstance(value, tuple) else value}"
