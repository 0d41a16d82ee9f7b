"""A source read again: what people added stays, what the source says is listed."""

import random
from dataclasses import replace

import pytest

from designer.importers import import_sql
from designer.importers.choosing import completed
from designer.importers.reimport import chosen, reimport
from designer.schema import model
from designer.schema.apply import apply
from designer.schema.changes import Add, Drop, Move, Rename, reverse
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

OLD = """
CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, name text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, total numeric);
CREATE INDEX by_customer ON orders (customer_id);
"""


def worked_on() -> Schema:
    """The old source, with everything people add to it."""
    schema = import_sql(OLD, name="shop").schema
    orders = schema.entity("orders")
    total = orders.attribute("total")
    assert total is not None
    entity = replace(
        orders,
        comment="what was ordered",
        rows=1_000_000,
        attributes=tuple(
            replace(one, comment="with tax", distinct=5000.0) if one is total else one for one in orders.attributes
        ),
    )
    return replace(
        schema,
        entities=tuple(entity if one.id == entity.id else one for one in schema.entities),
        access_patterns=(
            model.AccessPattern(
                id="p1", name="totals", statements=("SELECT total FROM orders WHERE customer_id = $1",)
            ),
        ),
        decisions=(model.Decision(id="d1", finding="IX002", subject=orders.id, reason="small"),),
        layout=model.Layout(
            groups=(model.Group(name="Sales", entities=(orders.id,)),), pins=FrozenMap({orders.id: [10, 20]})
        ),
    )


def test_the_same_source_again_changes_nothing() -> None:
    found = reimport(worked_on(), import_sql(OLD).schema)
    assert found.changes == ()
    assert found.target == worked_on()


def test_what_people_added_stays_and_what_the_source_says_is_listed() -> None:
    old = worked_on()
    new = OLD.replace("total numeric", "total numeric(12,2) NOT NULL, placed_at timestamptz").replace(", name text", "")
    found = reimport(old, import_sql(new).schema)
    after = apply(found.changes, old)
    assert after == found.target
    orders = after.entity("orders")
    assert orders.id == old.entity("orders").id
    assert orders.comment == "what was ordered"
    assert orders.rows == 1_000_000
    assert orders.attribute("total").comment == "with tax"  # type: ignore[union-attr]
    assert orders.attribute("total").type == "numeric(12,2)"  # type: ignore[union-attr]
    assert orders.attribute("placed_at") is not None
    assert after.access_patterns == old.access_patterns
    assert after.decisions == old.decisions
    assert after.layout == old.layout
    assert after.entity("customers").attribute("name") is None
    assert apply(reverse(found.changes), after) == old


def test_a_rename_is_proposed_and_once_confirmed_keeps_id_notes_and_patterns() -> None:
    old = worked_on()
    new = import_sql(OLD.replace("total", "amount")).schema
    asked = reimport(old, new)
    assert [
        (one.kind, one.old.rpartition("public.")[2], one.new.rpartition("public.")[2]) for one in asked.renames
    ] == [("attribute", "orders.total", "orders.amount")]
    found = reimport(old, new, [(asked.renames[0].old, asked.renames[0].new)])
    assert [type(one) for one in found.changes] == [Rename]
    amount = found.target.entity("orders").attribute("amount")
    assert amount is not None
    assert amount.id == old.entity("orders").attribute("total").id  # type: ignore[union-attr]
    assert amount.comment == "with tax"
    assert found.target.access_patterns[0].statements == ("SELECT amount FROM orders WHERE customer_id = $1",)


def test_a_renamed_table_keeps_its_place_in_the_picture() -> None:
    old = worked_on()
    found = reimport(old, import_sql(OLD.replace("orders", "purchases")).schema, [("orders", "purchases")])
    assert found.refused == ()
    assert not any(isinstance(one, Drop) and one.kind == "entity" for one in found.changes)
    assert found.target.layout.pins == old.layout.pins


def test_a_rename_of_what_is_not_there_is_refused_in_words() -> None:
    found = reimport(worked_on(), import_sql(OLD).schema, [("gone", "come")])
    assert found.refused == ("there is no gone to rename",)


def test_what_is_dropped_leaves_the_picture() -> None:
    new = OLD[: OLD.index("CREATE TABLE orders")]
    found = reimport(worked_on(), import_sql(new).schema)
    after = apply(found.changes, worked_on())
    assert after.layout.pins == {}
    assert [one.entities for one in after.layout.groups] == [()]


def test_some_of_the_changes_can_be_taken() -> None:
    old = worked_on()
    new = OLD.replace("total numeric", "total numeric(12,2), placed_at timestamptz").replace(", name text", "")
    found = reimport(old, import_sql(new).schema)
    places = [n for n, one in enumerate(found.changes) if isinstance(one, Add)]
    after = apply(chosen(found, places), old)
    assert after.entity("orders").attribute("placed_at") is not None
    assert after.entity("customers").attribute("name") is not None


def test_changes_that_need_others_are_refused_without_them() -> None:
    new = OLD + "CREATE TABLE lines (order_id bigint REFERENCES orders);"
    found = reimport(worked_on(), import_sql(new).schema)
    places = [n for n, one in enumerate(found.changes) if isinstance(one, Add) and one.kind == "relationship"]
    with pytest.raises(DesignError, match="need others"):
        chosen(found, places)
    (table,) = [n for n, one in enumerate(found.changes) if isinstance(one, Add) and one.kind == "entity"]
    assert found.needs[places[0]] == {table}
    assert found.needs[table] == frozenset()
    after = apply(chosen(found, completed(found.needs, places)), worked_on())
    assert [link.name for link in after.references_to(after.entity("orders").id)] == ["lines_order_id_fkey"]


# Some changes without the others

SECOND = """
CREATE TABLE customers (id bigint PRIMARY KEY, mobile text, email varchar(80) NOT NULL, phone text);
CREATE TABLE orders (total numeric, id bigint, paid boolean, customer_id bigint REFERENCES customers,
    line_id bigint);
CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint, note text);
ALTER TABLE orders ADD PRIMARY KEY (id, line_id);
ALTER TABLE orders ADD FOREIGN KEY (line_id) REFERENCES lines;
CREATE INDEX by_customer ON lines (order_id);
"""


def noted() -> Schema:
    """What people worked on, with a dependency and a rule about single columns."""
    old = worked_on()
    orders, customers = old.entity("orders"), old.entity("customers")
    about = model.FunctionalDependency(
        id="fd", determinant=(customers.attributes[1].id,), dependent=(customers.attributes[2].id,)
    )
    known = replace(customers, functional_dependencies=(about,))
    rule = model.Invariant(id="i1", kind="non-negative", entity=orders.id, attributes=(orders.attributes[2].id,))
    return replace(
        old,
        entities=tuple(known if one.id == known.id else one for one in old.entities),
        invariants=(rule,),
    )


def test_every_choice_that_is_complete_can_be_made_and_undone() -> None:
    old = noted()
    found = reimport(old, import_sql(SECOND).schema)
    everything = range(len(found.changes))
    chance = random.Random(3)
    choices = [{one} for one in everything] + [set(everything) - {one} for one in everything]
    choices += [{one for one in everything if chance.random() < share} for share in (0.2, 0.5, 0.8) for _ in range(40)]
    pins = dict(old.layout.pins)
    for places in choices:
        changes = chosen(found, completed(found.needs, places))
        after = apply(changes, old)
        assert apply(reverse(changes), after) == old
        assert after.access_patterns == old.access_patterns
        assert after.decisions == old.decisions
        assert dict(after.layout.pins) == {one: place for one, place in pins.items() if one in after.located}
    assert apply(chosen(found, everything), old) == found.target


def test_what_is_said_of_a_column_goes_only_with_the_column() -> None:
    old = noted()
    found = reimport(old, import_sql(SECOND).schema)
    place = {(type(one).__name__, one.kind, one.id): number for number, one in enumerate(found.changes)}
    name = old.entity("customers").attributes[2]
    fact, column = place["Drop", "functional_dependency", "fd"], place["Drop", "attribute", name.id]
    assert column in completed(found.needs, {fact})
    assert fact in completed(found.needs, {column})


def test_what_takes_a_name_needs_the_drop_that_frees_it() -> None:
    old = import_sql("CREATE TABLE a (b text, CONSTRAINT u UNIQUE (b));").schema
    found = reimport(old, import_sql("CREATE TABLE a (b text, CONSTRAINT u CHECK (b <> ''));").schema)
    (added,) = [n for n, one in enumerate(found.changes) if isinstance(one, Add)]
    (gone,) = [n for n, one in enumerate(found.changes) if isinstance(one, Drop)]
    assert found.needs[added] == {gone}
    assert found.needs[gone] == frozenset()


def test_a_column_that_is_added_alone_stands_where_the_source_has_it() -> None:
    old = worked_on()
    found = reimport(old, import_sql(SECOND).schema)
    added = [n for n, one in enumerate(found.changes) if isinstance(one, Add) and one.kind == "attribute"]
    after = apply(chosen(found, completed(found.needs, added)), old)
    assert [one.name for one in after.entity("customers").attributes] == ["id", "mobile", "email", "phone", "name"]


def test_a_move_alone_moves_that_column_alone() -> None:
    old = worked_on()
    new = OLD.replace("id bigint PRIMARY KEY, email text NOT NULL, name text", "name text, id bigint PRIMARY KEY, email"
                      " text NOT NULL").replace("total numeric", "total numeric, extra text")  # fmt: skip
    found = reimport(old, import_sql(new).schema)
    (move,) = [n for n, one in enumerate(found.changes) if isinstance(one, Move)]
    after = apply(chosen(found, {move}), old)
    assert [one.name for one in after.entity("customers").attributes] == ["name", "id", "email"]
    others = apply(chosen(found, set(range(len(found.changes))) - {move}), old)
    assert [one.name for one in others.entity("customers").attributes] == ["id", "email", "name"]
    assert others.entity("orders").attribute("extra") is not None


def test_positions_stay_where_the_drop_of_a_table_is_left_out() -> None:
    old = worked_on()
    found = reimport(old, import_sql(OLD[: OLD.index("CREATE TABLE orders")] + "CREATE TABLE extra (id int);").schema)
    kept = {n for n, one in enumerate(found.changes) if not isinstance(one, Drop)}
    after = apply(chosen(found, completed(found.needs, kept)), old)
    assert after.layout == old.layout
    assert after.entity("extra")


def test_what_refers_from_inside_a_dropped_table_goes_with_it() -> None:
    old = import_sql("CREATE TABLE p (a int, b int) PARTITION BY LIST (a);"
                     "CREATE TABLE q PARTITION OF p FOR VALUES IN (1);"
                     "CREATE TABLE r PARTITION OF p FOR VALUES IN (2); CREATE INDEX by_b ON p (b);").schema  # fmt: skip
    found = reimport(old, import_sql("CREATE TABLE p (a int, b int) PARTITION BY LIST (a);"
                                     "CREATE TABLE q PARTITION OF p FOR VALUES IN (1);").schema)  # fmt: skip
    for number in range(len(found.changes)):
        changes = chosen(found, completed(found.needs, {number}))
        assert apply(reverse(changes), apply(changes, old)) == old
