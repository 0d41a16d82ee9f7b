"""Planner cost and plan of each access pattern at the declared volumes, by a real PostgreSQL without any data.

Examples:
  designer explain schema.sql --queries queries.sql
  designer explain design.json --indexes candidates.sql
  designer explain schema.sql --queries queries.sql --format json
  designer explain schema.sql --queries queries.sql --measure 100000
  designer explain design.json --measure 500000 --indexes candidates.sql
  designer explain postgresql://reader@db.example.org/shop --queries queries.sql --indexes candidates.sql

Costs are the planner's cost units, not times. `--indexes` adds CREATE INDEX statements to the design first. Volumes
that nobody declared are assumed, and named. A live PostgreSQL is planned for by its own statistics, histograms and
all, unless --no-values or --without-values has its values stay where they are.

--measure makes that many rows of the largest table, and of the others in the declared proportion, in a throw-away
database. The rows follow the declared statistics: distinct values, nulls, shares of values, ends and correlation;
references, keys and simple checks hold, and what could not be had is said. Each pattern is then run there (EXPLAIN
ANALYZE, changes taken back) without and with the indexes of --indexes, or else those that `designer indexes`
recommends. These are times, of this machine and at that scale, which stands above them.
"""

import argparse
import importlib
import sys
from collections.abc import Iterable
from typing import Any

from designer.cli.errors import BadInput
from designer.cli.output import add_format, print_json
from designer.cli.rule_choice import add_settings, thresholds_of
from designer.cli.sources import add_source, read, text_of, warn_of_problems
from designer.lab.planner import Explained, Measured, NoServer, PlannedPattern, PlannedStatement, explain, plan_text
from designer.lab.planner.added_indexes import AddedIndexes, read_indexes, with_indexes
from designer.schema.schema import Schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, queries=True)
    parser.add_argument("--indexes", metavar="I.sql", help="CREATE INDEX statements to plan with, beside the design's")
    parser.add_argument(
        "--measure", metavar="ROWS", type=int, help="run the patterns on so many made rows, without and with indexes"
    )
    add_settings(parser)
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    imported = read(options.src, options)
    warn_of_problems(imported)
    schema = _with_indexes(imported.schema, options.indexes) if options.indexes else imported.schema
    if not schema.access_patterns:
        raise BadInput(f"{', '.join(options.src)}: there is no access pattern to explain; name a file with --queries")
    if options.measure is not None:
        return _measure(imported.schema, options)
    measured = _statistics(options)
    found = explain(schema, measured=measured)
    if isinstance(found, NoServer):
        raise BadInput(f"no plans: {found.reason}")
    if options.format == "json":
        print_json(as_json(found))
    else:
        for note in _notes(found):
            print(f"designer: {note}", file=sys.stderr)
        if measured is not None:
            print("designer: planned by the database's own statistics, as of its last ANALYZE", file=sys.stderr)
        print(as_text(found))
    return 0


def _statistics(options: argparse.Namespace) -> Measured | None:
    """Of a live PostgreSQL what its own planner goes by; None where its values are to stay there."""
    if "://" not in options.src[0] or options.no_values or options.without_values:
        return None
    reading: Any = importlib.import_module("designer.cli.live")
    found: Measured | None = reading.statistics_of(options.src[0])
    return found


def _measure(schema: Schema, options: argparse.Namespace) -> int:
    """The patterns run on made rows; as JSON it stands beside the plans of the declared size."""
    measuring: Any = importlib.import_module("designer.cli.measured")
    given = _read_indexes(schema, options.indexes).indexes if options.indexes else None
    found = measuring.measured(schema, options.measure, given, thresholds_of(options))
    if options.format != "json":
        print(measuring.as_text(found))
        return 0
    planned = explain(schema)
    shown = {"server": found.server, "patterns": []} if isinstance(planned, NoServer) else as_json(planned)
    print_json({**shown, "measured": found.as_json()})
    return 0


def _with_indexes(schema: Schema, path: str) -> Schema:
    """The design with the indexes of a file; what in it is no index of this design is bad input."""
    return with_indexes(schema, _read_indexes(schema, path))


def _read_indexes(schema: Schema, path: str) -> AddedIndexes:
    added = read_indexes(schema, text_of(path))
    for line, message in added.problems:
        raise BadInput(f"{path}:{line}: {message}")
    return added


def as_json(found: Explained) -> dict[str, Any]:
    """The result in the contract's shape."""
    return {
        "server": found.server,
        "patterns": [_pattern(one) for one in found.patterns],
        "left_out": [{"name": one.name, "why": one.why} for one in found.left_out],
        "notes": list(found.notes),
    }


def _pattern(one: PlannedPattern) -> dict[str, Any]:
    return {
        "name": one.name,
        "cost": one.cost,
        "generic_cost": one.generic_cost,
        "rows": one.rows,
        "plan": one.plan.root.as_json() if one.plan else None,
        "indexes_used": list(one.indexes_used),
        "assumed": list(one.assumed),
        "warnings": list(one.warnings),
        "statements": [_statement(each) for each in one.statements],
    }


def _statement(one: PlannedStatement) -> dict[str, Any]:
    return {
        "sql": one.sql,
        "cost": one.plan.cost if one.plan else None,
        "generic_cost": one.generic.cost if one.generic else None,
        "values": dict(one.values),
        "plan": one.plan.root.as_json() if one.plan else None,
        "generic_plan": one.generic.root.as_json() if one.generic and differs(one) else None,
        "variants": [
            {"label": each.label, "values": dict(each.values), "cost": each.plan.cost, "plan": each.plan.root.as_json()}
            for each in one.variants
        ],
        "refused": one.refused,
    }


def differs(one: PlannedStatement) -> bool:
    """Whether the plan without values is another than the one with them."""
    return one.plan is not None and one.generic is not None and one.plan.shape != one.generic.shape


def as_text(found: Explained) -> str:
    """Each pattern with its cost, its plan as a tree with the costliest step marked, and what it rests on."""
    parts = [f"{found.server}, planner cost units at the declared volumes"]
    for pattern in found.patterns:
        parts += ["", _headline(pattern)]
        for one in pattern.statements:
            parts += list(_statement_lines(one))
        parts += [f"  warning: {warning}" for warning in pattern.warnings]
        if pattern.assumed:
            parts.append(f"  assumed: {', '.join(pattern.assumed)}")
    return "\n".join(parts)


def _headline(pattern: PlannedPattern) -> str:
    if pattern.cost is None:
        return f"{pattern.name}: not planned"
    used = ", ".join(pattern.indexes_used) or "none"
    return f"{pattern.name}: cost {pattern.cost:,.2f}, {pattern.rows or 0:,.0f} rows, indexes: {used}"


def _statement_lines(one: PlannedStatement) -> Iterable[str]:
    if one.plan is not None:
        given = _given(one.values)
        if given:
            yield f"  with {given}"
        yield _indented(plan_text(one.plan))
    if differs(one) and one.generic is not None:
        yield f"  without values (generic plan): cost {one.generic.cost:,.2f}"
        yield _indented(plan_text(one.generic))
    for variant in one.variants:
        yield f"  with {variant.label} ({_given(variant.values)}): cost {variant.plan.cost:,.2f}"
        yield _indented(plan_text(variant.plan))


def _given(values: Iterable[tuple[str, str]]) -> str:
    """Parameters with their values: `$1 = 7`, `status = 'new'`."""
    return ", ".join(f"{'$' if name.isdigit() else ''}{name} = {value.strip()}" for name, value in values)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _notes(found: Explained) -> Iterable[str]:
    yield from found.notes
    for one in found.left_out:
        yield f"{one.name} is left out of the plans: {one.why}"
