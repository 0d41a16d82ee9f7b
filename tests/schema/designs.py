"""Generated designs: every kind of object and property, valid by construction."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from designer.schema import model
from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.complete import complete
from designer.schema.edits import add, alter, drop, move, rename
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

# Shrinking a whole design takes minutes, and a failing seed is enough to go by.
thorough = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

names = st.text(alphabet="abcdefgh_ A\"'<é😀\n", min_size=1, max_size=8)
texts = st.none() | st.text(max_size=12)
types = st.sampled_from(["bigint", "text", "varchar(20)", "numeric(12,2)", "timestamptz", "integer[]", '"My type"'])
deferrable = st.sampled_from([None, "immediate", "deferred"])
json_values = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5)
maps = st.dictionaries(st.sampled_from(["a", "b"]), json_values, max_size=2).map(FrozenMap)


def some(items: tuple[Any, ...], *, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few different items, in any order."""
    if len(items) < least:
        return st.nothing()
    return (
        st.lists(st.sampled_from(items), min_size=least, max_size=most, unique=True).map(tuple)
        if items
        else st.just(())
    )


attributes = st.builds(
    model.Attribute,
    name=names,
    type=types,
    comment=texts,
    not_null=st.none() | st.builds(model.NotNull, name=texts, validated=st.booleans(), no_inherit=st.booleans()),
    default=texts,
    generated=st.none() | st.builds(model.Generated, expression=names, stored=st.booleans()),
    identity=st.none()
    | st.builds(model.Identity, mode=st.sampled_from(["always", "by default"]), start=st.none() | st.integers()),
    collation=texts,
    options=maps,
    distinct=st.none() | st.integers(0, 10**9) | st.floats(0, 1e9),
    null_fraction=st.none() | st.floats(0, 1),
    min=json_values,
    values=st.lists(st.builds(model.ValueShare, value=json_values, frequency=st.floats(0, 1)), max_size=2).map(tuple),
    samples=st.lists(json_values, max_size=2).map(tuple),
    x=maps,
)


@st.composite
def entities(draw: Any) -> model.Entity:
    columns = tuple(draw(st.lists(attributes, min_size=1, max_size=5, unique_by=lambda one: one.name)))
    here = tuple(one.name for one in columns)
    labels = iter(draw(st.lists(names, min_size=12, max_size=12, unique=True)))
    has_key = draw(st.booleans())
    keys = st.builds(
        model.IndexKey,
        column=st.sampled_from(here),
        descending=st.booleans(),
        nulls=st.sampled_from([None, "first", "last"]),
    )
    expressions = st.builds(model.IndexKey, expression=names)
    return model.Entity(
        name=draw(names),
        comment=draw(texts),
        persistence=draw(st.sampled_from(["permanent", "unlogged"])),
        rows=draw(st.none() | st.integers(0, 10**12)),
        partition_by=draw(
            st.none()
            | st.builds(
                model.PartitionBy,
                strategy=st.sampled_from(["range", "list", "hash"]),
                keys=st.tuples(st.builds(model.PartitionKey, column=st.sampled_from(here))),
            )
        ),
        options=draw(maps),
        attributes=columns,
        primary_key=model.PrimaryKey(name=next(labels), columns=draw(some(here, least=1))) if has_key else None,
        uniques=tuple(
            model.Unique(name=next(labels), columns=draw(some(here, least=1)), deferrable=draw(deferrable))
            for _ in range(draw(st.integers(0, 2)))
        ),
        checks=tuple(model.Check(name=next(labels), expression=draw(names)) for _ in range(draw(st.integers(0, 2)))),
        exclusions=tuple(
            model.Exclusion(
                name=next(labels), elements=(model.ExclusionElement(column=draw(st.sampled_from(here)), operator="&&"),)
            )
            for _ in range(draw(st.integers(0, 1)))
        ),
        indexes=tuple(
            model.Index(
                name=next(labels),
                keys=tuple(draw(st.lists(keys | expressions, min_size=1, max_size=2))),
                where=draw(texts),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        functional_dependencies=tuple(
            draw(
                st.lists(
                    st.builds(
                        model.FunctionalDependency,
                        determinant=some(here),
                        dependent=some(here, least=1),
                        source=st.sampled_from(["declared", "data"]),
                        evidence=maps,
                    ),
                    max_size=2,
                )
            )
        ),
    )


@st.composite
def designs(draw: Any) -> Schema:
    """A complete design."""
    namespaces = tuple(model.Namespace(name=name) for name in draw(st.lists(names, max_size=2, unique=True)))
    homes = [None, *(one.name for one in namespaces)]
    tables = draw(st.lists(entities(), max_size=4, unique_by=lambda one: one.name))
    tables = tuple(replace(table, schema=draw(st.sampled_from(homes))) for table in tables)
    enums = draw(
        st.lists(
            st.builds(_enum, names, st.lists(names, unique=True, max_size=4)), max_size=2, unique_by=lambda e: e.name
        )
    )
    schema = complete(
        Schema(
            name=draw(names),
            dialect=model.Dialect(name="postgres", version=draw(st.sampled_from([None, "18"]))),
            schemas=namespaces,
            entities=tables,
            enums=tuple(enums),
            domains=tuple(draw(st.lists(st.builds(_domain, names, types, names), max_size=1))),
            sequences=tuple(
                draw(st.lists(st.builds(model.Sequence, name=names, start=st.none() | st.integers()), max_size=1))
            ),
            opaque=tuple(draw(st.lists(st.builds(_view, names, texts), max_size=2))),
            access_patterns=tuple(
                draw(st.lists(st.builds(_pattern, names, names), max_size=2, unique_by=lambda one: one.name))
            ),
            requirements=draw(st.builds(model.Requirements, rpo_minutes=st.none() | st.floats(0, 9), tenancy=texts)),
            x=draw(maps),
        )
    )
    return complete(replace(schema, relationships=draw(_relationships(schema)), layout=draw(_layouts(schema))))


def _enum(name: str, values: list[str]) -> model.Enum:
    return model.Enum(name=name, values=tuple(model.EnumValue(value=value) for value in values))


def _domain(name: str, of: str, expression: str) -> model.Domain:
    return model.Domain(name=name, type=of, checks=(model.Check(name="c", expression=expression),))


def _view(name: str, sql: str | None) -> model.Opaque:
    return model.Opaque(kind="view", name=name, sql=sql or "")


def _pattern(name: str, sql: str) -> model.AccessPattern:
    return model.AccessPattern(name=name, statements=(sql,), parameters=(model.Parameter(name="p", value=1),))


@st.composite
def _relationships(draw: Any, schema: Schema) -> tuple[model.Relationship, ...]:
    if not schema.entities:
        return ()
    made = []
    for number in range(draw(st.integers(0, 3))):
        child, parent = draw(st.sampled_from(schema.entities)), draw(st.sampled_from(schema.entities))
        made.append(
            model.Relationship(
                # Several constraints of one table may not share a name, whatever their kind.
                name=f"link {number}",
                child=child.id,
                columns=(draw(st.sampled_from(child.attributes)).id,),
                parent=parent.id,
                parent_columns=(draw(st.sampled_from(parent.attributes)).id,),
                on_delete=draw(st.sampled_from(model.REFERENTIAL_ACTIONS)),
            )
        )
    return tuple(made)


@st.composite
def _layouts(draw: Any, schema: Schema) -> model.Layout:
    ids = tuple(entity.id for entity in schema.entities)
    return model.Layout(
        groups=tuple(model.Group(name=name, entities=draw(some(ids))) for name in draw(st.lists(names, max_size=2))),
        pins=FrozenMap(dict.fromkeys(draw(some(ids)), (1, 2))),
    )


@st.composite
def edits(draw: Any, schema: Schema) -> tuple[Change, ...]:
    """A run of edits, each made from the design as the one before left it."""
    changes: list[Change] = []
    for _ in range(draw(st.integers(1, 4))):
        change = draw(_edit(schema))
        if change is None:
            continue
        try:
            schema = apply((change,), schema)
        except DesignError:  # a name that is taken: no edit
            continue
        changes.append(change)
    return tuple(changes)


@st.composite
def _edit(draw: Any, schema: Schema) -> Change | None:
    located = tuple(schema.located.values())
    ordered = [one for one in located if one.kind.ordered]
    action = draw(st.sampled_from(["add", "drop", "rename", "move", "alter"]))
    if action == "add":
        fresh = complete(Schema(entities=(draw(entities()),))).entities[0]
        home = schema.schemas[0].id if schema.schemas else None
        if fresh.id in schema.located or home is None:
            return None
        return add(schema, replace(fresh, schema=home))
    if action == "move" and ordered:
        one = draw(st.sampled_from(ordered))
        siblings = getattr(schema.get(one.owner), one.kind.field)
        return move(schema, one.value.id, draw(st.integers(0, len(siblings) - 1)))
    if not located:
        return alter(schema, "design", comment="other")
    one = draw(st.sampled_from(located))
    if action == "drop":
        try:
            return drop(schema, one.value.id)
        except DesignError:  # a partition key stays
            return None
    if action == "rename" and one.kind.label and one.kind.name != "opaque":
        return rename(schema, one.value.id, draw(names))
    if one.kind.name == "attribute":
        return alter(schema, one.value.id, type=draw(types), comment=draw(texts))
    return None
