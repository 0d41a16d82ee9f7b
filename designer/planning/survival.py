"""Which access patterns run in each phase of a migration: executed on the proof server, not guessed.

Code of the old version runs the old design's patterns while the migration is under way, code of the new version the
new one's. Each statement is run, with values that fit its parameters, in a transaction that is rolled back. A row
that a constraint refuses is an answer, not a failure: the statement itself was understood.
"""

from collections.abc import Iterator

import psycopg
from psycopg import Connection, sql

from designer.lab.errors import ServerUnavailable
from designer.lab.verify.databases import empty_database
from designer.lab.verify.loading import said
from designer.planning.model import Plan, Step, Survival
from designer.planning.proof.loading import fill_for, load_design
from designer.planning.proof.rows import value_of
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.sql.parameters import normalise_parameters

_ROWS = 5


def survival(plan: Plan, *, on: str | None = None) -> tuple[Survival, ...]:
    """For every pattern of both designs, how it fared at the start and after each phase. () where no server is."""
    patterns = [("old", one) for one in plan.before.access_patterns]
    patterns += [("new", one) for one in plan.after.access_patterns]
    if not patterns:
        return ()
    fared: dict[tuple[str, str], list[tuple[str, str]]] = {}
    extensions = [one.name for schema in (plan.before, plan.after) for one in schema.extensions]
    try:
        with empty_database(on, extensions) as (connection, _):
            load_design(connection, plan.before)
            fill_for(connection, plan, _ROWS)
            for phase, steps in (("start", ()), *_phases(plan)):
                for step in steps:
                    _run(connection, step)
                for version, pattern in patterns:
                    schema = plan.before if version == "old" else plan.after
                    words = _tried(connection, schema, pattern)
                    fared.setdefault((version, pattern.name), []).append((phase, words))
    except ServerUnavailable:
        return ()
    return tuple(
        Survival(name, "old" if version == "old" else "new", tuple(phases)) for (version, name), phases in fared.items()
    )


def _phases(plan: Plan) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """The steps in runs of the same phase; a phase that comes again is numbered."""
    runs: list[tuple[str, list[Step]]] = []
    for step in plan.steps:
        if runs and runs[-1][0] == step.phase:
            runs[-1][1].append(step)
        else:
            runs.append((step.phase, [step]))
    seen: dict[str, int] = {}
    for phase, steps in runs:
        seen[phase] = seen.get(phase, 0) + 1
        yield (phase if seen[phase] == 1 else f"{phase} {seen[phase]}"), tuple(steps)


def _run(connection: Connection[tuple[object, ...]], step: Step) -> None:
    if step.transactional:
        with connection.transaction():
            for text in step.up:
                connection.execute(text.encode())
    else:
        for text in step.up:
            connection.execute(text.encode())


def _tried(connection: Connection[tuple[object, ...]], schema: Schema, pattern: AccessPattern) -> str:
    """ "ok", or the server's words."""
    given = {one.name: one.value for one in pattern.parameters if one.value is not None}
    try:
        with connection.transaction(force_rollback=True):
            for statement in pattern.statements:
                _execute(connection, schema, statement, given)
    except psycopg.IntegrityError:
        return "ok"
    except psycopg.Error as error:
        return said(error)
    return "ok"


def _execute(
    connection: Connection[tuple[object, ...]], schema: Schema, statement: str, given: dict[str, object]
) -> None:
    connection.execute("DEALLOCATE ALL")  # a statement that failed left its preparation behind
    text, names = normalise_parameters(statement)
    connection.execute(f"PREPARE pattern AS {text.rstrip().rstrip(';')}".encode())
    row = connection.execute(
        "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = 'pattern'"
    ).fetchone()
    types = row[0] if row and isinstance(row[0], list) else []
    values = [
        sql.Literal(str(given[name])) if name in given else value_of(schema, type_text, 1)
        for name, type_text in zip(names, types, strict=False)
    ]
    call = sql.SQL("EXECUTE pattern ({})").format(sql.SQL(", ").join(values)) if values else sql.SQL("EXECUTE pattern")
    connection.execute(call)
