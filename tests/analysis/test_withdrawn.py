"""Saying less of a design's use does not raise its score: what would raise it first."""

from dataclasses import replace

from designer.analysis.coverage import coverage
from designer.analysis.engine import Report, analyze
from designer.analysis.report import as_json
from designer.analysis.score import SHARED, score
from designer.analysis.withdrawn import put_back, retired_in, retirement, taken_away
from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.changes import Change, reverse
from designer.schema.edits import add, alter, drop, rename
from designer.schema.model import RETIRED, Decision, FunctionalDependency, Index, IndexKey, Requirements
from designer.schema.schema import Schema

_BASE = schema_of(
    entity("customer", "id bigint NOT NULL", "name text", "zip text", "town text", pk="id", rows=9_000_000),
    entity("orders", "id bigint NOT NULL", "customer_id bigint NOT NULL", "at timestamp", pk="id", rows=90_000_000),
    link("orders.customer_id", "customer.id"),
    pattern("everything", "SELECT * FROM orders ORDER BY random()", per_minute=600),
    pattern("of one", "SELECT name FROM customer WHERE town = $1 OR zip = $2", per_minute=90),
)
_CUSTOMER = _BASE.entities[0]
_ID = {one.name: one.id for one in _CUSTOMER.attributes}
_FACT = FunctionalDependency(determinant=(_ID["zip"],), dependent=(_ID["town"],), state="accepted")
SHOP = replace(
    apply((add(_BASE, _FACT, to=_CUSTOMER.id),), _BASE),
    requirements=Requirements(max_connections=20, processes=9, pool_size=9),
)
PATTERNS = {one.name: one.id for one in SHOP.access_patterns}


def judged(before: Schema, *edits: Change) -> tuple[Schema, Report]:
    """The design after edits of one revision, judged with what they took away."""
    after = apply(edits, before)
    whole = put_back(after, taken_away(reverse(edits)))
    report = analyze(after)
    return after, replace(report, with_withdrawn=analyze(whole.schema), withdrawn=whole.said)


def test_taking_away_what_findings_stood_on_raises_nothing() -> None:
    before = score(analyze(SHOP))
    (fact,) = SHOP.entities[0].functional_dependencies
    silences: dict[str, tuple[Change, ...]] = {
        "a pattern": (drop(SHOP, PATTERNS["everything"]),),
        "all patterns": tuple(drop(SHOP, one) for one in PATTERNS.values()),
        "a rate": (alter(SHOP, PATTERNS["everything"], frequency_per_minute=None),),
        "statements": (alter(SHOP, PATTERNS["of one"], statements=()),),
        "rows": tuple(alter(SHOP, one.id, rows=None) for one in SHOP.entities),
        "requirements": (alter(SHOP, "requirements", max_connections=None, processes=None, pool_size=None),),
        "a dependency": (drop(SHOP, fact.id),),
    }
    for what, edits in silences.items():
        after, report = judged(SHOP, *edits)
        silent = score(replace(report, with_withdrawn=None))
        assert silent.weight < before.weight, f"{what}: nothing stood on it"
        assert score(report).value <= before.value, what
        assert score(report).withdrawn > 0, what
        assert as_json(report, after)["summary"]["no_longer_said"], what


def test_mending_counts_though_the_pattern_is_gone() -> None:
    gone = drop(SHOP, PATTERNS["of one"])
    _, report = judged(SHOP, gone)
    key = IndexKey(column=_ID["town"]), IndexKey(column=_ID["zip"])
    indexes = (add(SHOP, Index(name=f"by_{one.column}", keys=(one,)), to=_CUSTOMER.id) for one in key)
    after, _ = judged(SHOP, *indexes)
    mended = judged(after, gone)[1]
    assert score(mended).withdrawn < score(report).withdrawn


def test_what_is_said_again_or_reads_what_is_gone_is_not_put_back() -> None:
    gone = taken_away(reverse((drop(SHOP, PATTERNS["of one"]),)))
    bare = apply((drop(SHOP, PATTERNS["of one"]),), SHOP)
    again = apply((add(bare, replace(SHOP.access_patterns[1], id="", name="Of One", statements=("SELECT 1",))),), bare)
    assert put_back(again, gone).silent == ()
    assert put_back(SHOP, gone).silent == ()
    moved = apply((rename(bare, _CUSTOMER.id, "client"),), bare)
    assert (put_back(moved, gone).said, put_back(moved, gone).silent) == ((), gone)
    unsized = apply((alter(SHOP, _CUSTOMER.id, rows=None),), SHOP)
    rows = taken_away(reverse((alter(SHOP, _CUSTOMER.id, rows=None),)))
    assert put_back(unsized, rows).schema == SHOP
    assert put_back(apply((alter(unsized, _CUSTOMER.id, rows=5),), unsized), rows).silent == ()
    assert put_back(apply((drop(unsized, _CUSTOMER.id),), unsized), rows).said == ()


def test_a_reason_given_before_goes_on_to_weigh_a_quarter() -> None:
    (about, *_) = [one for one in analyze(SHOP).findings if one.subject.object == PATTERNS["everything"]]
    decision = Decision(finding=about.code, subject=about.subject.object, reason="the report goes away in spring")
    decided = apply((add(SHOP, decision),), SHOP)
    _, report = judged(decided, drop(decided, PATTERNS["everything"]))
    assert score(report).value == score(analyze(decided)).value


def test_changes_of_what_is_said_are_no_withdrawal() -> None:
    edits = (
        alter(SHOP, PATTERNS["everything"], frequency_per_minute=3.0),
        alter(SHOP, _CUSTOMER.id, comment="Who buys."),
    )
    assert taken_away(reverse(edits)) == ()


def test_coverage_counts_what_is_said() -> None:
    assert coverage(SHOP).as_json() == {
        "access_patterns": 2, "with_rate": 2, "tables": 2, "with_rows": 2, "requirements": 14, "answered": 3,
    }  # fmt: skip


def test_what_is_gone_for_a_reason_stays_away_and_only_that() -> None:
    name, reason = PATTERNS["everything"], "The nightly report was switched off in March."
    for text, held in (("", True), ("not needed", True), ("why why why why", True), (reason, False)):
        after, report = judged(SHOP, drop(SHOP, name), retirement(SHOP, name, text))
        assert bool(report.withdrawn) == held, text
        assert (score(report).value == score(analyze(after)).value) != held, text
    both = (drop(SHOP, name), drop(SHOP, PATTERNS["of one"]), retirement(SHOP, name, reason))
    after = apply(both, SHOP)
    whole = put_back(after, taken_away(reverse(both)))
    assert [one.id for one in whole.said] == [PATTERNS["of one"]]
    assert [(one.id, decision.reason) for one, decision in whole.retired] == [(name, reason)]
    assert {one.id for one in whole.silent} >= {name, PATTERNS["of one"]}
    assert len(put_back(after, taken_away(reverse(both)), despite={name}).said) == 2


def test_a_reason_ends_with_the_decision_and_when_the_object_comes_back() -> None:
    name = PATTERNS["everything"]
    edits = (drop(SHOP, name), retirement(SHOP, name, "The nightly report was switched off."))
    after = apply(edits, SHOP)
    assert after.decisions[0].finding == RETIRED
    assert retired_in(after)
    again = apply((add(after, next(one for one in SHOP.access_patterns if one.id == name)),), after)
    assert retired_in(again) == {}
    gone = drop(again, name)
    assert [one.kind for one in gone.cascades] == ["decision"]
    assert retired_in(apply((gone,), again)) == {}
    assert retired_in(apply((drop(after, after.decisions[0].id),), after)) == {}
    better = apply((retirement(after, name, "Marketing sold the newsletter."),), after)
    assert [one.reason for one in better.decisions] == ["Marketing sold the newsletter."]


def test_one_reason_for_everything_retires_nothing() -> None:
    one, *_ = SHOP.access_patterns
    many = tuple(replace(one, id=f"p{number}", name=f"p{number}") for number in range(SHARED + 1))
    full = replace(SHOP, access_patterns=many)
    edits = tuple(
        change for each in many for change in (drop(full, each.id), retirement(full, each.id, "No longer in use 1."))
    )
    after, report = judged(full, *edits)
    assert retired_in(after) == {}
    assert score(report).withdrawn > 0
