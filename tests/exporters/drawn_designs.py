"""Designs for the tests of pictures and documents: an ordinary shop, and names that mean to break out."""

from dataclasses import replace
from itertools import pairwise

from designer.schema import model
from designer.schema.build import attribute, dependency, entity, link, pattern, schema_of
from designer.schema.schema import Schema

HOSTILE = (
    "<script>alert(1)</script>", "quo\"te'd `tick`", "line\nbreak", "x" * 100, "emoji 😀 👩‍👩‍👧", "שלום עולם", "select",
    "javascript:alert(1)", '"];', "-->", "]]>", "{{ 7*7 }}", "%% comment", "a|b", '=HYPERLINK("x")', "back\\slash",
    "\u202eevil", "ctl\x01\x07", "  ", "*/", "[x](http://a)", "#h1;", "&amp;", "@enduml", "!include x", "}", "'''",
    "$$", "<b>", "<U+0041>", "a.b", "1st", "ünï", "https://example.org",
)  # fmt: skip


def shop() -> Schema:
    """Eight tables with every kind of end, a self reference, groups, a pattern and a decision."""
    tables = (
        entity("countries", "code char(2)", "name text not null", pk="code"),
        entity(
            "customers", "id bigint", "email text not null", "full_name text not null", "country_code char(2)",
            "created_at timestamp with time zone not null", pk="id", unique="email", comment="People who order.",
        ),
        entity(
            "orders", "id bigint identity", "customer_id bigint not null", "status order_status default 'new'",
            "placed_at timestamptz not null", "deleted_at timestamptz", pk="id", index="customer_id, placed_at",
            checks=["placed_at < deleted_at"], rows=10_000_000, rows_per_day=20_000, retention_days=730,
            functional_dependencies=(dependency("customer_id", "status"),),
        ),
        entity(
            "order_lines", "order_id bigint", "line_no smallint", "product_id bigint not null", pk="order_id,line_no",
        ),
        entity(
            "products", "id bigint", "sku character varying(20) not null", "category_id bigint not null", pk="id",
            unique="sku",
        ),
        entity("categories", "id bigint", "parent_id bigint", "name text not null", pk="id"),
        entity("invoices", "order_id bigint", "number text not null", pk="order_id", unique="number"),
        entity("notes", "body text"),
    )  # fmt: skip
    links = (
        link("customers.country_code", "countries.code"),
        link("orders.customer_id", "customers.id"),
        link("order_lines.order_id", "orders.id", on_delete="cascade"),
        link("order_lines.product_id", "products.id"),
        link("products.category_id", "categories.id"),
        link("categories.parent_id", "categories.id"),
        link("invoices.order_id", "orders.id"),
    )
    groups = (
        model.Group(name="Sales", entities=("orders", "order_lines", "invoices")),
        model.Group(name="Catalogue", color="#8a63b8", entities=("products", "categories")),
    )
    return schema_of(
        *tables,
        *links,
        model.Enum(name="order_status", values=tuple(model.EnumValue(value=one) for one in ("new", "paid"))),
        model.Domain(name="email_address", type="text", checks=(model.Check(name="has_at", expression="value ~ '@'"),)),
        pattern(
            "recent orders", "select * from orders where customer_id = $1 order by placed_at desc", per_minute=1200
        ),
        name="shop",
        layout=model.Layout(groups=groups),
    )


def hostile() -> Schema:
    """A chain of tables that carry each name as table, attribute, comment, default, enum value, pattern and group."""
    tables = []
    for number, name in enumerate(HOSTILE):
        literal = "'" + name.replace("'", "''") + "'"
        columns = [attribute("id bigint"), attribute("parent bigint"), attribute("n numeric(12,2)")]
        columns.append(replace(attribute("x text"), name=name, comment=name, default=literal))
        key = model.PrimaryKey(name=f"pk{number}", columns=("id",))
        tables.append(model.Entity(name=name, comment=name, attributes=tuple(columns), primary_key=key))
    links = [
        model.Relationship(name=child, child=child, columns=("parent",), parent=parent, parent_columns=("id",))
        for parent, child in pairwise(HOSTILE)
    ]
    return schema_of(
        *tables,
        *links,
        model.Enum(name="<e>", values=tuple(model.EnumValue(value=name) for name in HOSTILE)),
        *(pattern(name, f"select 1 -- {name!r} ```") for name in HOSTILE),
        name="</title><script>",
        comment="</style><script>alert(2)</script>",
        layout=model.Layout(groups=(model.Group(name="</h2>{{", color="red;}</style>", entities=HOSTILE[:2]),)),
    )


def star(children: int) -> Schema:
    """One table that many others refer to."""
    leaves = [entity(f"t{number}", "id bigint", "hub_id bigint not null", pk="id") for number in range(children)]
    links = [link(f"t{number}.hub_id", "hub.id") for number in range(children)]
    return schema_of(entity("hub", "id bigint", pk="id"), *leaves, *links)


def complete_graph(size: int) -> Schema:
    """Every table refers to every later one: what ranked layouts cannot bear."""
    tables = [entity(f"t{i}", "id bigint", *(f"r{j} bigint" for j in range(i + 1, size)), pk="id") for i in range(size)]
    return schema_of(*tables, *(link(f"t{i}.r{j}", f"t{j}.id") for i in range(size) for j in range(i + 1, size)))


def flat(tables: int) -> Schema:
    """Forty tables in a ring, each pair of neighbours joined by others: two ranks, one of them very tall."""
    parents = [entity(f"p{number}", "id bigint", pk="id") for number in range(40)]
    children = [entity(f"c{number}", "id bigint", "x bigint", "y bigint", pk="id") for number in range(tables)]
    links = [link(f"c{number}.x", f"p{number % 40}.id") for number in range(tables)]
    links += [link(f"c{number}.y", f"p{(number + 1) % 40}.id") for number in range(tables)]
    return schema_of(*parents, *children, *links)
