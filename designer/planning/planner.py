"""Two designs in, a plan out."""

from collections.abc import Iterable
from dataclasses import replace

from designer.exporters.postgres.changes import NotExpressible
from designer.exporters.postgres.opaque import search_path
from designer.exporters.result import ExportError
from designer.planning.dividing import at_once, begun, finished
from designer.planning.division import Division, declared, divisions, fitting
from designer.planning.drafts import Draft, of_stage, told_apart
from designer.planning.effects import Effects, effects, merged
from designer.planning.expand import expanded
from designer.planning.foretold import foretold
from designer.planning.hazards import absent, hazards, irreversible
from designer.planning.last import contracts_last
from designer.planning.model import CannotPlan, Lock, Options, Plan, Step
from designer.planning.movings import Moving, moving_columns
from designer.planning.of_mysql import DIALECTS, plan_mysql
from designer.planning.of_sqlite import plan_sqlite
from designer.planning.old_names import with_old_names
from designer.planning.online import refined
from designer.planning.remaking_enums import with_passages
from designer.planning.repartitioned import divided_anew, undivided
from designer.planning.repartitioning import repartitioned
from designer.planning.stages import Stage, bare, stages
from designer.planning.waiting import TOGETHER, together
from designer.schema.align import align
from designer.schema.apply import apply
from designer.schema.changes import Alter, Change
from designer.schema.diff import diff
from designer.schema.model import Dialect
from designer.schema.schema import Schema

_REWRITE_SECONDS = 8e-6
_SCAN_SECONDS = 0.4e-6
_BUILD_SECONDS = 2e-6
_FILL_SECONDS = 25e-6
"""For each row, on the machine that the lock table was measured on: an order of magnitude, and called an estimate."""

_SHORT, _LONG = "1min", "6h"
"""How long a statement may take: one that only changes the catalogue, and one that reads a table under a weak lock."""

DEFAULT = Options()


def plan_changes(before: Schema, changes: Iterable[Change], options: Options = DEFAULT) -> Plan:
    """The migration that makes `changes` to a design; what they divide or merge takes its rows along.

    Raises CannotPlan; and what `apply` raises for changes that do not fit the design.
    """
    given = tuple(changes)
    return plan(before, apply(given, before), options, divided=tuple(declared(given)))


def plan(before: Schema, after: Schema, options: Options = DEFAULT, *, divided: tuple[Division, ...] = ()) -> Plan:
    """The migration from one design to the other. divided: divisions of tables that are known; others are looked for.

    Raises CannotPlan, with the reason, for designs that are for none of PostgreSQL, MySQL, MariaDB and SQLite, and for
    changes that no statement makes and no strategy here goes round.
    """
    if before.dialect.name == after.dialect.name == "sqlite":
        return plan_sqlite(bare(before), bare(after), options)
    if before.dialect.name == after.dialect.name and after.dialect.name in DIALECTS:
        return plan_mysql(bare(before), bare(after), options, divided)
    for schema in (before, after):
        if schema.dialect.name != "postgres":
            raise CannotPlan(_foreign(schema, before, after))
    dialect = Dialect(name="postgres", version=str(options.target_version))
    old, new = replace(before, dialect=dialect), replace(after, dialect=dialect)
    old, new = _with_public(old, new)
    new = _with_volumes(align(new, old), old)
    try:
        drafts = _drafts(old, new, options, divided)
    except NotExpressible as reason:
        raise CannotPlan(str(reason)) from None
    except ExportError as reason:
        raise CannotPlan(str(reason)) from None
    steps = tuple(_step(draft, old, new, options) for draft in drafts if draft.up or draft.down)
    remarks = tuple(dict.fromkeys(remark for draft in drafts for remark in draft.remarks))
    return Plan(
        before=old,
        after=new,
        options=options,
        changes=tuple(change for change in diff(before, align(after, before)) if not _is_only_the_name(change)),
        steps=steps,
        notices=tuple(dict.fromkeys((*foretold(old, new), *remarks))),
    )


def _with_volumes(new: Schema, old: Schema) -> Schema:
    """A design that says nothing of how many rows a table holds means as many as before."""
    entities = tuple(
        replace(one, rows=old.entity(one.id).rows) if one.rows is None and one.id in old.located else one
        for one in new.entities
    )
    return replace(new, entities=entities).made_from(new) if entities != new.entities else new


def _foreign(schema: Schema, before: Schema, after: Schema) -> str:
    if before.dialect.name != after.dialect.name:
        return (
            f"the design {before.name} is written for {before.dialect.name} and {after.name} for {after.dialect.name}:"
            " a plan leads from one design to another of the same server"
        )
    return (
        f"the design {schema.name} is written for {schema.dialect.name}; plans are for PostgreSQL, MySQL, MariaDB and"
        " SQLite"
    )


def _drafts(old: Schema, new: Schema, options: Options, divided: tuple[Division, ...]) -> tuple[Draft, ...]:
    old, new, anew = divided_anew(old, new)
    goal, new = new, undivided(old, new, anew)
    known = {(one.entity, one.part): one for one in (*divisions(old, new), *fitting(divided, old, new))}
    start = begun(bare(old), bare(new), known.values(), options)
    movings = moving_columns(start.at, new, options) if options.strategy == "expand-contract" else ()
    found: list[Draft] = []
    for stage in stages(start.at, new, frozenset(one.old.id for one in movings)):
        found += (of_stage(stage),) if _changes(stage, at_once(start.divisions)) else _of(stage, movings, options)
    found = [*start.drafts, *finished(found, start, options)]
    if options.strategy == "expand-contract":
        found = list(with_old_names(tuple(found)))
    if options.strategy != "direct":
        found = list(contracts_last(found))
    found += repartitioned(bare(new), bare(goal), anew, options)
    return tuple(map(told_apart, found))


def _changes(stage: Stage, entities: frozenset[str]) -> bool:
    return any(stage.before.entity(one) != stage.after.entity(one) for one in entities)


def _of(stage: Stage, movings: tuple[Moving, ...], options: Options) -> tuple[Draft, ...]:
    if options.strategy == "direct":
        return (of_stage(stage),)
    if options.strategy == "online" or stage.rewritten:
        return refined(stage, options)
    parts = with_passages(stage, options)
    if len(parts) == 1:
        return expanded(stage, movings, options)
    return tuple(
        draft
        for part in parts
        for draft in (
            refined(part, options)
            if part.rewritten
            else expanded(part, moving_columns(part.before, part.after, options), options)
        )
    )


def _with_public(old: Schema, new: Schema) -> tuple[Schema, Schema]:
    """The schema `public` is in every database: a design that does not name it does not want it gone."""
    found = [one for schema in (old, new) for one in schema.schemas if one.name == "public"]
    if len(found) != 1:
        return old, new
    missing = replace(found[0], comment=None)
    if any(one.name == "public" for one in old.schemas):
        return old, replace(new, schemas=(*new.schemas, missing))
    return replace(old, schemas=(*old.schemas, missing)), new


def _is_only_the_name(change: Change) -> bool:
    return isinstance(change, Alter) and change.kind == "design" and set(change.set) == {"name"}


def _step(draft: Draft, start: Schema, end: Schema, options: Options) -> Step:
    """The draft with what is said of it. A timeout goes before what waits for a lock, inside its transaction."""
    each = [effects(statement, draft.before) for statement in draft.up]
    known = {
        f"{draft.before.namespace(one.schema) or 'public'}.{one.name}"
        for one in draft.before.entities
        if one.id in start.located  # one that this migration made is empty
    }
    new = draft.after or draft.before
    known_later = {f"{new.namespace(one.schema) or 'public'}.{one.name}" for one in new.entities}
    made = (known_later | {table for one in each for table in one.makes}) - known
    found = merged([one.without(made) for one in each])
    way_back = merged([effects(statement, new) for statement in draft.down])
    head = _head(draft, draft.up, found, draft.before, options)
    head_back = _head(draft, draft.down, way_back, new, options)
    return Step(
        title=draft.title,
        phase=draft.phase,
        up=(*head, *draft.up) if draft.up else (),
        down=(*head_back, *draft.down) if draft.down else (),
        transactional=draft.transactional,
        locks=_of_tables(found, draft.before, new),
        locks_back=_of_tables(way_back, draft.before, new),
        rewrites=found.rewrites,
        scans=found.scans,
        hazards=(
            *draft.hazards,
            *hazards(found, draft.before, draft.after, options, start),
            *absent(draft.before, draft.after or draft.before, end),
        ),
        estimate_seconds=_estimate(found, draft.before, draft.writes),
        irreversible=irreversible(draft.before, draft.after, draft.saved),
        before=draft.before,
        after=draft.after,
    )


def _of_tables(found: Effects, *schemas: Schema) -> tuple[Lock, ...]:
    """The locks but for those on indexes that keep nobody waiting, where their tables are named too."""
    indexes = {
        f"{schema.namespace(entity.schema) or 'public'}.{one.name}"
        for schema in schemas
        for entity in schema.entities
        for one in (*entity.indexes, *entity.keys)
    }
    tables = tuple(lock for lock in found.locks if lock.relation not in indexes)
    return tables or found.locks


def _head(
    draft: Draft, statements: tuple[str, ...], found: Effects, schema: Schema, options: Options
) -> tuple[str, ...]:
    """What the transaction of a step begins with, in one direction. schema: the design that it begins on."""
    if not draft.transactional:
        return ()
    settings, waits = [], None
    if options.strategy != "direct":
        own = any(text.startswith("DO $wait") for text in statements)
        waits = None if own else together(found.locks, schema, found.makes)
        reads = bool(draft.reads or found.scans or found.rewrites or found.builds)
        settings.append(f"SET LOCAL lock_timeout = '{TOGETHER if own or waits else options.lock_timeout}';")
        settings.append(f"SET LOCAL statement_timeout = '{_LONG if reads else _SHORT}';")
    both = {one.name: one for one in (*draft.before.schemas, *(draft.after or draft.before).schemas)}
    if set(both) - {"public"}:
        path = search_path(replace(draft.before, schemas=tuple(sorted(both.values(), key=lambda one: one.name))))
        settings.append(path.replace("SET ", "SET LOCAL ", 1))
    return (*settings, *((waits,) if waits else ()))


def _estimate(found: Effects, before: Schema, filled: str | None) -> float | None:
    """Seconds of reading and writing at the declared rows; None where no rows are declared."""
    rows = {f"{before.namespace(one.schema) or 'public'}.{one.name}": one.rows for one in before.entities}
    total = 0.0
    if filled is not None:
        written = before.entity(filled).rows
        if written is None:
            return None
        total += written * _FILL_SECONDS
    for relations, seconds in (
        (found.rewrites, _REWRITE_SECONDS),
        (found.builds, _BUILD_SECONDS),
        (tuple(set(found.scans) - set(found.rewrites)), _SCAN_SECONDS),
    ):
        for relation in relations:
            number = rows.get(relation)
            if number is None:
                return None
            total += number * seconds
    return round(total, 3)
