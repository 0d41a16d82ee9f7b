"""Access patterns as pages show them: how often, on what, in colour, and what in them the design does not have."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from designer.analysis.workload import ParsedPattern, ParsedStatement, Unknown, parse_patterns
from designer.exporters.diagram.kept import Kept
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.web.bench import Bench
from designer.web.editors import edit_url, object_action
from designer.web.findings import Listed, known
from designer.web.forms.patterns import readable
from designer.web.highlighting import highlight

_parsed: Kept[tuple[ParsedPattern, ...]] = Kept(8)


def parsed_patterns(design: Design, schema: Schema) -> tuple[ParsedPattern, ...]:
    """The patterns of a design at its revision, parsed once."""
    return _parsed.get(f"{design.pk}/{design.revision}", lambda: parse_patterns(schema))


def shown(bench: Bench, patterns: Iterable[ParsedPattern]) -> list[dict[str, Any]]:
    """For design/pattern_item.html; of a pattern's findings the most severe first."""
    about = {
        name: sorted(found, key=lambda one: one.finding.severity.rank)
        for name, found in findings_by_pattern(bench).items()
    }
    return [item(bench, parsed, about.get(parsed.pattern.id, [])) for parsed in patterns]


def item(bench: Bench, parsed: ParsedPattern, about: list[Listed]) -> dict[str, Any]:
    """One pattern. Findings: those about it or one of its statements."""
    pattern, dialect = parsed.pattern, bench.schema.dialect.name
    return {
        "id": pattern.id,
        "name": pattern.name,
        "owner": pattern.owner,
        "notes": pattern.notes,
        "frequency": rate(pattern.frequency_per_minute),
        "latency": pattern.latency_ms,
        "rows": pattern.rows,
        "sql_html": highlight(";\n\n".join(one.rstrip("; \n") for one in pattern.statements) + ";", dialect),
        "tables": _tables(bench, parsed.entities),
        "problems": problems(parsed.statements),
        "findings": [
            {"title": one.finding.title, "severity": str(one.finding.severity), "url": _finding_url(bench, one)}
            for one in about
        ],
        "edit_url": edit_url(bench, pattern.id) if bench.may_edit else "",
        "delete_url": object_action(bench, "delete_object", pattern.id) if bench.may_edit else "",
    }


def findings_by_pattern(bench: Bench) -> dict[str, list[Listed]]:
    """Open findings by the access pattern that they are about."""
    found: dict[str, list[Listed]] = {}
    for one in known(bench.findings).values():
        pattern = one.finding.subject.access_pattern
        if one.decision is None and pattern:
            found.setdefault(pattern, []).append(one)
    return found


def _tables(bench: Bench, ids: frozenset[str]) -> list[dict[str, str]]:
    there = [one for one in bench.schema.entities if one.id in ids]
    return [{"name": bench.schema.qualified(one), "url": bench.url(one)} for one in there]


def _finding_url(bench: Bench, one: Listed) -> str:
    return reverse("finding", args=[bench.design.id, one.id])


def problems(statements: Iterable[ParsedStatement]) -> list[str]:
    """What cannot be read, and names that the design does not have, each said once."""
    said = [one.error for one in statements if one.error]
    said += [unknown_in_words(name) for one in statements for name in one.unknown]
    said += [f"Several tables have a column {name}; say whose it is." for one in statements for name in one.ambiguous]
    return list(dict.fromkeys(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in said))


def unknown_in_words(unknown: Unknown) -> str:
    """`There is no table ordrs; the closest is orders`."""
    close = f"; the closest is {unknown.suggestion}" if unknown.suggestion else ""
    return f"There is no {unknown.kind} {unknown.name}{close}"


def rate(per_minute: float | None) -> str:
    """`1,200 a minute`; "" where it is not said."""
    unit, number = readable(per_minute)
    return "" if number is None else f"{number:,} a {unit}"
