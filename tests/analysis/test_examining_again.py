"""An analysis after an edit looks at less, and finds the same as one that looks at everything."""

import random
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.engine import examine, report
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.nearby import affected, affected_but_for_schemas
from designer.analysis.rule import SummedRule, TableRule
from designer.analysis.watched import ASKED, BESIDE
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import dependency, entity, link, pattern, schema_of
from designer.schema.errors import DesignError
from designer.schema.model import (
    Dialect,
    Domain,
    Entity,
    Enum,
    EnumValue,
    Extension,
    Invariant,
    Namespace,
    Opaque,
    PartitionOf,
    Requirements,
)
from designer.schema.schema import Schema
from designer.store.sample import sample
from tests.analysis.random_edits import EDITS, Edit, edited


def _chain() -> Schema:
    return schema_of(
        *(entity(name, "id bigint", "note text", pk="id") for name in ("a", "b", "c", "d", "far")),
        entity("e", "id bigint", "d_id bigint", "far_id bigint", pk="id"),
        link("b.id", "a.id"),
        link("c.id", "b.id"),
        link("e.d_id", "d.id"),
        pattern("both", "SELECT e.id FROM e JOIN far ON far.id = e.far_id"),
    )


def _near(schema: Schema, *changes: object) -> set[str] | None:
    after = apply(changes, schema)  # type: ignore[arg-type]
    before = Facts(schema)
    found = affected(before, before.following(after))
    return None if found is None else {schema.get(one).name for one in found.near if one in schema.located}


def test_a_change_of_one_table_reaches_what_is_tied_to_it_and_no_further() -> None:
    schema = _chain()
    d = schema.entity("d")
    assert _near(schema, edits.alter(schema, d.attributes[1].id, type="integer")) == {"d", "e"}
    e = schema.entity("e")
    assert _near(schema, edits.alter(schema, e.id, rows=5)) == {"d", "e", "far"}


def test_a_change_of_a_key_reaches_the_whole_chain_of_foreign_keys() -> None:
    schema = _chain()
    key = schema.entity("a").attributes[0]
    assert _near(schema, edits.alter(schema, key.id, type="integer")) == {"a", "b", "c"}


def test_what_may_change_the_meaning_of_any_column_reaches_everything() -> None:
    schema = _chain()
    assert _near(schema, edits.alter(schema, "design", dialect=Dialect(name="mysql", version="8"))) is None
    assert _near(schema, edits.alter(schema, "requirements", horizon_months=6.0)) == set()


def _homes() -> Schema:
    """Tables in schemas of their own, two of them of one name, which statements ask for with and without a schema."""
    return schema_of(
        Namespace(name="aside"),
        Namespace(name="crm"),
        entity("users", "id bigint", "aside_notes_id bigint", pk="id", rows=90_000),
        entity("aside.notes", "id bigint", "user_id bigint", "code text", pk="id"),
        entity("crm.notes", "id bigint", "user_id bigint", "code text"),
        entity("aside.moods", "code text", "label text", pk="code"),
        entity("crm.calls", "id bigint", "mood text", "note_id bigint", pk="id"),
        link("aside.notes.user_id", "users.id"),
        link("crm.notes.user_id", "users.id"),
        link("crm.calls.mood", "aside.moods.code"),
        pattern("bare", "SELECT * FROM notes WHERE code = $1", per_minute=600),
        pattern("whole", "SELECT * FROM aside.notes WHERE user_id = $1", per_minute=600),
    )


def _called(schema: Schema, old: str, new: str) -> Schema:
    return apply((edits.rename(schema, next(one.id for one in schema.schemas if one.name == old), new),), schema)


def test_another_name_for_a_schema_reaches_nobody_who_does_not_read_it() -> None:
    schema = _homes()
    before = Facts(schema)
    after = before.following(_called(schema, "aside", "beside"))
    found, rest = affected(before, after), affected_but_for_schemas(before, after)
    assert found is not None
    assert {schema.get(one).name for one in found.own} == {"notes", "moods"}
    assert rest is not None
    assert not rest.own


def test_an_edit_that_renames_no_schema_reaches_no_less_for_that() -> None:
    schema = _homes()
    before = Facts(schema)
    changed = apply((edits.alter(schema, schema.entity("users").id, rows=5),), schema)
    assert affected_but_for_schemas(before, before.following(changed)) is None


def test_a_statement_may_mean_another_table_once_schemas_stand_in_another_order() -> None:
    before = Facts(_homes())
    assert before.patterns[0].entities
    for old, new in (("crm", "aaa"), ("aside", "zzz")):
        changed = _called(before.schema, old, new)
        after = before.following(changed)
        assert after.patterns == Facts(changed).patterns
        assert after.patterns[0].entities != before.patterns[0].entities


def test_schemas_called_otherwise_are_judged_as_a_whole_run_judges_them() -> None:
    schema = _homes()
    examined, told = examine(schema), set()
    steps = (("aside", "codes"), ("crm", "zz"), ("public", "shop"), ("codes", "partman"), ("partman", "order"))
    for old, new in steps:
        schema = _called(schema, old, new)
        examined = examine(schema, earlier=examined)
        assert report(examined) == report(examine(schema)), new
        told.add(examined.found)
    assert len(told) > 3


def test_what_a_fix_adds_has_its_id_by_where_its_table_is_now() -> None:
    names = (Namespace(name="aside"), Namespace(name="public"))
    schema = schema_of(*names, entity("aside.stock", "id bigint", "quantity integer", pk="id"))
    examined, ids = examine(schema), set()
    steps = (
        lambda one: edits.rename(one, one.schemas[0].id, "beside"),
        lambda one: edits.alter(one, one.entities[0].id, schema=next(n.id for n in one.schemas if n.name == "public")),
        lambda one: edits.alter(one, one.entities[0].id, schema=None),
    )
    for step in steps:
        schema = apply([step(schema)], schema)
        examined = examine(schema, earlier=examined)
        assert examined.found == examine(schema).found
        ids |= {change.id for one in examined.found if one.code == "CO008" for change in one.fix}
    assert len(ids) == len(steps)


class _Namer(TableRule):
    """Names each table, and what it refers to where it is asked to; knows which it judged, and how often it told all.

    tells: a table that is named beside what was gathered.
    """

    code = "XX001"

    def __init__(self, names_parents: bool = False, tells: str = "") -> None:
        self.judged: list[str] = []
        self.told = 0
        self._names_parents, self._tells = names_parents, tells

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for one in facts.tables:
            self.judged.append(one.name)
            parents = [facts.schema.entity(each.parent) for each in facts.schema.references_from(one.id)]
            names = [facts.name(each) if self._names_parents else each.name for each in parents]
            yield self.finding(one, f"{facts.name(one)} refers to {names}", "")

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        self.told += 1
        yield from found
        if self._tells:
            yield self.finding(facts.schema, facts.name(facts.schema.entity(self._tells)), "")


class _Bare(_Namer):
    """Says something of each table that names no schema."""

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from (self.finding(one, one.name, "") for one in facts.tables)


_APART = schema_of(
    Namespace(name="aside"),
    Namespace(name="crm"),
    entity("users", "id bigint", pk="id"),
    entity("aside.notes", "id bigint", "user_id bigint", pk="id"),
    entity("aside.moods", "code text", pk="code"),
    entity("crm.calls", "id bigint", "mood text", pk="id"),
    link("aside.notes.user_id", "users.id"),
    link("crm.calls.mood", "aside.moods.code"),
)


def _judged_again(rule: _Namer, old: str, new: str) -> tuple[set[str], bool]:
    """The tables that a rule judges again once a schema is called otherwise, and whether it tells all anew."""
    examined = examine(_APART, (rule,))
    rule.judged, rule.told = [], 0
    again = examine(_called(_APART, old, new), (rule,), earlier=examined)
    found = set(rule.judged), rule.told > 0
    assert again.found == examine(again.facts.schema, (rule,)).found
    return found


def test_nothing_is_judged_again_for_another_name_of_a_schema_that_it_does_not_name() -> None:
    assert _judged_again(_Namer(), "aside", "beside") == ({"moods", "notes"}, True)
    assert _judged_again(_Namer(names_parents=True), "aside", "beside") == ({"calls", "moods", "notes"}, True)
    assert _judged_again(_Namer(names_parents=True), "crm", "dcrm") == ({"calls"}, True)
    assert _judged_again(_Bare(), "aside", "beside") == (set(), False)


def test_what_is_told_beside_it_is_told_anew_once_its_schema_is_called_otherwise() -> None:
    notes = _APART.entity("notes").id
    assert _judged_again(_Bare(tells=notes), "crm", "dcrm") == (set(), False)
    assert _judged_again(_Bare(tells=notes), "aside", "beside") == (set(), True)


def test_all_is_told_anew_once_tables_stand_in_another_order() -> None:
    assert _judged_again(_Bare(), "aside", "zzz") == (set(), True)


class _Counting(SummedRule):
    """Names the tables of at least so many columns; knows how often it was asked to."""

    code = "XX002"

    def __init__(self, least: int) -> None:
        self.asked = 0
        self._least = least

    def sum_of(self, facts: Facts, table: Entity) -> tuple[str, int]:
        return table.name, len(table.attributes)

    def judge(self, facts: Facts, sums: Mapping[str, tuple[str, int]]) -> Iterator[Finding]:
        self.asked += 1
        large = [name for name, count in sums.values() if count >= self._least]
        if large:
            yield self.finding(facts.schema, ", ".join(large), "")


@pytest.mark.parametrize(("least", "new", "asked"), [(9, "zzz", 0), (2, "beside", 0), (2, "zzz", 1)])
def test_sums_are_judged_again_for_another_order_of_tables_only_where_it_is_told(
    least: int, new: str, asked: int
) -> None:
    rule = _Counting(least)
    examined = examine(_APART, (rule,))
    rule.asked = 0
    again = examine(_called(_APART, "aside", new), (rule,), earlier=examined)
    assert rule.asked == asked
    assert again.found == examine(again.facts.schema, (rule,)).found


def test_sums_are_judged_again_once_a_table_has_gone() -> None:
    rule = _Counting(9)
    examined = examine(_APART, (rule,))
    rule.asked = 0
    fewer = apply([edits.drop(_APART, _APART.entity("calls").id)], _APART)
    assert not examine(fewer, (rule,), earlier=examined).found
    assert rule.asked == 1


def _compare(schema: Schema, seed: int, steps: int) -> int:
    choose = random.Random(seed)
    examined, tried = examine(schema), 0
    for _ in range(steps):
        changed = edited(schema, examined.found, choose)
        if changed is schema:
            continue
        again = examine(changed, earlier=examined)
        assert report(again) == report(examine(changed)), (seed, tried)
        schema, examined, tried = changed, again, tried + 1
    return tried


_PART = PartitionOf(parent="log", bound="DEFAULT")


def _small() -> Schema:
    """Something of every kind that an edit may change, in few tables."""
    return schema_of(
        Enum(name="mood", values=(EnumValue(value="good"), EnumValue(value="bad"))),
        Domain(name="short", type="varchar(40)"),
        Extension(name="btree_gist"),
        Requirements(recovery="soft delete", horizon_months=12.0),
        Namespace(name="aside"),
        entity("customers", "id bigint", "email short", "felt mood", "created_at timestamptz", pk="id", rows=90_000),
        entity(
            "orders", "id bigint", "customer_id bigint", "customer_name text", "status text", "price numeric",
            pk="id", rows=5_000_000, functional_dependencies=(dependency("customer_id", "customer_name"),),
        ),
        entity("order_log", "id bigint", "order_id bigint", "person_id bigint", "at timestamp"),
        entity("people", "id bigint", "parent_id bigint", "deleted_at timestamptz", pk="id"),
        entity("aside.notes", "id bigint", "order_id bigint not null", "quantity integer", pk="id", rows=2_000_000),
        entity("log", "id bigint", "at date", "orders_id bigint"),
        entity("log_1", "id bigint", "at date", "orders_id bigint", partition_of=_PART),
        link("orders.customer_id", "customers.id"),
        link("aside.notes.order_id", "orders.id", on_delete="cascade"),
        pattern("orders of", "SELECT * FROM orders WHERE customer_id = $1 ORDER BY price", per_minute=600),
        pattern("log of", "SELECT l.at FROM order_log l JOIN orders o ON o.id = l.order_id WHERE o.status = $1"),
        Invariant(kind="non-negative", entity="orders", attributes=("price",), text="No price is below zero."),
        Opaque(kind="view", name="orders_v", sql="CREATE VIEW orders_v AS SELECT id FROM orders", columns=("id",)),
    )  # fmt: skip


def test_what_rules_keep_of_a_table_reads_nothing_beside_it() -> None:
    for schema in (_small(), sample()):
        facts = examine(schema).facts
        assert not [of for of, read in facts._read_by.items() if read & {BESIDE, ASKED}]


_EDITS = st.lists(st.sampled_from(EDITS), min_size=1, max_size=6)


def _is_judged_as_whole(kinds: Sequence[Edit], choose: random.Random) -> None:
    schema = _small()
    examined = examine(schema)
    for kind in kinds:
        try:
            schema = apply(kind(schema, choose), schema)
        except (DesignError, IndexError, ValueError):
            continue
        examined = examine(schema, earlier=examined)
        assert report(examined) == report(examine(schema)), kind.__name__


@settings(max_examples=8, deadline=None)
@given(_EDITS, st.randoms(use_true_random=False))
def test_any_edits_of_a_small_design_are_judged_as_a_whole_run_judges_them(
    kinds: Sequence[Edit], choose: random.Random
) -> None:
    _is_judged_as_whole(kinds, choose)


@pytest.mark.strict_only("the same of more edits")
@settings(max_examples=25, deadline=None)
@given(_EDITS, st.randoms(use_true_random=False))
def test_very_many_edits_of_a_small_design_are_judged_so(kinds: Sequence[Edit], choose: random.Random) -> None:
    _is_judged_as_whole(kinds, choose)


def test_edits_of_the_sample_design_are_judged_as_a_whole_run_judges_them() -> None:
    assert _compare(sample(), seed=7, steps=25) > 10


@pytest.mark.strict_only("five hundred edits, each judged twice")
@pytest.mark.parametrize("seed", range(5))
def test_many_edits_are_judged_as_a_whole_run_judges_them(seed: int) -> None:
    assert _compare(sample(), seed, steps=100) > 50
