"""Everything a database specialist would say about a design, with evidence and the fix as SQL.

Examples:
  designer analyze dump.sql
  designer analyze design.json --queries queries.sql --fail-on warning
  designer analyze dump.sql --rules IX,TY004 --format json
  designer analyze dump.sql --settings team.json --without NM004,DO
  designer analyze dump.sql --queries queries.sql --rules IX,QR --prove
  designer analyze dump.sql --format sarif > findings.sarif
"""

import argparse
import sys
from dataclasses import replace

from designer.analysis.engine import Report, analyze
from designer.analysis.finding import Severity
from designer.analysis.folding import folded, unfolded
from designer.analysis.gathering import gathered
from designer.analysis.index_engine.proving import FAMILY, prove
from designer.analysis.report import as_json, as_markdown, as_sarif, as_text, with_overrides
from designer.analysis.rewriting import TITLES
from designer.analysis.rewriting.telling import with_rewrites
from designer.analysis.settings import RuleSettings, rules_off, said_of_off
from designer.analysis.thresholds import Thresholds
from designer.cli.output import add_format, print_json
from designer.cli.rule_choice import add_rule_choice, codes_of, settings_of
from designer.cli.sources import add_source, read, warn_of_problems
from designer.exporters.result import ExportError
from designer.lab.errors import ServerUnavailable
from designer.lab.planner import NoServer, open_lab
from designer.schema.schema import Schema

_NOT_ITS_PLANS = "This design is written for {}, and the plans are PostgreSQL's"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, queries=True)
    add_rule_choice(parser)
    parser.add_argument(
        "--fail-on", choices=tuple(str(one) for one in Severity), help="exit with 1 on findings at or above this"
    )
    proofs = "attach planner costs, and queries in another form that was run on made rows and gave the same"
    parser.add_argument("--prove", action="store_true", help=proofs)
    add_format(parser, "sarif", "markdown")


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    codes = codes_of(options, settings)
    imported = read(options.src, options)
    report = analyze(imported.schema, codes=codes, thresholds=settings.thresholds)
    if options.prove:
        report = _proved(report, imported.schema, settings.thresholds)
    match options.format:
        case "json":
            print_json({**as_json(report, imported.schema), **_off(settings)})
        case "sarif":
            print_json(with_overrides(as_sarif(report, imported), (rule.code for rule in rules_off(settings))))
        case "markdown":
            print(as_markdown(report, imported.schema))
            _print_unless_empty(said_of_off(settings))
        case _:
            warn_of_problems(imported)
            print(as_text(report, imported))
            _print_unless_empty(said_of_off(settings))
    return _exit_code(report, options.fail_on)


def _off(settings: RuleSettings) -> dict[str, list[str]]:
    """What a reader of JSON must know of rules that were not asked."""
    codes = [rule.code for rule in rules_off(settings)]
    return {"rules_off": codes} if codes else {}


def _print_unless_empty(sentence: str) -> None:
    if sentence:
        print(sentence)


def _proved(report: Report, schema: Schema, thresholds: Thresholds) -> Report:
    """The report with planner evidence and proved rewrites; where there are none to be had, the reason is said."""
    found = unfolded(report.findings)
    if not any(one.code.startswith(FAMILY) or one.code in TITLES for one in found):
        return report
    elsewhere = schema.dialect.name != "postgres"  # whose rewrites are run on a server of their own kind
    lab = NoServer(_NOT_ITS_PLANS.format(schema.dialect.name)) if elsewhere else open_lab()
    planned = any(one.code.startswith(FAMILY) for one in found)
    reason = lab.reason if isinstance(lab, NoServer) and (planned or not elsewhere) else ""
    try:
        if not isinstance(lab, NoServer):
            found = prove(schema, found, lab, thresholds=thresholds)
            found = with_rewrites(schema, found, lab, thresholds=thresholds)
        elif elsewhere:
            found = with_rewrites(schema, found, None, thresholds=thresholds)
    except (ServerUnavailable, ExportError) as error:
        reason = str(error)
    if reason:
        print(f"designer: no planner evidence: {' '.join(reason.split())}", file=sys.stderr)
    return replace(report, findings=gathered(folded(found), schema))


def _exit_code(report: Report, fail_on: str | None) -> int:
    return 1 if fail_on and report.at_or_above(Severity(fail_on)) else 0
