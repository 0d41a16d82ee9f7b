"""Rows and values: nothing is lost on the way, nothing is written that did not change."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.schema import model
from designer.schema.apply import apply
from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.content_hash import content_hash, surroundings_hash
from designer.schema.edits import alter, move, rename
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.kinds import KINDS
from designer.schema.schema import Schema
from designer.store import mapping
from designer.store.models import Design, Team
from tests.schema.designs import designs, edits, thorough

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Shop")


def saved(team: Team, schema: Schema) -> Schema:
    """What comes back, as the transaction's end would accept it."""
    design = mapping.save_new(team.id, schema)
    check_deferred()
    return mapping.load(design).schema


def check_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


REFUSED = ("NUL", "beyond")  # what hypothesis likes and PostgreSQL cannot keep


SOME = settings(thorough, max_examples=10)
MANY = settings(thorough, max_examples=60)


@SOME
@given(schema=designs())
def test_a_design_comes_back_as_it_was_saved(schema: Schema) -> None:
    comes_back(schema)


@pytest.mark.strict_only("sixty generated designs, written and read")
@MANY
@given(schema=designs())
def test_every_design_comes_back_as_it_was_saved(schema: Schema) -> None:
    comes_back(schema)


def comes_back(schema: Schema) -> None:
    with transaction.atomic():
        team = Team.objects.create(name="generated")
        found = stored_or_none(lambda: saved(team, schema))
        transaction.set_rollback(True)
    if found is not None:
        assert found == schema
        assert content_hash(found) == content_hash(schema)
        assert surroundings_hash(found) == surroundings_hash(schema)


@SOME
@given(data=st.data())
def test_writing_changes_gives_the_changed_design(data: st.DataObject) -> None:
    before = data.draw(designs())
    gives(before, apply(data.draw(edits(before)), before))


@pytest.mark.strict_only("sixty runs of generated changes, written and read")
@MANY
@given(data=st.data())
def test_writing_any_run_of_changes_gives_the_changed_design(data: st.DataObject) -> None:
    before = data.draw(designs())
    gives(before, apply(data.draw(edits(before)), before))


def gives(before: Schema, after: Schema) -> None:

    def written() -> Schema:
        design = mapping.save_new(team.id, before)
        mapping.write(design, before, after)
        check_deferred()
        return mapping.load(design).schema

    with transaction.atomic():
        team = Team.objects.create(name="generated")
        found = stored_or_none(written)
        transaction.set_rollback(True)
    assert found in (None, after)


def stored_or_none(store: Callable[[], Schema]) -> Schema | None:
    """What `store` gives, or None if it was refused for what cannot be kept."""
    try:
        return store()
    except DesignError as refused:
        if not any(word in str(refused) for word in REFUSED):
            raise
        return None


def everything() -> Schema:
    """A design with every kind of object, and a value in every property that generated ones leave alone."""
    columns = (
        attribute("id bigint not null identity", storage="plain", correlation=0.5, average_width=8),
        attribute("a text", min=1.5, max="z", samples=(1e23, -0.0, 5.0, 2**70), assumed=("distinct",)),
        attribute("b text", generated=model.Generated(expression="upper(a)", stored=False), compression="lz4"),
        attribute("span daterange", collation='"C"', values=(model.ValueShare(value=None, frequency=0.25),)),
    )
    parent = entity("parent", *columns, pk="id", unique="a", checks=["a > b"])
    child = entity(
        "child",
        *columns,
        pk="id",
        tablespace="fast",
        inherits=("parent",),
        partition_of=model.PartitionOf(parent="parent", bound="DEFAULT"),
        partition_by=model.PartitionBy(
            strategy="list",
            keys=(model.PartitionKey(expression="lower(a)", collation='"C"', operator_class="text_ops"),),
        ),
        row_security=model.RowSecurity(enabled=True, forced=True),
        replica_identity=model.ReplicaIdentity(mode="index", index="child_a_idx"),
        rows_per_day=1200.0,
        deletes_per_day=0.1,
        updates_per_day=1e-7,
        retention_days=30,
        assumed=("rows",),
        exclusions=(
            model.Exclusion(
                name="no_overlap",
                elements=(
                    model.ExclusionElement(column="span", operator="&&", nulls="last", descending=True),
                    model.ExclusionElement(expression="lower(a)", operator="=", operator_class="x", collation="y"),
                ),
                include=("id",),
                where="a > ''",
                deferrable="deferred",
                options=FrozenMap({"fillfactor": "70"}),
            ),
        ),
        functional_dependencies=(model.FunctionalDependency(id="fd", determinant=("a",), dependent=("b",)),),
        multivalued_dependencies=(
            model.MultivaluedDependency(determinant=("id",), dependent=("a", "b"), state="rejected"),
        ),
        denormalizations=(
            model.Denormalization(dependency="fd", access_pattern="p", refresh="trigger", reason="speed"),
        ),
        x=FrozenMap({"tool": {"deep": [1, None, "x"]}}),
    )
    wide = model.Index(
        name="child_a_idx",
        keys=(
            model.IndexKey(column="a", prefix_length=10, operator_class_parameters=FrozenMap({"n": 1})),
            model.IndexKey(expression="lower(a)", nulls="first", descending=True),
        ),
        include=("b", "id"),
        where="a IS NOT NULL",
        unique=True,
        nulls_not_distinct=True,
        tablespace="fast",
        visible=False,
    )
    return schema_of(
        parent,
        replace(child, indexes=(wide,)),
        link("child.(id, a)", "parent.(id, a)", on_delete="set null", on_delete_columns=("a",), match="full"),
        model.Enum(name="e", values=(model.EnumValue(value="b"), model.EnumValue(value="a"))),
        model.Domain(name="d", type="text", not_null=model.NotNull(name="n"), checks=(model.Check(expression="x"),)),
        model.Composite(name="c", attributes=(model.CompositeAttribute(name="x", type="int", comment="why"),)),
        model.Sequence(name="s", maximum=10**28 - 1, minimum=-(10**27), cache=20, cycle=True, persistence="unlogged"),
        model.Extension(name="citext", schema="public", version="1.6"),
        model.Opaque(kind="view", name="v", sql="CREATE VIEW v", line=7, provides=("v",), columns=("a",)),
        pattern("p", "SELECT 1", "SELECT 2", per_minute=0.5, latency_ms=20, rows=9, owner="me", notes="n"),
        model.Invariant(kind="ordered", entity="child", attributes=("a", "b"), scope=("id",), where="w", text="t"),
        model.Decision(finding="IX002", subject="gone", decision="accepted", reason="r", expires="2030-12-31"),
        model.Requirements(
            backup=FrozenMap({"tool": "pgbackrest"}),
            replica_reads=False,
            replica_lag_seconds=1.5,
            monitoring=FrozenMap({"connections": "alarm at 80 %"}),
            processes=8,
        ),
        dialect=model.Dialect(name="postgres", version="18"),
        x=FrozenMap({"a": None}),
    )


def test_every_property_of_every_kind_comes_back(team: Team) -> None:
    schema = everything()
    assert {located.kind.name for located in schema.located.values()} == {kind.name for kind in KINDS}
    found = saved(team, schema)
    assert found == schema
    assert content_hash(found) == content_hash(schema)
    assert [one.line for one in found.opaque] == [7]


def test_empty_and_absent_are_told_apart(team: Team) -> None:
    values: tuple[Any, ...] = (None, (), FrozenMap(), "", 0, False, ("",), FrozenMap({"": None}))
    columns = (attribute(f"c{number} text", min=value, comment="") for number, value in enumerate(values))
    schema = schema_of(entity("t", *columns, comment=""), model.Requirements(backup=FrozenMap(), tenancy=""))
    found = saved(team, schema)
    assert found == schema
    assert [repr(one.min) for one in found.entities[0].attributes] == [repr(value) for value in values]
    assert found.requirements.backup == FrozenMap()
    assert found.requirements.backup is not None


def test_the_same_ids_live_in_two_designs(team: Team) -> None:
    one, other = (mapping.save_new(team.id, everything()) for _ in range(2))
    changed = apply((alter(everything(), "design", comment="other"),), everything())
    mapping.write(other, everything(), changed)
    assert mapping.load(one).schema == everything()
    assert mapping.load(other).schema == changed


def test_a_design_is_read_in_one_query_whatever_its_size(team: Team) -> None:
    for tables in (1, 60):
        schema = schema_of(*(entity(f"t{number}", "id bigint", "a text", pk="id") for number in range(tables)))
        design = mapping.save_new(team.id, schema)
        with CaptureQueriesContext(connection) as queries:
            mapping.load(design)
        assert len(queries) == 1


def test_an_altered_attribute_is_one_update_of_one_column(team: Team) -> None:
    before = everything()
    design = mapping.save_new(team.id, before)
    uid = before.entity("child").attributes[1].id
    with CaptureQueriesContext(connection) as queries:
        mapping.write(design, before, apply((alter(before, uid, comment="c"),), before))
    (query,) = queries
    assert query["sql"].startswith('UPDATE "store_attribute" t SET "comment" = r."comment" FROM')


def test_a_move_rewrites_positions_only(team: Team) -> None:
    before = everything()
    design = mapping.save_new(team.id, before)
    moved = apply((move(before, before.entity("child").attributes[3].id, 2),), before)
    with CaptureQueriesContext(connection) as queries:
        mapping.write(design, before, moved)
    check_deferred()
    assert [query["sql"].split(" FROM")[0] for query in queries] == [
        'UPDATE "store_attribute" t SET "position" = r."position"'
    ]
    assert mapping.load(design).schema == moved


def test_names_and_positions_may_be_swapped_within_one_edit(team: Team) -> None:
    before = everything()
    design = mapping.save_new(team.id, before)
    _, a, b, _ = before.entity("child").attributes
    swapped = apply((rename(before, a.id, "b"), rename(before, b.id, "a"), move(before, a.id, 2)), before)
    mapping.write(design, before, swapped)
    check_deferred()
    assert mapping.load(design).schema == swapped


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("check", {"name": "c", "expression": "a\x00"}, "NUL"),
        ("check", {"name": "n" * 501, "expression": "a"}, "longer than 500"),
        ("check", {"id": "i" * 201, "expression": "a"}, "longer than 200"),
        ("index", {"keys": (model.IndexKey(),)}, "either a column or an expression"),
        ("index", {"keys": (model.IndexKey(expression="a", prefix_length=2**63),)}, "beyond"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(team: Team, kind: str, fields: dict[str, Any], words: str) -> None:
    value = {"check": model.Check, "index": model.Index}[kind](**fields)
    table = replace(entity("t", "a text"), **{"checks" if kind == "check" else "indexes": (value,)})
    with pytest.raises(DesignError, match=words):
        mapping.save_new(team.id, schema_of(table))


def test_a_decision_expires_on_a_date(team: Team) -> None:
    decision = model.Decision(finding="IX002", subject="t", expires="next year")
    with pytest.raises(DesignError, match="write a date as 2030-12-31"):
        mapping.save_new(team.id, schema_of(decision))


def test_a_deleted_design_leaves_no_row(team: Team) -> None:
    design = mapping.save_new(team.id, everything())
    design.delete()
    check_deferred()
    left = [table for table in apps.get_app_config("store").get_models() if table.objects.exists()]
    assert left == [Team]


def test_a_design_that_is_gone_says_so(team: Team) -> None:
    design = mapping.save_new(team.id, everything())
    Design.objects.all().delete()
    with pytest.raises(Design.DoesNotExist):
        mapping.load(design)
