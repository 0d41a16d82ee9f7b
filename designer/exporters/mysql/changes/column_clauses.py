"""Clauses of columns: what goes, what comes or becomes another one, and where each stands."""

from collections.abc import Iterator
from dataclasses import replace

from designer.exporters.mysql.changes.clause import Clause, Table
from designer.exporters.mysql.changes.words import meaning
from designer.exporters.mysql.columns import definition
from designer.exporters.mysql.tables import checks_at_columns
from designer.exporters.mysql.text import name, of_mysql
from designer.schema.model import Attribute, Check, Entity
from designer.schema.schema import Schema
from designer.schema.types import same_type


def column_clauses(table: Table, at: Schema, old: Schema) -> tuple[list[Clause], list[Clause]]:
    """What has to go first, and what comes or changes then, from left to right."""
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
