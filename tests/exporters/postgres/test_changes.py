"""Changes as SQL: what has no statement is refused, and what there is ends, on a server, where the design does."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from designer.exporters.postgres import statements
from designer.exporters.postgres.changes import NotExpressible, create_statements, sql_between, sql_of
from designer.lab.catalogue import Catalogue, compare, read_catalogue
from designer.lab.proof import proof_database
from designer.schema import edits, model
from designer.schema.apply import apply
from designer.schema.build import attribute, entity, link, options, schema_of
from designer.schema.changes import Merge, Rewrite, Split
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

SHOP = schema_of(
    model.Namespace(name="sales"),
    model.Enum(name="order_state", values=(model.EnumValue(value="new"), model.EnumValue(value="paid"))),
    model.Domain(name="label", type="text", checks=(model.Check(name="short", expression="length(VALUE) < 9"),)),
    model.Composite(name="pair", attributes=(model.CompositeAttribute(name="a", type="text"),)),
    model.Sequence(name="numbers"),
    entity("customers", "id bigint", "email text not null", "name label", pk="id", unique="email"),
    entity(
        "orders",
        "id bigint identity",
        "customer_id bigint not null",
        attribute("state order_state default 'new'::order_state"),
        "note varchar(20) default 'n'",
        "paid boolean",
        attribute("mark text", storage="external", compression="pglz"),
        "total numeric(12,2) default 0",
        model.Attribute(name="twice", type="numeric", generated=model.Generated(expression="total * 2")),
        pk="id",
        index="customer_id",
        checks=["total >= 0"],
    ),
    link("orders.customer_id", "customers.id", on_delete="cascade"),
    entity(
        "parts",
        "id bigint not null",
        "at date",
        partition_by=model.PartitionBy(strategy="range", keys=(model.PartitionKey(column="id"),)),
    ),
    entity(
        "parts_1",
        "id bigint not null",
        "at date",
        partition_of=model.PartitionOf(parent="parts", bound="FOR VALUES FROM (1) TO (9)"),
    ),
    model.Opaque(
        kind="view", name="v", sql="CREATE VIEW public.v AS SELECT id FROM public.customers", provides=("public.v",)
    ),
)


def of_value(value: str) -> str:
    """The id of an enum's value."""
    return next(key for key, item in SHOP.located.items() if getattr(item.value, "value", None) == value)


TAGS = schema_of(entity("tags", "id bigint", "word text", pk="id", unique="word")).entity("tags")


def of(name: str, schema: Schema = SHOP) -> str:
    """The id of `table.column`, of a constraint or index by its name, or of any object of that name."""
    found = [
        key
        for key, item in schema.located.items()
        if getattr(item.value, "name", getattr(item.value, "value", "")) == name
    ]
    if "." in name:
        table, _, column = name.partition(".")
        own = schema.entity(table).attribute(column)
        assert own is not None
        return own.id
    assert len(found) == 1, found
    return found[0]


Edit = Callable[[Schema], tuple[Any, ...]]

EDITS: dict[str, Edit] = {
    "a table is added with its keys": lambda s: (edits.add(s, TAGS),),
    "a table is dropped with what refers to it": lambda s: (edits.drop(s, of("v")), edits.drop(s, of("customers"))),
    "a table is renamed": lambda s: (edits.rename(s, of("orders"), 'purchase "orders"'),),
    "a table moves to another schema": lambda s: (edits.alter(s, of("orders"), schema=of("sales")),),
    "a table is unlogged": lambda s: (edits.alter(s, of("parts_1"), persistence="unlogged"),),
    "a table gets options": lambda s: (edits.alter(s, of("orders"), options=options(postgres={"fillfactor": 70})),),
    "a table gets a comment": lambda s: (edits.alter(s, of("orders"), comment="it's \\ here"),),
    "row security is forced": lambda s: (
        edits.alter(s, of("orders"), row_security=model.RowSecurity(enabled=True, forced=True)),
    ),
    "replica identity is full": lambda s: (
        edits.alter(s, of("orders"), replica_identity=model.ReplicaIdentity(mode="full")),
    ),
    "a partition is detached": lambda s: (edits.alter(s, of("parts_1"), partition_of=None),),
    "a column is added": lambda s: (
        edits.add(s, attribute("added timestamptz not null default now()"), to=of("orders")),
    ),
    "a column is added to a divided table and its part": lambda s: (
        edits.add(s, attribute("extra text"), to=of("parts")),
        edits.add(s, attribute("extra text"), to=of("parts_1")),
    ),
    "a column is dropped from a divided table and its part": lambda s: (
        edits.drop(s, of("parts.at")),
        edits.drop(s, of("parts_1.at")),
    ),
    "a column changes its type in a divided table and its part": lambda s: (
        edits.alter(s, of("parts.at"), type="timestamp"),
        edits.alter(s, of("parts_1.at"), type="timestamp"),
    ),
    "a column is dropped with its index": lambda s: (edits.drop(s, of("orders.customer_id")),),
    "two columns swap their names": lambda s: (
        edits.rename(s, of("orders.note"), "state"),
        edits.rename(s, of("orders.state"), "note"),
    ),
    "a column and its table are renamed": lambda s: (
        edits.rename(s, of("orders.note"), "remark"),
        edits.rename(s, of("orders"), "o"),
    ),
    "a column of a key changes its type": lambda s: (
        edits.alter(s, of("customers.id"), type="integer"),
        edits.alter(s, of("orders.customer_id"), type="integer"),
        edits.drop(s, of("v")),
    ),
    "a type changes under a way of storing": lambda s: (edits.alter(s, of("orders.mark"), type="varchar(9)"),),
    "text becomes a number": lambda s: (edits.alter(s, of("orders.note"), type="bigint", default=None),),
    "a truth becomes a number, a number a truth": lambda s: (
        edits.alter(s, of("orders.paid"), type="bigint"),
        edits.alter(s, of("orders.customer_id"), type="boolean"),
        edits.drop(s, of("orders_customer_id_fkey")),
    ),
    "a number becomes an array of text": lambda s: (edits.alter(s, of("orders.note"), type="text[]", default=None),),
    "an enum becomes text with its default": lambda s: (
        edits.alter(s, of("orders.state"), type="text", default="'new'"),
    ),
    "a default goes": lambda s: (edits.alter(s, of("orders.total"), default=None),),
    "an identity goes": lambda s: (edits.alter(s, of("orders.id"), identity=None),),
    "an identity changes": lambda s: (
        edits.alter(s, of("orders.id"), identity=model.Identity(mode="by default", start=7, cycle=True)),
    ),
    "an identity comes": lambda s: (edits.alter(s, of("customers.id"), identity=model.Identity(increment=3)),),
    "a generated column is set free": lambda s: (edits.alter(s, of("orders.twice"), generated=None),),
    "a generated column has another expression": lambda s: (
        edits.alter(s, of("orders.twice"), generated=model.Generated(expression="total * 3")),
    ),
    "not null goes": lambda s: (edits.alter(s, of("orders.customer_id"), not_null=None),),
    "not null comes by name": lambda s: (edits.alter(s, of("orders.note"), not_null=model.NotNull(name="noted")),),
    "not null comes unvalidated": lambda s: (
        edits.alter(s, of("orders.note"), not_null=model.NotNull(name="noted", validated=False)),
    ),
    "a primary key goes and leaves its column nullable": lambda s: (
        edits.drop(s, of("orders_pkey")),
        edits.alter(s, of("orders.id"), identity=None),
    ),
    "a primary key that is referred to takes in another column": lambda s: (
        edits.alter(s, of("customers_pkey"), include=(of("customers.email"),)),
    ),
    "a unique constraint becomes deferrable": lambda s: (
        edits.alter(s, of("customers_email_key"), deferrable="deferred"),
    ),
    "a unique constraint is renamed and changed": lambda s: (
        edits.alter(s, of("customers_email_key"), nulls_not_distinct=True),
        edits.rename(s, of("customers_email_key"), "mail"),
    ),
    "a check is changed": lambda s: (edits.alter(s, of("orders_check"), expression="total > 1 -- more"),),
    "an index gets a predicate": lambda s: (edits.alter(s, of("orders_customer_id_idx"), where="total > 5"),),
    "an index gets options": lambda s: (
        edits.alter(s, of("orders_customer_id_idx"), options=FrozenMap({"fillfactor": "60"})),
    ),
    "an index is renamed": lambda s: (edits.rename(s, of("orders_customer_id_idx"), 'ix "1"'),),
    "an index and a unique constraint are added": lambda s: (
        edits.index(s, of("orders"), (of("orders.note"), of("orders.total"))),
        edits.unique(s, of("orders"), (of("orders.note"),)),
    ),
    "a relationship acts otherwise": lambda s: (edits.alter(s, of("orders_customer_id_fkey"), on_delete="restrict"),),
    "a relationship is deferred": lambda s: (edits.alter(s, of("orders_customer_id_fkey"), deferrable="deferred"),),
    "a relationship is renamed": lambda s: (edits.rename(s, of("orders_customer_id_fkey"), "buyer"),),
    "an enum grows in the middle": lambda s: (
        edits.add(s, model.EnumValue(value="it's paid"), to=of("order_state"), position=1),
    ),
    "an enum value is renamed": lambda s: (edits.rename(s, of_value("paid"), "settled"),),
    "an enum value goes": lambda s: (edits.drop(s, of_value("paid")),),
    "enum values swap places": lambda s: (edits.move(s, of_value("paid"), 0),),
    "a domain changes": lambda s: (
        edits.alter(s, of("label"), default="'x'", not_null=model.NotNull()),
        edits.alter(s, of("short"), expression="length(VALUE) < 5"),
    ),
    "a type is renamed into another schema": lambda s: (
        edits.alter(s, of("label"), schema=of("sales")),
        edits.rename(s, of("label"), "tag"),
        edits.alter(s, of("customers.name"), type="sales.tag"),
    ),
    "a composite grows and loses": lambda s: (
        edits.alter(s, of("pair"), attributes=(model.CompositeAttribute(name="b", type="int", comment="new"),)),
    ),
    "a sequence changes and is owned": lambda s: (
        edits.alter(s, of("numbers"), increment=5, cache=9, owned_by=of("orders.total")),
    ),
    "a schema is added, another renamed": lambda s: (
        edits.add(s, model.Namespace(name='odd "one"')),
        edits.rename(s, of("sales"), "sold"),
    ),
    "a view is written anew": lambda s: (
        edits.alter(s, of("v"), sql="CREATE VIEW public.v AS SELECT id FROM public.customers WHERE id > 0"),
    ),
    "a view is dropped": lambda s: (edits.drop(s, of("v")),),
    "types and what uses them go": lambda s: (
        edits.drop(s, of("numbers")),
        edits.drop(s, of("pair")),
        edits.drop(s, of("sales")),
        edits.alter(s, of("orders.state"), type="text", default=None),
        edits.drop(s, of("order_state")),
    ),
}


Script = tuple[str, ...]
Reached = Callable[..., list[Catalogue]]


@pytest.fixture(scope="module")
def reached() -> Iterator[Reached]:
    """Runs scripts one after the other, answers the catalogue after each, and leaves the database empty."""
    with proof_database() as database, database.connect() as session:

        def run(*scripts: Script) -> list[Catalogue]:
            with session.transaction(force_rollback=True):
                return [_after(session, script) for script in scripts]

        yield run


def _after(session: psycopg.Connection, script: Script) -> Catalogue:
    for statement in script:
        try:
            session.execute(statement.encode())
        except psycopg.Error as error:
            raise AssertionError(f"{error}\nin {statement}\nof\n" + "\n".join(script)) from error
    return read_catalogue(session, again=True)


@pytest.mark.parametrize("what", EDITS)
def test_change_ends_on_a_server_where_the_design_does_and_back_again(what: str, reached: Reached) -> None:
    after = apply(EDITS[what](SHOP), SHOP)
    there = sql_between(SHOP, after)
    assert there
    try:
        back = sql_between(after, SHOP)
    except NotExpressible:
        back = ()  # a generated column, for one, cannot be made of a plain one
    (wanted,) = reached(statements(after))
    start, changed, returned = reached(statements(SHOP), there, back)
    assert _differences(wanted, changed) == []
    assert not back or _differences(start, returned) == []


_SERVERS_CHOICE = ("not-null constraint", "identity sequence")


def _differences(expected: Any, found: Any) -> list[Any]:
    """What differs beyond names that the server once chose and keeps when a table or column is renamed."""
    return [
        one
        for one in compare(expected, found, column_order=False)
        if not (
            one.kind == "column"
            and one.expected
            and one.found
            and all(part.startswith(_SERVERS_CHOICE) for part in (*one.expected.split("; "), *one.found.split("; ")))
        )
    ]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (lambda s: (edits.alter(s, of("orders.total"), type="bigint"),), "twice is generated from it"),
        (
            lambda s: (edits.alter(s, of("orders.total"), generated=model.Generated(expression="1"), default=None),),
            "dropped and added",
        ),
        (
            lambda s: (edits.alter(s, of("orders.twice"), generated=model.Generated(expression="1", stored=False)),),
            "dropped and added",
        ),
        (lambda s: (edits.drop(s, of("customers_pkey")),), "nothing keeps unique any more"),
        (lambda s: (edits.alter(s, of("parts"), partition_by=None),), "cannot change how it is divided"),
        (lambda s: (edits.alter(s, of("orders"), persistence="temporary"),), "cannot become a temporary table"),
        (lambda s: (edits.alter(s, of("label"), type="integer"),), "cannot change its type"),
        (lambda s: (edits.rename(s, of("orders_check"), None),), "server's choice"),  # type: ignore[arg-type]
        (lambda s: (Split(entity=of("orders"), into=(), remaining=(), changes=()),), "moves rows"),
        (lambda s: (Merge(entity=of("orders"), into=(), remaining=(), changes=()),), "moves rows"),
    ],
)
def test_change_without_a_statement_says_why(what: Edit, said: str) -> None:
    with pytest.raises(NotExpressible, match=said):
        sql_of(what(SHOP), SHOP)


@pytest.mark.parametrize(
    ("kind", "statement", "undone"),
    [
        ("operator", "CREATE OPERATOR s.=== (FUNCTION = f, LEFTARG = a, RIGHTARG = s.b)",
         "DROP OPERATOR s.=== (a, s.b);"),
        ("operator", "CREATE OPERATOR !! (RIGHTARG = a, PROCEDURE = f)", "DROP OPERATOR !! (NONE, a);"),
        ("cast", "CREATE CAST (a AS numeric(4, 1)) WITH INOUT", "DROP CAST (a AS numeric(4, 1));"),
        ("operator class", "CREATE OPERATOR CLASS s.o DEFAULT FOR TYPE a USING gist AS STORAGE b",
         "DROP OPERATOR CLASS s.o USING gist;"),
        ("operator family", "CREATE OPERATOR FAMILY o USING btree", "DROP OPERATOR FAMILY o USING btree;"),
        ("event trigger", "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()", "DROP EVENT TRIGGER e;"),
        ("alter table", "ALTER TABLE ONLY s.t CLUSTER ON i", "ALTER TABLE ONLY s.t SET WITHOUT CLUSTER;"),
        ("alter table", "ALTER TABLE t ENABLE ALWAYS TRIGGER x", "ALTER TABLE t ENABLE TRIGGER x;"),
        ("table", "CREATE UNLOGGED TABLE s.made AS SELECT 1", "DROP TABLE s.made;"),
        ("default privileges",
         "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT, UPDATE ON TABLES TO a, b WITH GRANT OPTION",
         "ALTER DEFAULT PRIVILEGES IN SCHEMA s REVOKE SELECT, UPDATE ON TABLES FROM a, b;"),
        ("foreign table", "CREATE FOREIGN TABLE IF NOT EXISTS s.t (a int) SERVER far", "DROP FOREIGN TABLE s.t;"),
    ],
)  # fmt: skip
def test_carried_statement_is_undone_by_what_it_says(kind: str, statement: str, undone: str) -> None:
    design = schema_of(model.Opaque(kind=kind, name="x", sql=statement))
    assert sql_of((edits.drop(design, design.opaque[0].id),), design) == (undone,)


def test_dropping_a_carried_statement_of_unknown_kind_is_refused() -> None:
    design = schema_of(model.Opaque(kind="do block", name="x", sql="DO $$ BEGIN NULL; END $$"))
    with pytest.raises(NotExpressible, match="carried as it was written"):
        sql_of((edits.drop(design, design.opaque[0].id),), design)


@pytest.mark.parametrize(
    "silent",
    [
        lambda s: (edits.alter(s, of("orders"), rows=5, rows_per_day=7.0),),
        lambda s: (edits.alter(s, of("orders.note"), distinct=5.0),),
        lambda s: (edits.alter(s, "requirements", rpo_minutes=5.0),),
        lambda s: (edits.alter(s, "design", name="other"),),
        lambda s: (edits.add(s, model.AccessPattern(name="a", statements=("SELECT 1",))),),
    ],
)
def test_what_is_in_no_database_has_no_sql(silent: Edit) -> None:
    assert sql_of(silent(SHOP), SHOP) == ()


def test_moved_column_is_a_remark_since_the_server_keeps_its_place() -> None:
    (remark,) = sql_of((edits.move(SHOP, of("orders.note"), 0),), SHOP)
    assert remark.startswith("-- PostgreSQL keeps the order")
    assert "\n" not in remark


def test_texts_that_only_follow_a_rename_are_left_to_the_server() -> None:
    rewrite = Rewrite(object=of("orders_check"), field="expression", old="total >= 0", new="sum >= 0")
    generated = Rewrite(object=of("orders.twice"), field="generated.expression", old="total * 2", new="sum * 2")
    rename = edits.rename(SHOP, of("orders.total"), "sum", rewrites=(rewrite, generated))
    assert sql_of((rename,), SHOP) == ("ALTER TABLE public.orders RENAME COLUMN total TO sum;",)


def test_detour_leaves_no_trace() -> None:
    there = edits.rename(SHOP, of("orders.note"), "remark")
    assert sql_of((there, *there.reverse()), SHOP) == ()


def test_a_key_dropped_and_made_again_under_another_id_is_one_that_changes() -> None:
    lone = schema_of(entity("notes", "team_id bigint", "id bigint", pk="id"))
    key = lone.entity("notes").primary_key
    assert key is not None
    other = model.PrimaryKey(name="notes_pkey", columns=(lone.entity("notes").attributes[0].id, *key.columns))
    drop, add = edits.drop(lone, key.id), edits.add(lone, other, to=lone.entity("notes").id)
    assert sql_of((drop, add), lone) == (
        "ALTER TABLE public.notes DROP CONSTRAINT notes_pkey;",
        "ALTER TABLE public.notes ADD CONSTRAINT notes_pkey PRIMARY KEY (team_id, id);",
    )


def test_one_object_is_made_with_what_lives_in_it() -> None:
    made = create_statements(SHOP, of("customers"))
    assert [statement.split(" (")[0] for statement in made] == ["CREATE TABLE public.customers"]
    assert create_statements(SHOP, of("orders.note")) == (
        "ALTER TABLE public.orders ADD COLUMN note varchar(20) DEFAULT 'n';",
    )
    assert create_statements(SHOP, of_value("paid")) == ("ALTER TYPE public.order_state ADD VALUE 'paid';",)
    assert create_statements(SHOP, of("orders_customer_id_fkey"))[0].startswith(
        "ALTER TABLE public.orders ADD CONSTRAINT"
    )
    with pytest.raises(KeyError):
        create_statements(SHOP, "nowhere")


def test_swap_of_two_tables_goes_through_a_third_name() -> None:
    after = (edits.rename(SHOP, of("orders"), "customers"), edits.rename(SHOP, of("customers"), "orders"))
    renames = [one for one in sql_of(after, SHOP) if "RENAME TO" in one]
    assert len(renames) == 3


def test_hostile_names_stay_names() -> None:
    name = 'x"; DROP TABLE customers; --'
    (statement,) = sql_of((edits.rename(SHOP, of("orders"), name),), SHOP)
    assert statement == 'ALTER TABLE public.orders RENAME TO "x""; DROP TABLE customers; --";'


def test_older_server_is_told_not_null_without_a_name() -> None:
    older = schema_of(entity("t", "a integer"), dialect=model.Dialect(version="17"))
    named = model.NotNull(name="given")
    change = edits.alter(older, older.entity("t").attributes[0].id, not_null=named)
    assert sql_of((change,), older) == ("ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;",)
