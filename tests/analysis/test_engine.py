"""The engine: which findings are open, and in which order."""

from dataclasses import replace
from datetime import date

from designer.analysis.engine import Report, analyze, varied
from designer.analysis.finding import Confidence, Finding, Severity, Subject
from designer.analysis.rules.indexes.unindexed_foreign_key import UnindexedForeignKey
from designer.schema.build import entity, schema_of
from designer.schema.frozen import EMPTY
from designer.schema.model import Decision

SCHEMA = UnindexedForeignKey.flagged
LINK = SCHEMA.relationships[0].id


def decided(today: date, **properties: str | None) -> Report:
    decision = Decision(id="d", finding="IX002", subject=LINK, reason="never deleted", **properties)  # type: ignore[arg-type]
    return analyze(replace(SCHEMA, decisions=(decision,)), codes=["IX002"], today=today)


def test_a_decision_about_something_else_dismisses_nothing() -> None:
    other = Decision(id="d", finding="IX003", subject=LINK)
    assert len(analyze(replace(SCHEMA, decisions=(other,)), codes=["IX002"]).findings) == 1


def test_a_decision_holds_until_the_end_of_its_last_day() -> None:
    held = decided(date(2030, 5, 1), expires="2030-05-01")
    assert (len(held.findings), len(held.dismissed)) == (0, 1)
    over = decided(date(2030, 5, 2), expires="2030-05-01")
    assert (len(over.findings), len(over.dismissed)) == (1, 0)


def test_a_decision_without_a_date_holds_for_ever() -> None:
    assert len(decided(date(9999, 12, 31), expires=None).dismissed) == 1


def test_a_family_runs_its_rules_and_no_other() -> None:
    report = analyze(SCHEMA, codes=["IX"])
    assert {finding.code[:2] for finding in report.findings} == {"IX"}
    assert analyze(schema_of(), codes=["no such"]).rules_run == 0


def test_what_one_rule_repeats_comes_behind_the_first_ten_in_its_order() -> None:
    ranked = [_of("IX002", n) for n in range(6)] + [_of(f"CO{n:03}", n) for n in range(9)]
    codes = [one.code for one in varied(ranked)]
    assert codes[:10] == ["IX002"] * 3 + [f"CO{n:03}" for n in range(7)]
    assert codes[10:] == ["IX002"] * 3 + ["CO007", "CO008"]
    repeated = [one.title for one in varied(ranked) if one.code == "IX002"]
    assert repeated == [str(n) for n in range(6)]


def test_a_graver_finding_is_never_moved_behind_a_lesser_one() -> None:
    ranked = [_of("IX002", n, Severity.ERROR) for n in range(5)] + [_of("CO001", 0, Severity.INFO)]
    assert varied(ranked) == tuple(ranked)


def _of(code: str, number: int, severity: Severity = Severity.WARNING) -> Finding:
    subject = Subject(object=str(number), entity=None, attributes=(), access_pattern=None)
    return Finding(
        code=code,
        severity=severity,
        confidence=Confidence.CERTAIN,
        subject=subject,
        title=str(number),
        message="",
        evidence=EMPTY,
        fix=(),
        reference=None,
    )


def test_hints_stand_behind_all_else() -> None:
    parts = (
        entity("orders", "id int", "customer_id int", pk="id"),
        entity("customers", "id int", *(f"c{number} int" for number in range(61)), pk="id"),
        entity("order_log", "id int", "total_price double precision", "customer_id int"),
    )
    told = [one.confidence is Confidence.HINT for one in analyze(schema_of(*parts)).findings]
    assert told == sorted(told)
    assert len(set(told)) == 2


def test_what_a_rule_repeats_stands_before_hints_of_the_same_severity() -> None:
    sure = [_of("IX002", n) for n in range(5)]
    hints = [replace(_of(f"CO{n:03}", n), confidence=Confidence.HINT) for n in range(3)]
    assert varied([*sure, *hints]) == (*sure, *hints)
