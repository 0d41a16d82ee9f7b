"""How MySQL and MariaDB carry out an ALTER TABLE, and who waits meanwhile.

INSTANT changes the definition alone; INPLACE works on the table while others read and write it; COPY writes the whole
table anew while others may only read it. A statement takes the heaviest of what its clauses take. Only what holds on
MariaDB 10.6 and newer and on MySQL 8.0.12 and newer alike is demanded of the server by an ALGORITHM clause; where the
two or their versions differ the heavier one is told and nothing demanded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from designer.exporters.mysql.changes import Clause, Passage
from designer.exporters.mysql.changes.words import meaning, says_any
from designer.exporters.mysql.text import of_mysql
from designer.planning.model import Lock
from designer.schema.model import Attribute, Entity, Index
from designer.schema.schema import Schema
from designer.schema.types import parse_type, same_type

INSTANT, INPLACE, REBUILD, SHARED, COPY = range(5)
_MODES = {
    INSTANT: "METADATA, INSTANT",
    INPLACE: "METADATA, INPLACE",
    REBUILD: "METADATA, INPLACE",
    SHARED: "SHARED, INPLACE",
    COPY: "SHARED, COPY",
}
_DEMANDS = {INSTANT: "ALGORITHM=INSTANT", INPLACE: "ALGORITHM=INPLACE, LOCK=NONE"}
_COPY_SECONDS, _BUILD_SECONDS, _SCAN_SECONDS = 8e-6, 3e-6, 0.4e-6
"""For each row, as orders of magnitude: what comes of them is called an estimate."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a step has the server do. demanded: the words that hold it to that, or none."""

    locks: tuple[Lock, ...] = ()
    rewrites: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    estimate: float | None = None
    demanded: str = ""
    heaviest: int = INSTANT
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cost:
    """Of one clause. certain: whether both servers do it so in every version; why: for people, if it is heavy."""

    weight: int
    certain: bool
    why: str = ""


def work_of(passage: Passage, clauses: tuple[Clause, ...]) -> Work:
    """What a passage, or its way back, does to its table."""
    schema = passage.before if passage.table in passage.before.located else passage.after
    if passage.kind == "rename table":
        renamed = [(passage.before.entity(one.id), one) for one in passage.after.entities]
        names = [
            passage.before.qualified(was) for was, now in renamed if (was.name, was.schema) != (now.name, now.schema)
        ]
        return Work(tuple(Lock(one, "EXCLUSIVE METADATA") for one in names))
    if not passage.table:
        return Work()
    entity = schema.entity(passage.table)
    table = schema.qualified(entity)
    if passage.kind == "drop table":
        return Work((Lock(table, "EXCLUSIVE METADATA"),))
    if passage.kind == "drop foreign key":
        return Work((Lock(table, _MODES[INPLACE]),))
    if passage.kind == "add foreign key":
        links = [one for one in passage.after.references_from(entity.id) if one not in passage.before.relationships]
        parents = {schema.qualified(passage.after.entity(one.parent)) for one in links} - {table}
        return Work(
            (Lock(table, _MODES[COPY]), *(Lock(one, _MODES[INSTANT]) for one in sorted(parents))), (table,), (table,),
            _estimate(entity.rows, COPY), "", COPY, ("every row is looked up in the parent, and the table copied",),
        )  # fmt: skip
    return _altered(schema, entity, table, clauses) if clauses else Work()


def _altered(schema: Schema, entity: Entity, table: str, clauses: tuple[Clause, ...]) -> Work:
    costs = [_cost(one, entity, schema, clauses) for one in clauses]
    heaviest = max(one.weight for one in costs)
    certain = all(one.certain for one in costs) and is_plain(entity)
    reasons = tuple(dict.fromkeys(one.why for one in costs if one.why and one.weight == heaviest))
    demanded = _DEMANDS.get(heaviest, "") if certain else ""
    return Work(
        (Lock(table, _MODES[heaviest]),),
        (table,) if heaviest in (REBUILD, COPY) else (),
        (table,) if heaviest in (INPLACE, SHARED) and any(one.weight >= INPLACE and one.why for one in costs) else (),
        _estimate(entity.rows, heaviest),
        demanded,
        heaviest,
        reasons,
    )


def _estimate(rows: int | None, weight: int) -> float | None:
    if rows is None:
        return None
    seconds = {INSTANT: 0.0, INPLACE: _BUILD_SECONDS, SHARED: _BUILD_SECONDS, REBUILD: _COPY_SECONDS}
    return round(rows * seconds.get(weight, _COPY_SECONDS), 3)


def is_plain(entity: Entity) -> bool:
    """An InnoDB table of the usual kind, of which the servers' tables of algorithms speak."""
    options = of_mysql(entity.options)
    if str(options.get("engine", "InnoDB")).strip("'\"`").lower() != "innodb" or options.get("partitioning"):
        return False
    if options.get("system_versioning") or str(options.get("row_format", "")).upper() == "COMPRESSED":
        return False
    return not any(one.method in ("fulltext", "spatial") for one in entity.indexes)


def _cost(clause: Clause, entity: Entity, schema: Schema, clauses: tuple[Clause, ...]) -> _Cost:
    handler = _COSTS.get(clause.kind)
    if handler is not None:
        return handler(clause, entity, schema, clauses)
    return _FIXED.get(clause.kind, _Cost(COPY, False, "the table is copied"))


_FIXED = {
    "drop index": _Cost(INPLACE, True),
    "rename index": _Cost(INPLACE, True),
    "show index": _Cost(INPLACE, True),
    "comment": _Cost(INPLACE, True),
    "drop check": _Cost(INPLACE, False),
    "add check": _Cost(COPY, False, "every row is checked, and the table copied"),
    "drop column": _Cost(REBUILD, False, "columns that go are taken out by writing the table anew before MySQL 8.0.29"),
    "move column": _Cost(REBUILD, False, "columns change places by writing the table anew before MariaDB 10.4"),
    "option row_format": _Cost(REBUILD, False, "the table is written anew in another row format"),
    "option charset": _Cost(INPLACE, False),
    "add partition": _Cost(SHARED, False),
    "drop partition": _Cost(SHARED, False),
    "option engine": _Cost(COPY, False, "the table is copied into another engine"),
    "partition": _Cost(COPY, False, "the table is copied into its partitions"),
    "remove partitioning": _Cost(COPY, False, "the table is copied out of its partitions"),
    "system versioning": _Cost(COPY, False, "the table is copied with the columns of its history"),
}  # fmt: skip


def _added_column(clause: Clause, entity: Entity, schema: Schema, clauses: tuple[Clause, ...]) -> _Cost:
    column: Attribute = clause.now
    if column.identity is not None:
        return _Cost(COPY, False, f"{column.name} counts, so every row is given a number")
    if column.generated is not None:
        if column.generated.stored:
            return _Cost(COPY, False, f"{column.name} is computed for every row and stored")
        return _Cost(INPLACE, False)
    if column.default is not None and not _is_constant(column.default):
        return _Cost(REBUILD, False, f"{column.name} has a default that is computed")
    behind = " FIRST" in clause.text[-80:] or " AFTER " in clause.text[-80:]
    return _Cost(INSTANT, not behind and " CHECK " not in clause.text)


def _is_constant(text: str) -> bool:
    return "(" not in text and not text.strip().upper().startswith(("CURRENT", "NOW", "LOCALTIME", "NEXT"))


def _changed_column(clause: Clause, entity: Entity, schema: Schema, clauses: tuple[Clause, ...]) -> _Cost:
    was: Attribute = clause.was
    now: Attribute = clause.now
    if was.generated is not None or now.generated is not None or " CHECK " in clause.text:
        return _Cost(COPY, False, f"what {now.name} computes or checks is another")
    if bool(was.identity) != bool(now.identity):
        return _Cost(COPY, False, f"{now.name} begins or ceases to count")
    heavier = [_retyped(was, now, entity)]
    if bool(was.not_null) != bool(now.not_null):
        heavier.append(_Cost(REBUILD, False, f"{now.name} {'must' if now.not_null else 'need not'} hold a value"))
    if (was.collation, was.options) != (now.collation, now.options):
        heavier.append(_Cost(COPY, False, f"{now.name} is written in another character set, or has another property"))
    if was.name != now.name:
        heavier.append(_Cost(INPLACE, not _leaned_on(was, entity, schema)))
    return _Cost(
        max(one.weight for one in heavier), all(one.certain for one in heavier),
        next((one.why for one in sorted(heavier, key=lambda one: -one.weight) if one.why), ""),
    )  # fmt: skip


def _leaned_on(one: Attribute, entity: Entity, schema: Schema) -> bool:
    links = {key for link in schema.relationships for key in (*link.columns, *link.parent_columns)}
    texts = [each.expression for each in entity.checks]
    texts += [each.generated.expression for each in entity.attributes if each.generated]
    return one.id in links or any(says_any(text, {one.name.lower()}) for text in texts)


def _retyped(was: Attribute, now: Attribute, entity: Entity) -> _Cost:
    if same_type(was.type, now.type, "mysql"):
        return _Cost(INSTANT, True)
    old, new = parse_type(was.type, "mysql"), parse_type(now.type, "mysql")
    if old.base == new.base == "enum" or old.base == new.base == "set":
        before, after = list(old.modifiers), list(new.modifiers)
        limit = 255 if old.base == "enum" else 8
        grows = after[: len(before)] == before and len(after) <= limit and (old.base == "enum" or len(before) > 0)
        if grows and old.base == "enum":
            return _Cost(INSTANT, True)
        return _Cost(COPY, False, f"{now.name} has values that other rows may not have")
    if old.base == new.base and old.base.startswith("varchar"):
        first, second = old.length or 0, new.length or 0
        if first <= second and second * 4 <= 255:  # four bytes a character at most: the length stays one byte
            return _Cost(INPLACE, True)
    return _Cost(COPY, False, f"{now.name} becomes {now.type}: every value is written anew")


def _added_index(clause: Clause, entity: Entity, schema: Schema, clauses: tuple[Clause, ...]) -> _Cost:
    one: Any = clause.now
    if isinstance(one, Index) and one.method in ("fulltext", "spatial"):
        return _Cost(SHARED, False, f"the {one.method} index {one.name} is built")
    keys = one.keys if isinstance(one, Index) else ()
    columns = {part.column for part in keys} if keys else set(getattr(one, "columns", ()))
    computed = {each.id for each in entity.attributes if each.generated}
    new = {each.now.id for each in clauses if each.kind == "add column"}
    sure = not columns & (computed | new) and not any(part.expression for part in keys)
    hashed = isinstance(one, Index) and one.method == "hash"
    return _Cost(INPLACE, sure and not hashed and not _is_long(one, entity), f"the index {one.name} is built")


def _is_long(one: Any, entity: Entity) -> bool:
    """A unique key over a whole BLOB or TEXT, which MariaDB keeps by a hidden column."""
    types = {each.id: meaning(each.type)[:1] for each in entity.attributes}
    columns = [part.column for part in one.keys] if isinstance(one, Index) else list(one.columns)
    return any("text" in "".join(types.get(key or "", ())) or "blob" in "".join(types.get(key or "", ()))
               for key in columns)  # fmt: skip


def _key(clause: Clause, entity: Entity, schema: Schema, clauses: tuple[Clause, ...]) -> _Cost:
    kinds = {one.kind for one in clauses}
    if {"add primary key", "drop primary key"} <= kinds or clause.kind == "add primary key":
        return _Cost(REBUILD, False, "rows are stored in the order of the primary key, so the table is written anew")
    return _Cost(COPY, False, "rows are stored in the order of the primary key, so the table is copied")


_COSTS: dict[str, Callable[[Clause, Entity, Schema, tuple[Clause, ...]], _Cost]] = {
    "add column": _added_column,
    "change column": _changed_column,
    "add index": _added_index,
    "add unique": _added_index,
    "add primary key": _key,
    "drop primary key": _key,
}
