"""Changes as SQL for SQLite: what a file that holds the design before has to run to hold the design after.

ALTER TABLE renames tables, and renames, adds and drops columns where SQLite takes that; every other change of a table
makes it anew with its rows (see `rebuilding`). Tables are compared by the statements that make them, so that whatever a
statement says is seen. All of it is one transaction, around which foreign keys are off: a connection's own setting,
which nothing inside a transaction changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from designer.exporters.lasting import lasting
from designer.exporters.result import NotExpressible
from designer.exporters.sqlite.changes.carried import dropped, made, touched
from designer.exporters.sqlite.changes.rebuilding import rebuilt
from designer.exporters.sqlite.changes.shaping import Shaped, shaped
from designer.exporters.sqlite.changes.words import free, meaning
from designer.exporters.sqlite.tables import create_index, create_table
from designer.exporters.sqlite.texts import SQLITE
from designer.exporters.texts import DANGLING
from designer.schema.align import align
from designer.schema.model import Entity
from designer.schema.schema import Schema

__all__ = ["Between", "between", "sql_between"]

BEFORE = ("PRAGMA foreign_keys = OFF;", "BEGIN IMMEDIATE;", "PRAGMA legacy_alter_table = OFF;")
AFTER = ("COMMIT;", "PRAGMA foreign_keys = ON;")
"""What stands around the statements: DROP TABLE would delete a parent's rows, and its children's, were keys on."""


@dataclass(frozen=True, slots=True)
class Between:
    """The way from one design to another. tables: ids; rebuilt: those whose rows are all copied."""

    statements: tuple[str, ...]
    rebuilt: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()


def sql_between(old: Schema, new: Schema) -> tuple[str, ...]:
    """The statements that turn a database that holds `old` into one that holds `new`, the transaction included.

    Raises NotExpressible for what no statement does, and ExportError for what SQLite cannot hold.
    """
    return between(old, new).statements


def between(old: Schema, new: Schema) -> Between:
    """The statements, and which tables they make anew. Raises as `sql_between`."""
    old, new = lasting(old), lasting(align(new, old))
    _refuse_moves(old, new)
    kept = [one.id for one in new.entities if one.id in old.located]
    renamed = _with(old, {key: replace(old.entity(key), name=new.entity(key).name) for key in kept})
    ways = _ways(renamed, new, kept)
    at = _with(renamed, {key: way.entity for key, way in ways.items()})
    anew = tuple(key for key in kept if key not in ways)
    body = (*_body(old, new, at, ways, anew),)
    if not body:
        return Between(())
    checked = _checked(new, anew)
    return Between((*BEFORE, *body, *_checks(checked), *AFTER), anew, checked)


def _body(old: Schema, new: Schema, at: Schema, ways: dict[str, Shaped], anew: tuple[str, ...]) -> Iterator[str]:
    gone = [one for one in old.entities if one.id not in new.located]
    come = [one for one in new.entities if one.id not in old.located]
    changed = {key for key, way in ways.items() if way.statements} | set(anew)
    named = {key for key in (*ways, *anew) if old.entity(key).name != new.entity(key).name}
    both = (*(old.entity(key) for key in changed | named), *(new.entity(key) for key in changed | named), *gone, *come)
    code = touched(old, new, [one.name for one in both])
    yield from dropped(old, code)
    lost, found = _indexes(old, at, new, anew)
    yield from (f"DROP INDEX {SQLITE.name(name)};" for name in lost)
    yield from (f"DROP TABLE {SQLITE.name(one.name)};" for one in gone)
    yield from _renames(old, new, [key for key in (*ways, *anew) if key in named])
    for key in ways:
        yield from ways[key].statements
    yield from (create_table(new, one) for one in come)
    taken = _names(old, new)
    taken += [index.name for schema in (old, new) for one in schema.entities for index in one.indexes if index.name]
    for key in anew:
        yield from rebuilt(new, at.entity(key), new.entity(key), taken)
    yield from found
    yield from made(new, code)


def _ways(at: Schema, new: Schema, kept: list[str]) -> dict[str, Shaped]:
    """The tables that ALTER TABLE brings to their target, as it leaves them; the others are made anew.

    A table made anew takes its columns' new names without telling those that refer to it, so what is left is looked at
    again until all agree.
    """
    ways = {key: shaped(at, at.entity(key), new.entity(key)) for key in kept}
    while True:
        there = _with(at, {key: way.entity for key, way in ways.items()})
        unlike = [
            key for key in ways
            if meaning(create_table(there, there.entity(key))) != meaning(create_table(new, new.entity(key)))
        ]  # fmt: skip
        if not unlike:
            return ways
        for key in unlike:
            del ways[key]


def _indexes(old: Schema, at: Schema, new: Schema, anew: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """(names of indexes that go, statements of those that come): a table made anew loses its own with itself."""
    lost, found = [], []
    for entity in at.entities:
        if entity.id in anew or entity.id not in new.located:
            continue
        before = {one.name: meaning(create_index(at, entity, one)) for one in entity.indexes}
        later = new.entity(entity.id)
        after = {one.name: meaning(create_index(new, later, one)) for one in later.indexes}
        lost += [one.name for one in old.entity(entity.id).indexes
                 if one.name and (one.name not in before or after.get(one.name) != before[one.name])]  # fmt: skip
        found += [create_index(new, later, one) for one in later.indexes if before.get(one.name) != after[one.name]]
    for entity in new.entities:
        if entity.id in anew or entity.id not in old.located:
            found += [create_index(new, entity, one) for one in entity.indexes]
    return lost, found


def _names(*schemas: Schema) -> list[str]:
    tables = [one.name for schema in schemas for one in schema.entities]
    return [*tables, *(one.name for schema in schemas for one in schema.opaque)]


def _renames(old: Schema, new: Schema, named: list[str]) -> Iterator[str]:
    """Names that are taken until another table leaves them are reached by way of a passing one."""
    left = {key: (old.entity(key).name, new.entity(key).name) for key in named}
    taken = _names(old, new)
    while left:
        standing = {now.lower(): key for key, (now, _) in left.items()}
        ready = next((key for key, (_, wanted) in left.items() if wanted.lower() not in standing), None)
        if ready is not None:
            now, wanted = left.pop(ready)
        else:
            ready = next(iter(left))
            now, target = left[ready]
            wanted = free(f"new_{target}", taken)
            taken.append(wanted)
            left[ready] = (wanted, target)
        yield f"ALTER TABLE {SQLITE.name(now)} RENAME TO {SQLITE.name(wanted)};"


def _checked(new: Schema, anew: tuple[str, ...]) -> tuple[str, ...]:
    """Tables whose foreign keys are looked through at the end: those made anew, and what refers to them.

    A key that leads nowhere, or to columns that nothing keeps unique, cannot be looked through.
    """
    near = {link.child for link in new.relationships if {link.child, link.parent} & set(anew)}
    return tuple(one.name for one in new.entities if one.id in near and _can_be_checked(new, one))


def _can_be_checked(new: Schema, entity: Entity) -> bool:
    if SQLITE.options(entity.options).get(DANGLING):
        return False
    for link in new.references_from(entity.id):
        parent = new.entity(link.parent)
        keys = [set(key.columns) for key in parent.keys]
        keys += [set(one.columns) for one in parent.indexes if one.unique and one.where is None]
        if set(link.parent_columns) not in keys:
            return False
    return True


def _checks(tables: tuple[str, ...]) -> Iterator[str]:
    """PRAGMA foreign_key_check only lists rows; a check on how many there are ends the transaction."""
    if tables:
        yield "CREATE TEMP TABLE broken_references (rows INTEGER CHECK (rows = 0));"
        for name in tables:
            listed = f"pragma_foreign_key_check({SQLITE.literal(name)})"
            yield f"INSERT INTO temp.broken_references SELECT count(*) FROM {listed};"
        yield "DROP TABLE temp.broken_references;"


def _refuse_moves(old: Schema, new: Schema) -> None:
    for schema in (old, new):
        if schema.dialect.name != "sqlite":
            raise NotExpressible(f"the design {schema.name} is written for {schema.dialect.name}, not for SQLite")


def _with(schema: Schema, entities: dict[str, Entity]) -> Schema:
    return replace(schema, entities=tuple(entities.get(one.id, one) for one in schema.entities)).made_from(schema)
