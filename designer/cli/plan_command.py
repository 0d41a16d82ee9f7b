"""The migration from one design to another: ordered, reversible steps with their locks and hazards, as files, proved.

Examples:
  designer plan old.sql new.sql
  designer plan old.sql new.sql --ask
  designer plan main.json branch.json --strategy online --as flyway --out migrations/
  designer plan old.sql new.sql --verify --format json
  designer plan old.sql new.sql --verify --on postgresql://localhost/postgres
  designer plan old.sql new.sql --verify --on postgresql://localhost/copy_of_production --yes

A plan for MySQL or MariaDB is proved on a throw-away MariaDB server, one for SQLite in a file.

With --on alone the plan runs in scratch databases on that server, on synthetic rows. With --yes it runs in the database
that the URL names, on the rows that are there: name a copy. It goes there and back, and ends where it began.

A table, column, constraint, index, type or value of NEW with the comment `-- was: old_name` on its line is that
of OLD, renamed. Tables and columns that look like it without saying so are proposed; with --ask you are asked.

Without --strategy a plan for PostgreSQL is made online where a table that it changes is declared to hold more than
10,000 rows, else direct.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from designer.cli.errors import BadInput
from designer.cli.hints import hinted, renamed
from designer.cli.output import add_format, print_json
from designer.cli.sources import add_source, read, warn_of_problems
from designer.exporters.result import ExportError
from designer.lab.verify import CannotConnect
from designer.planning import (
    FORMATS,
    CannotPlan,
    Options,
    Plan,
    Proof,
    Survival,
    files,
    plan,
    prove,
    prove_in_place,
    survival,
)
from designer.planning.model import STRATEGIES, Strategy
from designer.schema.align import align
from designer.schema.diff import diff
from designer.schema.likely_renames import likely_renames
from designer.schema.schema import Schema

_OLDEST, _NEWEST = 12, 18
_KINDS = {"entity": "table", "attribute": "column"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, "old", "new", queries=True)
    parser.add_argument(
        "--as", dest="as_", choices=tuple(FORMATS), default="sql", help="the tool that files are for; sql by default"
    )
    parser.add_argument("--strategy", choices=STRATEGIES,
                        help="online and expand-contract are for PostgreSQL")  # fmt: skip
    parser.add_argument("--ask", action="store_true", help="ask of each likely rename whether it is one")
    parser.add_argument(
        "--target-version",
        type=int,
        default=_NEWEST,
        metavar="N",
        help=f"PostgreSQL's, {_OLDEST} to {_NEWEST}; the newest by default",
    )
    parser.add_argument("--first", type=int, default=1, metavar="N", help="the number of the first file; 1 by default")
    parser.add_argument("--out", metavar="DIR", help="write the files there; the steps are printed in any case")
    parser.add_argument("--verify", action="store_true", help="run it on a server: there, back, and there again")
    parser.add_argument("--on", metavar="URL", help="with --verify: a server of yours instead of the embedded one")
    parser.add_argument("--yes", action="store_true", help="with --on: run in that very database, on its own rows")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    if not _OLDEST <= options.target_version <= _NEWEST:
        raise BadInput(f"--target-version {options.target_version}: {_OLDEST} to {_NEWEST} are planned for")
    if options.on and not options.verify:
        raise BadInput("--on names where --verify runs: give both")
    if options.yes and not options.on:
        raise BadInput("--yes allows what --on names to be changed: give both")
    if options.first < 1:
        raise BadInput("--first counts from 1")
    if options.ask and "-" in (options.old, options.new):
        raise BadInput("--ask reads answers from standard input: give OLD and NEW as files")
    before = read([options.old], argparse.Namespace(**{**vars(options), "queries": None}))
    after = read([options.new], options)
    if options.format != "json":
        warn_of_problems(before)
        warn_of_problems(after)
    try:
        new = hinted(after, before.schema, options.new)
        new = asked(new, before.schema) if options.ask else new
        strategy = options.strategy or _chosen(before.schema, new)
        made = plan(before.schema, new, Options(strategy=strategy, target_version=options.target_version))
        proof = _proved(made, options) if options.verify else None
        survived = survival(made) if options.verify and strategy == "expand-contract" else ()
    except (CannotPlan, ExportError, CannotConnect) as error:
        raise BadInput(str(error)) from None
    if options.out:
        _write(made, options)
    if options.format == "json":
        print_json(as_json(made, proof, survived))
    else:
        aligned = align(new, before.schema)
        for one in likely_renames(diff(before.schema, aligned), before.schema, aligned):
            hint = f"write `-- was: {one.old.rpartition('.')[2]}` behind it to say so, or --ask"
            kind = _KINDS.get(one.kind, one.kind)
            print(f"designer: perhaps a rename: {kind} {one.old} to {one.new}; {hint}", file=sys.stderr)
        print(as_text(made, proof, survived))
    return 1 if proof and proof.verdict == "failed" else 0


def _chosen(before: Schema, after: Schema) -> Strategy:
    """The strategy where none is given: online where a table that changes is declared to be large, which is said."""
    small = Options().small_rows
    aligned = align(after, before)
    if {before.dialect.name, after.dialect.name} != {"postgres"}:
        return "direct"
    for entity in before.entities:
        located = aligned.located.get(entity.id)
        links = [one for one in aligned.references_from(entity.id) if one not in before.relationships]
        changes = located is not None and (replace(located.value, rows=entity.rows) != entity or links)
        if changes and entity.rows is not None and entity.rows > small:
            where = before.qualified(entity)
            print(f"designer: planned online, as {where} holds {entity.rows:,} rows; --strategy direct is the shortest"
                  " way", file=sys.stderr)  # fmt: skip
            return "online"
    return "direct"


def asked(new: Schema, old: Schema) -> Schema:
    """The new design, its likely renames followed as far as the answers on standard input say so."""
    refused: set[tuple[str, str]] = set()
    while True:
        aligned = align(new, old)
        proposed = likely_renames(diff(old, aligned), old, aligned)
        open_ones = [one for one in proposed if (one.old, one.new) not in refused]
        if not open_ones:
            return new
        one = open_ones[0]
        print(f"Is the {_KINDS[one.kind]} {one.new} what {one.old} was? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            new = renamed(aligned, old, {one.new_id: one.old_id})
        else:
            refused.add((one.old, one.new))


def _proved(made: Plan, options: argparse.Namespace) -> Proof:
    if not options.on:
        return prove(made)
    if options.yes:
        print(
            f"designer: running {len(made.steps)} steps there and back in the very database of --on, on its own rows",
            file=sys.stderr,
        )
        return prove_in_place(made, options.on)
    if sys.stderr.isatty():
        print("designer: in scratch databases, on synthetic rows; --yes runs it on a copy's own rows", file=sys.stderr)
    return prove(made, on=options.on)


def as_json(made: Plan, proof: Proof | None, survived: tuple[Survival, ...]) -> dict[str, Any]:
    """The result in the contract's shape."""
    return {
        **made.as_json(),
        "survival": [
            {"access_pattern": one.access_pattern, "version": one.version, "phases": dict(one.phases)}
            for one in survived
        ],
        "verified": proof.as_json() if proof else None,
    }


def as_text(made: Plan, proof: Proof | None, survived: tuple[Survival, ...]) -> str:
    """Every step with its statements and what is said of it, then the proof."""
    lines: list[str] = []
    for number, step in enumerate(made.steps, 1):
        how = "" if step.transactional else ", outside a transaction"
        lines.append(f"{number}. {step.title} ({step.phase}{how})")
        lines += [f"   takes {lock.mode} on {lock.relation}: {lock.blocks} wait" for lock in step.locks]
        lines += [f"   writes {relation} anew" for relation in step.rewrites]
        if step.estimate_seconds:
            lines.append(f"   estimate: {step.estimate_seconds:g} s of work at the declared rows")
        for hazard in step.hazards:
            mend = f"; {hazard.mend}" if hazard.mend else ""
            lines.append(f"   {hazard.severity} {hazard.code}: {hazard.message}{mend}")
        if step.irreversible:
            lines.append(f"   irreversible: {step.irreversible}")
        lines += [f"   up   {line}" for text in step.up for line in text.splitlines()]
        lines += [f"   down {line}" for text in step.down for line in text.splitlines()]
    lines += [f"to know: {notice}" for notice in made.notices]
    for one in survived:
        fared = ", ".join(f"{phase}: {words}" for phase, words in one.phases)
        lines.append(f"{one.version} code, {one.access_pattern}: {fared}")
    if proof:
        done = f"{len(made.steps)} steps, {proof.statements} statements, {proof.rows} rows, {proof.seconds:.1f} s"
        where = f" on {proof.server}: {done}" if proof.server else ": there was no server to try it on"
        lines.append(f"{proof.verdict}{where}")
        lines += [f"error: {text}" for text in proof.errors]
        lines += [
            f"{one.kind} {one.object}: expected {one.expected or 'none'}, found {one.found or 'none'}"
            for one in proof.differences
        ]
        lines += [f"not executed: {text}" for text in proof.not_executed]
    return "\n".join(lines) or "nothing to do: the two designs are the same"


def _write(made: Plan, options: argparse.Namespace) -> None:
    folder = Path(options.out)
    written = files(made, options.as_, first=options.first)
    try:
        for file in written:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{options.out}: {error.strerror or error}") from None
    print(f"designer: {len(written)} files for {options.as_} in {folder}", file=sys.stderr)
