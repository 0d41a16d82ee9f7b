"""The way from a need to a database that is looked after, in seven steps: what of it is done, and what is missing."""

from dataclasses import dataclass

from designer.analysis.engine import Report
from designer.analysis.finding import Finding, Severity
from designer.analysis.folding import unfolded
from designer.exporters.runbook import unwatched
from designer.schema.schema import Schema

_NAMED = 3
"""So many names are listed before the rest is counted."""

_STEPS = {
    "patterns": ("Access patterns", "A schema serves queries; indexes and copies are judged by them."),
    "schema": ("Schema", "No application code can mend a model that lets false rows in."),
    "indexes": ("Indexes", "What is quick on a thousand rows must be quick on ten million."),
    "migrations": ("Migrations", "A change that is a version can be reviewed, planned and taken back."),
    "queries": ("Queries", "Most slow pages are statements that no index can help."),
    "monitoring": ("Running it", "Slow queries, full pools and lost data show against limits that were set before."),
    "documentation": ("Documentation", "It is made from the design, and as true as what is written there."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """key: a word for links; why: what goes wrong without it; missing: what is still to do, empty where it is done."""

    key: str
    title: str
    why: str
    missing: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def path(schema: Schema, report: Report, versions: int) -> tuple[Step, ...]:
    """The seven steps of a design with tables; none of an empty one. versions: how many are kept of it."""
    if not schema.entities:
        return ()
    kept = () if versions else ("No version is kept yet: the first is what a migration starts from.",)
    missing = {
        "patterns": _patterns(schema),
        "schema": _open(report, "NF", "TY", "CO"),
        "indexes": _indexes(schema, report),
        "migrations": kept,
        "queries": _queries(schema, report),
        "monitoring": _running(schema, report),
        "documentation": _described(schema),
    }
    return tuple(Step(key, title, why, missing[key]) for key, (title, why) in _STEPS.items())


def _patterns(schema: Schema) -> tuple[str, ...]:
    if not schema.access_patterns:
        return ("No access pattern is declared.",)
    without = [f"“{one.name}”" for one in schema.access_patterns if not one.frequency_per_minute]
    return (f"{_list(without)} {_have(without)} no rate.",) if without else ()


def _open(report: Report, *families: str) -> tuple[str, ...]:
    """Errors and warnings of these families; hints are no reason to wait."""
    found = [one for one in unfolded(report.findings) if one.code[:2] in families and one.severity is not Severity.INFO]
    return (f"{_counts(found)} open.",) if found else ()


def _counts(found: list[Finding]) -> str:
    parts = []
    for severity in (Severity.ERROR, Severity.WARNING):
        number = sum(one.severity is severity for one in found)
        if number:
            parts.append(f"{number} {severity}{'s' if number != 1 else ''}")
    return f"{' and '.join(parts)} {'is' if len(found) == 1 else 'are'}"


def _indexes(schema: Schema, report: Report) -> tuple[str, ...]:
    unsized = [schema.qualified(one) for one in schema.entities if one.rows is None and not one.partition_of]
    missing: tuple[str, ...] = (f"{_list(unsized)} {_have(unsized)} no declared number of rows.",) if unsized else ()
    if not schema.access_patterns:
        missing += ("Without access patterns nothing says which are needed.",)
    return missing + _open(report, "IX")


def _queries(schema: Schema, report: Report) -> tuple[str, ...]:
    if not schema.access_patterns:
        return ("No statement is declared to look at.",)
    return _open(report, "QR", "CI")


def _running(schema: Schema, report: Report) -> tuple[str, ...]:
    needs = schema.requirements
    wanted = {
        "how much may be lost (RPO)": needs.rpo_minutes,
        "how long an outage may last (RTO)": needs.rto_minutes,
        "the backup": needs.backup,
        "the connection budget": needs.max_connections,
    }
    unsaid = [what for what, value in wanted.items() if value is None]
    missing: tuple[str, ...] = (f"Not said: {', '.join(unsaid)}.",) if unsaid else ()
    if schema.access_patterns and not any(one.latency_ms for one in schema.access_patterns):
        missing += ("No access pattern has a latency target to be measured against.",)
    ignored = [one.name for one in unwatched(schema, limits=True) if one.limited]
    if ignored:
        missing += (f"Nothing is said to watch {_list(ignored)}.",)
    return missing + _open(report, "GR")


def _described(schema: Schema) -> tuple[str, ...]:
    bare = [schema.qualified(one) for one in schema.entities if not one.comment and not one.partition_of]
    unowned = [f"“{one.name}”" for one in schema.access_patterns if not one.owner]
    missing = (f"{_list(bare)} {_have(bare)} no description.",) if bare else ()
    return missing + ((f"{_list(unowned)} {_have(unowned)} no owner.",) if unowned else ())


def _list(names: list[str]) -> str:
    if len(names) <= _NAMED + 1:
        return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"


def _have(names: list[str]) -> str:
    return "has" if len(names) == 1 else "have"
