"""Clauses of keys: those that go, come, or become others without being built again."""

from dataclasses import replace
from typing import Any

from designer.exporters.mysql.changes.clause import Clause, Table
from designer.exporters.mysql.changes.column_clauses import remakes
from designer.exporters.mysql.changes.words import meaning
from designer.exporters.mysql.keys import index, primary_key, unique
from designer.exporters.mysql.text import name, of_mysql
from designer.exporters.result import NotExpressible
from designer.schema.model import Entity, Index, PrimaryKey, Unique
from designer.schema.schema import Schema

Keyed = PrimaryKey | Unique | Index


def keys_of(entity: Entity) -> list[Keyed]:
    """The primary key, unique keys and indexes."""
    return [*([entity.primary_key] if entity.primary_key else []), *entity.uniques, *entity.indexes]


def key_text(schema: Schema, one: Keyed, flavour: str) -> str:
    """As it stands behind ADD."""
    if isinstance(one, PrimaryKey):
        return primary_key(schema, one)
    return unique(schema, one) if isinstance(one, Unique) else index(schema, one, flavour)


def key_name(schema: Schema, one: Keyed) -> str:
    """What the server calls it. Raises NotExpressible where that cannot be foreseen."""
    if isinstance(one, PrimaryKey):
        return "PRIMARY"
    if one.name:
        return one.name
    if one.columns:
        return schema.attribute(one.columns[0]).name
    raise NotExpressible("an index on an expression has no name, so no statement can call it")


def key_clauses(table: Table, at: Schema) -> tuple[list[Clause], list[Clause]]:
    """What has to go first, and what comes or changes then."""
    before = {one.id: one for one in keys_of(table.was)}
    after = _by_id_or_name(before, keys_of(table.now))
    made_anew = {one.id for one in table.now.attributes for was in table.was.attributes
                 if was.id == one.id and remakes(was, one)}  # fmt: skip
    gone: list[Clause] = []
    come: list[Clause] = []
    for key, was in before.items():
        now = after.get(key)
        if now is not None and type(now) is type(was) and not _uses(now, made_anew) and not _sized(table):
            step = _kept_key(table, at, was, now)
            if step is not None:
                come += step
                continue
        gone.append(Clause("drop primary key" if isinstance(was, PrimaryKey) else "drop index", _drop(at, was), was))
    kept = set(before) - {one.was.id for one in gone}
    for key, now in after.items():
        if key not in kept:
            word = "primary key" if isinstance(now, PrimaryKey) else "unique" if _is_unique(now) else "index"
            come.append(Clause(f"add {word}", f"ADD {key_text(table.new, now, table.flavour)}", None, now))
    return gone, come


def _by_id_or_name(before: dict[str, Keyed], ones: list[Keyed]) -> dict[str, Keyed]:
    """Those of the table after under the ids before: what has no id in common has a name."""
    known = {one.id for one in ones}
    left = {(type(one), (one.name or "").lower()): key for key, one in before.items() if key not in known and one.name}
    return {one.id if one.id in before else left.get((type(one), (one.name or "").lower()), one.id): one
            for one in ones}  # fmt: skip


def _sized(table: Table) -> bool:
    """Whether the keys have to be made again to lose the size of their blocks, which MariaDB gave them with the
    table's."""
    before, after = (of_mysql(one.options).get("key_block_size") for one in (table.was, table.now))
    return table.flavour == "mariadb" and before is not None and before != after


def _is_unique(one: Keyed) -> bool:
    return isinstance(one, Unique) or (isinstance(one, Index) and one.unique)


def _uses(one: Keyed, columns: set[str]) -> bool:
    named = {part.column for part in one.keys} if isinstance(one, Index) else set(one.columns)
    return bool(named & columns)


def _drop(at: Schema, one: Keyed) -> str:
    return "DROP PRIMARY KEY" if isinstance(one, PrimaryKey) else f"DROP INDEX {name(key_name(at, one))}"


def _kept_key(table: Table, at: Schema, was: Keyed, now: Keyed) -> list[Clause] | None:
    """What makes the one the other without building it again; None where nothing does."""
    text = meaning(key_text(table.new, now, table.flavour))
    old, wanted = key_name(at, was), key_name(table.new, now)
    if old != wanted and old.lower() == wanted.lower():
        return None  # no statement changes the letters alone
    if meaning(key_text(at, was, table.flavour)) == text and was.comment == now.comment:
        return []
    if isinstance(was, PrimaryKey) or isinstance(now, PrimaryKey):
        return None
    changed: Any = replace(was, name=now.name)
    found: list[Clause] = []
    if old != wanted:
        found.append(Clause("rename index", f"RENAME INDEX {name(old)} TO {name(wanted)}", was, now))
    if isinstance(was, Index) and isinstance(now, Index) and was.visible != now.visible:
        if found:
            return None
        changed = replace(changed, visible=now.visible)
        words = {"mariadb": ("NOT IGNORED", "IGNORED")}.get(table.flavour, ("VISIBLE", "INVISIBLE"))
        word = words[0] if now.visible else words[1]
        found.append(Clause("show index", f"ALTER INDEX {name(wanted)} {word}", was, now))
    same = meaning(key_text(at, changed, table.flavour)) == text and was.comment == now.comment
    return found if same else None
