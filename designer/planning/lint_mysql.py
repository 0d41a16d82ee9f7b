"""Hazards of a migration for MySQL or MariaDB that somebody else wrote, told from the design that it runs on.

Each statement of definition is read into the design as it stands by then; what comes of it is planned, and what the
plan's steps say of the server is what is said of the statement. Statements that change rows are judged by
their words.
"""

from collections.abc import Iterator
from dataclasses import replace

from designer.exporters.mariadb import MARIADB
from designer.exporters.mysql import MYSQL
from designer.exporters.mysql.script import steps
from designer.importers import import_sql
from designer.planning.lint_demands import Demands
from designer.planning.lint_findings import LintFinding
from designer.planning.lint_renames import followed
from designer.planning.lint_words import data
from designer.planning.model import CannotPlan, Options, Step
from designer.planning.of_mysql import plan_mysql
from designer.planning.stages import bare
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.splitting import split
from designer.sql.statements import Statement

_DEFINES = ("CREATE", "ALTER", "DROP", "RENAME")


def lint_mysql(text: str, schema: Schema, options: Options) -> tuple[LintFinding, ...]:
    """All hazards by line. schema: the design that the script runs on, with its volumes."""
    dialect = schema.dialect.name
    base = bare(schema)
    known = _script(base)
    start = at = base
    found: list[LintFinding] = []
    defined = False
    for statement in split(text, dialect):
        try:
            cursor = Cursor(statement.source, statement.tokens, dialect)
            found += data(cursor, statement.line, defined=defined)
            defines = cursor.key() in _DEFINES
        except Unreadable:
            continue
        if statement.kind == "meta" or not defines:
            continue
        defined = True
        known = f"{known}{_delimited(statement.text)}"
        read = import_sql(known, dialect)
        if read.problems:
            last = read.problems[-1]
            found.append(LintFinding("MG000", "warning", statement.line, f"it does not fit the design: {last.message}"))
            known = known.removesuffix(_delimited(statement.text))
            continue
        after = bare(_with_volumes(followed(read.schema, at, cursor), start))
        fresh = {after.qualified(one) for one in after.entities if one.id not in start.located}
        found += _judged(statement, Demands.of(cursor), at, after, options, fresh)
        at = after
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.line, one.code)))


def _script(schema: Schema) -> str:
    flavour = MARIADB if schema.dialect.name == "mariadb" else MYSQL
    return "".join(_delimited(one.text) for one in steps(schema, flavour))


def _delimited(text: str) -> str:
    return f"DELIMITER $$\n{text.rstrip().removesuffix(';')} $$\nDELIMITER ;\n"


def _with_volumes(schema: Schema, start: Schema) -> Schema:
    entities = tuple(
        replace(one, rows=start.entity(one.id).rows) if one.id in start.located else one for one in schema.entities
    )
    return replace(schema, entities=entities).made_from(schema)


def _judged(
    statement: Statement, demands: Demands, before: Schema, after: Schema, options: Options, fresh: set[str]
) -> Iterator[LintFinding]:
    """fresh: tables that the file itself makes, and that are no reason for anything."""
    try:
        made = plan_mysql(before, after, options)
    except CannotPlan:
        return
    for step in made.steps:
        if step.locks and step.locks[0].relation in fresh:
            continue
        yield from demands.judged(step, tuple(_of_step(statement, step)), statement.line)


def _of_step(statement: Statement, step: Step) -> Iterator[LintFinding]:
    lock = step.locks[0] if step.locks else None
    for one in step.hazards:
        if one.code == "MG050":
            continue  # of the plan's own way, not of the statement
        mend = f"; {one.mend}" if one.mend else ""
        yield LintFinding(
            one.code, one.severity, statement.line, f"{one.message}{mend}",
            lock.mode if lock else None, lock.blocks if lock else None,
        )  # fmt: skip
