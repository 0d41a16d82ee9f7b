"""What one ALTER TABLE does to a table: its clauses, in an order that both servers take.

What goes comes first, then columns from left to right (each is placed behind one that already stands), then keys and
checks, then options. A definition is compared with the one it replaces by its text, so that whatever it says is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.mysql.changes.held import held
from designer.exporters.mysql.changes.options import option_clauses, partition_clause
from designer.exporters.mysql.changes.words import meaning, says_any
from designer.exporters.mysql.columns import definition
from designer.exporters.mysql.keys import check, index, primary_key, unique
from designer.exporters.mysql.tables import checks_at_columns
from designer.exporters.mysql.text import literal, name, of_mysql
from designer.exporters.result import NotExpressible
from designer.schema.model import Attribute, Check, Entity, Index, PrimaryKey, Unique
from designer.schema.schema import Schema
from designer.schema.types import same_type


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. kind: what it does, in words; was, now: the object before and after."""

    kind: str
    text: str
    was: Any = None
    now: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table before and after, the one before with the names of columns that it will have."""

    old: Schema
    new: Schema
    was: Entity
    now: Entity
    flavour: str

    @property
    def names(self) -> dict[str, str]:
        """The columns' names before, by id."""
        return {one.id: one.name for one in self.old.entity(self.was.id).attributes}

    @property
    def renamed(self) -> frozenset[str]:
        """New names, in small letters, of columns that had another one."""
        before = self.names
        return frozenset(
            one.name.lower() for one in self.now.attributes if one.id in before and before[one.id] != one.name
        )


def clauses(old: Schema, new: Schema, key: str, flavour: str) -> tuple[Clause, ...]:
    """Everything but foreign keys and the table's own name. Raises NotExpressible."""
    was, at = held(old, new, key)
    table = Table(old, new, was, new.entity(key), flavour)
    gone_keys, come_keys = _keys(table, at)
    gone_checks, come_checks = _checks(table)
    gone, come = _columns(table, at, old)
    found = (*gone_checks, *gone_keys, *gone, *come, *come_keys, *come_checks, *_tail(table))
    return tuple(found)


def _tail(table: Table) -> Iterator[Clause]:
    yield from (Clause(kind, text) for kind, text in option_clauses(table.old, table.new, table.was, table.now))
    if (table.was.comment or "") != (table.now.comment or ""):
        yield Clause("comment", f"COMMENT={literal(table.now.comment or '')}")
    parts = partition_clause(table.was, table.now)
    if parts is not None:
        yield Clause(*parts)


# Columns


def _columns(table: Table, at: Schema, old: Schema) -> tuple[list[Clause], list[Clause]]:
    before = {one.id: one for one in table.was.attributes}
    truly = {one.id: one for one in old.entity(table.was.id).attributes}
    old_names = {key: one.name for key, one in truly.items()}
    later = {one.id for one in table.now.attributes}
    gone = [Clause("drop column", f"DROP COLUMN {name(old_names[one.id])}", one) for one in table.was.attributes
            if one.id not in later]  # fmt: skip
    remade = {one.id for one in table.now.attributes if one.id in before and remakes(before[one.id], one)}
    gone += [Clause("drop column", f"DROP COLUMN {name(old_names[key])}", before[key]) for key in old_names
             if key in remade]  # fmt: skip
    standing = _standing([one.id for one in table.was.attributes if one.id in later - remade],
                         [one.id for one in table.now.attributes])  # fmt: skip
    return gone, list(_come(table, at, before, truly, remade, standing))


def _come(
    table: Table, at: Schema, before: dict[str, Attribute], truly: dict[str, Attribute], remade: set[str],
    standing: list[str],
) -> Iterator[Clause]:  # fmt: skip
    here, there = checks_at_columns(table.was, table.flavour), checks_at_columns(table.now, table.flavour)
    line = list(standing)
    previous: Attribute | None = None
    for one in table.now.attributes:
        text = definition(table.new, table.now, one, tuple(there.get(one.name, ())), table.flavour)
        place = f" AFTER {name(previous.name)}" if previous else " FIRST"
        comes = one.id not in before or one.id in remade
        if comes:
            last = not line or (previous is not None and line[-1] == previous.id)
            yield Clause("add column", f"ADD COLUMN {text}{'' if last else place}", None, one)
        else:
            was = before[one.id]
            moved = one.id not in standing
            if moved or truly[one.id].name != one.name or not _same_column(table, at, was, one, here, text):
                word = (
                    f"CHANGE COLUMN {name(truly[one.id].name)}" if truly[one.id].name != one.name else "MODIFY COLUMN"
                )
                kind = "move column" if moved else "change column"
                yield Clause(kind, f"{word} {text}{place if moved else ''}", truly[one.id], one)
        if one.id not in line:
            line.insert(line.index(previous.id) + 1 if previous else 0, one.id)
        previous = one


def remakes(was: Attribute, now: Attribute) -> bool:
    """Whether a column can only be dropped and made again: one that becomes computed, or is stored otherwise."""
    if was.generated is None:
        return now.generated is not None
    if now.generated is None:
        return not was.generated.stored
    return was.generated.stored != now.generated.stored


def _same_column(
    table: Table, at: Schema, was: Attribute, now: Attribute, here: dict[str, list[Check]], text: str
) -> bool:
    before = definition(at, table.was, _spelled(was, now, table.flavour), tuple(here.get(was.name, ())), table.flavour)
    if meaning(before) != meaning(text) or was.comment != now.comment:
        return False
    return not (_is_text(now) and _own(was, table.was) != _own(now, table.now))


def _spelled(was: Attribute, now: Attribute, flavour: str) -> Attribute:
    """The column before with its type as the new one spells it, where both mean the same."""
    same = same_type(was.type, now.type, flavour)
    default = now.default if _nothing(was.default) and _nothing(now.default) and not now.not_null else was.default
    return replace(was, type=now.type if same else was.type, default=default)


def _nothing(default: str | None) -> bool:
    return default is None or default.strip().upper() == "NULL"


def _is_text(one: Attribute) -> bool:
    head = meaning(one.type)[:1]
    return bool(head) and head[0] in (
        "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "character", "long",
    )  # fmt: skip


def _own(one: Attribute, entity: Entity) -> tuple[str, ...]:
    """The character set and collation that a column has, the table's where it says none."""
    mine, its = of_mysql(one.options), of_mysql(entity.options)
    if one.collation:
        return meaning(one.collation)
    if mine.get("charset"):
        return meaning(str(mine["charset"]))
    return meaning(str(its.get("collation") or its.get("charset") or ""))


def _standing(before: list[str], after: list[str]) -> list[str]:
    """The most columns that can stay where they are, in order."""
    goal = {key: place for place, key in enumerate(after)}
    best: list[list[str]] = []
    for key in before:
        longest = max((one for one in best if goal[one[-1]] < goal[key]), key=len, default=[])
        best.append([*longest, key])
    return max(best, key=len, default=[])


# Keys


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


def _keys(table: Table, at: Schema) -> tuple[list[Clause], list[Clause]]:
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


# Checks


def _checks(table: Table) -> tuple[list[Clause], list[Clause]]:
    """Those of the table; one that says a renamed column is made again, since MySQL does not let it be renamed."""
    before, after = _own_checks(table.was, table.flavour), _own_checks(table.now, table.flavour)
    gone: list[Clause] = []
    come: list[Clause] = []
    for key, was in before.items():
        now = after.get(key)
        same = (
            now is not None
            and was.name == now.name
            and meaning(check(was, table.flavour)) == meaning(check(now, table.flavour))
        )
        if not same or says_any(was.expression, table.renamed):
            if not was.name:
                raise NotExpressible(f"a check of {table.was.name} has no name, so no statement can call it")
            gone.append(Clause("drop check", f"DROP CONSTRAINT {name(was.name)}", was, now))
    kept = set(before) - {one.was.id for one in gone}
    come += [Clause("add check", f"ADD {check(now, table.flavour)}", before.get(key), now)
             for key, now in after.items() if key not in kept]  # fmt: skip
    return gone, come


def _own_checks(entity: Entity, flavour: str) -> dict[str, Check]:
    standing = {one.id for ones in checks_at_columns(entity, flavour).values() for one in ones}
    return {one.id: one for one in entity.checks if one.id not in standing}
