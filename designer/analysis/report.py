"""Findings as JSON, SARIF, Markdown and text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from designer.analysis.coverage import coverage
from designer.analysis.engine import Report, rule_of
from designer.analysis.finding import Finding, Severity
from designer.analysis.folding import unfolded
from designer.analysis.mending import fix_sql
from designer.analysis.score import score
from designer.importers.result import Imported
from designer.schema.change_json import changes_to_json
from designer.schema.changes import Add, Alter
from designer.schema.describe import describe
from designer.schema.frozen import thaw
from designer.schema.schema import Schema

_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_STEPS = 6
"""Changes of a fix without SQL that are spelled out."""


def as_json(report: Report, schema: Schema) -> dict[str, Any]:
    """The result in the contract's shape."""
    return {
        "design": schema.name,
        "findings": [finding_json(finding, schema) for finding in report.findings],
        "dismissed": [
            {**finding_json(finding, schema), "decision": decision.decision, "reason": decision.reason}
            for finding, decision in report.dismissed
        ],
        "summary": {**_summary(report), "coverage": coverage(schema).as_json()},
        "rules_run": report.rules_run,
    }


def finding_json(finding: Finding, schema: Schema) -> dict[str, Any]:
    """One finding; its subject by names, and the object it hangs on by id; `reasons`: others that its fix mends, or
    all that it stands for where it is `gathered`."""
    up, down = fix_sql(finding.fix, schema)
    subject = finding.subject
    return {
        "code": finding.code,
        "title": finding.title,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "subject": {
            "entity": schema.qualified(schema.get(subject.entity)) if subject.entity else None,
            "attributes": list(schema.names(subject.attributes)),
            "access_pattern": schema.get(subject.access_pattern).name if subject.access_pattern else None,
            "object": subject.object,
        },
        "message": finding.message,
        "evidence": thaw(finding.evidence),
        "fix": changes_to_json(finding.fix),
        "fix_sql": list(up),
        "fix_reverse_sql": list(down),
        "reference": finding.reference,
        **({"reasons": [finding_json(one, schema) for one in finding.reasons]} if finding.reasons else {}),
        **({"gathered": True} if finding.gathered else {}),
    }


def _summary(report: Report) -> dict[str, Any]:
    """Cards by severity and code; reasons: what they tell besides, by code."""
    by_severity = Counter(str(finding.severity) for finding in report.findings)
    by_code = Counter(card.code for card in report.findings)
    reasons = Counter(one.code for card in report.findings if not card.gathered for one in card.reasons)
    return {
        **{str(severity): by_severity.get(str(severity), 0) for severity in Severity},
        "by_code": dict(sorted(by_code.items())),
        **({"reasons": dict(sorted(reasons.items()))} if reasons else {}),
        "dismissed": len(report.dismissed),
        "score": score(report).as_json(),
        **({"no_longer_said": _silent(report)} if report.withdrawn else {}),
    }


def _silent(report: Report) -> list[dict[str, Any]]:
    """What the score counts that the design once said of its use: kinds and ids, of values with their names."""
    return [
        {"kind": one.kind, "id": one.id, **({"set": sorted(one.set)} if isinstance(one, Alter) else {})}
        for one in report.withdrawn
        if isinstance(one, Add | Alter)
    ]


def as_sarif(report: Report, imported: Imported) -> dict[str, Any]:
    """SARIF 2.1.0; a result points at the line of the SQL that defines its subject."""
    codes = sorted({finding.code for finding in unfolded(report.findings)})
    rules = [rule for rule in map(rule_of, codes) if rule is not None]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Schema Designer",
                        "rules": [
                            {
                                "id": rule.code,
                                "shortDescription": {"text": rule.title},
                                "fullDescription": {"text": rule.why or rule.title},
                                **({"helpUri": rule.reference} if rule.reference else {}),
                                "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
                            }
                            for rule in rules
                        ],
                    }
                },
                "results": [_sarif_result(finding, codes, imported) for finding in report.findings],
            }
        ],
    }


def with_overrides(sarif: dict[str, Any], off: Iterable[str]) -> dict[str, Any]:
    """SARIF says of its one run which rules were switched off, as overrides of its invocation. off: their codes."""
    told = [{"descriptor": {"id": code}, "configuration": {"enabled": False}} for code in sorted(off)]
    if told:
        (run,) = sarif["runs"]
        run["invocations"] = [{"executionSuccessful": True, "ruleConfigurationOverrides": told}]
    return sarif


def _sarif_result(finding: Finding, codes: list[str], imported: Imported) -> dict[str, Any]:
    location = _sarif_location(finding, imported)
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": " ".join(f"{one.title}. {one.message}" for one in (finding, *finding.reasons))},
        "locations": [location],
        **_elsewhere(finding, imported),
        "partialFingerprints": {"subject/v1": f"{finding.code}:{finding.subject.object}"},
        "properties": {
            "confidence": str(finding.confidence),
            **({"reasons": [_reason_json(one) for one in finding.reasons]} if finding.reasons else {}),
        },
    }


def _sarif_location(finding: Finding, imported: Imported) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": place(finding, imported.schema)}]}
    line = line_of(finding, imported.lines)
    file = imported.file_of.get(finding.subject.object) or next(iter(imported.files), None)
    if line and file:
        location["physicalLocation"] = {"artifactLocation": {"uri": file}, "region": {"startLine": line}}
    return location


def _elsewhere(finding: Finding, imported: Imported) -> dict[str, Any]:
    """Where the further reasons of a card are, each with what it says there, if it is not where the card is."""
    here = place(finding, imported.schema)
    others = [one for one in finding.reasons if place(one, imported.schema) != here]
    located = [{**_sarif_location(one, imported), "message": {"text": f"{one.code}: {one.title}"}} for one in others]
    return {"relatedLocations": located} if located else {}


def _reason_json(reason: Finding) -> dict[str, Any]:
    return {
        "ruleId": reason.code,
        "level": _SARIF_LEVELS[reason.severity],
        "title": reason.title,
        "message": reason.message,
        "evidence": thaw(reason.evidence),
        "fingerprint": f"{reason.code}:{reason.subject.object}",
    }


def line_of(finding: Finding, lines: Mapping[str, int]) -> int | None:
    """The line of the subject, else of its first attribute, else of its entity."""
    subject = finding.subject
    candidates = (subject.object, *subject.attributes, subject.entity or "")
    return next((lines[one] for one in candidates if one in lines), None)


def place(finding: Finding, schema: Schema) -> str:
    """Where a finding is, in names: `orders (customer_id)`."""
    subject = finding.subject
    if subject.entity:
        columns = ", ".join(schema.names(subject.attributes))
        return schema.qualified(schema.get(subject.entity)) + (f" ({columns})" if columns else "")
    if subject.access_pattern:
        return f"access pattern “{schema.get(subject.access_pattern).name}”"
    return schema.name


def as_markdown(report: Report, schema: Schema) -> str:
    """For a pull request: a table of counts, then each finding with its fix."""
    parts = [f"# Findings in {plain_markdown(schema.name)}", "", _counts_line(report), ""]
    for finding in report.findings:
        up, _ = fix_sql(finding.fix, schema)
        parts += [
            f"## {finding.code} {plain_markdown(finding.title)}",
            "",
            f"**{finding.severity}**, {finding.confidence}, {plain_markdown(place(finding, schema))}",
            "",
            plain_markdown(finding.message),
            "",
            *(f"- Also {one.code} {plain_markdown(f'{one.title}. {one.message}')}" for one in finding.reasons),
            *([""] if finding.reasons else []),
        ]
        shown = (*up, *_rewritten(finding))
        if shown:
            fence = _fence("\n".join(shown))
            parts += [f"{fence}sql", *shown, fence, ""]
        said = _in_words(finding, up, schema)
        parts += [*(f"- {plain_markdown(line)}" for line in said), *([""] if said else [])]
    return "\n".join(parts)


def _fence(text: str) -> str:
    """A fence longer than any run of backticks inside."""
    longest = 0
    for run in text.replace("`", " ` ").split():
        longest = longest + 1 if run == "`" else longest
    return "`" * max(3, longest + 1)


def plain_markdown(text: str) -> str:
    """Text that Markdown and HTML take literally."""
    escaped = "".join(f"\\{one}" if one in "\\`*_{}[]#|!~" else one for one in " ".join(text.split()))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_text(report: Report, imported: Imported) -> str:
    """For a terminal: one block a finding, worst first, then the counts."""
    blocks = []
    for finding in report.findings:
        line = line_of(finding, imported.lines)
        file = imported.file_of.get(finding.subject.object) or next(iter(imported.files), None)
        where = f"{file}:{line}: " if file and line else ""
        up, _ = fix_sql(finding.fix, imported.schema)
        block = [
            f"{where}{finding.severity} {finding.code} {finding.title}",
            f"  {finding.message}",
            *(f"  also {one.code} {one.title}. {one.message}" for one in finding.reasons),
            *(f"    {statement}" for statement in (*up, *_rewritten(finding))),
            *(f"    in the design: {line}" for line in _in_words(finding, up, imported.schema)),
        ]
        blocks.append("\n".join(block))
    return "\n\n".join([*blocks, _counts_line(report)])


def _in_words(finding: Finding, up: Sequence[str], schema: Schema) -> tuple[str, ...]:
    """The fix as sentences, where SQL that stands alone cannot say it."""
    return () if up or not finding.fix else describe(finding.fix, schema)[:_STEPS]


def _rewritten(finding: Finding) -> tuple[str, ...]:
    """The query in its other form, and the index that goes with it, where it was run, or could not be: that is said."""
    told = finding.evidence.get("rewrite") or {}
    if told.get("state") not in ("proved", "not run"):
        return ()
    index = (told.get("read") or {}).get("index")
    indexes = (told.get("price") or {}).get("indexes_after", (index,) if index else ())
    return tuple(f"{statement};" for statement in (told["sql"], *indexes))


def _counts_line(report: Report) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    words = ", ".join(f"{counts.get(severity, 0)} {severity}" for severity in Severity)
    dismissed = f", {len(report.dismissed)} dismissed" if report.dismissed else ""
    number = len(report.findings)
    return f"{number} {'finding' if number == 1 else 'findings'} ({words}{dismissed}) by {report.rules_run} rules."
