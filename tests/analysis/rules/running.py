"""What tests of rules share: the findings of one rule, as titles or whole."""

from typing import Any

from designer.analysis.engine import rule_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.schema.apply import apply
from designer.schema.build import schema_of
from designer.schema.changes import reverse
from designer.schema.schema import Schema


def findings(code: str, *parts: Any, **properties: Any) -> list[Finding]:
    """The findings of one rule in the design made of `parts`; a design as the only part is taken as it is."""
    schema = parts[0] if len(parts) == 1 and isinstance(parts[0], Schema) else schema_of(*parts, **properties)
    rule = rule_of(code)
    assert rule is not None
    return list(rule.check(Facts(schema)))


def titles(code: str, *parts: Any, **properties: Any) -> list[str]:
    """The titles of those findings."""
    return [one.title for one in findings(code, *parts, **properties)]


def mended(code: str, schema: Schema) -> Schema:
    """The design after the fix of the rule's only finding, which has to be gone and to be undone exactly."""
    (finding,) = findings(code, schema)
    assert finding.fix
    after = apply(finding.fix, schema)
    assert findings(code, after) == []
    assert apply(reverse(finding.fix), after) == schema
    return after
