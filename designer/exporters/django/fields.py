"""Columns as fields of Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from designer.exporters.python_text import Rule, string
from designer.exporters.result import Notice
from designer.exporters.sqlalchemy.types import SERIALS, enum_of
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_PLAIN = {
    "smallint": "models.SmallIntegerField", "integer": "models.IntegerField", "bigint": "models.BigIntegerField",
    "text": "models.TextField", "boolean": "models.BooleanField", "date": "models.DateField",
    "double precision": "models.FloatField", "timestamptz": "models.DateTimeField", "time": "models.TimeField",
    "interval": "models.DurationField", "uuid": "models.UUIDField", "jsonb": "models.JSONField",
    "bytea": "models.BinaryField", "inet": "models.GenericIPAddressField", "varchar": "models.CharField",
}  # fmt: skip
_AUTO = {"smallint": "models.SmallAutoField", "integer": "models.AutoField", "bigint": "models.BigAutoField"}
_ACTIONS = {"cascade": "CASCADE", "restrict": "RESTRICT", "set null": "SET_NULL", "set default": "SET_DEFAULT",
            "no action": "DO_NOTHING"}  # fmt: skip
_VALIDATORS = {
    "least": "validators.MinValueValidator({0!r})", "greatest": "validators.MaxValueValidator({0!r})",
    "longest": "validators.MaxLengthValidator({0!r})", "shortest": "validators.MinLengthValidator({0!r})",
    "pattern": "validators.RegexValidator({0!r})",
}  # fmt: skip


def raw(expression: str) -> str:
    """A piece of SQL as it stands."""
    return f"RawSQL({string(expression.replace('%', '%%'))}, [])"


def raw_condition(expression: str) -> str:
    """A condition of SQL as it stands."""
    return f"RawSQL({string(expression.replace('%', '%%'))}, [], output_field=models.BooleanField())"


def comment(text: str) -> str:
    """A comment; Django 5 passes it on as part of a statement with parameters, where a percent sign stands twice."""
    return string(text.replace("%", "%%"))


def is_auto(entity: Entity, attribute: Attribute) -> bool:
    """Whether Django counts it up itself: an identity or a serial that is the whole primary key."""
    counts = attribute.type.lower() in SERIALS or attribute.identity is not None
    return counts and entity.primary_key is not None and entity.primary_key.columns == (attribute.id,)


def field(
    schema: Schema,
    entity: Entity,
    attribute: Attribute,
    link: Relationship | None,
    rules: Iterable[Rule],
    classes: Mapping[str, str],
    names: Mapping[str, str],
    notices: list[Notice],
) -> str:
    """The field of a column, under its name in `names`; `link` is its foreign key where Django can express it."""
    place = f"{schema.qualified(entity)}.{attribute.name}"
    key = entity.primary_key.columns if entity.primary_key else ()
    nullable = attribute.not_null is None and attribute.identity is None and attribute.id not in key
    given = [f"db_column={string(attribute.name)}"]
    if key == (attribute.id,):
        given.append("primary_key=True")
    elif nullable:
        given += ["null=True", "blank=True"]
    if attribute.default is not None and attribute.default.lower() != "null":
        given.append(f"db_default={raw(attribute.default)}")
    if attribute.comment:
        given.append(f"db_comment={comment(attribute.comment)}")
    if link is not None:
        return _foreign_key(schema, link, given, classes, names, key == (attribute.id,))
    word, own = _kind(schema, entity, attribute, place, notices)
    if attribute.generated is not None:
        stored = [one for one in given if not one.startswith(("null", "blank", "db_default"))]
        return (f"models.GeneratedField(expression={raw(attribute.generated.expression)}, output_field={word}"
                f"({', '.join(own)}), db_persist={attribute.generated.stored}, {', '.join(stored)})")  # fmt: skip
    checks = [_VALIDATORS[rule.kind].format(rule.value) for rule in rules if rule.kind in _VALIDATORS]
    checks += [f"above({rule.value!r})" for rule in rules if rule.kind == "above"]
    checks += [f"below({rule.value!r})" for rule in rules if rule.kind == "below"]
    choices = [rule.value for rule in rules if rule.kind == "one of"]
    enum = enum_of(schema, attribute.type)
    values = [one.value for one in enum.values] if enum else list(choices[0]) if choices else []
    own += [f"validators=[{', '.join(checks)}]"] if checks else []
    own += [f"choices=[{', '.join(f'({value!r}, {value!r})' for value in values)}]"] if values else []
    return f"{word}({', '.join([*own, *given])})"


def _kind(
    schema: Schema, entity: Entity, attribute: Attribute, place: str, notices: list[Notice]
) -> tuple[str, list[str]]:
    written = SERIALS.get(attribute.type.lower(), attribute.type)
    parsed = parse_type(written)
    if is_auto(entity, attribute):
        if attribute.identity is None or attribute.identity.mode == "always":
            notices.append(Notice(place, "Django makes it GENERATED BY DEFAULT AS IDENTITY"))
        if parsed.base in _AUTO:
            return _AUTO[parsed.base], []
    elif attribute.identity is not None or attribute.type.lower() in SERIALS:
        notices.append(Notice(place, "Django counts up nothing but a primary key; it is a plain number"))
    if attribute.collation or parsed.dimensions or parsed.suffix:
        collated = f" COLLATE {attribute.collation}" if attribute.collation else ""
        return "DatabaseField", [f"database_type={string(written + collated)}"]
    if parsed.base == "varchar":
        return "models.CharField", [f"max_length={parsed.length}"] if parsed.modifiers else []
    if parsed.base == "numeric" and not parsed.modifiers and attribute.generated is not None:
        return "DatabaseField", ['database_type="numeric"']  # Django asks a generated one for its digits
    if parsed.base == "numeric" and len(parsed.modifiers) in (0, 2) and (parsed.scale or 0) >= 0:
        sizes = [f"max_digits={parsed.length}", f"decimal_places={parsed.scale}"] if parsed.modifiers else []
        return "models.DecimalField", sizes
    if parsed.base in _PLAIN and not parsed.modifiers:
        return _PLAIN[parsed.base], []
    return "DatabaseField", [f"database_type={string(written)}"]


def _foreign_key(
    schema: Schema,
    link: Relationship,
    given: list[str],
    classes: Mapping[str, str],
    names: Mapping[str, str],
    is_key: bool,
) -> str:
    parent = schema.entity(link.parent)
    target = string("self" if link.parent == link.child else classes[link.parent])
    parts = [target, f"on_delete=models.{_ACTIONS[link.on_delete]}", 'related_name="+"', "db_index=False"]
    if not parent.primary_key or parent.primary_key.columns != link.parent_columns:
        parts.append(f"to_field={string(names[link.parent_columns[0]])}")
    word = "models.OneToOneField" if is_key else "models.ForeignKey"
    parts = [part for part in parts if not (is_key and part == "db_index=False")]
    return f"{word}({', '.join([*parts, *given])})"
