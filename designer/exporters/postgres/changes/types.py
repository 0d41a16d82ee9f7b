"""ALTER TYPE, DOMAIN and SEQUENCE, and enums that have to be made anew."""

from collections.abc import Iterator

from designer.exporters.postgres.changes.columns import sequence_changes
from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage, alter_table
from designer.exporters.postgres.changes.drop import name_of_domain_check
from designer.exporters.postgres.comments import comments_of
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal, name, verbatim
from designer.exporters.postgres.types import composite_attribute, create_type, domain_check, own_sequence
from designer.schema.changes import Add, Alter, Change, Drop, Move
from designer.schema.model import Attribute, CompositeAttribute, Domain, Entity, Enum
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.default_names import not_null_name
from designer.sql.identifiers import NAME_BYTES, clip_bytes, read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_PASSAGE = "before_"


def altered_sequence(change: Alter, context: Context) -> Iterator[Piece]:
    """ALTER SEQUENCE; a column that owns it and goes must let it go first."""
    old, new = context.old.get(change.id), context.new.get(change.id)
    head = f"ALTER SEQUENCE {qualified(context.new, new)}"
    options = [f"AS {verbatim(new.type, 'the type of a sequence')}"] if "type" in change.set else []
    options += sequence_changes(old, new)
    if options:
        yield Piece(Stage.TYPE, (f"{head} {' '.join(options)};",))
    if "persistence" in change.set:
        yield Piece(Stage.TYPE, (f"{head} SET {'UNLOGGED' if new.persistence == 'unlogged' else 'LOGGED'};",))
    if "owned_by" in change.set:
        if old.owned_by and old.owned_by not in context.kept_attributes:
            yield Piece(Stage.RELEASE, (f"ALTER SEQUENCE {qualified(context.old, old)} OWNED BY NONE;",))
        elif new.owned_by is None:
            yield Piece(Stage.TABLE, (f"{head} OWNED BY NONE;",))
        if new.owned_by:
            yield Piece(Stage.TABLE, (own_sequence(context.new, new),))


def altered_domain(change: Alter, context: Context) -> Iterator[Piece]:
    """ALTER DOMAIN, for the domain and for its checks."""
    if change.kind == "domain_check":
        yield from _altered_check(change, context)
        return
    old, new = context.old.get(change.id), context.new.get(change.id)
    for field, word in (("type", "type"), ("collation", "collation")):
        if field in change.set:
            raise NotExpressible(f"the domain {context.said(change.id)} cannot change its {word}; make another one")
    head = f"ALTER DOMAIN {qualified(context.new, new)}"
    if "default" in change.set:
        default = "DROP DEFAULT" if new.default is None else f"SET DEFAULT {verbatim(new.default, 'a default')}"
        yield Piece(Stage.TYPE, (f"{head} {default};",))
    if "not_null" in change.set and bool(old.not_null) != bool(new.not_null):
        named = f"ADD CONSTRAINT {name(new.not_null.name)} NOT NULL" if new.not_null and new.not_null.name else None
        yield Piece(Stage.TYPE, (f"{head} {named or ('SET NOT NULL' if new.not_null else 'DROP NOT NULL')};",))
    elif "not_null" in change.set:
        was, now = (one.not_null.name or not_null_name(one.name, None) for one in (old, new))
        if was != now:
            yield Piece(Stage.TYPE, (f"{head} RENAME CONSTRAINT {name(was)} TO {name(now)};",))


def _altered_check(change: Alter, context: Context) -> Iterator[Piece]:
    located = context.new.located[change.id]
    domain = qualified(context.new, context.new.get(located.owner))
    own = name(name_of_domain_check(located.value.name, domain))
    if dict(change.set) == {"validated": True}:
        yield Piece(Stage.TYPE, (f"ALTER DOMAIN {domain} VALIDATE CONSTRAINT {own};",))
    elif change.set.keys() - {"comment", "x"}:
        add = f"ALTER DOMAIN {domain} ADD {domain_check(located.value)};"
        yield Piece(Stage.TYPE, (f"ALTER DOMAIN {domain} DROP CONSTRAINT {own};", add))


def altered_composite(change: Alter, context: Context) -> Iterator[Piece]:
    """ALTER TYPE of a composite: attributes are told apart by name, and new ones come last."""
    old, new = context.old.get(change.id), context.new.get(change.id)
    if "attributes" not in change.set:
        return
    head = f"ALTER TYPE {qualified(context.new, new)}"
    before = {item.name: item for item in old.attributes}
    after = {item.name: item for item in new.attributes}
    kept = [item for item in old.attributes if item.name in after]
    added = [item for item in new.attributes if item.name not in before]
    if [item.name for item in (*kept, *added)] != [item.name for item in new.attributes]:
        raise NotExpressible(f"the type {context.said(change.id)} keeps the order of its attributes")
    parts = [f"DROP ATTRIBUTE {name(item.name)} CASCADE" for item in old.attributes if item.name not in after]
    parts += [f"ADD ATTRIBUTE {composite_attribute(item, new)} CASCADE" for item in added]
    for item in kept:
        now = after[item.name]
        if (now.type, now.collation) != (item.type, item.collation):
            text = composite_attribute(now, new).removeprefix(name(now.name) + " ")
            parts.append(f"ALTER ATTRIBUTE {name(now.name)} SET DATA TYPE {text} CASCADE")
    if parts:
        yield Piece(Stage.TYPE, (f"{head} {', '.join(parts)};",))
    for item in new.attributes:
        if item.comment != (before[item.name].comment if item.name in before else None):
            text = "NULL" if item.comment is None else literal(item.comment)
            column = f"{qualified(context.new, new)}.{name(item.name)}"
            yield Piece(Stage.COMMENT, (f"COMMENT ON COLUMN {column} IS {text};",))


def remade_enums(changes: tuple[Change, ...], context: Context) -> dict[str, None]:
    """The enums that lose values or their order, by id."""
    found: dict[str, None] = {}
    for change in changes:
        if isinstance(change, Drop) and change.kind == "enum_value":
            found[change.parent] = None
        elif isinstance(change, Move) and change.kind == "enum_value":
            found[context.new.located[change.id].owner] = None
    return found


def is_of_enum(attribute: Attribute, enum: Enum, schema: Schema) -> bool:
    """Whether the column is of the enum's type, or an array of it."""
    return _is_of(attribute.type, enum.name, schema.namespace(enum.schema))


def changed_enums(changes: tuple[Change, ...], context: Context) -> Iterator[Piece]:
    """Values added in their place; or, where values go or move, the type made anew and its columns with it."""
    remade = remade_enums(changes, context)
    grown = {change.parent: None for change in changes if isinstance(change, Add) and change.kind == "enum_value"}
    for enum_id in remade:
        yield from _made_anew(context.new.get(enum_id), context)
    for enum_id in grown:
        if enum_id not in remade:
            yield Piece(Stage.TYPE, tuple(_grown(context.old.get(enum_id), context.new.get(enum_id), context)))


def _grown(old: Enum, new: Enum, context: Context) -> Iterator[str]:
    """ADD VALUE for each new one, from the last to the first, so that what it stands before is there."""
    known = {value.id for value in old.values}
    for place in reversed(range(len(new.values))):
        value = new.values[place]
        if value.id not in known:
            text = f"ALTER TYPE {qualified(context.new, new)} ADD VALUE {literal(value.value)}"
            following = place + 1 < len(new.values)
            yield f"{text} BEFORE {literal(new.values[place + 1].value)};" if following else f"{text};"


def _made_anew(enum: Enum, context: Context) -> Iterator[Piece]:
    """A new type under the old name. Rows that hold a value that is gone make the conversion fail, not vanish."""
    own = qualified(context.new, enum)
    namespace = context.new.namespace(enum.schema)
    others: tuple[Domain | CompositeAttribute, ...] = (
        *context.new.domains,
        *(item for composite in context.new.composites for item in composite.attributes),
    )
    if any(_is_of(other.type, enum.name, namespace) for other in others):
        raise NotExpressible(f"values of {context.said(enum.id)} cannot go or move: other types are made of it")
    passage = clip_bytes(f"{_PASSAGE}{enum.name}", NAME_BYTES)
    converted = (
        text
        for entity in context.new.entities
        for attribute in entity.attributes
        for text in _converted(attribute, entity, enum, context)
    )
    comments = comments_of(context.new, enum.id)
    renamed = f"ALTER TYPE {own} RENAME TO {name(passage)};"
    yield Piece(Stage.TYPE, (renamed, *create_type(enum, context.new), *comments, *converted))
    yield Piece(Stage.LAST_DROP, (f"DROP TYPE {own.removesuffix(name(enum.name))}{name(passage)};",))


def _converted(attribute: Attribute, entity: Entity, enum: Enum, context: Context) -> Iterator[str]:
    """A column that has the type before and after, taken from the old one to the new."""
    if attribute.id not in context.kept_attributes:
        return
    before = context.old.attribute(attribute.id)
    old_enum = context.old.get(enum.id)
    was = _is_of(before.type, old_enum.name, context.old.namespace(old_enum.schema))
    if not (was and _is_of(attribute.type, enum.name, context.new.namespace(enum.schema))):
        return
    head = f"{alter_table(context.new, entity)} ALTER COLUMN {name(attribute.name)}"
    brackets = "[]" * parse_type(attribute.type).dimensions
    own = qualified(context.new, enum)
    if before.default is not None:
        yield f"{head} DROP DEFAULT;"
    yield f"{head} TYPE {own}{brackets} USING {name(attribute.name)}::text{brackets}::{own}{brackets};"
    if attribute.default is not None:
        yield f"{head} SET DEFAULT {verbatim(attribute.default, 'a default')};"


def _is_of(type_text: str, type_name: str, namespace: str | None) -> bool:
    """Whether a column's type is this one, qualified or not, or an array of it."""
    chain = [
        read_identifier(token.text, "postgres")
        for token in tokenize(type_text, "postgres").tokens
        if token.kind in (Kind.WORD, Kind.QUOTED)
    ]
    return chain in ([type_name], [namespace, type_name])
