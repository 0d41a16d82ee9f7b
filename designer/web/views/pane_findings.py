"""The pane with the findings of what is chosen."""

from typing import Any

from designer.web.bench import Bench


def content(bench: Bench) -> dict[str, Any]:
    """Open findings of the chosen entity, or of the whole design."""
    report = bench.findings.report
    found = bench.findings.by_entity.get(bench.entity.id, []) if bench.entity else report.findings
    return {"open_findings": found, "rules_run": report.rules_run}
