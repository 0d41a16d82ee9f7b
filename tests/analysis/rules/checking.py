"""Short ways to ask one rule about a small design."""

from typing import Any

from designer.analysis.engine import analyze
from designer.analysis.finding import Finding
from designer.schema.apply import apply
from designer.schema.build import entity, schema_of
from designer.schema.changes import reverse
from designer.schema.schema import Schema


def found(code: str, *parts: Any, **properties: Any) -> tuple[Finding, ...]:
    """What the rule of this code finds in a design made of these parts; a fix is applied, and undone, on the way."""
    return found_in(code, schema_of(*parts, **properties))


def found_in(code: str, schema: Schema) -> tuple[Finding, ...]:
    """What the rule of this code finds in a design."""
    findings = analyze(schema, codes={code}).findings
    for finding in findings:
        if finding.fix:
            mended = apply(finding.fix, schema)
            assert finding.key not in {one.key for one in analyze(mended, codes={code}).findings}
            assert apply(reverse(finding.fix), mended) == schema
    return findings


def columns(code: str, *texts: Any, **properties: Any) -> list[str]:
    """The columns of one table `things` that the rule of this code finds, however it lists them, in table order."""
    things = entity("things", "id bigint identity", *texts, **{"pk": "id", **properties})
    names: set[str] = set()
    for finding in found(code, things):
        rows = finding.evidence.get("rows")
        if rows:
            names |= {row[finding.evidence["columns"].index("column")] for row in rows}
        else:
            names.add(finding.evidence["column"].rpartition(".")[2])
    return [attribute.name for attribute in things.attributes if attribute.name in names]
