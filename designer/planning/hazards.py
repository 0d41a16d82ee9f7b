"""What is dangerous about a step, how it could be mended, and what cannot come back."""

from collections.abc import Iterator

from designer.planning.common_hazards import of_doubles, of_drop, of_rename
from designer.planning.effects import Effects
from designer.planning.model import Hazard, Options
from designer.planning.unfit_rows import unfit_rows
from designer.schema.changes import Add, Alter, Change, Drop, Rename
from designer.schema.diff import diff
from designer.schema.model import Entity, PrimaryKey, Unique
from designer.schema.naming import path_in
from designer.schema.schema import Schema

ADVICE = {
    "add unique": ("MG004", "builds its index while nobody may read or write {table}",
                   "build the index CONCURRENTLY, then ADD CONSTRAINT … USING INDEX (strategy online)"),
    "add primary key": ("MG004", "builds its index while nobody may read or write {table}",
                        "build the index CONCURRENTLY, then ADD CONSTRAINT … USING INDEX (strategy online)"),
    "add exclusion": ("MG005", "builds its index while nobody may read or write {table}",
                      "PostgreSQL has no way round: do it in a quiet hour, or while the table is small"),
    "add check": ("MG003", "reads all of {table} while nobody may read or write it",
                  "ADD … NOT VALID, then VALIDATE CONSTRAINT in a step of its own (strategy online)"),
    "add foreign key": ("MG002", "reads all of {table} while nobody may write to it or to its parent",
                        "ADD … NOT VALID, then VALIDATE CONSTRAINT in a step of its own (strategy online)"),
    "set not null": ("MG001", "reads all of {table} while nobody may read or write it",
                     "validate a constraint that says the same before (strategy online)"),
    "add column not null": ("MG006", "fails if {table} has rows: they would hold no value",
                            "give it a default, or add it nullable, fill it, then SET NOT NULL"),
    "add column volatile default": ("MG007", "writes {table} anew while nobody may read or write it",
                                    "add the column, then set its default, then fill it in batches (strategy online)"),
    "add column identity": ("MG007", "writes {table} anew while nobody may read or write it",
                            "add the column nullable, fill it in batches, then make it an identity"),
    "add column generated stored": ("MG008", "writes {table} anew while nobody may read or write it",
                                    "add a plain column that a trigger keeps and fill it in batches, or a VIRTUAL one"),
    "change type": ("MG009", "writes {table} anew while nobody may read or write it",
                    "a new column that a trigger keeps in step, filled in batches (strategy expand-contract)"),
    "change collation": ("MG009", "builds its indexes anew while nobody may read or write {table}",
                         "do it in a quiet hour, or have a second column that a trigger keeps in step"),
    "set expression": ("MG008", "writes {table} anew while nobody may read or write it",
                       "add a second generated column and change over to it"),
    "create index": ("MG010", "keeps writes to {table} waiting while it is built",
                     "CREATE INDEX CONCURRENTLY, alone and outside a transaction (strategy online)"),
    "set logged": ("MG011", "writes {table} anew while nobody may read or write it", "do it in a quiet hour"),
    "set unlogged": ("MG011", "writes {table} anew; its rows do not outlive a crash, and replicas have none of them",
                     "do it in a quiet hour, and only for rows that can be made again"),
    "set tablespace": ("MG011", "copies {table} while nobody may read or write it", "do it in a quiet hour"),
    "set access method": ("MG011", "writes {table} anew while nobody may read or write it", "do it in a quiet hour"),
    "attach partition": ("MG012", "reads the new partition unless a validated CHECK says its bound already",
                         "ADD CHECK … NOT VALID and VALIDATE it before, drop it after"),
    "detach partition": ("MG013", "keeps reads and writes of {table} waiting",
                         "DETACH PARTITION … CONCURRENTLY, outside a transaction"),
    "partition of": ("MG013", "keeps reads and writes of {table} waiting",
                     "CREATE TABLE … LIKE, then ATTACH PARTITION"),
    "refresh": ("MG014", "keeps reads of {table} waiting", "REFRESH … CONCURRENTLY, which needs a unique index"),
}  # fmt: skip
"""By form of statement: a code, why it hurts while it runs, and what to do instead."""

_BY_KIND = {"drop index": ("MG015", "takes ACCESS EXCLUSIVE on the table for a moment", "DROP INDEX CONCURRENTLY")}


_NOT_BESIDE = (
    "no second column can stand beside this one here, as a key, a reference, a partition or a computed value rests on"
    " it: do it in a quiet hour"
)


def absent(before: Schema, after: Schema, end: Schema) -> Iterator[Hazard]:
    """Views and other carried statements that a step takes away, and that a later one makes again."""
    for one in before.opaque:
        if one.id not in after.located and one.id in end.located:
            yield Hazard(
                "MG050", f"{one.kind} {one.name} is missing from here until a later step makes it again: what uses it"
                " fails, or goes unguarded, meanwhile", "run the steps between in one go, or have code do without it",
            )  # fmt: skip


def hazards(
    step_effects: Effects, before: Schema, after: Schema | None, options: Options, start: Schema
) -> tuple[Hazard, ...]:
    """All of one step; tables that the step makes or that are known to be small are no reason for any.

    start: the design when the migration began; what was not there then holds no rows of anybody's.
    """
    found: dict[Hazard, None] = {}
    tables = [lock.relation for lock in step_effects.locks]
    table = next((one for one in tables if one in _known(before)), None)
    entity = _known(before).get(table or "")
    if entity is not None and not (entity.rows is not None and entity.rows <= options.small_rows):
        for kind in step_effects.kinds:
            if kind in ADVICE:
                code, message, mend = ADVICE[kind]
                if options.strategy == "expand-contract" and kind == "change type":
                    mend = _NOT_BESIDE
                rows = "" if entity.rows is None else f" ({entity.rows:,} rows)"
                found[Hazard(code, f"{kind}: {message.format(table=table + rows if table else '')}", mend)] = None
            elif kind in _BY_KIND:
                found[Hazard(*_BY_KIND[kind][:1], f"{kind}: {_BY_KIND[kind][1]}", _BY_KIND[kind][2], "info")] = None
    if after is not None:
        for change in diff(before, after):
            found.update(dict.fromkeys(_of_change(change, before, after)))
            found.update(dict.fromkeys(unfit_rows(change, before, after, start)))
    return tuple(found)


def irreversible(before: Schema, after: Schema | None, saved: frozenset[str] = frozenset()) -> str | None:
    """What the way back makes again without its content; None where nothing is lost.

    saved: ids of what goes, but whose values are elsewhere.
    """
    if after is None:
        return None
    changes = [one for one in diff(before, after) if getattr(one, "id", None) not in saved]
    lost = [text for change in changes for text in _lost(change, before)]
    if not lost:
        return None
    return f"the way back makes {'; '.join(lost)} again, but not what was in it: save that first"


def _known(schema: Schema) -> dict[str, Entity]:
    return {f"{schema.namespace(one.schema) or 'public'}.{one.name}": one for one in schema.entities}


def _lost(change: Change, before: Schema) -> Iterator[str]:
    if isinstance(change, Drop) and change.kind in ("entity", "attribute"):
        if change.kind == "attribute" and change.value.generated:
            return
        yield path_in(before, change.id)
    elif isinstance(change, Alter) and change.kind == "attribute" and _becomes_computed(change):
        yield f"{path_in(before, change.id)}, as it was written,"
    elif isinstance(change, Drop) and change.kind == "enum_value":
        yield f"the value {change.value.value}"


def _becomes_computed(change: Alter) -> bool:
    return bool(change.set.get("generated")) and not change.was.get("generated")


def _of_change(change: Change, before: Schema, after: Schema) -> Iterator[Hazard]:
    match change:
        case Drop(kind="entity" | "attribute"):
            yield of_drop(change, before)
        case Rename(kind="entity" | "attribute" | "schema"):
            yield of_rename(change, "both names side by side for a while (strategy expand-contract)")
        case Alter(kind="attribute") if _becomes_computed(change):
            yield Hazard(
                "MG020", f"{path_in(after, change.id)} is computed from here on: what was written to it goes",
                "look before that it says the same, or keep a copy",
            )  # fmt: skip
        case Drop(kind="enum_value"):
            yield Hazard("MG022", f"rows that hold {change.value.value} make this fail", "change those rows before")
        case Add(kind="unique" | "primary_key") if change.parent in before.located:
            yield _of_doubles(change.value, before.entity(change.parent), before, after)
        case Alter(kind="attribute") if "type" in change.set:
            yield Hazard(
                "MG024",
                f"{path_in(after, change.id)} becomes {change.set['type']}: values that do not fit make it fail, and"
                " code that sends the old type may",
                "look for values that do not fit before", "info",
            )  # fmt: skip


def _of_doubles(key: PrimaryKey | Unique, entity: Entity, before: Schema, after: Schema) -> Hazard:
    """Rows that agree in the columns of a key; where it is without overlaps, whose last columns overlap."""
    table, names = before.qualified(entity), after.names(key.columns)
    if key.without_overlaps:
        same = " AND ".join([f"a.{one} = b.{one}" for one in names[:-1]] + [f"a.{names[-1]} && b.{names[-1]}"])
        return Hazard(
            "MG023", f"rows of {table} that agree in {', '.join(names[:-1])} and overlap in {names[-1]} make this fail",
            f"look before: SELECT a.* FROM {table} a JOIN {table} b ON {same} AND a.ctid < b.ctid", "info",
        )  # fmt: skip
    return of_doubles(table, names)
