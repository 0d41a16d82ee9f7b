"""Which steps of a plan Django's own operations do, statement for statement, so that no SQL need stand beside them.

A step is one of these only where every one of its changes is of a kind that is known to come out the same, and Django
has all that it is about exactly as the design does; tests run each against the statements that it stands for. All
others are SQL for the database and operations for the models.
"""

from designer.planning.formats.django_state import Models, Operation
from designer.planning.model import Step
from designer.schema.changes import Add, Alter, Change, Drop, Rename
from designer.schema.diff import diff
from designer.schema.model import Attribute, Entity, Index
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.default_names import primary_key_name


def real(step: Step, ones: tuple[Operation, ...], old: Models, new: Models) -> tuple[str, ...] | None:
    """The operations that do the step in the database and in the models; None where none does."""
    before, after = step.before, step.after
    if before is None or after is None:
        return None
    changes = diff(before, after)
    if not changes or not _as_the_design(changes, before, after, old, new):
        return None
    lone = changes[0] if len(changes) == 1 else None
    if not step.transactional:
        return _concurrent(lone, ones)
    if lone is not None and isinstance(lone, Alter) and lone.kind == "check" and set(lone.set) == {"validated"}:
        return _validation(lone, after, new)
    if isinstance(lone, Add) and lone.kind == "check" and not lone.value.validated:
        return _unvalidated(lone, ones)
    if not ones or not all(_is_known(one, before, after) for one in changes):
        return None
    return tuple(one.text for one in ones)


def _as_the_design(changes: tuple[Change, ...], before: Schema, after: Schema, old: Models, new: Models) -> bool:
    """Whether Django has no word of its own about anything that changes."""
    for change in changes:
        for schema, models in ((before, old), (after, new)):
            key = getattr(change, "id", None)
            if key is None or key not in schema.located:
                continue
            located = schema.located[key]
            owner = schema.located[located.owner].value if located.owner else located.value
            if not isinstance(owner, Entity) or owner.partition_of or owner.partition_by or owner.inherits:
                return False
            own = schema.qualified(owner)
            # Notices of a check that is not validated yet are about that alone.
            told = {one for one in models.notices if one == own or one.startswith(f"{own}.")}
            lazy = {f"{own}.{one.name}" for one in owner.checks if not one.validated and one.enforced}
            about = {own} if located.owner else told
            if (told - lazy) & {*about, path_in(schema, key), f"{own}.{getattr(located.value, 'name', '')}"}:
                return False
    return True


def _concurrent(lone: Change | None, ones: tuple[Operation, ...]) -> tuple[str, ...] | None:
    if len(ones) != 1 or not isinstance(lone, Add | Drop) or not isinstance(lone.value, Index) or lone.value.unique:
        return None
    if ones[0].kind in ("add index", "remove index") and not lone.value.comment:
        return tuple(
            one.text.replace("migrations.AddIndex(", "AddIndexConcurrently(", 1).replace(
                "migrations.RemoveIndex(", "RemoveIndexConcurrently(", 1
            )
            for one in ones
        )
    return None


def _unvalidated(lone: Add, ones: tuple[Operation, ...]) -> tuple[str, ...] | None:
    check = lone.value
    if len(ones) != 1 or ones[0].kind != "add constraint" or not check.enforced or check.no_inherit or check.comment:
        return None
    return (ones[0].text.replace("migrations.AddConstraint(", "AddConstraintNotValid(", 1),)


def _validation(lone: Alter, after: Schema, new: Models) -> tuple[str, ...] | None:
    located = after.located[lone.id]
    model = new.by_entity.get(located.owner)
    if model is None or not located.value.name:
        return None
    return (f"ValidateConstraint(model_name={model.name.lower()!r}, name={located.value.name!r})",)


def _is_known(change: Change, before: Schema, after: Schema) -> bool:
    match change:
        case Add(kind="attribute"):
            return _is_plain(change.value, after) and _may_be_empty(change.value) and not change.value.comment
        case Drop(kind="attribute"):
            return _is_plain(change.value, before) and _may_be_empty(change.value)
        case Add(kind="check"):
            check = change.value
            return check.validated and check.enforced and not check.no_inherit and not check.comment
        case Drop(kind="check"):
            check = change.value
            return bool(check.name) and check.validated and check.enforced and not check.no_inherit
        case Add(kind="unique") | Drop(kind="unique"):
            unique = change.value
            lone = not (unique.include or unique.without_overlaps or unique.comment or unique.options)
            return bool(unique.name) and lone and not (unique.deferrable and unique.nulls_not_distinct)
        case Add(kind="entity"):
            return _is_plain_table(change.value, after)
        case Drop(kind="entity"):
            return _is_plain_table(change.value, before)
        case Alter(kind="attribute"):
            return _is_plain_change(change, before, after)
        case Rename(kind="attribute"):
            return _is_plain(before.attribute(change.id), before) and _is_plain(after.attribute(change.id), after)
    return False


def _is_plain(attribute: Attribute, schema: Schema) -> bool:
    """Whether a column is nothing but a type, a default and NOT NULL, and in no key and no reference."""
    owner = schema.located[attribute.id].owner
    entity = schema.entity(owner)
    links = (*schema.references_from(owner), *schema.references_to(owner))
    linked = any(attribute.id in (*link.columns, *link.parent_columns) for link in links)
    in_key = any(attribute.id in (*key.columns, *key.include) for key in entity.keys)
    set_apart = attribute.identity or attribute.generated or attribute.collation or attribute.storage
    named = attribute.not_null and (attribute.not_null.name or not attribute.not_null.validated)
    more = attribute.compression or attribute.options or "serial" in attribute.type.lower()
    return not (linked or in_key or set_apart or named or more) and not _is_custom(attribute, schema)


def _may_be_empty(attribute: Attribute) -> bool:
    """Whether rows that are there get a value of the database's; to text Django would give one of its own."""
    return attribute.not_null is None or attribute.default is not None


def _is_custom(attribute: Attribute, schema: Schema) -> bool:
    types = {one.name for one in schema.enums} | {one.name for one in schema.domains}
    types |= {one.name for one in schema.composites}
    return parse_type(attribute.type).base in types


def _is_plain_change(change: Alter, before: Schema, after: Schema) -> bool:
    was, now = before.attribute(change.id), after.attribute(change.id)
    if not (_is_plain(was, before) and _is_plain(now, after)):
        return False
    if "not_null" in change.set:  # Django fills a column that has a default before it forbids NULL
        return set(change.set) == {"not_null"} and now.default is None
    return set(change.set) <= {"default"}


def _is_plain_table(entity: Entity, schema: Schema) -> bool:
    key = entity.primary_key
    if key is None or len(key.columns) != 1 or key.name != primary_key_name(entity.name):
        return False
    first = schema.attribute(key.columns[0])
    # To a key of text Django gives a second index, for patterns.
    counted = first.identity is None and parse_type(first.type).base in ("smallint", "integer", "bigint", "uuid")
    others = [one for one in entity.attributes if one.id != first.id]
    plain = all(_is_plain_beside_key(one, schema) for one in others)
    nothing_more = not (entity.indexes or entity.uniques or entity.exclusions or entity.options or entity.row_security)
    unlinked = not (schema.references_from(entity.id) or schema.references_to(entity.id))
    usual = not key.deferrable and not key.include and not key.comment and entity.persistence == "permanent"
    checked = all(one.validated and one.enforced and not one.no_inherit and not one.comment for one in entity.checks)
    return counted and plain and nothing_more and unlinked and usual and checked


def _is_plain_beside_key(attribute: Attribute, schema: Schema) -> bool:
    return _is_plain(attribute, schema) and not attribute.comment
