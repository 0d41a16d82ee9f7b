"""Generated designs that a PostgreSQL server takes: every property of the model, in combinations with a meaning."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_name

# Few names, so that two designs have much in common; odd ones, so that quoting is tried.
NAMES = (
    "orders",
    "order",
    'say "hi"',
    "<script>",
    "naïve 😀",
    "two\nlines",
    "x; DROP TABLE orders; --",
    "UPPER",
    "%s {}",
)
TEXTS = ("plain", "it's", "back\\slash", 'a "quoted" word', "-- not a comment", "$$", "line\nline", "😀 {} %s")
COMMENTS = st.none() | st.sampled_from(TEXTS)
DEFERRABLE = st.sampled_from([None, "immediate", "deferred"])

_DEFAULTS = {
    "bigint": ("1", "(-5)", "'12'::bigint", "1 + 2 -- three"),
    "text": ("'it''s'", "E'a\\nb'", "CURRENT_USER || ''", "'x' COLLATE \"C\"", "$$dollar$$", "lower('A') || 'b'"),
    "timestamptz": ("now()", "CURRENT_TIMESTAMP", "now() AT TIME ZONE 'utc'"),
    "numeric(12,2)": ("0", "1.50", "round(2.345, 2)"),
    "boolean": ("true", "1 = 1 AND NOT false", "'a' LIKE 'b'"),
    "integer[]": ("'{}'", "ARRAY[1, 2]"),
    "int4range": ("'[1,2)'", "int4range(1, 3)"),
    "jsonb": ("'{}'::jsonb",),
    "varchar(20)": ("''",),
}
TYPES = tuple(_DEFAULTS)
_COLLATABLE = ("text", "varchar(20)")


@st.composite
def columns(draw: Any, name: str, types: tuple[str, ...]) -> model.Attribute:
    kind = draw(st.sampled_from(types))
    given: dict[str, Any] = {"name": name, "type": kind, "comment": draw(COMMENTS)}
    source = draw(st.sampled_from(["default", "identity", "generated", "nothing"]))
    if source == "default" and kind in _DEFAULTS:
        given["default"] = draw(st.sampled_from(_DEFAULTS[kind]))
    elif source == "identity" and kind == "bigint":
        given["identity"] = draw(
            st.builds(
                model.Identity,
                mode=st.sampled_from(["always", "by default"]),
                start=st.sampled_from([None, 5]),
                increment=st.sampled_from([None, 2]),
                minimum=st.sampled_from([None, 1]),
                maximum=st.sampled_from([None, 1000]),
                cache=st.sampled_from([None, 3]),
                cycle=st.booleans(),
            )
        )
    elif source == "generated" and kind == "numeric(12,2)":
        expression = draw(st.sampled_from(["1 + 1", "2 -- two", "round(1.5) * 2"]))
        given["generated"] = model.Generated(expression=expression, stored=draw(st.booleans()))
    if kind in _COLLATABLE:
        given["collation"] = draw(st.sampled_from([None, '"C"', 'pg_catalog."POSIX"']))
        given["storage"] = draw(st.sampled_from([None, "external", "main"]))
        given["compression"] = draw(st.sampled_from([None, "pglz"]))
    virtual = given.get("generated") and not given["generated"].stored
    if virtual:
        given["storage"] = given["compression"] = None
    elif "identity" not in given:
        given["not_null"] = draw(st.none() | st.builds(model.NotNull, name=st.sampled_from([None, f"nn {name}"])))
    given["options"] = draw(
        st.sampled_from(
            [FrozenMap(), FrozenMap({"postgres": {"statistics": 50}}), FrozenMap({"postgres": {"n_distinct": "-0.5"}})]
        )
    )
    if virtual:
        given["options"] = FrozenMap()
    return model.Attribute(**given)


@st.composite
def entities(draw: Any, name: str, types: tuple[str, ...]) -> model.Entity:
    labels = ("id", *draw(st.lists(st.sampled_from(("a", "select", 'b "c"', "price", "D")), max_size=4, unique=True)))
    attributes = [model.Attribute(name="id", type="bigint", not_null=draw(st.none() | st.just(model.NotNull())))]
    attributes += [draw(columns(label, types)) for label in labels[1:]]
    plain = [a.name for a in attributes if not (a.generated and not a.generated.stored)]
    return model.Entity(
        name=name,
        comment=draw(COMMENTS),
        persistence=draw(st.sampled_from(["permanent", "permanent", "unlogged"])),
        attributes=tuple(attributes),
        options=draw(
            st.sampled_from([FrozenMap(), FrozenMap({"postgres": {"fillfactor": "70", "autovacuum_enabled": False}})])
        ),
        row_security=draw(st.none() | st.builds(model.RowSecurity, enabled=st.booleans(), forced=st.booleans())),
        replica_identity=draw(st.none() | st.builds(model.ReplicaIdentity, mode=st.sampled_from(["full", "nothing"]))),
        primary_key=draw(st.none() | _primary_keys(name, plain)),
        uniques=tuple(draw(_uniques(name))),
        checks=tuple(draw(_checks(name))),
        exclusions=tuple(draw(_exclusions(name, attributes))),
        indexes=tuple(draw(_indexes(name, attributes, plain))),
    )


def _primary_keys(table: str, plain: list[str]) -> st.SearchStrategy[model.PrimaryKey]:
    return st.builds(
        model.PrimaryKey,
        name=st.sampled_from([None, f"{table} pk"]),
        columns=st.just(("id",)),
        include=st.sampled_from([(), tuple(plain[1:2])]),
        options=st.sampled_from([FrozenMap(), FrozenMap({"fillfactor": "80"})]),
        comment=st.none(),
    )


@st.composite
def _uniques(draw: Any, table: str) -> Any:
    if not draw(st.booleans()):
        return ()
    return (
        model.Unique(
            name=f"{table} uq",
            columns=("id",),
            nulls_not_distinct=draw(st.booleans()),
            deferrable=draw(DEFERRABLE),
            comment=draw(COMMENTS),
        ),
    )


@st.composite
def _checks(draw: Any, table: str) -> Any:
    kinds = ({}, {"validated": False}, {"enforced": False, "validated": False}, {"no_inherit": True})
    expressions = ("id > 0", "id IS NOT NULL AND id < 100 -- small", "id IN (1, 2) OR ('a;b' = 'a)b')")
    return tuple(
        model.Check(
            name=f"{table} check {number}",
            expression=draw(st.sampled_from(expressions)),
            comment=draw(COMMENTS),
            **draw(st.sampled_from(kinds)),
        )
        for number in range(draw(st.integers(0, 2)))
    )


@st.composite
def _exclusions(draw: Any, table: str, attributes: list[model.Attribute]) -> Any:
    ranges = [a.name for a in attributes if a.type == "int4range"]
    if not ranges or not draw(st.booleans()):
        return ()
    element = model.ExclusionElement(column=ranges[0], operator=draw(st.sampled_from(["&&", "pg_catalog.&&"])))
    where = draw(st.sampled_from([None, "id > 5"]))
    return (
        model.Exclusion(
            name=f"{table} ex", elements=(element,), where=where, deferrable=draw(DEFERRABLE), comment=draw(COMMENTS)
        ),
    )


@st.composite
def _indexes(draw: Any, table: str, attributes: list[model.Attribute], plain: list[str]) -> Any:
    made = []
    for number in range(draw(st.integers(0, 3))):
        label = f"{table[:20]} ix {number}"
        shape = draw(st.sampled_from(["columns", "expression", "hash", "brin", "gin"]))
        documents = [a.name for a in attributes if a.type == "jsonb" and a.name in plain]
        common: dict[str, Any] = {
            "name": label,
            "comment": draw(COMMENTS),
            "where": draw(st.sampled_from([None, "id > 3 -- few"])),
        }
        if shape == "gin" and documents:
            key = model.IndexKey(column=documents[0], operator_class=draw(st.sampled_from([None, "jsonb_path_ops"])))
            made.append(model.Index(keys=(key,), method="gin", options=FrozenMap({"fastupdate": "off"}), **common))
        elif shape == "hash":
            made.append(model.Index(keys=(model.IndexKey(column="id"),), method="hash", **common))
        elif shape == "brin":
            options = FrozenMap({"pages_per_range": "32"})
            made.append(model.Index(keys=(model.IndexKey(column="id"),), method="brin", options=options, **common))
        elif shape == "expression":
            key = model.IndexKey(
                expression=draw(st.sampled_from(["abs(id)", "id::text", "id + 1 -- next"])),
                descending=draw(st.booleans()),
            )
            made.append(model.Index(keys=(key, model.IndexKey(column="id")), **common))
        else:
            key = model.IndexKey(
                column="id", descending=draw(st.booleans()), nulls=draw(st.sampled_from([None, "first", "last"]))
            )
            made.append(
                model.Index(
                    keys=(key,),
                    include=draw(st.sampled_from([(), tuple(plain[1:2])])),
                    unique=draw(st.booleans()),
                    nulls_not_distinct=draw(st.booleans()),
                    **common,
                )
            )
    return tuple(replace(one, nulls_not_distinct=one.nulls_not_distinct and one.unique) for one in made)


@st.composite
def designs(draw: Any) -> Schema:
    """A complete design that loads on PostgreSQL 18."""
    homes = ("public", *draw(st.lists(st.sampled_from(("sales", 'odd "home"')), max_size=2, unique=True)))
    namespaces = tuple(model.Namespace(name=name, comment=draw(COMMENTS)) for name in homes)
    home = st.sampled_from(homes)
    values = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4, unique=True))
    enum = model.Enum(
        name='mood "x"',
        schema="public",
        values=tuple(model.EnumValue(value=one) for one in values),
        comment=draw(COMMENTS),
    )
    domain = draw(_domains(draw(home)))
    kinds = (
        *TYPES,
        quote_name("public", enum.name, dialect="postgres"),
        quote_name(domain.schema, domain.name, dialect="postgres"),
    )
    labels = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    tables = [replace(draw(entities(label, kinds)), schema=draw(home)) for label in labels]
    composite = model.Composite(
        name="pair",
        schema=draw(home),
        attributes=(
            model.CompositeAttribute(name="first one", type="text", collation='"C"', comment=draw(COMMENTS)),
            model.CompositeAttribute(name="second", type=kinds[-1]),
        ),
        comment=draw(COMMENTS),
    )
    sequence = draw(
        st.builds(
            model.Sequence,
            name=st.just("a counter"),
            schema=home,
            type=st.sampled_from(["bigint", "integer"]),
            start=st.sampled_from([None, 7]),
            increment=st.sampled_from([None, 3]),
            maximum=st.sampled_from([None, 9000]),
            cycle=st.booleans(),
            persistence=st.sampled_from(["permanent", "unlogged"]),
            comment=COMMENTS,
        )
    )
    divided = draw(st.sampled_from([(), _partitioned()]))
    return complete(
        Schema(
            name="generated",
            schemas=namespaces,
            enums=(enum,),
            domains=(domain,),
            composites=(composite,),
            sequences=(sequence,),
            entities=(*tables, *divided),
            relationships=tuple(draw(_relationships(tables))),
        )
    )


def _domains(home: str) -> st.SearchStrategy[model.Domain]:
    check = st.builds(
        model.Check,
        name=st.just("short enough"),
        expression=st.sampled_from(["length(VALUE) < 9", "VALUE <> '' -- something"]),
        validated=st.booleans(),
        comment=COMMENTS,
    )
    return st.builds(
        model.Domain,
        name=st.just("Short Text"),
        schema=st.just(home),
        type=st.just("text"),
        default=st.sampled_from([None, "'x'::text"]),
        not_null=st.none() | st.builds(model.NotNull, name=st.sampled_from([None, "domain nn"])),
        checks=st.tuples(check) | st.just(()),
        comment=COMMENTS,
    )


def _partitioned() -> tuple[model.Entity, ...]:
    """A divided table with an attached partition, one whose index is tied by name and one by bound alone."""
    columns = (
        model.Attribute(name="id", type="bigint", not_null=model.NotNull()),
        model.Attribute(name="at", type="date"),
    )
    parent = model.Entity(
        name="log",
        schema="public",
        attributes=columns,
        partition_by=model.PartitionBy(strategy="range", keys=(model.PartitionKey(column="id"),)),
        primary_key=model.PrimaryKey(name="log_pkey", columns=("id",)),
        indexes=(model.Index(name="log_at", keys=(model.IndexKey(column="at"),)),),
    )
    bounds = [f"FOR VALUES FROM ({number}) TO ({number + 1})" for number in range(3)]
    own = [model.PartitionOf(parent="log", bound=bound) for bound in bounds]
    first = model.Entity(name="log_1", schema="public", attributes=columns, partition_of=own[0])
    second = model.Entity(
        name="log_2",
        schema="public",
        attributes=columns,
        partition_of=own[1],
        indexes=(model.Index(name="own at", keys=(model.IndexKey(column="at"),)),),
    )
    return parent, first, second, model.Entity(name="log_3", schema="public", partition_of=own[2])


@st.composite
def _relationships(draw: Any, tables: list[model.Entity]) -> Any:
    made = []
    for number, child in enumerate(tables):
        parent = draw(st.sampled_from(tables))
        keyed = parent.primary_key is not None or any(key.deferrable is None for key in parent.uniques)
        levels = {one.persistence for one in (child, parent)}
        if not keyed or (levels == {"permanent", "unlogged"} and child.persistence == "permanent"):
            continue
        enforced = draw(st.booleans())
        made.append(
            model.Relationship(
                name=f"link {number}",
                child=f"{child.schema}.{child.name}",
                columns=("id",),
                parent=f"{parent.schema}.{parent.name}",
                parent_columns=("id",),
                on_delete=draw(st.sampled_from(["no action", "restrict", "cascade"])),
                on_update=draw(st.sampled_from(["no action", "restrict", "cascade"])),
                match=draw(st.sampled_from([None, "full", "simple"])),
                deferrable=draw(DEFERRABLE),
                validated=enforced and draw(st.booleans()),
                enforced=enforced,
                comment=draw(COMMENTS),
            )
        )
    return made
