"""Plans for SQLite: one step, one transaction, which a failure rolls back whole.

SQLite has one writer at a time and no way to change most of a table but to copy it, so there is no strategy but the
direct one; what it blocks and copies is said.
"""

from collections.abc import Iterator

from designer.exporters.result import ExportError, NotExpressible
from designer.exporters.sqlite.changes import AFTER, BEFORE, Between, between
from designer.planning.common_hazards import of_doubles, of_drop, of_rename, of_temporary_tables
from designer.planning.model import CannotPlan, Hazard, Lock, Options, Plan, Step
from designer.planning.unfit_rows import any_orphans, empty, unmet
from designer.schema.align import align
from designer.schema.changes import Add, Alter, Change, Drop, Rename
from designer.schema.diff import diff
from designer.schema.naming import path_in
from designer.schema.schema import Schema

_INSTEAD = {
    "online": "SQLite has no lock but that of the whole file, so there is nothing to take in smaller pieces",
    "expand-contract": "SQLite changes a table by copying it, so old and new code cannot write to it side by side",
}


def plan_sqlite(before: Schema, after: Schema, options: Options) -> Plan:
    """The migration from one SQLite design to the other. Raises CannotPlan."""
    if options.strategy != "direct":
        raise CannotPlan(
            f"{_INSTEAD[options.strategy]}: plan it with the strategy direct, one transaction that a failure rolls back"
            " whole"
        )
    new = align(after, before)
    try:
        there, back = between(before, new), between(new, before)
    except (NotExpressible, ExportError) as reason:
        raise CannotPlan(str(reason)) from None
    changes = tuple(one for one in diff(before, new) if not (isinstance(one, Alter) and one.kind == "design"))
    steps = (_step(before, new, changes, there, back),) if there.statements or back.statements else ()
    return Plan(before=before, after=new, options=options, changes=changes, steps=steps,
                notices=tuple(_notices(before, new, changes)))  # fmt: skip


def _step(before: Schema, after: Schema, changes: tuple[Change, ...], there: Between, back: Between) -> Step:
    return Step(
        title=_title(before, after, changes),
        up=there.statements or (*BEFORE, *AFTER),
        down=back.statements or (*BEFORE, *AFTER),
        transactional=False,  # it brings its own transaction: the setting before it means nothing inside one
        locks=(Lock("the whole file", "EXCLUSIVE"),),
        rewrites=tuple(before.entity(key).name for key in there.rebuilt),
        hazards=tuple(_hazards(before, after, changes, there)),
        irreversible=_irreversible(before, changes),
        before=before,
        after=after,
    )


def _title(before: Schema, after: Schema, changes: tuple[Change, ...]) -> str:
    names: dict[str, None] = {}
    for change in changes:
        schema = after if change_id(change) in after.located else before
        if change_id(change) in schema.located:
            names[path_in(schema, change_id(change)).partition(".")[0]] = None
    shown = list(names)
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    return f"change {', '.join(shown[:3])}{more}" if shown else "change the design"


def change_id(change: Change) -> str:
    """The id of what a change is about."""
    return str(getattr(change, "id", "") or getattr(change, "entity", ""))


def _hazards(before: Schema, after: Schema, changes: tuple[Change, ...], there: Between) -> Iterator[Hazard]:
    yield Hazard(
        "MG060", "nobody else writes to the file until it is done", "run it while nothing else needs to write", "info"
    )
    for key in there.rebuilt:
        entity = before.entity(key)
        rows = "" if entity.rows is None else f" of {entity.rows:,} rows"
        yield Hazard(
            "MG061", f"{entity.name} is made anew: a copy{rows} is written, and the file grows by as much meanwhile",
            "leave room for the copy, and keep a copy of the file until it is done",
        )  # fmt: skip
    for name in there.checked:
        yield any_orphans(name)
    for change in changes:
        yield from _of_change(change, before, after)


def _of_change(change: Change, before: Schema, after: Schema) -> Iterator[Hazard]:
    match change:
        case Drop(kind="entity" | "attribute"):
            yield of_drop(change, before)
        case Rename(kind="entity" | "attribute"):
            yield of_rename(change, "stop it while this runs")
        case Add(kind="unique" | "primary_key") if change.parent in before.located:
            yield of_doubles(before.entity(change.parent).name, after.names(change.value.columns))
        case Add(kind="attribute") if change.value.not_null and change.value.default is None:
            if not change.value.generated:
                yield Hazard("MG006", f"{path_in(after, change.id)} holds no value in rows that are there, so it fails"
                             " if there are any", "give it a default", "error")  # fmt: skip
        case Alter(kind="attribute") if change.set.get("not_null"):
            yield empty(path_in(after, change.id), "fill them before")
        case Alter(kind="attribute") if "type" in change.set:
            yield Hazard(
                "MG024", f"{path_in(after, change.id)} becomes {change.set['type']}: values are converted by the"
                " new type's affinity, and a STRICT table refuses those that do not fit", "look at the values before", "info",  # noqa: E501
            )  # fmt: skip
        case Add(kind="check") if change.parent in before.located:
            yield unmet(change.value.expression)


def _irreversible(before: Schema, changes: tuple[Change, ...]) -> str | None:
    lost = []
    for one in changes:
        if isinstance(one, Drop) and one.kind in ("entity", "attribute") and not getattr(one.value, "generated", None):
            lost.append(path_in(before, one.id))
        elif isinstance(one, Drop | Alter) and before.located.get(one.id) is not None:
            value = before.located[one.id].value
            if one.kind == "opaque" and value.kind == "virtual table":
                lost.append(f"the virtual table {value.name}")
        if isinstance(one, Alter) and one.kind == "attribute" and "type" in one.set:
            lost.append(f"the values of {path_in(before, one.id)} in their old type")
    if not lost:
        return None
    return f"the way back makes {'; '.join(lost)} again, but not what was in it: save that first"


def _notices(before: Schema, after: Schema, changes: tuple[Change, ...]) -> Iterator[str]:
    yield from of_temporary_tables(before, after)
    if any(isinstance(one, Alter) and "comment" in one.set for one in changes):
        yield "SQLite keeps no comments: those that change have no step"
