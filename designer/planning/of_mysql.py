"""Plans for MySQL and MariaDB: steps that commit what they do, each all or nothing, each with its own way back.

No statement of definition can be rolled back there, so no step claims a transaction: a step is one statement, or
several that may be run again from their start. Where one fails, those before it are done; its title is where to go on
from, or back.
"""

from collections.abc import Iterator

from designer.exporters.mysql.changes import Carried, Passage, passages, turned
from designer.exporters.result import ExportError, NotExpressible
from designer.planning.division import Division, divisions, fitting
from designer.planning.model import CannotPlan, Hazard, Options, Plan, Step
from designer.planning.mysql_hazards import hazards, irreversible, notices
from designer.planning.mysql_locks import Work, work_of
from designer.schema.align import align
from designer.schema.changes import Alter, Change
from designer.schema.diff import diff
from designer.schema.schema import Schema

DIALECTS = ("mysql", "mariadb")
_INSTEAD = (
    "the strategies online and expand-contract are written for PostgreSQL: plan it with the strategy direct, whose"
    " steps say which algorithm the server uses and what waits meanwhile"
)


def plan_mysql(before: Schema, after: Schema, options: Options, divided: tuple[Division, ...] = ()) -> Plan:
    """The migration from one MySQL or MariaDB design to the other. divided: divisions of tables that are known; others
    are looked for. Raises CannotPlan."""
    if options.strategy != "direct":
        raise CannotPlan(f"{after.name} is written for {after.dialect.name}, and {_INSTEAD}")
    new = align(after, before)
    try:
        found, saved, told = _found(before, new, divided)
    except (NotExpressible, ExportError) as reason:
        raise CannotPlan(str(reason)) from None
    steps = tuple(_step(one, before, options, saved) for one in found)
    return Plan(before=before, after=new, options=options, changes=_changes(before, new), steps=steps,
                notices=tuple(dict.fromkeys((*notices(before, new), *told))))  # fmt: skip


def _found(
    before: Schema, after: Schema, divided: tuple[Division, ...]
) -> tuple[tuple[Passage, ...], frozenset[str], tuple[str, ...]]:
    """(the passages, ids of what goes but whose values are elsewhere, what is not carried along)."""
    known = {(one.entity, one.part): one for one in (*divisions(before, after), *fitting(divided, before, after))}
    plain = [one for one in known.values() if not one.crossed]
    splits = [one for one in plain if not one.merges]
    merges = [one for one in plain if one.merges]
    flavour = after.dialect.name
    left = [one for one in known.values() if one.crossed or (splits and one.merges)]
    told = tuple(
        f"rows of {(before if one.merges else after).entity(one.part).name} and"
        f" {after.entity(one.entity).name} do not go along: a plan for PostgreSQL takes them"
        if one.crossed
        else f"rows of {before.entity(one.part).name} do not go along into {after.entity(one.entity).name}, as other"
        " tables are divided in the same plan: do it in two versions"
        for one in left
    )
    if merges and not splits:
        way = turned(passages(after, before, flavour, tuple(map(_carried, merges))))
        return way, frozenset(key for one in merges for key in (one.part, *(a for a, _ in one.columns))), told
    way = passages(before, after, flavour, tuple(map(_carried, splits)))
    return way, frozenset(theirs for one in splits for _, theirs in one.columns), told


def _carried(one: Division) -> Carried:
    return Carried(one.entity, one.part, one.columns, one.key)


def _changes(before: Schema, after: Schema) -> tuple[Change, ...]:
    def told(change: Change) -> bool:
        return not (isinstance(change, Alter) and change.kind == "design" and set(change.set) == {"name"})

    return tuple(filter(told, diff(before, after)))


def _step(passage: Passage, start: Schema, options: Options, saved: frozenset[str]) -> Step:
    there, back = work_of(passage, passage.clauses), work_of(passage, passage.back)
    made_here = passage.table and passage.table not in start.located
    return Step(
        title=passage.title,
        up=tuple(_with_algorithm(passage.up, there)),
        down=tuple(_with_algorithm(passage.down, back)),
        transactional=False,
        locks=() if made_here else there.locks,
        rewrites=() if made_here else there.rewrites,
        scans=() if made_here else there.scans,
        hazards=(*hazards(passage, there, options, start), *_unmet(passage, saved)),
        estimate_seconds=None if made_here else there.estimate,
        irreversible=irreversible(passage, saved),
        before=passage.before,
        after=passage.after,
    )


def _unmet(passage: Passage, saved: frozenset[str]) -> Iterator[Hazard]:
    if passage.kind == "drop table" and passage.table in saved:
        part = passage.before.entity(passage.table).name
        yield Hazard("MG020", f"rows of {part} that nothing was found by are in no other table, and go with it",
                     "look for them before, and keep a copy")  # fmt: skip


def _with_algorithm(statements: tuple[str, ...], work: Work) -> Iterator[str]:
    """What is certain on both servers is demanded of them: they refuse rather than do it in a heavier way."""
    for one in statements:
        yield f"{one[:-1]},\n  {work.demanded};" if work.demanded and one.startswith("ALTER TABLE") else one
