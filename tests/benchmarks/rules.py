"""How long all rules take over a large design, whole and after each kind of edit.

    python -m tests.benchmarks.rules [--tables N] [--patterns N] [--edits N] [--only WORD] [--check] [--compare]

The design has two foreign keys a table, ten more columns, declared volumes for two tables in three, enums, domains,
views, triggers and invariants, and requirements. Each edit is made of the same design. Processor time, in milliseconds;
the first run of a process loads the rules and is not counted. The garbage collector comes as often as in a process
that serves pages. Each edit is measured three times, and the middle one counts, so that neither a neighbour on the
machine nor a full round of the collector is taken for the edit's; the collector's longest round is told at the end.
Applying the edit is left out, and so is another name for the schema that nearly all tables are in, which concerns them
all.

`--check` ends with an error where the whole run, or any edit, takes longer than it may. `--compare` judges each edited
design whole as well, and ends with an error where that finds anything else.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from designer.analysis.engine import Examined, all_rules, examine, report
from designer.analysis.watched import unwatched
from designer.schema import edits, model
from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.changes import Change, Rename
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.web.starting import importing
from tests.analysis.random_edits import EDITS, Edit

_COLUMNS = (
    "id bigint identity", "name text not null", "created_at timestamptz not null default now()", "email text",
    "status text", "amount numeric(12,2)", "notes text", "is_active boolean", "quantity integer", "price numeric",
)  # fmt: skip
_QUERY = (
    "SELECT a.id, a.name FROM table_{} a JOIN table_{} b ON b.id = a.id "
    "WHERE a.status = $1 AND a.email = $2 ORDER BY a.created_at LIMIT 10"
)
_TYPES = 20
"""Enums, and as many domains; one table in ten has a column of one of them."""
_EACH = 25
"""A view, a trigger or an invariant for one table in so many."""
_WHOLE, _AFTER_AN_EDIT = 3000, 100
_TIMES = 3

_Value = TypeVar("_Value")


def large(tables: int, patterns: int, choose: random.Random) -> Schema:
    """A design of so many tables, each of which refers to two that came before it."""
    made: list[object] = [model.Requirements(deployment="single", recovery="soft delete", horizon_months=12.0)]
    for number in range(_TYPES):
        made.append(model.Enum(name=f"kind_{number}", values=tuple(model.EnumValue(value=one) for one in "abc")))
        made.append(model.Domain(name=f"short_{number}", type="varchar(40)"))
    for place in range(tables):
        parents = [choose.randrange(place) for _ in range(2)] if place else []
        columns = [f"t{parent}_{number}_id bigint" for number, parent in enumerate(parents)]
        if place % 10 == 0:
            columns += [f"kind kind_{place // 10 % _TYPES}", f"label short_{place // 10 % _TYPES}"]
        rows = choose.choice([None, 1000, 1_000_000])
        made.append(entity(f"table_{place}", *_COLUMNS, *columns, pk="id", rows=rows))
        for number, parent in enumerate(parents):
            made.append(link(f"table_{place}.t{parent}_{number}_id", f"table_{parent}.id"))
    for place in range(patterns):
        sql = _QUERY.format(choose.randrange(tables), choose.randrange(tables))
        made.append(pattern(f"pattern {place}", sql, per_minute=5.0))
    return _with_more(schema_of(*made, dialect=model.Dialect(name="postgres", version="18")))


def _with_more(schema: Schema) -> Schema:
    """The design with views, triggers and invariants, and some of its tables in a schema of their own."""
    schema = apply([edits.add(schema, model.Namespace(name="aside"))], schema)
    aside = next(one.id for one in schema.schemas if one.name == "aside")
    schema = apply([edits.alter(schema, one.id, schema=aside) for one in schema.entities[1::_EACH]], schema)
    for place, table in enumerate(schema.entities[::_EACH]):
        named = {one.name: one.id for one in table.attributes}
        seen = model.Opaque(kind="view", name=f"{table.name}_v", sql="SELECT 1", columns=("id", "name"))
        fired = model.Opaque(kind="trigger", name=f"t{place}", sql="EXECUTE FUNCTION f()", requires=(table.id,))
        kept = model.Invariant(kind="non-negative", entity=table.id, attributes=(named["quantity"],), text="Stock.")
        schema = apply([edits.add(schema, one) for one in (seen, fired, kept)], schema)
    return schema


def timed(work: Callable[[], _Value]) -> tuple[_Value, float]:
    """What the work returns, and how long it took in milliseconds of processor time."""
    start = time.process_time()
    result = work()
    return result, (time.process_time() - start) * 1000


class Collector:
    """Listens to the garbage collector. longest: of its rounds, in milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._start = 0.0
        gc.callbacks.append(self._called)

    def _called(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._start = time.process_time()
        else:
            self.longest = max(self.longest, (time.process_time() - self._start) * 1000)


def after_edits(examined: Examined, edit: Edit, number: int, choose: random.Random, compare: bool) -> list[float]:
    """How long each of so many edits of one kind takes to be judged, the quickest first."""
    schema, times = unwatched(examined.facts.schema), []
    for _ in range(number * 4):
        if len(times) == number:
            break
        try:
            changes = edit(schema, choose)
            each = []
            for _ in range(_TIMES):
                changed = apply(changes, schema)  # anew, or what was looked up once would be known
                again, taken = timed(lambda changed=changed: report(examine(changed, earlier=examined)))  # type: ignore[misc]
                each.append(taken)
        except (DesignError, IndexError, ValueError):
            continue
        if changed is schema or _concerns_all(changes):
            continue
        times.append(statistics.median(each))
        if compare and again != report(examine(changed)):
            raise SystemExit(f"{edit.__name__}: judged otherwise than by a whole run: {changes}")
    return sorted(times)


def _concerns_all(changes: tuple[Change, ...]) -> bool:
    """Whether it is another name for the schema that nearly all tables are in: of each something else is to be said."""
    return any(isinstance(one, Rename) and one.kind == "schema" and one.old == "public" for one in changes)


def main() -> None:
    """A line for the whole run, one for each kind of edit, and one for all edits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--patterns", type=int, default=100)
    parser.add_argument("--edits", type=int, default=5, help="how many of each kind")
    parser.add_argument("--only", default="", help="kinds with this in their name")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="fail where something takes longer than it may")
    parser.add_argument("--compare", action="store_true", help="compare each with a whole run")
    options = parser.parse_args()
    choose = random.Random(options.seed)
    with importing():
        all_rules()
    schema = large(options.tables, options.patterns, choose)
    report(examine(schema_of(entity("warm", "id bigint", pk="id"))))
    examined, whole = timed(lambda: examine(schema))
    found = report(examined)
    gc.collect()
    collector = Collector()
    print(f"{len(schema.entities)} tables, {len(schema.relationships)} foreign keys, {options.patterns} patterns, "
          f"{len(examined.rules)} rules")  # fmt: skip
    print(f"whole: {whole:.0f} ms, {len(found.findings)} findings; to be under {_WHOLE}")
    print(f"after an edit:{'':10} middle  9 of 10  most (to be under {_AFTER_AN_EDIT})")
    every: list[float] = []
    slow: list[str] = []
    for edit in EDITS:
        name = edit.__name__.strip("_").replace("_", " ")
        times = after_edits(examined, edit, options.edits, choose, options.compare) if options.only in name else []
        if times:
            print(f"  {name:20} {_row(times)}   {len(times)} edits")
            every += times
            slow += [name] if times[-1] > _AFTER_AN_EDIT else []
    print(f"  {'all':20} {_row(sorted(every))}   {len(every)} edits")
    print(f"garbage collector: its longest round took {collector.longest:.0f} ms")
    slow += ["whole"] if whole > _WHOLE else []
    if options.check and slow:
        raise SystemExit(f"Slower than it may be: {', '.join(slow)}")


def _row(times: list[float]) -> str:
    ninth = times[min(len(times) - 1, int(len(times) * 0.9))]
    return f"{statistics.median(times):9.0f} {ninth:8.0f} {times[-1]:6.0f}"


if __name__ == "__main__":
    main()
