"""Hazards of a migration that somebody else wrote: by line, with the reason and a safer way as SQL.

Examples:
  designer lint migrations/0042.sql
  designer lint change.sql --schema design.json --format json
  designer lint change.sql --schema dump.sql --queries volumes.sql --format sarif
  designer lint V12__change.sql --transaction yes

A migration is read as PostgreSQL's; where --schema is a design for MySQL or MariaDB, as that server's. What cannot be
read is said on standard error, and the exit code is then 1, as it is for an error or a warning.

Say with --transaction how the file is run: yes, where the tool begins a transaction around it (Django, Alembic,
Flyway, dbmate and goose do, unless told otherwise), no, where each statement is committed by itself (psql and sqitch
do so, but between BEGIN and COMMIT). Left out, only what the file shows is counted on. PostgreSQL only.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from designer.cli.errors import BadInput
from designer.cli.output import add_format, print_json
from designer.cli.sources import read
from designer.planning import Options
from designer.planning.lint import lint
from designer.planning.lint_findings import LintFinding
from designer.planning.lint_mysql import lint_mysql
from designer.planning.of_mysql import DIALECTS
from designer.planning.unread import unread

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.sql", help="the migration, or - for standard input")
    parser.add_argument("--schema", metavar="SRC", help="the design it runs on: its types, and its volumes")
    parser.add_argument("--queries", metavar="Q.sql", help="with --schema: a file that declares volumes")
    parser.add_argument("--target-version", type=int, default=18, metavar="N", help="PostgreSQL's, 12 to 18")
    parser.add_argument("--transaction", choices=("yes", "no"),
                        help="whether what runs the file begins a transaction around it")  # fmt: skip
    add_format(parser, "sarif")


def run(options: argparse.Namespace) -> int:
    if not 12 <= options.target_version <= 18:
        raise BadInput(f"--target-version {options.target_version}: 12 to 18 are known")
    if options.queries and not options.schema:
        raise BadInput("--queries declares volumes of --schema: give both")
    text = _text(options.file)
    schema = None
    if options.schema:
        schema = read([options.schema], argparse.Namespace(from_=None, queries=options.queries)).schema
    chosen = Options(target_version=options.target_version)
    of_mysql = schema is not None and schema.dialect.name in DIALECTS
    wrapped = None if options.transaction is None else options.transaction == "yes"
    findings = lint_mysql(text, schema, chosen) if schema and of_mysql else lint(text, schema, chosen, wrapped=wrapped)
    unreadable = () if of_mysql else tuple(unread(text))
    for line, why in unreadable:
        print(f"designer: {options.file}:{line}: {why}: nothing is said of it", file=sys.stderr)
    if options.format == "json":
        said = [{"line": line, "message": why} for line, why in unreadable]
        print_json({"findings": [one.as_json() for one in findings], "unread": said})
    elif options.format == "sarif":
        print_json(_sarif(findings, options.file))
    else:
        print(as_text(findings, options.file) or ("no hazards in the rest" if unreadable else "no hazards"))
    return 1 if unreadable or any(one.severity != "info" for one in findings) else 0


def _text(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{path}:{line}: this is not UTF-8 text") from None


def as_text(findings: tuple[LintFinding, ...], path: str) -> str:
    """A line for each finding, and the safer way under it."""
    lines = []
    for one in findings:
        blocked = f" [{one.lock}: {one.blocks} wait]" if one.lock else ""
        lines.append(f"{path}:{one.line}: {one.severity} {one.code}: {one.message}{blocked}")
        lines += [f"    {statement}" for statement in one.rewrite_sql]
    return "\n".join(lines)


def _sarif(findings: tuple[LintFinding, ...], path: str) -> dict[str, Any]:
    rules = sorted({one.code for one in findings})
    results = [
        {
            "ruleId": one.code,
            "level": _LEVEL[one.severity],
            "message": {"text": one.message},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"startLine": one.line}}}],
        }
        for one in findings
    ]
    driver = {"name": "designer lint", "rules": [{"id": code} for code in rules]}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
