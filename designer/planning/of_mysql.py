"""Plans for MySQL and MariaDB: steps that commit what they do, each all or nothing, each with its own way back.

No statement of definition can be rolled back there, so no step claims a transaction: a step is one statement, or
several that may be run again from their start. Where one fails, those before it are done; its title is where to go on
from, or back.
"""

from collections.abc import Iterator

from designer.exporters.mysql.changes import Passage, passages
from designer.exporters.result import ExportError, NotExpressible
from designer.planning.model import CannotPlan, Options, Plan, Step
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


def plan_mysql(before: Schema, after: Schema, options: Options) -> Plan:
    """The migration from one MySQL or MariaDB design to the other. Raises CannotPlan."""
    if options.strategy != "direct":
        raise CannotPlan(f"{after.name} is written for {after.dialect.name}, and {_INSTEAD}")
    new = align(after, before)
    try:
        found = passages(before, new, after.dialect.name)
    except (NotExpressible, ExportError) as reason:
        raise CannotPlan(str(reason)) from None
    steps = tuple(_step(one, before, options) for one in found)
    return Plan(before=before, after=new, options=options, changes=_changes(before, new), steps=steps,
                notices=tuple(dict.fromkeys(notices(before, new))))  # fmt: skip


def _changes(before: Schema, after: Schema) -> tuple[Change, ...]:
    def told(change: Change) -> bool:
        return not (isinstance(change, Alter) and change.kind == "design" and set(change.set) == {"name"})

    return tuple(filter(told, diff(before, after)))


def _step(passage: Passage, start: Schema, options: Options) -> Step:
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
        hazards=tuple(hazards(passage, there, options, start)),
        estimate_seconds=None if made_here else there.estimate,
        irreversible=irreversible(passage),
        before=passage.before,
        after=passage.after,
    )


def _with_algorithm(statements: tuple[str, ...], work: Work) -> Iterator[str]:
    """What is certain on both servers is demanded of them: they refuse rather than do it in a heavier way."""
    for one in statements:
        yield f"{one[:-1]},\n  {work.demanded};" if work.demanded and one.startswith("ALTER TABLE") else one
