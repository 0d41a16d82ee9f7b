"""A table made anew: a new one under a passing name, the rows copied, the old one dropped, the name taken over.

The order is the one SQLite's manual asks for: the old table is dropped before the new one takes its name, so that
what refers to the name never follows it elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.exporters.result import NotExpressible
from designer.exporters.sqlite.changes.words import free, says_any
from designer.exporters.sqlite.tables import create_table
from designer.exporters.sqlite.texts import SQLITE
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

_ROW_NUMBERS = ("rowid", "_rowid_", "oid")


def rebuilt(new: Schema, old: Entity, wanted: Entity, taken: Iterable[str]) -> Iterator[str]:
    """The statements. old: the table as it stands by now, under the name it keeps; taken: names that are in use.

    Raises NotExpressible where no row could be carried over, and where a text names the table itself.
    """
    _refuse_own_name(wanted)
    passing = free(f"new_{wanted.name}", taken)
    yield create_table(new, wanted, passing)
    pairs = _pairs(old, wanted)
    if not pairs:
        raise NotExpressible(
            f"no column of {wanted.name} stays, so its rows cannot be carried over: drop it and make another table"
        )
    into = ", ".join(SQLITE.name(one) for one, _ in pairs)
    values = ", ".join(SQLITE.name(one) for _, one in pairs)
    yield f"INSERT INTO {SQLITE.name(passing)} ({into}) SELECT {values} FROM {SQLITE.name(old.name)};"
    if _counts(old) and _counts(wanted):
        was, now = SQLITE.literal(old.name), SQLITE.literal(passing)
        yield f"DELETE FROM sqlite_sequence WHERE name = {now};"
        yield f"INSERT INTO sqlite_sequence (name, seq) SELECT {now}, seq FROM sqlite_sequence WHERE name = {was};"
    yield f"DROP TABLE {SQLITE.name(old.name)};"
    yield f"ALTER TABLE {SQLITE.name(passing)} RENAME TO {SQLITE.name(wanted.name)};"


def _pairs(old: Entity, wanted: Entity) -> list[tuple[str, str]]:
    """(column there, column here) of everything that is copied, the number of the row included.

    Computed columns are left out, and so are new ones, which take their default.
    """
    before = {one.id: one.name for one in old.attributes}
    pairs = [(one.name, before[one.id]) for one in wanted.attributes if one.id in before and not one.generated]
    if _has_row_numbers(old) and _has_row_numbers(wanted):
        number, alias = _row_number(old, wanted), _alias(wanted)
        if alias is None and number:
            pairs.insert(0, (number, number))
        elif alias is not None and alias.id not in before and (own := _row_number(old)):
            pairs.insert(0, (alias.name, own))
    return pairs


def _row_number(*entities: Entity) -> str | None:
    """A name of the row's number that no column hides."""
    hidden = {one.name.lower() for entity in entities for one in entity.attributes}
    return next((one for one in _ROW_NUMBERS if one not in hidden), None)


def _has_row_numbers(entity: Entity) -> bool:
    return not SQLITE.options(entity.options).get("without_rowid")


def _alias(entity: Entity) -> Attribute | None:
    """The column that is the row's number: INTEGER PRIMARY KEY."""
    key = entity.primary_key
    if key is None or len(key.columns) != 1 or not _has_row_numbers(entity):
        return None
    options = SQLITE.options(key.options)
    if options.get("inline") and any(part[0] for part in options.get("parts", ())):
        return None  # INTEGER PRIMARY KEY DESC is a key like any other
    found = next(one for one in entity.attributes if one.id == key.columns[0])
    return found if found.type.strip().upper() == "INTEGER" else None


def _counts(entity: Entity) -> bool:
    return entity.primary_key is not None and bool(SQLITE.options(entity.primary_key.options).get("autoincrement"))


def _refuse_own_name(wanted: Entity) -> None:
    texts = [one.expression for one in wanted.checks]
    texts += [one.generated.expression for one in wanted.attributes if one.generated]
    hidden = {one.name.lower() for one in wanted.attributes}
    if wanted.name.lower() not in hidden and any(says_any(f"{text} ", {wanted.name.lower()}) for text in texts):
        raise NotExpressible(
            f"a check or an expression of {wanted.name} says the table's own name, which a table that is made anew under"  # noqa: E501
            " another name does not know: write the column's name alone"
        )
