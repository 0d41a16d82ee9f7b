"""One card for what a rule says of many things alike: what must not be lost first."""

from dataclasses import replace
from typing import Any

import pytest

from designer.analysis.engine import analyze, report
from designer.analysis.engine import examine as examine_all
from designer.analysis.folding import unfolded
from designer.analysis.gathering import FEW, FEW_IN_TABLE, gathered
from designer.analysis.report import as_json
from designer.analysis.score import score
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.model import Decision
from designer.schema.schema import Schema

CODES = ("TY014", "CO014", "CO034", "CO002", "CO028")


def shop(number: int) -> Schema:
    """So many tables, each with the same mistakes: a narrow reference that is to be emptied and cannot be, …"""
    names = [f"{name}s" for name in ("order", "letter", "visit", "claim", "refund", "ticket")[:number]]
    parents = [f"{name}_owner" for name in names]
    tables = [
        entity(
            name, "code text not null default ''", "owner_id integer not null", "n integer",
            unique="code", checks=("n > 0", "n > 0"), index="owner_id",
        )
        for name in names
    ]  # fmt: skip
    links = (
        link(f"{name}.owner_id", f"{one}.id", on_delete="set null") for name, one in zip(names, parents, strict=True)
    )
    return schema_of(*(entity(one, "id bigint", pk="id") for one in parents), *tables, *links)


MANY = shop(FEW + 1)


@pytest.mark.parametrize("code", CODES)
def test_few_are_told_one_by_one(code: str) -> None:
    found = analyze(shop(FEW), codes=[code]).findings
    assert (len(found), [one.gathered for one in found]) == (FEW, [False] * FEW)


@pytest.mark.parametrize("code", CODES)
def test_many_are_one_card_that_mends_all_and_keeps_each(code: str) -> None:
    (card,) = analyze(MANY, codes=[code]).findings
    assert card.gathered
    assert card.title.startswith(f"{FEW + 1} ")
    assert {one.key for one in card.told} == {one.key for one in examine_all(MANY).found if one.code == code}
    assert len({one.fix for one in card.told}) == FEW + 1
    assert analyze(apply(card.fix, MANY), codes=[code]).findings == ()
    for one in card.told:
        left = analyze(apply(one.fix, MANY), codes=[code]).findings
        assert one.key not in {each.key for each in unfolded(left)}


def test_missing_foreign_keys_are_gathered_past_the_number_that_a_team_sets() -> None:
    parents = [
        entity(f"{name}s", "id bigint", pk="id") for name in ("order", "letter", "visit", "claim", "refund", "ticket")
    ]
    for number, cards in ((5, 5), (6, 1)):
        children = [
            entity(f"child_{one.name}", "id bigint", f"{one.name[:-1]}_id bigint", pk="id") for one in parents[:number]
        ]
        linked = [entity(f"own_{one.name}", "id bigint", f"{one.name[:-1]}_id bigint", pk="id") for one in parents]
        links = [link(f"own_{one.name}.{one.name[:-1]}_id", f"{one.name}.id") for one in parents]
        found = analyze(schema_of(*parents, *children, *linked, *links), codes=["CO011"]).findings
        assert (len(found), sum(len(one.told) for one in found)) == (cards, number)


def test_a_decision_about_one_holds_whether_or_not_there_is_a_card() -> None:
    (card,) = analyze(MANY, codes=["TY014"]).findings
    one = card.told[0]
    decided = replace(MANY, decisions=(Decision(id="d", finding=one.code, subject=one.subject.object, reason="Kept."),))
    after = analyze(decided, codes=["TY014"])
    assert [(each.key, by.id) for each, by in after.dismissed] == [(one.key, "d")]
    assert {each.key for each in after.findings} == {each.key for each in card.told[1:]}
    more = replace(shop(FEW + 2), decisions=decided.decisions)
    assert [each.key for each, _ in analyze(more, codes=["TY014"]).dismissed] == [one.key]


def test_a_card_weighs_what_its_findings_weigh() -> None:
    examined = examine_all(MANY)
    whole = report(examined)
    apart = replace(whole, findings=examined.found)
    assert score(whole).as_json() == score(apart).as_json()
    assert gathered(whole.findings, MANY) == whole.findings
    shown = as_json(whole, MANY)
    (card,) = [one for one in shown["findings"] if one["code"] == "TY014"]
    assert card["gathered"]
    assert {one["subject"]["entity"] for one in card["reasons"]} == {
        one.name for one in MANY.entities if not one.name.endswith("_owner")
    }
    assert all(one["fix_sql"] for one in card["reasons"])


def _one_table(number: int, **properties: Any) -> Schema:
    """One table with so many foreign keys without an index."""
    names = ("order", "letter", "visit", "claim", "refund")[:number]
    parents = [entity(f"{name}s", "id bigint", pk="id") for name in names]
    child = entity("notes", "id bigint", *(f"{name}_id bigint" for name in names), pk="id", **properties)
    return schema_of(*parents, child, *(link(f"notes.{name}_id", f"{name}s.id") for name in names))


def test_three_of_one_table_are_one_card_and_two_or_those_of_several_tables_are_not() -> None:
    for schema, cards in ((_one_table(FEW_IN_TABLE), 2), (_one_table(3), 1), (_one_table(5), 1)):
        assert len(analyze(schema, codes=["IX002"]).findings) == cards
    (card,) = analyze(_one_table(3), codes=["IX002"]).findings
    title, _, columns = card.title.partition(": ")
    assert title == "3 foreign keys have no index, all of notes"
    assert set(columns.split(", ")) == {"order_id", "letter_id", "visit_id"}
    assert (card.gathered, len(card.told), len({one.fix for one in card.told})) == (True, 3, 3)
    assert analyze(apply(card.fix, _one_table(3)), codes=["IX002"]).findings == ()
    several = [entity(f"t{n}", "id int", "order_id bigint", pk="id") for n in range(4)]
    links = [link(f"t{n}.order_id", "orders.id") for n in range(4)]
    apart = schema_of(entity("orders", "id bigint", pk="id"), *several, *links)
    assert len(analyze(apart, codes=["IX002"]).findings) == 4


def test_grave_ones_of_one_table_are_told_one_by_one() -> None:
    assert len(analyze(_one_table(3, rows=50_000_000), codes=["IX002"]).findings) == 3


def test_unique_keys_that_null_switches_off_are_one_card_past_a_few() -> None:
    columns = ("id bigint", "parent_id bigint", "name text not null")
    for number, cards in ((FEW, FEW), (FEW + 1, 1)):
        tables = [entity(f"t{n}", *columns, pk="id", unique="parent_id, name") for n in range(number)]
        links = [link(f"t{n}.parent_id", f"t{n}.id") for n in range(number)]
        found = analyze(schema_of(*tables, *links), codes=["CO005"]).findings
        assert len(found) == cards
    assert found[0].title.startswith("4 unique keys can repeat wherever a reference is NULL: t0 (parent_id, name)")
