"""Findings that one fix mends are one card with several reasons."""

from dataclasses import replace

from designer.analysis.engine import Report, analyze, examine, report
from designer.analysis.finding import Confidence, Finding, Severity, Subject
from designer.analysis.folding import folded, unfolded
from designer.analysis.report import as_json, as_markdown, as_sarif, as_text
from designer.analysis.score import score
from designer.importers import import_sql
from designer.importers.result import Imported
from designer.schema.build import entity, pattern, schema_of
from designer.schema.changes import Add, Change
from designer.schema.edits import add
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Decision, Index, IndexKey, Unique

SHOP = schema_of(
    entity("customer", "id bigint NOT NULL", "name text NOT NULL", pk="id", rows=2_000_000),
    entity(
        "orders", "id bigint NOT NULL", "customer_id bigint NOT NULL", "total numeric(12,2)", pk="id", rows=9_000_000
    ),
    pattern(
        "spending",
        "SELECT c.name, o.total FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.id = $1",
        per_minute=90,
    ),
)
_ORDERS = SHOP.entities[1]


def found(
    code: str, *fix: Change, about: str = "x", evidence: FrozenMap = EMPTY, pattern: str | None = None
) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
        subject=Subject(object=pattern or about, access_pattern=pattern),
        title=f"{code} of {about}",
        message="Why.",
        evidence=evidence,
        fix=fix,
    )


def index(*columns: str, name: str = "i", **more: object) -> Add:
    ids = {one.name: one.id for one in _ORDERS.attributes}
    keys = tuple(IndexKey(column=ids[one]) for one in columns)
    made = add(SHOP, Index(name=name, keys=keys, **more), to=_ORDERS.id)  # type: ignore[arg-type]
    assert isinstance(made, Add)
    return made


def shape(*ranked: Finding) -> list[tuple[str, ...]]:
    return [(one.code, *(each.code for each in one.reasons)) for one in folded(ranked)]


def test_findings_whose_fixes_differ_stay_apart() -> None:
    assert shape(found("A"), found("B")) == [("A",), ("B",)], "two without a fix have nothing in common"
    by_id, by_total = index("customer_id"), index("total")
    assert shape(found("A", by_id), found("B", by_total)) == [("A",), ("B",)]
    assert shape(found("A", by_id), found("B", by_id, by_total)) == [("A",), ("B",)], "a part does not mend the whole"
    assert shape(found("A", by_id), found("B", index("customer_id", unique=True))) == [("A",), ("B",)]
    assert shape(found("A", by_id), found("B", index("total", "customer_id"))) == [("A",), ("B",)], "not its beginning"
    partial = index("customer_id", "total", where="total > 0")
    assert shape(found("A", by_id), found("B", partial)) == [("A",), ("B",)]
    unique = add(SHOP, Unique(name="u", columns=(_ORDERS.attributes[1].id,)), to=_ORDERS.id)
    assert shape(found("A", by_id), found("B", unique)) == [("A",), ("B",)]


def test_conditions_of_other_statements_stay_apart() -> None:
    one = FrozenMap({"condition": "lower(a) = $1", "statement": "SELECT 1"})
    other = FrozenMap({**one, "statement": "SELECT 2"})
    several = FrozenMap({**one, "also": ("more",)})
    for second in (other, several):
        cards = (found("A", evidence=one, pattern="p"), found("B", evidence=second, pattern="p"))
        assert shape(*cards) == [("A",), ("B",)]
    assert shape(found("A", evidence=one), found("B", evidence=one)) == [("A",), ("B",)], "of no pattern"
    twice = (found("A", index("total"), evidence=one, pattern="p"), found("B", index("id"), evidence=one, pattern="p"))
    assert shape(*twice) == [("A",), ("B",)], "each has a way of its own"


def test_what_no_decision_closes_keeps_a_card_of_its_own() -> None:
    kept = replace(found("B", index("total")), stays_open=True)
    assert shape(found("A", index("total")), kept, found("C", index("total"))) == [("A", "C"), ("B",)]


def test_one_fix_under_two_names_is_one_card() -> None:
    assert shape(found("A", index("total")), found("B", index("total", name="other"))) == [("A", "B")]
    whole = found("A", index("customer_id"), index("total"))
    assert shape(whole, found("B", index("total")), found("C", index("id"))) == [("A", "B"), ("C",)]


def test_the_wider_of_two_indexes_mends_both() -> None:
    narrow, wide = found("A", index("customer_id")), found("B", index("customer_id", "total"))
    assert shape(wide, narrow) == [("B", "A")]
    (card,) = folded((narrow, wide))
    assert (card.code, card.fix, [one.code for one in card.reasons]) == ("A", wide.fix, ["B"])
    assert [one.code for one in unfolded((card,))] == ["A", "B"]


def test_one_condition_of_one_statement_is_one_card() -> None:
    said = FrozenMap({"condition": "lower(a) = $1", "statement": "SELECT 1"})
    shouted = FrozenMap({"condition": "LOWER(a) = $1", "statement": "SELECT 1"})
    without, mended = found("A", evidence=said, pattern="p"), found("B", index("total"), evidence=shouted, pattern="p")
    (card,) = folded((without, mended))
    assert (card.code, card.fix, [one.code for one in card.reasons]) == ("A", mended.fix, ["B"])


def test_a_missing_link_seen_by_two_rules_is_one_card_everywhere() -> None:
    whole = report(examine(SHOP))
    (card,) = [one for one in whole.findings if one.reasons]
    assert (card.code, [one.code for one in card.reasons]) == ("CO011", ["QR011"])
    told = card.reasons[0].title
    shown = as_json(whole, SHOP)
    assert shown["summary"]["by_code"].get("QR011") is None
    (given,) = [one["reasons"] for one in shown["findings"] if "reasons" in one]
    assert [(one["code"], one["title"]) for one in given] == [("QR011", told)]
    assert given[0]["evidence"]["rows"]
    imported = Imported(SHOP, "postgres", {})
    assert f"also QR011 {told}" in as_text(whole, imported)
    assert "- Also QR011 " in as_markdown(whole, SHOP)
    run = as_sarif(whole, imported)["runs"][0]
    assert "QR011" in [one["id"] for one in run["tool"]["driver"]["rules"]]
    (properties,) = [one["properties"] for one in run["results"] if "reasons" in one["properties"]]
    assert properties["reasons"][0]["ruleId"] == "QR011"
    assert shown["summary"]["reasons"] == {"QR011": 1}


def test_a_reason_elsewhere_is_located_and_weighs_where_it_is_worse() -> None:
    first = replace(found("CO011"), severity=Severity.INFO, subject=Subject(object=_ORDERS.id, entity=_ORDERS.id))
    elsewhere = Subject(object=SHOP.entities[0].id, entity=SHOP.entities[0].id)
    second = replace(found("QR011"), severity=Severity.ERROR, confidence=Confidence.HINT, subject=elsewhere)
    card = replace(first, reasons=(second, replace(second, subject=first.subject)))
    whole = Report((card,), (), 2)
    assert whole.at_or_above(Severity.ERROR) == (card,)
    (result,) = as_sarif(whole, Imported(SHOP, "postgres", {}))["runs"][0]["results"]
    (related,) = result["relatedLocations"]
    assert related["logicalLocations"] == [{"fullyQualifiedName": "customer"}]
    assert related["message"]["text"].startswith("QR011: ")


def test_dismissing_a_card_leaves_its_reasons_open_and_never_lifts_the_score_above_mending() -> None:
    whole = analyze(SHOP)
    (card,) = [one for one in whole.findings if one.reasons]
    decision = Decision(id="d", finding=card.code, subject=card.subject.object, reason="the two are kept by two teams")
    after = analyze(replace(SHOP, decisions=(decision,)))
    assert [one.code for one, _ in after.dismissed] == ["CO011"]
    assert "QR011" in [one.code for one in after.findings]
    assert score(whole).open == sum(score(replace(whole, findings=(one,))).open for one in unfolded(whole.findings))


def test_a_fix_that_no_sql_says_is_told_in_words() -> None:
    made = import_sql(
        "CREATE TABLE t (id bigint PRIMARY KEY, created_at timestamp); CREATE VIEW v AS SELECT created_at FROM t;"
    )
    found = analyze(made.schema, codes=["TY007"])
    assert [one for one in as_json(found, made.schema)["findings"] if one["fix_sql"] or not one["fix"]] == []
    assert "    in the design: " in as_text(found, made)
    assert "timestamp with time zone" in as_text(found, made)
    assert "timestamp with time zone" in as_markdown(found, made.schema)
