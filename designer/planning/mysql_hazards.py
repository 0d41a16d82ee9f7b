"""What is dangerous about a step on MySQL or MariaDB, what cannot come back, and what is said beforehand."""

from collections.abc import Iterator
from typing import TypeGuard

from designer.exporters.mysql.changes import Passage
from designer.exporters.mysql.text import of_mysql
from designer.planning.common_hazards import of_doubles, of_drop, of_rename, of_temporary_tables
from designer.planning.model import Hazard, Options
from designer.planning.mysql_locks import COPY, REBUILD, SHARED, Work
from designer.planning.unfit_rows import empty, orphans, unmet
from designer.schema.changes import Add, Alter, Change, Drop, Rename
from designer.schema.diff import diff
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_QUIET = "do it in a quiet hour, or with a tool that copies in the background (gh-ost, pt-online-schema-change)"


def hazards(passage: Passage, work: Work, options: Options, start: Schema) -> Iterator[Hazard]:
    """All of one step; tables that the migration makes, or that are known to be small, are no reason for any."""
    if passage.table in start.located and not _small(start, passage.table, options):
        yield from _of_work(passage, work, start)
    if passage.kind == "drop code" and passage.up:
        yield Hazard(
            "MG050", "what this takes away is missing until a later step makes it again: what uses it fails, or goes"
            " unguarded, meanwhile", "run the steps between in one go, or have code do without it",
        )  # fmt: skip
    if passage.kind not in ("drop code", "create code", "drop foreign key", "add foreign key"):
        for change in diff(passage.before, passage.after):
            yield from _of_change(change, passage.before, passage.after)
    if passage.kind == "add foreign key":
        yield from _of_links(passage, start)


def _small(schema: Schema, key: str, options: Options) -> bool:
    rows = schema.entity(key).rows
    return rows is not None and rows <= options.small_rows


def _of_work(passage: Passage, work: Work, start: Schema) -> Iterator[Hazard]:
    entity = start.entity(passage.table)
    rows = "" if entity.rows is None else f" ({entity.rows:,} rows)"
    why = "; ".join(work.reasons)
    if work.heaviest == COPY:
        yield Hazard("MG070", f"copies {entity.name}{rows} while nobody may write to it: {why}", _QUIET)
    elif work.heaviest == REBUILD:
        yield Hazard(
            "MG071", f"writes {entity.name}{rows} anew beside readers and writers, and a replica does so behind it:"
            f" {why}", "watch the room on disk and the delay of replicas", "info",
        )  # fmt: skip
    elif work.heaviest == SHARED:
        yield Hazard("MG072", f"nobody may write to {entity.name}{rows} meanwhile: {why or 'its partitions change'}",
                     _QUIET)  # fmt: skip
    if work.locks:
        yield Hazard(
            "MG073", f"waits for every transaction that uses {entity.name}, and all others wait behind it",
            "SET SESSION lock_wait_timeout = 5, and try again when it fails", "info",
        )  # fmt: skip


def _of_links(passage: Passage, start: Schema) -> Iterator[Hazard]:
    before = {one.id for one in passage.before.relationships}
    for link in passage.after.relationships:
        if link.id in before or link.child not in start.located:
            continue
        child, parent = (passage.after.entity(one).name for one in (link.child, link.parent))
        yield orphans(passage.after, link, str, (child, parent))


def _of_change(change: Change, before: Schema, after: Schema) -> Iterator[Hazard]:
    match change:
        case Drop(kind="entity" | "attribute"):
            yield of_drop(change, before)
        case Rename(kind="entity" | "attribute"):
            yield of_rename(change, "stop it while this runs")
        case Add(kind="unique" | "primary_key") if change.parent in before.located:
            yield of_doubles(before.entity(change.parent).name, after.names(change.value.columns))
        case Add(kind="attribute") if _has_no_value(change.value) and change.parent in before.located:
            yield Hazard(
                "MG074", f"rows that are there get the empty value of {change.value.type} in"
                f" {path_in(after, change.id)}: 0, '' or its like", "give it a default, or add it nullable and fill it",
            )  # fmt: skip
        case Alter(kind="attribute"):
            yield from _of_column(change, before, after)
        case Add(kind="check") if change.parent in before.located:
            yield unmet(change.value.expression)


def _has_no_value(value: object) -> bool:
    found = [getattr(value, name) for name in ("default", "generated", "identity")]
    return bool(getattr(value, "not_null", None)) and all(one is None for one in found)


def _of_column(change: Alter, before: Schema, after: Schema) -> Iterator[Hazard]:
    where = path_in(after, change.id)
    if change.set.get("not_null"):
        entity, column = after.entity(after.located[change.id].owner).name, after.attribute(change.id)
        fill = column.default or "…"
        yield empty(
            where, f"before: UPDATE {entity} SET {column.name} = {fill} WHERE {column.name} IS NULL",
            "; without a strict sql_mode they silently become 0 or ''",
        )  # fmt: skip
    if "type" not in change.set:
        return
    old, new = (parse_type(str(one["type"]), "mysql") for one in (change.was, change.set))
    gone = [one for one in old.modifiers if one not in new.modifiers] if old.base == new.base == "enum" else []
    if gone:
        yield Hazard("MG022", f"rows that hold {', '.join(gone)} in {where} make this fail", "change those rows before")
    elif old.base != "enum" or new.base != "enum":
        yield Hazard(
            "MG024", f"{where} becomes {change.set['type']}: values that do not fit make it fail, or are cut without a"
            " strict sql_mode", "look for values that do not fit before", "info",
        )  # fmt: skip


def _becomes_computed(change: Change) -> TypeGuard[Alter]:
    if not isinstance(change, Alter) or change.kind != "attribute":
        return False
    return change.set.get("generated") is not None and change.was.get("generated") is None


def irreversible(passage: Passage, saved: frozenset[str] = frozenset()) -> str | None:
    """What the way back makes again without its content; None where nothing is lost.

    saved: ids of what goes, but whose values are elsewhere.
    """
    lost = [text for clause in passage.clauses if clause.kind == "drop partition"
            for text in (f"the rows of the partitions ({clause.text.removeprefix('DROP PARTITION ')})",)]  # fmt: skip
    for change in diff(passage.before, passage.after) if passage.kind in ("alter table", "drop table") else ():
        if isinstance(change, Drop) and change.kind in ("entity", "attribute"):
            if not getattr(change.value, "generated", None) and change.id not in saved:
                lost.append(path_in(passage.before, change.id))
        elif _becomes_computed(change):
            lost.append(f"what {path_in(passage.before, change.id)} held before it was computed")
    if passage.kind == "drop database":
        lost.append("the database")
    if not lost:
        return None
    held = [] if saved else list(_held_to_their_values(passage))
    stops = f"; with rows in place it stops at {', '.join(held)} until that is put back" if held else ""
    return f"the way back makes {'; '.join(lost)} again, but not what was in it: save that first{stops}"


def _held_to_their_values(passage: Passage) -> Iterator[str]:
    """Columns that go and that a key keeps apart or a foreign key ties to other rows."""
    for clause in passage.clauses:
        if clause.kind == "drop column" and not clause.was.generated and clause.was.id not in passage.after.located:
            entity = passage.before.entity(passage.table)
            keys = [one.columns for one in entity.keys] + [one.columns for one in entity.indexes if one.unique]
            links = [one.columns for one in passage.before.relationships]
            links += [one.parent_columns for one in passage.before.relationships]
            if clause.was.not_null and any(clause.was.id in columns for columns in (*keys, *links)):
                yield path_in(passage.before, clause.was.id)


def notices(before: Schema, after: Schema) -> Iterator[str]:
    """What will differ from the design when all has run, or is passed over, said beforehand."""
    yield from of_temporary_tables(before, after)
    for entity in after.entities:
        located = before.located.get(entity.id)
        counts = [of_mysql(one.options).get("auto_increment") for one in (located.value, entity)] if located else []
        if counts and counts[0] != counts[1]:
            yield f"{after.qualified(entity)}: where AUTO_INCREMENT goes on from belongs to the data, and stays"
    if after.dialect.name == "mysql" and (before.sequences or after.sequences):
        yield "MySQL has no sequences: those of the design have no step"
